"""Row-level security, table by table: what the API's role sees and may do when a query forgets its filter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from tests.integration.db import rows
from trunkline import clock
from trunkline.db.base import Base
from trunkline.db.connect import Role, open_connection
from trunkline.db.partitions import is_partitioned

READ_ONLY = {"due_instant", "execution", "log", "organization", "step_result"}
UNCHANGEABLE = {"deployment", "due_instant", "execution", "log", "step_result"}
UNDELETABLE = UNCHANGEABLE | {"organization"}


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await open_connection(database_url, Role.API, application_name="test")
    yield connection
    await connection.close()


async def act_for(connection: asyncpg.Connection, org_id: UUID) -> None:
    await connection.execute("SELECT set_config('app.org', $1, false)", str(org_id))


def test_every_table_but_the_organization_itself_says_whose_its_rows_are() -> None:
    assert set(rows.ALL_TABLES) - set(rows.TENANT_TABLES) == {"organization"}


@pytest.mark.parametrize("table", rows.ALL_TABLES)
async def test_a_select_without_a_filter_gives_nothing_before_an_organization_is_set(
    table: str, api: asyncpg.Connection, database_url: str
) -> None:
    await rows.insert_unchecked(database_url, table, clock.new_id())

    assert await api.fetch(f"SELECT * FROM {table} WHERE {rows.tenant_column(table)} IS NOT NULL") == []


@pytest.mark.parametrize("table", rows.ALL_TABLES)
async def test_a_select_without_a_filter_gives_the_rows_of_the_own_organization_only(
    table: str, api: asyncpg.Connection, database_url: str
) -> None:
    ours = clock.new_id()
    await rows.insert_unchecked(database_url, table, ours)
    await rows.insert_unchecked(database_url, table, clock.new_id())
    await act_for(api, ours)

    found = await api.fetch(f"SELECT * FROM {table}")

    owners = [row[rows.tenant_column(table)] for row in found]
    assert [owner for owner in owners if owner is not None] == [ours]  # built-in components are nobody's


@pytest.mark.parametrize("table", sorted(set(rows.ALL_TABLES) - READ_ONLY))
async def test_a_row_of_another_organization_cannot_be_inserted(table: str, api: asyncpg.Connection) -> None:
    await act_for(api, clock.new_id())

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await rows.insert(api, table, clock.new_id())


@pytest.mark.parametrize("table", sorted(READ_ONLY))
async def test_tables_that_the_engine_fills_take_no_insert_from_the_api(table: str, api: asyncpg.Connection) -> None:
    ours = clock.new_id()
    await act_for(api, ours)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await rows.insert(api, table, ours)


@pytest.mark.parametrize("table", rows.ALL_TABLES)
async def test_rows_of_another_organization_can_be_neither_changed_nor_deleted(
    table: str, api: asyncpg.Connection, database_url: str
) -> None:
    theirs = clock.new_id()
    await rows.insert_unchecked(database_url, table, theirs)
    await act_for(api, clock.new_id())
    column = rows.tenant_column(table)

    for forbidden, statement in (
        (UNCHANGEABLE, f"UPDATE {table} SET {column} = {column}"),
        (UNDELETABLE, f"DELETE FROM {table}"),
    ):
        if table in forbidden:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await api.execute(statement)
        else:
            assert (await api.execute(statement)).endswith(" 0")


async def test_an_own_row_cannot_be_given_to_another_organization(api: asyncpg.Connection, database_url: str) -> None:
    ours = clock.new_id()
    await rows.insert_unchecked(database_url, "customer", ours)
    await act_for(api, ours)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await api.execute("UPDATE customer SET org_id = $1", clock.new_id())


async def test_built_in_components_are_seen_by_all_and_changed_by_nobody(
    api: asyncpg.Connection, database_url: str
) -> None:
    owner = await asyncpg.connect(database_url)
    built_in = await rows.insert_unchecked(database_url, "component", clock.new_id())
    await owner.execute("UPDATE component SET org_id = NULL WHERE id = $1", built_in)
    await act_for(api, clock.new_id())

    assert await api.fetchval("SELECT count(*) FROM component WHERE id = $1", built_in) == 1
    assert await api.execute("UPDATE component SET label = 'mine' WHERE id = $1", built_in) == "UPDATE 0"
    assert await api.execute("DELETE FROM component WHERE id = $1", built_in) == "DELETE 0"
    await owner.execute("DELETE FROM component WHERE id = $1", built_in)
    await owner.close()


async def test_the_api_has_no_right_on_single_partitions_nor_on_what_is_not_its_own(
    api: asyncpg.Connection,
) -> None:
    tables = [
        row["tablename"] for row in await api.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    others = [name for name in tables if name not in Base.metadata.tables]

    assert len([name for name in others if is_partitioned(name)]) >= 6
    for name in others:
        assert not await api.fetchval(
            "SELECT has_table_privilege($1, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
            name,
        ), name


async def test_the_engine_copies_rows_of_many_organizations_at_once_and_sees_them(database_url: str) -> None:
    engine = await open_connection(database_url, Role.ENGINE, application_name="test")
    organizations = [clock.new_id() for _ in range(3)]
    columns = ["id", "name", "wrapped_key", "created_at", "updated_at"]
    now = clock.now()

    await engine.copy_records_to_table(
        "organization", columns=columns, records=[(id, "Acme", b"", now, now) for id in organizations]
    )

    seen = await engine.fetch("SELECT id FROM organization WHERE id = ANY ($1)", organizations)
    assert {row["id"] for row in seen} == set(organizations)
    await engine.close()
