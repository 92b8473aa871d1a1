"""The main road in this process: real services on a database of the test module's own, requests without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
import sqlalchemy as sa

from tests.factories import ROOT_KEY
from tests.fixtures_database import cloned_database
from tests.waiting import wait_until
from trunkline.api import ids
from trunkline.db.connect import Role, open_connection
from trunkline.db.models import Execution, Instance, Log, Status, StepResult
from trunkline.db.session import Database
from trunkline.executions import payload, rows
from trunkline.settings import Settings
from trunkline.web.graphql import make_schema
from trunkline.web.hooks import Hooks
from trunkline.web.lifespan import opened
from trunkline.web.services import Services
from trunkline.worker import serve as worker_process
from trunkline.worker.serve import Worker

_TERMINATE = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()
"""
BASE_URL = "http://trunkline.test"


@dataclass(frozen=True)
class Road:
    """A web process and, where wanted, a worker; ``http`` calls webhooks."""

    services: Services
    database: Database
    http: httpx.AsyncClient
    settings: Settings

    async def execution(self, id: UUID) -> Execution | None:
        """Return an execution as it is stored."""
        async with self.database.engine_session() as session:
            return await session.get(Execution, id)

    async def ended(self, id: UUID, *, timeout_s: float = 15.0) -> Execution:
        """Wait until an execution has ended and return it."""
        found: list[Execution] = []

        async def has_ended() -> bool:
            execution = await self.execution(id)
            if execution is not None and execution.status >= Status.SUCCEEDED:
                found.append(execution)
            return bool(found)

        await wait_until(has_ended, timeout_s=timeout_s, what=f"execution {id} has ended")
        return found[0]

    async def results(self, id: UUID) -> dict[str, object]:
        """Return the results of an execution's finished steps by reference key, without the trigger's."""
        found = await self.step_rows(id)
        return {row.step_name: rows.unpack(row.data or b"")["data"] for row in found if row.position > 0}

    async def step_rows(self, id: UUID) -> list[StepResult]:
        """Return the step results of an execution in their order."""
        query = sa.select(StepResult).where(StepResult.execution_id == id).order_by(StepResult.position)
        async with self.database.engine_session() as session:
            return list(await session.scalars(query))

    async def lines(self, id: UUID) -> list[str]:
        """Return what an execution logged."""
        query = sa.select(Log).where(Log.execution_id == id).order_by(Log.line)
        async with self.database.engine_session() as session:
            return [row.message for row in await session.scalars(query)]

    async def given(self, id: UUID) -> dict[str, object]:
        """Return what the steps of an execution see of the request that started it."""
        trigger = (await self.step_rows(id))[0]
        assert trigger.position == 0
        return payload.trigger_results(trigger.data or await self.services.blobs.get(trigger.blob_key or ""), {})

    async def pause(self, instance_id: UUID, *, enabled: bool = False) -> None:
        """Pause an instance, or take it up again, without telling anybody."""
        async with self.database.engine_session() as session:
            await session.execute(sa.update(Instance).where(Instance.id == instance_id).values(enabled=enabled))


def id_of(answer: httpx.Response) -> UUID:
    """Return the execution's id in the answer to a webhook."""
    assert answer.status_code == 200, answer.text
    return ids.decode(answer.json()["executionId"], "InstanceExecutionResult")


@asynccontextmanager
async def opened_road(url: str, home: Path, *, works: bool, **settings: object) -> AsyncIterator[Road]:
    """Open a web process and, when it ``works``, a worker."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "root.key").write_text(ROOT_KEY.hex())
    chosen = Settings.model_validate({"home": home, "public_url": BASE_URL, **settings})
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(opened(chosen, url, make_schema()))
        if works:
            await stack.enter_async_context(working(chosen, url))
        transport = httpx.ASGITransport(Hooks(services))
        http = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=BASE_URL))
        yield Road(services, services.database, http, chosen)


@asynccontextmanager
async def working(settings: Settings, url: str) -> AsyncIterator[Worker]:
    """Let a worker work until the end of the ``with``."""
    stop = asyncio.Event()
    async with worker_process.opened(settings, url) as worker:
        task = asyncio.create_task(worker.run(stop))
        try:
            yield worker
        finally:
            stop.set()
            await task


@pytest.fixture(scope="module")
async def road_url(server_url: str, worker_name: str) -> AsyncIterator[str]:
    """Return the address of a database for the tests of one module alone."""
    async with cloned_database(server_url, f"{worker_name}_road") as url:
        yield url


@pytest.fixture(scope="module")
async def road(road_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Road]:
    """Return a web process with a worker on the module's database."""
    async with opened_road(road_url, tmp_path_factory.mktemp("road"), works=True) as opened_one:
        yield opened_one


@pytest.fixture(scope="module")
async def idle_road(road_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Road]:
    """Return a web process without a worker on the module's database."""
    async with opened_road(road_url, tmp_path_factory.mktemp("road"), works=False) as opened_one:
        yield opened_one


@pytest.fixture
async def connection(road_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Return a connection of the engine's role to the module's database."""
    opened_one = await open_connection(road_url, Role.ENGINE, application_name="trunkline-test")
    yield opened_one
    await opened_one.close()


async def terminate(url: str, purpose: str) -> int:
    """End the database connections ``trunkline-<purpose>`` to a database; return how many there were."""
    owner = await asyncpg.connect(url)
    try:
        return int(await owner.fetchval(_TERMINATE, f"trunkline-{purpose}"))
    finally:
        await owner.close()
