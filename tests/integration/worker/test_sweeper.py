"""The sweeper: what fell between is dispatched again, and nothing else is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories import make_execution
from tests.factories.deployed import Running, deployed_flow
from tests.integration.worker.bench import Bench, finished, opened_bench
from trunkline import clock
from trunkline.blobs.store import Blobs
from trunkline.db import partitions
from trunkline.db.models import Execution, Instance, Status
from trunkline.db.session import Database
from trunkline.executions import dispatch
from trunkline.executions.journal import Ending
from trunkline.settings import Settings
from trunkline.worker import sweeper as sweeper_module
from trunkline.worker.sweeper import Sweeper

A_MINUTE_AGO = timedelta(minutes=-1)


@pytest.fixture
async def database(fresh_database_url: str) -> AsyncIterator[Database]:
    """Return a database for one test alone."""
    opened = Database(fresh_database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Return a connection that the sweeper may use."""
    opened = await database.connect_engine("trunkline-sweeper")
    yield opened
    await opened.close()


@pytest.fixture
async def bench(database: Database, tmp_path: Path) -> AsyncIterator[Bench]:
    """Return a worker's parts on the test's own database."""
    async with opened_bench(database, tmp_path) as opened:
        yield opened


@pytest.fixture
def sweeper(database: Database, tmp_path: Path) -> Sweeper:
    """Return the sweeper of a worker."""
    connect = partial(database.connect_engine, "trunkline-sweeper")
    return Sweeper(connect, Blobs(Settings(home=tmp_path)), retention_days=14)


@contextmanager
def a_minute_ago() -> Iterator[None]:
    """Let what is done in here have been done a minute ago."""
    clock.shift(A_MINUTE_AGO)
    try:
        yield
    finally:
        clock.shift(timedelta(0))


async def sweep(sweeper: Sweeper, engine: asyncpg.Connection) -> list[UUID]:
    async with engine.transaction():
        return await sweeper.sweep(engine)


async def stored_a_minute_ago(bench: Bench, running: Running, count: int = 1, *, is_test: bool = False) -> list[UUID]:
    """Store executions as if a minute ago; their jobs are lost."""
    with a_minute_ago():
        ids = await bench.store(running, count, is_test=is_test)
    async with bench.database.engine_session() as session:
        await session.execute(sa.text("TRUNCATE pgqueuer"))
    return sorted(ids)


async def queued(engine: asyncpg.Connection) -> list[UUID]:
    rows = await engine.fetch("SELECT payload FROM pgqueuer WHERE status = 'queued' AND priority > 0 ORDER BY id")
    return sorted(id for row in rows for id in dispatch._ids(row["payload"]))


async def pick(engine: asyncpg.Connection, ids: Sequence[UUID], *, urgent: bool = False) -> None:
    """Let a worker have a job for these executions under way."""
    await dispatch.enqueue(engine, ids, urgent=urgent)
    await engine.execute("UPDATE pgqueuer SET status = 'picked', heartbeat = now()")


async def enable(database: Database, running: Running, *, enabled: bool) -> None:
    async with database.engine_session() as session:
        await session.execute(sa.update(Instance).where(Instance.id == running.instance_id).values(enabled=enabled))


