"""Running executions: taking up, giving up, giving back, and one run that harms no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories import ROOT_KEY
from tests.factories.definitions import Table, log_step, step, value, webhook_flow
from tests.factories.deployed import Running, deployed_flow
from tests.fault.road.erp import Erp, running_erp
from tests.integration.executions.road import BASE_URL, working
from tests.integration.worker.bench import Bench, finished, opened_bench
from tests.waiting import wait_until
from trunkline.db.models import Execution, Status
from trunkline.db.session import Database
from trunkline.executions import journal
from trunkline.settings import Settings
from trunkline.worker import serve as worker_process


@pytest.fixture
async def database(fresh_database_url: str) -> AsyncIterator[Database]:
    """Return a database for one test alone."""
    opened = Database(fresh_database_url)
    yield opened
    await opened.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return the home of the test's processes."""
    (tmp_path / "root.key").write_text(ROOT_KEY.hex())
    return tmp_path


@pytest.fixture
async def bench(database: Database, home: Path) -> AsyncIterator[Bench]:
    """Return a way to store and to look."""
    async with opened_bench(database, home) as opened:
        yield opened


@pytest.fixture
async def erp() -> AsyncIterator[Erp]:
    """Return an ERP on loopback."""
    async with running_erp() as opened:
        yield opened


@pytest.fixture
def url(fresh_database_url: str) -> str:
    """Return the address of the test's database."""
    return fresh_database_url


def settings(home: Path, **more: object) -> Settings:
    given = {"home": home, "public_url": BASE_URL, "allow_private_networks": "127.0.0.0/8", **more}
    return Settings.model_validate(given)


def posting(erp: Erp, name: str, *, wait_ms: int = 0) -> Table:
    return step("http", "httpPost", name=name, inputs={"url": value(f"{erp.url}/slow/{wait_ms}")})


async def ended(bench: Bench, ids: list[UUID], *, timeout_s: float = 15.0) -> list[Execution]:
    """Wait until all have ended and return them in order."""

    async def have_ended() -> bool:
        return all([(await bench.execution(id)).status >= Status.SUCCEEDED for id in ids])

    await wait_until(have_ended, timeout_s=timeout_s, what="all executions have ended")
    return [await bench.execution(id) for id in ids]


async def queue_is_empty(database: Database) -> bool:
    async with database.engine_session() as session:
        return await session.scalar(sa.text("SELECT count(*) FROM pgqueuer")) == 0


async def test_a_second_attempt_skips_what_the_first_has_journaled(
    bench: Bench, home: Path, url: str, erp: Erp
) -> None:
    running = await deployed_flow(bench.database, webhook_flow("Orders", posting(erp, "Book"), posting(erp, "Ship")))
    ids = await bench.store(running)
    [run] = await bench.claim(ids)
    run.record(finished(1, "booked before", step="book"))
    await bench.journal.flush()

    async with working(settings(home), url):
        [execution] = await ended(bench, ids)

    assert (execution.status, execution.attempt) == (Status.SUCCEEDED, 2)
    assert erp.calls == {f"{ids[0]}/ship": 1}
    assert [row.step_name for row in await bench.steps(ids[0])] == ["book", "ship"]


async def test_an_execution_that_took_down_too_many_workers_is_given_up(bench: Bench, home: Path, url: str) -> None:
    ids = await bench.store(await deployed_flow(bench.database))
    for _ in range(3):
        await bench.claims.claim(ids)

    async with working(settings(home, crash_limit=3), url):
        [execution] = await ended(bench, ids)

    assert execution.status == Status.FAILED
    assert "3 workers went down" in (execution.error or "")


async def test_a_run_whose_payload_is_gone_fails_alone(bench: Bench, home: Path, url: str) -> None:
    running = await deployed_flow(bench.database)
    ids = await bench.store(running, 3)
    async with bench.database.engine_session() as session:
        await session.execute(
            sa.text("UPDATE step_result SET data = NULL, blob_key = 'not/there' WHERE execution_id = :id"),
            {"id": ids[1]},
        )

    async with working(settings(home), url):
        executions = await ended(bench, ids)
        await wait_until(lambda: queue_is_empty(bench.database))

    assert [execution.status for execution in executions] == [Status.SUCCEEDED, Status.FAILED, Status.SUCCEEDED]
    assert "gone" in (executions[1].error or "")
    assert executions[1].attempt == 1


async def test_a_run_that_takes_too_long_is_failed_and_the_worker_goes_on(
    bench: Bench, home: Path, url: str, erp: Erp
) -> None:
    slow = await deployed_flow(bench.database, webhook_flow("Orders", posting(erp, "Book", wait_ms=5000)))
    quick = await deployed_flow(bench.database)
    ids = [*await bench.store(slow), *await bench.store(quick)]

    async with working(settings(home, execution_timeout_s=0.3), url):
        executions = await ended(bench, ids, timeout_s=5)

    assert [execution.status for execution in executions] == [Status.FAILED, Status.SUCCEEDED]
    assert "longer than 0.3 seconds" in (executions[0].error or "")


async def test_a_run_of_a_flow_that_the_deployed_version_lacks_fails_in_words(
    bench: Bench, home: Path, url: str
) -> None:
    running = await deployed_flow(bench.database)
    other = await deployed_flow(bench.database)
    mixed = Running(
        running.org_id, running.customer_id, running.integration_id, running.instance_id, running.deployment_id,
        other.flow_config_ids, (),
    )  # fmt: skip
    ids = await bench.store(mixed)

    async with working(settings(home), url):
        [execution] = await ended(bench, ids)

    assert (execution.status, execution.error) == (
        Status.FAILED,
        "the deployed version of the integration no longer has this flow",
    )


