"""Rows of any table, made from its columns alone, for tests that go over all tables."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from trunkline import clock
from trunkline.db.base import Base
from trunkline.db.models import Organization

TENANT_TABLES = sorted(name for name, table in Base.metadata.tables.items() if "org_id" in table.c)
ALL_TABLES = sorted(Base.metadata.tables)
_VALUES: dict[type[sa.types.TypeEngine[object]], object] = {
    sa.Text: "x",
    sa.LargeBinary: b"x",
    sa.Boolean: True,
    sa.Integer: 1,
    sa.SmallInteger: 1,
    postgresql.JSONB: "{}",
}


async def insert(connection: asyncpg.Connection, table: str, org_id: UUID) -> UUID:
    """Insert a row of this organization; return its first key. Other tables need not have what it names."""
    columns = list(Base.metadata.tables[table].c)
    values = {column.name: _value(column, table, org_id) for column in columns}
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", *values.values())
    key = values[Base.metadata.tables[table].primary_key.columns[0].name]
    assert isinstance(key, UUID)
    return key


async def insert_unchecked(url: str, table: str, org_id: UUID) -> UUID:
    """Insert a row as the owner, without foreign keys being looked at."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        return await insert(connection, table, org_id)
    finally:
        await connection.close()


def tenant_column(table: str) -> str:
    """Return the column that says whose a row is."""
    return "id" if table == Organization.__tablename__ else "org_id"


def _value(column: sa.Column[object], table: str, org_id: UUID) -> object:
    if column.name == tenant_column(table):
        return org_id
    if isinstance(column.type, sa.UUID):
        return clock.new_id()
    if isinstance(column.type, sa.DateTime):
        return clock.now()
    if isinstance(column.type, sa.ARRAY):
        return []
    if isinstance(column.type, sa.LargeBinary):
        return clock.new_id().bytes  # some of them are unique
    return _VALUES[type(column.type)]
