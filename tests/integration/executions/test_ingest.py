"""Storing executions: many at once, and one that cannot be stored harms only itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories.deployed import Running, deployed_flow
from tests.integration.executions.cutting import breaking_line
from tests.integration.executions.road import terminate
from tests.waiting import wait_until
from trunkline import clock
from trunkline.blobs.store import Blobs
from trunkline.db.connect import Role, open_connection
from trunkline.db.models import Execution, InvokeType, Status, StepResult
from trunkline.db.session import Database
from trunkline.errors import Invalid
from trunkline.executions import dispatch
from trunkline.executions.ingest import Ingest, NewExecution
from trunkline.executions.payload import Incoming, pack_request
from trunkline.settings import Settings

PAYLOAD = pack_request(Incoming({}, {}, "", b"{}", "application/json"))


@pytest.fixture
async def fresh(fresh_database_url: str) -> AsyncIterator[Database]:
    """Return a database for one test alone."""
    database = Database(fresh_database_url)
    yield database
    await database.close()


@pytest.fixture
async def ingest(fresh: Database, tmp_path: Path) -> AsyncIterator[Ingest]:
    """Return an ingest on the test's own database."""
    connect = partial(fresh.connect_engine, "trunkline-ingest")
    opened = Ingest(connect, Blobs(Settings(home=tmp_path)), inline_bytes=32 * 1024)
    await opened.open()
    yield opened
    await opened.close()


def execution_of(running: Running) -> NewExecution:
    return NewExecution(
        clock.new_id(), running.org_id, running.customer_id, running.instance_id, running.integration_id,
        running.flow_config_id, running.deployment_id, InvokeType.WEBHOOK, False, "trigger", clock.now(), PAYLOAD,
        len(PAYLOAD),
    )  # fmt: skip


async def stored(database: Database) -> set[object]:
    async with database.engine_session() as session:
        return set(await session.scalars(sa.select(Execution.id)))


async def waiting_in_jobs(database: Database) -> list[object]:
    """Return the executions that jobs name, each as often as it is named."""
    async with database.engine_session() as session:
        payloads = await session.scalars(sa.text("SELECT payload FROM pgqueuer WHERE status = 'queued'"))
        return [id for payload in payloads for id in dispatch._ids(payload)]


async def test_what_is_added_at_once_is_stored_each_with_its_payload_and_one_job(
    ingest: Ingest, fresh: Database
) -> None:
    running = await deployed_flow(fresh)
    new = [execution_of(running) for _ in range(500)]

    await asyncio.gather(*(ingest.add(one) for one in new))

    assert await stored(fresh) == {one.id for one in new}
    assert sorted(map(str, await waiting_in_jobs(fresh))) == sorted(str(one.id) for one in new)
    async with fresh.engine_session() as session:
        rows = list(await session.scalars(sa.select(StepResult)))
        jobs = await session.scalar(sa.text("SELECT count(*) FROM pgqueuer"))
        states = set(await session.scalars(sa.select(Execution.status)))
    assert {(row.execution_id, row.position, row.data) for row in rows} == {(one.id, 0, PAYLOAD) for one in new}
    assert jobs <= 4  # in a few groups: one for the first that came, the rest 200 at a time
    assert states == {Status.QUEUED}


@pytest.mark.parametrize(
    "guilty",
    [
        {"trigger_step": "a\0b"},
        {"trigger_step": "half \ud83d"},
        {"size_bytes": 2**40},
    ],
)
async def test_of_200_with_a_guilty_one_199_are_stored_and_it_alone_is_refused(
    ingest: Ingest, fresh: Database, guilty: dict[str, object]
) -> None:
    running = await deployed_flow(fresh)
    new = [execution_of(running) for _ in range(200)]
    new[117] = replace(new[117], **guilty, blob_key="elsewhere", payload=None)

    answers = await asyncio.gather(*(ingest.add(one) for one in new), return_exceptions=True)

    assert [number for number, answer in enumerate(answers) if answer is not None] == [117]
    assert isinstance(answers[117], Invalid)
    innocent = {one.id for number, one in enumerate(new) if number != 117}
    assert await stored(fresh) == innocent
    assert sorted(map(str, await waiting_in_jobs(fresh))) == sorted(map(str, innocent))