async def test_what_waits_without_a_job_is_dispatched_again_as_urgent(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    ids = await stored_a_minute_ago(bench, await deployed_flow(bench.database), 250)

    assert sorted(await sweep(sweeper, engine)) == ids

    assert await queued(engine) == ids
    assert await engine.fetchval("SELECT count(*) FROM pgqueuer") == 2


async def test_a_run_without_a_job_is_taken_up_by_the_next_attempt(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    ids = await stored_a_minute_ago(bench, await deployed_flow(bench.database))
    [run] = await bench.claim(ids)
    run.record(finished(1, "kept"))
    await bench.journal.flush()

    assert await sweep(sweeper, engine) == ids

    [again] = await bench.claims.claim(ids)
    earlier = await bench.claims.earlier(ids[0])
    assert again.attempt == 2
    assert [recorded.data for recorded in earlier.recorded.values()] == ["kept"]


async def test_what_a_job_names_is_left_to_it(sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection) -> None:
    running = await deployed_flow(bench.database)
    with a_minute_ago():
        waiting = await bench.store(running)
    await engine.execute("UPDATE pgqueuer SET created = created - interval '1 minute'")
    under_way = await stored_a_minute_ago(bench, running)
    await pick(engine, under_way)
    await dispatch.enqueue(engine, waiting, urgent=True)

    assert await sweep(sweeper, engine) == []


async def test_a_long_run_that_came_back_to_the_queue_is_not_started_over(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    ids = await stored_a_minute_ago(bench, await deployed_flow(bench.database), 2)
    released, swept = [await bench.claims.claim([id]) for id in ids]
    await bench.claims.release(released)
    await pick(engine, [swept[0].id], urgent=True)

    assert await sweep(sweeper, engine) == []


async def test_what_came_just_now_or_has_ended_is_left_alone(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    running = await deployed_flow(bench.database)
    [ended] = await stored_a_minute_ago(bench, running)
    [run] = await bench.claim([ended])
    await bench.journal.finish(run, Ending(Status.SUCCEEDED))
    await bench.store(running)
    await engine.execute("TRUNCATE pgqueuer")

    assert await sweep(sweeper, engine) == []


async def test_executions_of_a_paused_instance_wait_until_it_is_unpaused_but_tests_run(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    running = await deployed_flow(bench.database)
    held = await stored_a_minute_ago(bench, running)
    tests = await stored_a_minute_ago(bench, running, is_test=True)
    await enable(bench.database, running, enabled=False)

    assert await sweep(sweeper, engine) == tests
    await enable(bench.database, running, enabled=True)

    assert await sweep(sweeper, engine) == held


async def test_executions_of_an_instance_that_is_gone_are_canceled(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection
) -> None:
    with a_minute_ago():
        orphan = await make_execution(bench.database, clock.new_id(), status=Status.QUEUED)

    assert await sweep(sweeper, engine) == []

    found = await bench.execution(orphan.id)
    assert (found.status, found.error) == (Status.CANCELED, "the instance was deleted")


async def test_many_that_wait_for_their_instance_do_not_hide_what_is_lost(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper_module, "_MOST_AT_ONCE", 10)
    paused, running = await deployed_flow(bench.database), await deployed_flow(bench.database)
    await enable(bench.database, paused, enabled=False)
    await stored_a_minute_ago(bench, paused, 35)
    lost = await stored_a_minute_ago(bench, running, 15)

    found = []
    for _ in range(12):
        found += await sweep(sweeper, engine)

    assert sorted(found) == lost  # and none of them twice: after the end it starts again, and they have jobs


async def test_only_one_worker_sweeps_at_a_time(
    sweeper: Sweeper, bench: Bench, engine: asyncpg.Connection, database: Database
) -> None:
    await stored_a_minute_ago(bench, await deployed_flow(bench.database))
    other = await database.connect_engine("trunkline-test")
    async with other.transaction():
        await other.execute("SELECT pg_advisory_xact_lock($1)", sweeper_module._LOCK)
        await sweeper._sweep(engine, False)
        assert await queued(engine) == []
    await other.close()

    await sweeper._sweep(engine, False)

    assert len(await queued(engine)) == 1


async def test_housekeeping_makes_partitions_ahead_and_drops_those_past_retention(
    sweeper: Sweeper, database: Database, engine: asyncpg.Connection
) -> None:
    today = clock.now().date()
    await partitions.ensure(engine, today - timedelta(days=20), days_ahead=0)
    old, kept = today - timedelta(days=20), today - timedelta(days=14)
    await partitions.ensure(engine, kept, days_ahead=0)

    await sweeper._keep_house(engine, False)

    tables = {row["relname"] for row in await engine.fetch("SELECT relname FROM pg_class WHERE relkind = 'r'")}
    assert partitions.partition_name("execution", today + timedelta(days=7)) in tables
    assert partitions.partition_name("execution", kept) in tables
    assert partitions.partition_name("execution", old) not in tables


async def test_housekeeping_that_cannot_be_done_now_keeps_nobody_waiting(
    sweeper: Sweeper, database: Database, engine: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_LOCK_TIMEOUT", "10ms")
    today = clock.now().date()
    await partitions.ensure(engine, today - timedelta(days=20), days_ahead=0)
    reader = await database.connect_engine("trunkline-test")
    async with reader.transaction():
        await reader.execute("LOCK TABLE execution IN ACCESS SHARE MODE")  # as a backup does, for hours
        await sweeper._keep_house(engine, False)
    await reader.close()

    await sweeper._keep_house(engine, False)

    async with database.engine_session() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Execution)) == 0