async def test_more_executions_than_places_run_all_and_never_more_at_once(
    bench: Bench, home: Path, url: str, erp: Erp
) -> None:
    running = await deployed_flow(bench.database, webhook_flow("Orders", posting(erp, "Book", wait_ms=20)))
    ids = await bench.store(running, 40)

    async with working(settings(home, worker_concurrency=5), url) as worker:
        most = 0

        async def have_ended() -> bool:
            nonlocal most
            most = max(most, worker.runs.count)
            return all([(await bench.execution(id)).status >= Status.SUCCEEDED for id in ids])

        await wait_until(have_ended, timeout_s=15, what="all executions have ended")

    assert most == 5
    assert len(erp.calls) == 40


async def test_an_orderly_stop_gives_back_what_does_not_end_in_time_with_all_it_has_done(
    bench: Bench, home: Path, url: str, erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_CHECKPOINT_S", 60)  # so that nothing is written before the stop
    flow = webhook_flow("Orders", posting(erp, "Book"), posting(erp, "Ship", wait_ms=1500), log_step())
    ids = await bench.store(await deployed_flow(bench.database, flow), 5)

    async with working(settings(home, stop_grace_s=0.05), url):
        await wait_until(lambda: sum("/ship" in key for key in erp.calls) == 5)

    for id in ids:
        execution = await bench.execution(id)
        assert (execution.status, execution.attempt) == (Status.QUEUED, 1)
        assert [row.step_name for row in await bench.steps(id)] == ["book"]
    async with working(settings(home), url):
        executions = await ended(bench, ids)
    assert {(execution.status, execution.attempt) for execution in executions} == {(Status.SUCCEEDED, 2)}
    assert {key: count for key, count in erp.calls.items() if count > 1}.keys() == {f"{id}/ship" for id in ids}


async def test_a_stop_starts_nothing_that_waits_for_a_place(bench: Bench, home: Path, url: str, erp: Erp) -> None:
    running = await deployed_flow(bench.database, webhook_flow("Orders", posting(erp, "Book", wait_ms=600)))
    ids = await bench.store(running, 12)

    async with working(settings(home, worker_concurrency=2, stop_grace_s=0.05), url) as worker:
        await wait_until(lambda: len(erp.calls) == 2)
        assert worker.runs.count == 2

    assert len(erp.calls) == 2
    executions = [await bench.execution(id) for id in ids]
    assert {execution.status for execution in executions} == {Status.QUEUED}
    assert sorted(execution.attempt for execution in executions) == [0] * 10 + [1] * 2
    async with working(settings(home), url):
        await ended(bench, ids)


async def test_a_job_that_comes_twice_runs_once_and_takes_no_place_for_ever(
    bench: Bench, home: Path, url: str, erp: Erp
) -> None:
    running = await deployed_flow(bench.database, webhook_flow("Orders", posting(erp, "Book", wait_ms=100)))
    ids = await bench.store(running, 2)
    async with worker_process.opened(settings(home, worker_concurrency=4), url) as worker:
        first = asyncio.create_task(worker.runs.handle(ids))
        await wait_until(lambda: worker.runs.count == 2)
        await asyncio.gather(first, worker.runs.handle(ids))
        await worker.runs.handle(ids)  # and once more, when all is over

        executions = await ended(bench, ids)
        assert await worker.runs._slots.take(100) == 4

    assert {(execution.status, execution.attempt) for execution in executions} == {(Status.SUCCEEDED, 1)}
    assert set(erp.calls.values()) == {1}


@asynccontextmanager
async def away(server_url: str, url: str) -> AsyncIterator[None]:
    """Let nobody connect to a database any more, and end all connections to it, inside the ``with``."""
    name = url.partition("?")[0].rpartition("/")[2]
    owner = await asyncpg.connect(server_url)
    await owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    try:
        yield
    finally:
        await owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await owner.close()


async def test_runs_that_begin_while_the_database_goes_away_do_not_fail_for_that(
    bench: Bench, home: Path, url: str, erp: Erp, server_url: str
) -> None:
    flow = webhook_flow("Orders", posting(erp, "Book", wait_ms=50))
    running = [await deployed_flow(bench.database, flow) for _ in range(20)]
    async with working(settings(home), url) as worker:
        ids = [id for one in running for id in await bench.store(one)]
        await wait_until(lambda: bool(erp.calls))
        async with away(server_url, url):
            await wait_until(lambda: not worker.dispatcher.is_listening)
        executions = await ended(bench, ids)

    assert {(execution.status, execution.error) for execution in executions} == {(Status.SUCCEEDED, None)}
    assert len(erp.calls) == 20


async def test_a_run_that_cannot_load_its_deployment_waits_for_the_database(
    bench: Bench, home: Path, url: str, server_url: str
) -> None:
    """All of it happens in one run: it is claimed, the database goes, comes back, and the run goes on."""
    ids = await bench.store(await deployed_flow(bench.database))
    async with worker_process.opened(settings(home), url) as worker:
        locker = await asyncpg.connect(url)
        await locker.execute("BEGIN; LOCK TABLE flow IN ACCESS EXCLUSIVE MODE")  # what loading reads last
        handling = asyncio.create_task(worker.runs.handle(ids))
        await wait_until(lambda: worker.runs.count == 1)
        async with away(server_url, url):
            locker.terminate()
        await handling
        [execution] = await ended(bench, ids)

    assert (execution.status, execution.error, execution.attempt) == (Status.SUCCEEDED, None, 1)
