"""What each role may do: row-level security, grants and owners, worked out from the models.

Rights are a state, not a history: they are set anew after each migration and each restore.
"""

from __future__ import annotations

from collections.abc import Iterator

import asyncpg

from trunkline.db import models
from trunkline.db.base import Base
from trunkline.db.connect import Role
from trunkline.db.partitions import is_partitioned

_ORGANIZATION = models.Organization.__tablename__
_OURS = "nullif(current_setting('app.org', true), '')::uuid"
_ALL = "SELECT, INSERT, UPDATE, DELETE"
_LESS_FOR_API = {  # the rest may be read and written
    _ORGANIZATION: "SELECT, UPDATE",
    models.Deployment.__tablename__: "SELECT, INSERT",
    models.DueInstant.__tablename__: "SELECT",
    models.Execution.__tablename__: "SELECT",
    models.StepResult.__tablename__: "SELECT",
    models.Log.__tablename__: "SELECT",
}


async def apply(connection: asyncpg.Connection) -> None:
    """Set row-level security, grants and owners of every table that exists, and nothing beyond them."""
    schema: str = await connection.fetchval("SELECT quote_ident(current_schema())")
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    existing = [row["tablename"] for row in rows]
    for statement in _statements(schema, existing):
        await connection.execute(statement)


def _statements(schema: str, existing: list[str]) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA {schema} TO {Role.API}"
    yield f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {Role.ENGINE}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT ALL ON TABLES TO {Role.ENGINE}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT ALL ON SEQUENCES TO {Role.ENGINE}"
    yield f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {Role.ENGINE}"
    yield f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO {Role.ENGINE}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {Role.API}"
    for name, table in Base.metadata.tables.items():
        if name in existing and ("org_id" in table.c or name == _ORGANIZATION):  # the rest is not the API's
            yield from _api_rights(name)
    for name in existing:
        if is_partitioned(name):  # who makes and drops partitions must own table and partitions
            yield f"ALTER TABLE {name} OWNER TO {Role.ENGINE}"


def _api_rights(table: str) -> Iterator[str]:
    yield f"GRANT {_LESS_FOR_API.get(table, _ALL)} ON {table} TO {Role.API}"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    column = "id" if table == _ORGANIZATION else "org_id"
    rule = f"USING ({column} = {_OURS}) WITH CHECK ({column} = {_OURS})"
    yield f"DROP POLICY IF EXISTS tenant ON {table}"
    yield f"CREATE POLICY tenant ON {table} TO {Role.API} {rule}"
    if table == models.Component.__tablename__:  # what everybody has can be read, and changed by nobody
        yield f"DROP POLICY IF EXISTS built_in ON {table}"
        yield f"CREATE POLICY built_in ON {table} FOR SELECT TO {Role.API} USING (org_id IS NULL)"