async def test_an_execution_that_is_there_already_is_refused_alone(ingest: Ingest, fresh: Database) -> None:
    running = await deployed_flow(fresh)
    new = [execution_of(running) for _ in range(20)]
    await ingest.add(new[7])

    answers = await asyncio.gather(*(ingest.add(one) for one in new), return_exceptions=True)

    assert [number for number, answer in enumerate(answers) if answer is not None] == [7]
    assert isinstance(answers[7], asyncpg.UniqueViolationError)
    assert await stored(fresh) == {one.id for one in new}


async def test_executions_are_stored_once_although_the_connection_is_lost_again_and_again(
    ingest: Ingest, fresh: Database, fresh_database_url: str
) -> None:
    running = await deployed_flow(fresh)
    new = [execution_of(running) for _ in range(600)]

    async def cut() -> None:
        for _ in range(5):
            await terminate(fresh_database_url, "ingest")

    async with asyncio.TaskGroup() as group:
        for one in new:
            group.create_task(ingest.add(one))
        group.create_task(cut())

    assert await stored(fresh) == {one.id for one in new}
    assert sorted(map(str, await waiting_in_jobs(fresh))) == sorted(str(one.id) for one in new)


async def test_what_was_committed_without_an_answer_is_stored_once(
    fresh: Database, fresh_database_url: str, tmp_path: Path
) -> None:
    running = await deployed_flow(fresh)
    new = [execution_of(running) for _ in range(20)]
    async with breaking_line(fresh_database_url) as line:
        connect = partial(open_connection, line.url, Role.ENGINE, application_name="trunkline-ingest")
        ingest = Ingest(connect, Blobs(Settings(home=tmp_path)), inline_bytes=32 * 1024)
        await ingest.open()
        line.cuts = 2

        await asyncio.gather(*(ingest.add(one) for one in new))
        await ingest.close()

    assert line.cuts == 0
    assert await stored(fresh) == {one.id for one in new}
    assert sorted(map(str, await waiting_in_jobs(fresh))) == sorted(str(one.id) for one in new)


async def test_closing_writes_what_still_waits(fresh: Database, tmp_path: Path) -> None:
    running = await deployed_flow(fresh)
    connect = partial(fresh.connect_engine, "trunkline-ingest")
    ingest = Ingest(connect, Blobs(Settings(home=tmp_path)), inline_bytes=32 * 1024)
    new = [execution_of(running) for _ in range(50)]
    adding = [asyncio.create_task(ingest.add(one)) for one in new]
    await wait_until(lambda: ingest._group._writer is not None)

    await ingest.close()

    assert all(task.done() for task in adding)
    assert await stored(fresh) == {one.id for one in new}


async def test_history_of_jobs_is_emptied_but_never_waited_for(fresh: Database, fresh_database_url: str) -> None:
    reader = await asyncpg.connect(fresh_database_url)
    keeper = await fresh.connect_engine("trunkline-sweeper")
    async with reader.transaction():
        await reader.execute("LOCK TABLE pgqueuer_log IN ACCESS SHARE MODE")  # as a backup does, for hours
        await asyncio.wait_for(dispatch.forget_history(keeper), 5)
    await keeper.execute("SELECT 1 FROM pgqueuer_log")
    await dispatch.enqueue(keeper, [clock.new_id()])
    assert await keeper.fetchval("SELECT count(*) FROM pgqueuer_log") > 0

    await dispatch.forget_history(keeper)

    assert await keeper.fetchval("SELECT count(*) FROM pgqueuer_log") == 0
    await keeper.close()
    await reader.close()
