from __future__ import annotations

import asyncio

import asyncpg
import pytest

from trunkline.db import migrate
from trunkline.db.connect import open_connection
from trunkline.errors import SetupError


async def test_the_steps_go_up_down_and_up_again_and_end_at_the_models(empty_database_url: str) -> None:
    await migrate.upgrade(empty_database_url)
    assert await migrate.is_current(empty_database_url)
    assert await migrate.differences(empty_database_url) == []

    await migrate.downgrade(empty_database_url, "base")
    assert await migrate.current(empty_database_url) is None
    assert await tables(empty_database_url) == {"alembic_version"}

    await migrate.upgrade(empty_database_url)
    assert await migrate.is_current(empty_database_url)
    assert await migrate.differences(empty_database_url) == []


async def test_each_single_step_can_be_taken_back(empty_database_url: str) -> None:
    await migrate.upgrade(empty_database_url)
    while (revision := await migrate.current(empty_database_url)) is not None:
        await migrate.downgrade(empty_database_url, "-1")
        await migrate.upgrade(empty_database_url, "+1")
        assert await migrate.current(empty_database_url) == revision
        await migrate.downgrade(empty_database_url, "-1")


async def test_many_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_database_url) for _ in range(4)))

    assert await migrate.differences(empty_database_url) == []


async def test_an_upgrade_of_a_current_database_locks_nothing(fresh_database_url: str) -> None:
    reader = await asyncpg.connect(fresh_database_url)
    async with reader.transaction():
        await reader.execute("SELECT FROM customer")
        async with asyncio.timeout(10):
            await migrate.upgrade(fresh_database_url)
    await reader.close()


async def test_a_database_of_a_newer_program_is_left_alone(fresh_database_url: str) -> None:
    owner = await asyncpg.connect(fresh_database_url)
    await owner.execute("UPDATE alembic_version SET version_num = '9999'")
    await owner.close()

    for refused in (
        migrate.upgrade(fresh_database_url),
        migrate.downgrade(fresh_database_url, "base"),
    ):
        with pytest.raises(SetupError, match=r"newer Trunkline \(9999\)"):
            await refused
    assert not await migrate.is_current(fresh_database_url)


async def test_the_queue_survives_a_crash_and_is_analyzed_often(database_url: str) -> None:
    connection = await open_connection(database_url, application_name="test")
    found = await connection.fetch(
        "SELECT relname, relpersistence, reloptions FROM pg_class WHERE relkind = 'r' AND relname LIKE 'pgqueuer%'"
    )
    await connection.close()

    assert {row["relname"]: row["relpersistence"] for row in found} == dict.fromkeys(
        ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"), b"p"
    )
    options = {row["relname"]: row["reloptions"] for row in found}
    assert {"fillfactor=70", "autovacuum_analyze_threshold=200"} <= set(options["pgqueuer"])


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in rows}
