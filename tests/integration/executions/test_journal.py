"""The journal: everything that a run leaves is written once, by the latest attempt only, and one run harms no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from tests.factories.deployed import Running, deployed_flow
from tests.integration.executions.cutting import breaking_line
from tests.integration.executions.road import terminate
from tests.integration.worker.bench import Bench, finished, opened_bench
from tests.waiting import wait_until
from trunkline.db.connect import Role, open_connection
from trunkline.db.models import Status
from trunkline.db.session import Database
from trunkline.engine.ports import Response, Severity, StepKey
from trunkline.executions import rows
from trunkline.executions.journal import Ending, Journal
from trunkline.executions.responses import FlowResponse, read_response

ENDED = Ending(Status.SUCCEEDED)


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


async def test_a_run_leaves_its_steps_lines_and_final_state(bench: Bench, running: Running) -> None:
    [run] = await bench.claim(await bench.store(running))
    run.record(finished(1, {"id": 7}))
    run.log(Severity.WARN, "careful", "step1", "")
    run.record(finished(2, [1, 2], error="it broke"))

    assert await bench.journal.finish(run, Ending(Status.FAILED, "it broke", "step2")) is True

    id = run.execution.id
    execution = await bench.execution(id)
    assert (execution.status, execution.error, execution.failed_step) == (Status.FAILED, "it broke", "step2")
    assert execution.ended_at is not None
    steps = await bench.steps(id)
    assert [(row.step_name, rows.unpack(row.data or b"")["data"], row.error) for row in steps] == [
        ("step1", {"id": 7}, None),
        ("step2", [1, 2], "it broke"),
    ]
    assert [(line.line, line.message, line.severity) for line in await bench.lines(id)] == [(0, "careful", 3)]


async def test_a_step_is_durable_soon_although_the_run_goes_on(bench: Bench, running: Running) -> None:
    [run] = await bench.claim(await bench.store(running))

    run.record(finished(1))

    async def is_there() -> bool:
        return len(await bench.steps(run.execution.id)) == 1

    await wait_until(is_there, timeout_s=2)
    assert (await bench.execution(run.execution.id)).status == Status.RUNNING
    await bench.journal.finish(run, ENDED)


async def test_an_earlier_attempt_can_neither_write_nor_end(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [old] = await bench.claim(ids)
    [new] = await bench.claim(ids)
    old.record(finished(1, "old"))
    old.log(Severity.INFO, "old", None, "")

    assert await bench.journal.finish(old, Ending(Status.FAILED, "old")) is False
    new.record(finished(1, "new"))
    assert await bench.journal.finish(new, ENDED) is True

    assert (await bench.execution(ids[0])).status == Status.SUCCEEDED
    assert [rows.unpack(row.data or b"")["data"] for row in await bench.steps(ids[0])] == ["new"]
    assert await bench.lines(ids[0]) == []


async def test_a_superseded_run_is_told_as_soon_as_it_writes(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [old] = await bench.claim(ids)
    await bench.claim(ids)

    old.record(finished(1))

    await wait_until(lambda: ids[0] in bench.superseded, timeout_s=2)


async def test_a_final_state_is_never_overwritten(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [run] = await bench.claim(ids)
    await bench.journal.finish(run, ENDED)

    assert await bench.journal.finish(run, Ending(Status.FAILED, "again")) is False
    assert await bench.claim(ids) == []

    execution = await bench.execution(ids[0])
    assert (execution.status, execution.error) == (Status.SUCCEEDED, None)


async def test_a_run_that_cannot_be_stored_fails_alone_in_words(bench: Bench, running: Running) -> None:
    runs = await bench.claim(await bench.store(running, 20))
    for run in runs:
        run.record(finished(1, "fine"))
    runs[7].steps[0] = runs[7].steps[0]._replace(branch="a\0b")

    kept = await asyncio.gather(*(bench.journal.finish(run, ENDED) for run in runs))

    assert kept == [True] * 20
    executions = [await bench.execution(run.execution.id) for run in runs]
    failed = [number for number, execution in enumerate(executions) if execution.status == Status.FAILED]
    assert failed == [7]
    assert "could not be stored" in (executions[7].error or "")
    assert [len(await bench.steps(run.execution.id)) for run in runs] == [1] * 7 + [0] + [1] * 12


async def test_a_running_run_that_cannot_be_stored_is_ended_and_stopped(bench: Bench, running: Running) -> None:
    [run] = await bench.claim(await bench.store(running))
    run.record(finished(1))
    run.steps[0] = run.steps[0]._replace(branch="a\0b")

    await wait_until(lambda: run.execution.id in bench.superseded, timeout_s=2)

    assert (await bench.execution(run.execution.id)).status == Status.FAILED


async def test_texts_that_postgresql_cannot_hold_are_mended(bench: Bench, running: Running) -> None:
    [run] = await bench.claim(await bench.store(running))
    run.record(finished(1, {"text": "half \ud83d", "nul": "\0", "huge": 2**70}, error="e\0rror \ud83d"))
    run.log(Severity.INFO, "l\0ine \ud83d", None, "")
    run.log(Severity.INFO, "x" * 5000, None, "")

    await bench.journal.finish(run, Ending(Status.FAILED, "f\0ail \ud83d" + "x" * 10_000))

    id = run.execution.id
    [step] = await bench.steps(id)
    assert rows.unpack(step.data or b"")["data"] == {"text": "half ?", "nul": "\0", "huge": str(2**70)}
    assert step.error == "e\ufffdrror ?"
    lines = [line.message for line in await bench.lines(id)]
    assert lines[0] == "l\ufffdine ?"
    assert len(lines[1]) == rows.MAX_LOG_CHARACTERS
    error = (await bench.execution(id)).error or ""
    assert error.startswith("f\ufffdail ?")
    assert len(error) == rows.MAX_ERROR_CHARACTERS


async def test_a_large_result_goes_to_the_blob_store_and_comes_back_on_resume(bench: Bench, running: Running) -> None:
    ids = await bench.store(running)
    [run] = await bench.claim(ids)
    large = "x" * 100_000
    run.record(finished(1, large))
    await bench.journal.flush()

    [row] = await bench.steps(ids[0])
    assert (row.data, row.blob_key is not None, row.size_bytes > 100_000) == (None, True, True)
    assert (await bench.claims.earlier(ids[0])).recorded[StepKey("step1")].data == large
    await bench.journal.finish(run, ENDED)


async def test_rows_are_written_once_although_the_connection_is_lost_again_and_again(
    bench: Bench, running: Running, road_url: str
) -> None:
    runs = await bench.claim(await bench.store(running, 100))

    async def work(number: int) -> None:
        for position in range(1, 6):
            runs[number].record(finished(position, position))
            runs[number].log(Severity.INFO, str(position), None, "")
            await asyncio.sleep(0.01)
        await bench.journal.finish(runs[number], ENDED)

    async def cut() -> None:
        for _ in range(4):
            await terminate(road_url, "journal")

    async with asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(work(number))
        group.create_task(cut())

    for run in runs:
        id = run.execution.id
        assert (await bench.execution(id)).status == Status.SUCCEEDED
        assert [row.position for row in await bench.steps(id)] == [1, 2, 3, 4, 5]
        assert [line.message for line in await bench.lines(id)] == ["1", "2", "3", "4", "5"]


async def test_what_was_committed_without_an_answer_is_written_once(
    bench: Bench, running: Running, road_url: str
) -> None:
    [run] = await bench.claim(await bench.store(running))
    async with breaking_line(road_url) as line:
        connect = partial(open_connection, line.url, Role.ENGINE, application_name="trunkline-journal")
        journal = Journal(connect, bench.blobs, inline_bytes=32 * 1024, superseded=bench.superseded.append)
        await journal.open()
        run.changed = journal.changed
        line.cuts = 1
        run.record(finished(1))
        run.log(Severity.INFO, "one", None, "")
        await journal.flush()
        line.cuts = 1
        run.record(finished(2))
        run.log(Severity.INFO, "two", None, "")
        await journal.finish(run, ENDED)
        await journal.close()

    id = run.execution.id
    assert line.cuts == 0
    assert (await bench.execution(id)).status == Status.SUCCEEDED
    assert [row.position for row in await bench.steps(id)] == [1, 2]
    assert [line.message for line in await bench.lines(id)] == ["one", "two"]
    assert id not in bench.superseded


async def test_the_answer_of_a_synchronous_flow_comes_with_its_end(bench: Bench, running: Running) -> None:
    [run] = await bench.claim(await bench.store(running))
    run.respond(Response(201, "text/plain", {"X-A": "b"}, b"\x00bytes"))

    await bench.journal.finish(run, ENDED)

    async with bench.database.engine_session() as session:
        response = await read_response(session, bench.blobs, run.execution.id)
    assert response == FlowResponse(201, "text/plain", {"X-A": "b"}, b"\x00bytes")
