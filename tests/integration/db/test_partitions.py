from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from tests import factories
from trunkline import clock
from trunkline.db import partitions
from trunkline.db.connect import Role, open_connection
from trunkline.db.session import Database
from trunkline.errors import SetupError

DAY = date(2031, 5, 17)


@pytest.fixture
async def engine(fresh_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await open_connection(fresh_database_url, Role.ENGINE, application_name="test")
    yield connection
    await connection.close()


@pytest.fixture
async def fresh(fresh_database_url: str) -> AsyncIterator[Database]:
    database = Database(fresh_database_url)
    yield database
    await database.close()


async def names(connection: asyncpg.Connection) -> set[str]:
    rows = await connection.fetch("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
    return {row["relname"] for row in rows}


def at(day: date, hour: int = 12) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp() * 1000)


async def test_partitions_are_made_ahead_once(engine: asyncpg.Connection) -> None:
    assert await partitions.missing(engine, DAY) != []

    made = await partitions.ensure(engine, DAY, days_ahead=2)

    assert sorted(made) == sorted(
        f"{table}_{day}"
        for table in ("execution", "step_result", "log")
        for day in ("20310517", "20310518", "20310519")
    )
    assert set(made) <= await names(engine)
    assert await partitions.ensure(engine, DAY, days_ahead=2) == []
    assert await partitions.missing(engine, DAY) == []
    assert await partitions.missing(engine, DAY + timedelta(days=2)) == [
        "execution_20310520",
        "step_result_20310520",
        "log_20310520",
    ]


async def test_a_default_partition_that_went_missing_is_made_again(engine: asyncpg.Connection) -> None:
    await engine.execute("DROP TABLE log_default")
    assert "log_default" in await partitions.missing(engine, DAY)

    assert "log_default" in await partitions.ensure(engine, DAY, days_ahead=0)


async def test_two_processes_may_make_them_at_once(fresh_database_url: str) -> None:
    connections = [
        await open_connection(fresh_database_url, role, application_name="test")
        for role in (Role.ENGINE, Role.ENGINE, None)
    ]
    made = await asyncio.gather(*(partitions.ensure(each, DAY, days_ahead=3) for each in connections))

    assert sorted(name for part in made for name in part) == sorted(
        partitions.partition_name(table, DAY + timedelta(days=ahead))
        for table in partitions.PARTITIONED
        for ahead in range(4)
    )
    for connection in connections:
        await connection.close()


async def test_rows_go_to_the_partition_of_the_day_in_their_id(engine: asyncpg.Connection, fresh: Database) -> None:
    await partitions.ensure(engine, DAY, days_ahead=0)
    execution = await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY, hour=0)))
    await factories.make_step_result(fresh, execution)
    await factories.make_log(fresh, execution)

    for table in partitions.PARTITIONED:
        assert await engine.fetchval(f"SELECT count(*) FROM {table}_20310517") == 1


async def test_rows_that_went_to_the_default_partition_are_moved(engine: asyncpg.Connection, fresh: Database) -> None:
    moved = await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY)))
    stays = await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY + timedelta(days=1))))

    await partitions.ensure(engine, DAY, days_ahead=0)

    assert await engine.fetchval("SELECT id FROM execution_20310517") == moved.id
    assert await engine.fetchval("SELECT id FROM execution_default") == stays.id
    assert await engine.fetchval("SELECT count(*) FROM execution") == 2


async def test_updates_of_an_execution_touch_no_index(engine: asyncpg.Connection, fresh: Database) -> None:
    await partitions.ensure(engine, DAY, days_ahead=0)
    for _ in range(50):
        await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY)))

    await engine.execute("UPDATE execution SET status = 1, attempt = 1, started_at = now()")
    await engine.execute("SELECT pg_stat_force_next_flush()")

    row = await engine.fetchrow(
        "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'execution_20310517'"
    )
    assert row is not None
    assert row["n_tup_upd"] == row["n_tup_hot_upd"] == 50


async def test_a_lookup_by_id_reads_one_partition(engine: asyncpg.Connection) -> None:
    await partitions.ensure(engine, DAY, days_ahead=5)

    plan = await engine.fetch(f"EXPLAIN SELECT * FROM execution WHERE id = '{clock.id_at(at(DAY))}'")

    text = "\n".join(row[0] for row in plan)
    assert "execution_20310517" in text
    assert "execution_20310518" not in text
    assert "execution_default" not in text


async def test_retention_drops_whole_days_and_old_rows_of_the_default_partition(
    engine: asyncpg.Connection, fresh: Database
) -> None:
    await partitions.ensure(engine, DAY, days_ahead=1)
    await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY)))
    kept = await factories.make_execution(
        fresh, clock.new_id(), execution_id=clock.id_at(at(DAY + timedelta(days=1), hour=0))
    )
    await factories.make_execution(fresh, clock.new_id(), execution_id=clock.id_at(at(DAY - timedelta(days=400))))

    dropped = await partitions.drop_before(engine, DAY + timedelta(days=1))

    assert {"execution_20310517", "step_result_20310517", "log_20310517"} <= set(dropped)
    assert "execution_20310518" in await names(engine)
    assert [row["id"] for row in await engine.fetch("SELECT id FROM execution")] == [kept.id]


async def test_writers_are_not_held_up_by_a_new_partition(
    engine: asyncpg.Connection, fresh: Database, fresh_database_url: str
) -> None:
    await partitions.ensure(engine, DAY, days_ahead=0)
    writer = await open_connection(fresh_database_url, Role.ENGINE, application_name="test")
    async with writer.transaction():  # a writer in the middle of its transaction keeps its locks
        await writer.execute("UPDATE execution_20310517 SET status = 2")

        assert await partitions.ensure(engine, DAY, days_ahead=1) != []
    await writer.close()


async def test_a_table_that_stays_locked_is_an_error_and_nothing_is_half_made(
    engine: asyncpg.Connection, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_LOCK_TIMEOUT", "50ms")
    before = await names(engine)
    holder = await open_connection(fresh_database_url, Role.ENGINE, application_name="test")
    async with holder.transaction():
        await holder.execute("LOCK TABLE execution_default IN ACCESS SHARE MODE")

        with pytest.raises(SetupError, match="partitions of execution"):
            await partitions.ensure(engine, DAY, days_ahead=0)
    await holder.close()
    assert await names(engine) == before
