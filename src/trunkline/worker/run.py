"""Runs executions: claims a job's, gives each to the engine, and finishes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from trunkline import clock, sdk
from trunkline import log as logging
from trunkline.db.models import Status
from trunkline.engine import lines
from trunkline.engine.ports import Outcome, Response, Severity
from trunkline.engine.runner import run
from trunkline.errors import TrunklineError
from trunkline.executions import payload
from trunkline.executions.claims import Claims
from trunkline.executions.connection import LOST
from trunkline.executions.deployments import Deployed, Deployments, trigger_context
from trunkline.executions.journal import Ending, Journal
from trunkline.executions.rows import Claimed, RunJournal
from trunkline.runtime.registry import Registry
from trunkline.settings import Settings
from trunkline.worker.perform import Performer
from trunkline.worker.slots import Slots

log = logging.get(__name__)

_LOADS = 4  # of one deployment, when the database keeps going away


class EngineClock:
    """The engine's clock: real time."""

    now = staticmethod(clock.now)
    sleep = staticmethod(asyncio.sleep)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run needs besides its execution."""

    claims: Claims
    journal: Journal
    deployments: Deployments
    registry: Registry
    http: sdk.Http
    settings: Settings


class Runs:
    """The executions that this worker has under way."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._slots = Slots(tools.settings.worker_concurrency)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._claimed: dict[UUID, Claimed] = {}
        self._is_stopping = False
        self._is_interrupted = False

    @property
    def count(self) -> int:
        """How many executions are under way."""
        return len(self._running)

    async def handle(self, ids: list[UUID]) -> None:
        """Run the executions of one job; returns when all of them have ended or were given back."""
        mine: list[asyncio.Task[None]] = []
        waiting = list(ids)
        while waiting:
            taken = await self._slots.take(len(waiting))
            if self._is_stopping:
                self._slots.give_back(taken)
                break
            batch, waiting = waiting[:taken], waiting[taken:]
            mine += await self._start(batch)
        if waiting:
            await self._tools.claims.requeue(waiting)
        if mine:
            await asyncio.wait(mine)

    def superseded(self, execution_id: UUID) -> None:
        """Stop a run that another attempt has taken over: nothing that it still does would be kept."""
        if task := self._running.get(execution_id):
            log.warning("execution.superseded", execution_id=str(execution_id))
            task.cancel()

    async def stop(self, *, grace_s: float) -> None:
        """Let what is under way end for a while; then interrupt the rest and give it back to the queue."""
        self._is_stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                while self._running:
                    await asyncio.wait(set(self._running.values()))
        self._is_interrupted = True
        interrupted = [self._claimed[id] for id in self._running]
        for task in list(self._running.values()):
            task.cancel()
        if interrupted:
            await asyncio.wait(set(self._running.values()))
            await self._tools.journal.flush()  # what they have done need not be done again
            await self._tools.claims.release(interrupted)
            log.info("executions.released", executions=len(interrupted))

    async def _start(self, batch: list[UUID]) -> list[asyncio.Task[None]]:
        """Claim executions and start those that are ours; one slot each is held until it ends."""
        here = [self._running[id] for id in batch if id in self._running]  # a job that was delivered twice
        wanted = [id for id in batch if id not in self._running]
        claimed: Sequence[Claimed] = []
        try:
            claimed = await self._tools.claims.claim(wanted) if wanted else []
            if self._is_interrupted:
                await self._tools.claims.release(claimed)
                claimed = []
        finally:
            self._slots.give_back(len(batch) - len(claimed))
        return here + [self._spawn(one) for one in claimed]

    def _spawn(self, claimed: Claimed) -> asyncio.Task[None]:
        task = asyncio.create_task(self._run(claimed))
        self._running[claimed.id] = task
        self._claimed[claimed.id] = claimed

        def ended(_: asyncio.Task[None]) -> None:
            del self._running[claimed.id]
            del self._claimed[claimed.id]
            self._slots.give_back(1)

        task.add_done_callback(ended)
        return task

    async def _run(self, claimed: Claimed) -> None:
        """Run one execution to its end; whatever goes wrong, it ends in one state, with a reason."""
        tools = self._tools
        journal = RunJournal(claimed, tools.journal.changed)
        try:
            ending = await self._ending(claimed, journal)
        except TrunklineError as wrong:
            ending = _cut_short(journal, wrong.message)
        except Exception as wrong:
            log.exception("execution.crashed", execution_id=str(claimed.id))
            ending = _cut_short(journal, f"the execution failed unexpectedly: {type(wrong).__name__}")
        await tools.journal.finish(journal, ending)

    async def _ending(self, claimed: Claimed, journal: RunJournal) -> Ending:
        tools = self._tools
        if claimed.attempt > 1:
            await self._resume(claimed, journal)
        if claimed.attempt > tools.settings.crash_limit:
            return _cut_short(journal, f"given up: {claimed.attempt - 1} workers went down while it ran")
        limit_s = tools.settings.execution_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                outcome = await self._drive(claimed, journal)
        except TimeoutError:
            return _cut_short(journal, f"stopped: it ran longer than {limit_s:g} seconds")
        if (response := _response(outcome)) is not None:
            journal.respond(response)
        if outcome.succeeded:
            return Ending(Status.SUCCEEDED)
        return Ending(Status.FAILED, outcome.error, outcome.failed_step.step if outcome.failed_step else None)

    async def _resume(self, claimed: Claimed, journal: RunJournal) -> None:
        """Take up what earlier attempts recorded."""
        earlier = await self._tools.claims.earlier(claimed.id)
        journal.recorded, journal.next_line = earlier.recorded, earlier.next_line

    async def _deployed(self, claimed: Claimed) -> Deployed:
        """Load what the execution runs; that the database goes away meanwhile is no fault of the execution."""
        for _ in range(_LOADS - 1):
            try:
                return await self._tools.deployments.get(claimed.deployment_id)
            except (sa.exc.DBAPIError, *LOST) as wrong:
                log.warning("execution.waits_for_database", execution_id=str(claimed.id), error=str(wrong))
                await self._tools.claims.reach()
        return await self._tools.deployments.get(claimed.deployment_id)

    async def _drive(self, claimed: Claimed, journal: RunJournal) -> Outcome:
        tools = self._tools
        deployed = await self._deployed(claimed)
        flow = deployed.flow(claimed.flow_config_id)
        performer = Performer(
            tools.registry, tools.http, claimed.id, deployed.run(flow, claimed.id, claimed.started_at), journal,
            tools.settings.step_timeout_s,
        )  # fmt: skip
        context = trigger_context(flow, claimed.id, claimed.started_at)
        return await run(
            flow.plan,
            trigger=payload.trigger_results(await tools.claims.payload_of(claimed), context),
            config=deployed.config,
            journal=journal,
            perform=performer,
            clock=EngineClock,
        )


def _cut_short(journal: RunJournal, reason: str) -> Ending:
    """Write what the engine could not: why a run ended early, and the last line that tails wait for."""
    journal.log(Severity.ERROR, reason, None, "")
    journal.log(Severity.INFO, f"{lines.ENDING}: failed", None, "")
    return Ending(Status.FAILED, reason)


def _response(outcome: Outcome) -> Response | None:
    """Return the answer that the flow chose: by a stop step, or by a status or headers of its last step."""
    last = outcome.last
    if outcome.response is not None or last is None or not (last.status_code or last.headers):
        return outcome.response
    return Response(last.status_code or 200, last.content_type or "application/json", last.headers or {}, last.data)
