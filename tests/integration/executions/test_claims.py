"""Claims: who may run an execution, what it goes on with, and how it is given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories.deployed import Running, deployed_flow
from tests.integration.worker.bench import PAYLOAD, Bench, finished, opened_bench
from trunkline.db.models import Instance, Status
from trunkline.db.session import Database
from trunkline.engine.ports import Severity, StepKey
from trunkline.executions import dispatch
from trunkline.executions.journal import Ending


@pytest.fixture(scope="module")
async def bench(road_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """Return a worker's parts on the module's database."""
    database = Database(road_url)
    async with opened_bench(database, tmp_path_factory.mktemp("bench")) as opened:
        yield opened
    await database.close()


@pytest.fixture
async def running(bench: Bench) -> Running:
    """Return a deployed flow."""
    return await deployed_flow(bench.database)


async def named_by_jobs(connection: asyncpg.Connection, ids: Sequence[UUID]) -> list[UUID]:
    rows = await connection.fetch("SELECT payload FROM pgqueuer WHERE status = 'queued'")
    return [id for row in rows for id in dispatch._ids(row["payload"]) if id in ids]


async def test_a_claimed_execution_runs_with_its_payload_and_a_first_attempt(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)

    [claimed] = await bench.claims.claim(ids)

    assert (claimed.id, claimed.attempt) == (ids[0], 1)
    assert await bench.claims.payload_of(claimed) == PAYLOAD
    execution = await bench.execution(ids[0])
    assert (execution.status, execution.attempt, execution.started_at is not None) == (Status.RUNNING, 1, True)


async def test_of_two_claims_at_once_each_execution_goes_to_one_job(bench: Bench, running: Running) -> None:
    ids = await bench.store(running, 5)

    first, second = await asyncio.gather(bench.claims.claim(ids), bench.claims.claim(ids[2:]))

    assert sorted(str(claimed.id) for claimed in first + second) == sorted(map(str, ids))


async def test_an_execution_of_a_paused_instance_is_left_queued_but_a_test_runs(bench: Bench, running: Running) -> None:
    held, tested = await bench.store(running), await bench.store(running, is_test=True)
    async with bench.database.engine_session() as session:
        await session.execute(sa.update(Instance).where(Instance.id == running.instance_id).values(enabled=False))

    claimed = await bench.claims.claim([*held, *tested])

    assert [one.id for one in claimed] == tested
    execution = await bench.execution(held[0])
    assert (execution.status, execution.attempt) == (Status.QUEUED, 0)


async def test_a_payload_that_is_gone_from_the_blob_store_keeps_no_other_from_running(
    bench: Bench, running: Running, connection: asyncpg.Connection
) -> None:
    ids = await bench.store(running, 3)
    await connection.execute(
        "UPDATE step_result SET data = NULL, blob_key = 'not/there' WHERE execution_id = $1", ids[1]
    )

    claimed = await bench.claims.claim(ids)

    assert [one.id for one in claimed] == ids
    assert {one.attempt for one in claimed} == {1}


async def test_what_an_earlier_attempt_recorded_is_there_for_the_next(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [run] = await bench.claim(ids)
    run.record(finished(1, {"a": b"\x00", "t": "ä"}))
    run.log(Severity.INFO, "one", None, "")
    run.log(Severity.INFO, "two", None, "")
    await bench.journal.flush()

    [again] = await bench.claims.claim(ids)
    earlier = await bench.claims.earlier(ids[0])

    assert again.attempt == 2
    assert earlier.recorded[StepKey("step1")].data == {"a": b"\x00", "t": "ä"}
    assert earlier.recorded[StepKey("step1")].position == 1
    assert earlier.next_line == 2


async def test_the_time_of_the_first_start_is_kept(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [first] = await bench.claims.claim(ids)

    [second] = await bench.claims.claim(ids)

    assert second.started_at == first.started_at


async def test_released_executions_wait_again_in_a_job_that_comes_first(
    bench: Bench, running: Running, connection: asyncpg.Connection
) -> None:
    ids = await bench.store(running, 2)
    claimed = await bench.claims.claim(ids)
    await connection.execute("TRUNCATE pgqueuer")

    await bench.claims.release(claimed)

    assert sorted(await named_by_jobs(connection, ids)) == sorted(ids)
    assert await connection.fetchval("SELECT min(priority) FROM pgqueuer") == 1
    assert {(await bench.execution(id)).status for id in ids} == {Status.QUEUED}


async def test_only_the_latest_attempt_can_release(
    bench: Bench, running: Running, connection: asyncpg.Connection
) -> None:
    ids = await bench.store(running, 2)
    old = await bench.claims.claim(ids)
    [new] = await bench.claims.claim(ids[:1])
    [run] = [bench.run_of(one) for one in old if one.id == ids[1]]
    await bench.journal.finish(run, Ending(Status.SUCCEEDED))
    await connection.execute("TRUNCATE pgqueuer")

    await bench.claims.release(old)

    assert await named_by_jobs(connection, ids) == []
    assert (await bench.execution(new.id)).status == Status.RUNNING
    assert (await bench.execution(ids[1])).status == Status.SUCCEEDED
