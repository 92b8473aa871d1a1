"""One worker's parts by hand: claims, a journal and what they leave, without a process around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from tests.factories.deployed import Running
from trunkline import clock
from trunkline.blobs.store import Blobs
from trunkline.db.models import Execution, InvokeType, Log, StepResult
from trunkline.db.session import Database
from trunkline.engine.ports import Recorded, StepKey
from trunkline.executions.claims import Claims
from trunkline.executions.ingest import Ingest, NewExecution
from trunkline.executions.journal import Journal
from trunkline.executions.payload import Incoming, pack_request
from trunkline.executions.rows import Claimed, RunJournal
from trunkline.settings import Settings

PAYLOAD = pack_request(Incoming({}, {}, "", b"{}", "application/json"))
INLINE_BYTES = 32 * 1024


@dataclass
class Bench:
    """Ingest, claims and a journal on one database; ``superseded`` are the runs that the journal stopped."""

    database: Database
    blobs: Blobs
    ingest: Ingest
    claims: Claims
    journal: Journal
    superseded: list[UUID] = field(default_factory=list)

    async def store(self, running: Running, count: int = 1, *, is_test: bool = False) -> list[UUID]:
        """Store executions of the first flow."""
        new = [_new(running, is_test=is_test) for _ in range(count)]
        for one in new:
            await self.ingest.add(one)
        return [one.id for one in new]

    async def claim(self, ids: Sequence[UUID]) -> list[RunJournal]:
        """Claim executions, and return a journal for each."""
        return [self.run_of(claimed) for claimed in await self.claims.claim(ids)]

    def run_of(self, claimed: Claimed) -> RunJournal:
        """Return the journal of a run."""
        return RunJournal(claimed, self.journal.changed)

    async def execution(self, id: UUID) -> Execution:
        """Return an execution as it is stored."""
        async with self.database.engine_session() as session:
            return await session.get_one(Execution, id)

    async def steps(self, id: UUID) -> list[StepResult]:
        """Return the results of an execution's steps, without the trigger's."""
        query = sa.select(StepResult).where(StepResult.execution_id == id, StepResult.position > 0)
        async with self.database.engine_session() as session:
            return list(await session.scalars(query.order_by(StepResult.position)))

    async def lines(self, id: UUID) -> list[Log]:
        """Return the lines that an execution wrote."""
        async with self.database.engine_session() as session:
            return list(await session.scalars(sa.select(Log).where(Log.execution_id == id).order_by(Log.line)))


def finished(position: int, data: object = None, *, step: str = "", error: str | None = None) -> Recorded:
    """Return a finished step."""
    now = clock.now()
    return Recorded(StepKey(step or f"step{position}"), now, now, data, None, error, position)


@asynccontextmanager
async def opened_bench(database: Database, home: Path) -> AsyncIterator[Bench]:
    """Open the parts; close them in order."""
    home.mkdir(parents=True, exist_ok=True)
    blobs = Blobs(Settings(home=home))
    superseded: list[UUID] = []
    ingest = Ingest(partial(database.connect_engine, "trunkline-ingest"), blobs, inline_bytes=INLINE_BYTES)
    claims = Claims(partial(database.connect_engine, "trunkline-claims"), blobs)
    connect = partial(database.connect_engine, "trunkline-journal")
    journal = Journal(connect, blobs, inline_bytes=INLINE_BYTES, superseded=superseded.append)
    for part in (ingest, claims, journal):
        await part.open()
    yield Bench(database, blobs, ingest, claims, journal, superseded)
    await ingest.close()
    await journal.close()
    await claims.close()


def _new(running: Running, *, is_test: bool) -> NewExecution:
    return NewExecution(
        clock.new_id(), running.org_id, running.customer_id, running.instance_id, running.integration_id,
        running.flow_config_id, running.deployment_id, InvokeType.WEBHOOK, is_test, "trigger", clock.now(), PAYLOAD,
        len(PAYLOAD),
    )  # fmt: skip
