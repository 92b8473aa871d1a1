"""The worker process: takes jobs, fires schedules, sweeps; stops in order on SIGTERM."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import uvloop

from trunkline import log as logging
from trunkline.blobs.store import Blobs
from trunkline.db import partitions
from trunkline.db.connect import check
from trunkline.db.session import Database
from trunkline.errors import SetupError
from trunkline.executions.answers import Answers
from trunkline.executions.claims import Claims
from trunkline.executions.deployments import Deployments
from trunkline.executions.dispatch import Dispatcher
from trunkline.executions.journal import Journal
from trunkline.runtime import registry
from trunkline.runtime.collector import calm_collector
from trunkline.runtime.egress import Egress
from trunkline.secrets import Keyring, load_root_key
from trunkline.settings import Settings
from trunkline.triggers.schedules import Schedules
from trunkline.worker.run import Runs, Tools
from trunkline.worker.sweeper import Sweeper

log = logging.get(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """What one worker process does, side by side."""

    runs: Runs
    dispatcher: Dispatcher
    schedules: Schedules
    sweeper: Sweeper
    stop_grace_s: float

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then end in order: no new jobs, let runs end, give the rest back."""
        taking = asyncio.create_task(self.dispatcher.run())
        beside = [asyncio.create_task(self.schedules.run()), asyncio.create_task(self.sweeper.run())]
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stopping, taking, *beside}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for task in beside:
            task.cancel()
        self.dispatcher.stop()
        await self.runs.stop(grace_s=self.stop_grace_s)
        outcomes = await asyncio.gather(taking, *beside, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome


@asynccontextmanager
async def opened(settings: Settings, database_url: str) -> AsyncIterator[Worker]:
    """Open all that a worker needs; at the end write what still waits, then close it.

    Raises:
        SetupError: the database, the key file or the blob store cannot be used; says why.
    """
    await check(database_url)
    async with AsyncExitStack() as stack:
        database = Database(database_url, api_pool=1, engine_pool=3)
        stack.push_async_callback(database.close)
        await partitions.make_ahead(database)
        keyring = Keyring(load_root_key(settings.key_file))
        deployments = Deployments(database, keyring, base_url=settings.base_url)
        runs, schedules, sweeper = await _open_parts(stack, settings, database, deployments)

        def instance_changed(instance_id: UUID | None) -> None:
            deployments.forget(instance_id)
            schedules.changed()
            sweeper.soon()

        answers = Answers(partial(database.connect_engine, "trunkline-listen"), endpoint_changed=instance_changed)
        await answers.open()
        stack.push_async_callback(answers.close)
        dispatcher = Dispatcher(partial(database.connect_engine, "trunkline-dispatch"), runs.handle)
        yield Worker(runs, dispatcher, schedules, sweeper, settings.stop_grace_s)


async def _open_parts(
    stack: AsyncExitStack, settings: Settings, database: Database, deployments: Deployments
) -> tuple[Runs, Schedules, Sweeper]:
    blobs = Blobs(settings)
    claims = Claims(partial(database.connect_engine, "trunkline-claims"), blobs)
    late: list[Runs] = []  # the journal tells the runs, which need the journal first

    def superseded(execution_id: UUID) -> None:
        late[0].superseded(execution_id)

    journal = Journal(
        partial(database.connect_engine, "trunkline-journal"), blobs, inline_bytes=settings.inline_bytes,
        superseded=superseded,
    )  # fmt: skip
    await claims.open()
    stack.push_async_callback(claims.close)
    await journal.open()
    stack.push_async_callback(journal.close)
    egress = Egress.from_settings(settings)
    stack.push_async_callback(egress.aclose)
    runs = Runs(Tools(claims, journal, deployments, registry.load(), egress.http, settings))
    late.append(runs)
    schedules = Schedules(partial(database.connect_engine, "trunkline-schedules"), deployments)
    sweeper = Sweeper(
        partial(database.connect_engine, "trunkline-sweeper"), blobs, retention_days=settings.retention_days
    )
    return runs, schedules, sweeper


def serve(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT.

    Raises:
        SetupError: the worker cannot start; says why.
    """
    if settings.database_url is None:
        raise SetupError("TRUNKLINE_DATABASE_URL is not set; `trunkline dev` brings its own database")
    calm_collector()
    uvloop.run(_serve(settings, settings.database_url))


async def _serve(settings: Settings, database_url: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(settings, database_url) as worker:
        log.info("worker.started", concurrency=settings.worker_concurrency)
        await worker.run(stop)
    log.info("worker.stopped")
