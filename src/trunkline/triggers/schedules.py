"""Fires schedules: any worker claims the due ones, and each due instant leaves exactly one record.

The instants of a time when nobody was there are recorded as missed, but for the latest: that one runs, late.
A paused instance's instants are recorded as skipped. This file owns its transactions.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from trunkline import clock
from trunkline import log as logging
from trunkline.db.models import DueOutcome, InvokeType
from trunkline.engine.schedule import next_fire
from trunkline.errors import Invalid, SetupError, TrunklineError
from trunkline.executions import ingest, payload
from trunkline.executions.connection import Connect, Healing
from trunkline.executions.deployments import Deployments
from trunkline.executions.ingest import NewExecution

log = logging.get(__name__)

LATE_AFTER = timedelta(seconds=60)
MOST_AT_ONCE = 1000
_BATCH = 100
_LOOK_AT_LEAST_EVERY_S = 30.0

_DUE = """
SELECT s.id, s.org_id, s.instance_id, s.cron, s.time_zone, s.next_at, i.enabled, i.deployment_id
FROM schedule AS s JOIN instance AS i ON i.id = s.instance_id
WHERE s.next_at <= $1 ORDER BY s.next_at LIMIT $2 FOR UPDATE OF s SKIP LOCKED
"""
_NEXT = "SELECT min(next_at) FROM schedule WHERE next_at IS NOT NULL"
_ADVANCE = """
UPDATE schedule AS s SET next_at = later.next_at
FROM unnest($1::uuid[], $2::timestamptz[]) AS later (id, next_at) WHERE s.id = later.id
"""
# A second record of the same instant is refused, so an instant never runs twice.
_RECORD = """
INSERT INTO due_instant (org_id, schedule_id, due_at, recorded_at, outcome, reason, execution_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::smallint[], $6::text[],
  $7::uuid[])
ON CONFLICT DO NOTHING RETURNING execution_id
"""


@dataclass(slots=True)
class _Fired:
    """What one look found: records of instants, executions to start, and when each schedule is due next."""

    records: list[tuple[object, ...]] = field(default_factory=list)
    executions: list[NewExecution] = field(default_factory=list)
    next_at: dict[UUID, datetime | None] = field(default_factory=dict)


class Schedules:
    """Fires what is due, for one worker, on one connection of its own that heals by itself."""

    def __init__(self, connect: Connect, deployments: Deployments) -> None:
        self._connection = Healing(connect, "schedules")
        self._deployments = deployments
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Look again at once: a schedule may have come or gone."""
        self._changed.set()

    async def run(self) -> None:
        """Fire what is due, whenever it is, until cancelled."""
        try:
            while True:
                self._changed.clear()
                while await self.fire_due():
                    pass
                await self._wait(await self._seconds_to_next())
        finally:
            await self._connection.close()

    async def fire_due(self) -> int:
        """Fire the schedules that are due now, 100 at most; return how many were."""

        async def work(connection: asyncpg.Connection, _again: bool) -> int:
            async with connection.transaction():
                return await self._fire(connection)

        return await self._connection.retried(work)

    async def _fire(self, connection: asyncpg.Connection) -> int:
        now = clock.now()
        due = await connection.fetch(_DUE, now, _BATCH)
        fired = _Fired()
        for row in due:
            await self._fire_one(row, now, fired)
        if fired.records:
            recorded = await connection.fetch(_RECORD, *zip(*fired.records, strict=True))
            mine = {row["execution_id"] for row in recorded}
            if starting := [e for e in fired.executions if e.id in mine]:
                await ingest.write(connection, starting)
        if fired.next_at:
            await connection.execute(_ADVANCE, list(fired.next_at), list(fired.next_at.values()))
        return len(due)

    async def _fire_one(self, row: asyncpg.Record, now: datetime, fired: _Fired) -> None:
        try:
            instants, following = _instants(row["cron"], row["time_zone"], row["next_at"], now)
        except Invalid as wrong:  # a time zone may leave the machine's data
            fired.next_at[row["id"]] = None
            fired.records.append(_record(row, row["next_at"], now, DueOutcome.SKIPPED, wrong.message, None))
            return
        fired.next_at[row["id"]] = following
        more_to_come = following is not None and following <= now
        last = None if more_to_come or not row["enabled"] else instants.pop()
        outcome = _MISSED if row["enabled"] else _PAUSED
        fired.records.extend(_record(row, instant, now, *outcome, None) for instant in instants)
        if last is not None:
            await self._start(row, last, now, fired)

    async def _start(self, row: asyncpg.Record, last: datetime, now: datetime, fired: _Fired) -> None:
        try:
            execution = await self._execution(row, now)
        except SetupError:
            raise  # the database is away: everything is done again
        except Exception as wrong:
            log.exception("schedule.not_started", schedule_id=str(row["id"]))
            why = wrong.message if isinstance(wrong, TrunklineError) else f"{type(wrong).__name__}, see the log"
            fired.records.append(_record(row, last, now, DueOutcome.SKIPPED, f"it cannot start: {why}", None))
            return
        late = now - last > LATE_AFTER
        outcome = DueOutcome.LATE if late else DueOutcome.RAN
        reason = f"started {int((now - last).total_seconds())} s late" if late else None
        fired.records.append(_record(row, last, now, outcome, reason, execution.id))
        fired.executions.append(execution)

    async def _execution(self, row: asyncpg.Record, now: datetime) -> NewExecution:
        try:
            deployed = await self._deployments.get(row["deployment_id"])
        except sa.exc.DBAPIError as lost:
            raise SetupError("the database went away") from lost
        packed = payload.pack_nothing()
        return deployed.new_execution(
            row["id"], InvokeType.SCHEDULED, at=now, payload=packed, is_test=False
        )  # fmt: skip

    async def _seconds_to_next(self) -> float:
        async def work(connection: asyncpg.Connection, _again: bool) -> datetime | None:
            found: datetime | None = await connection.fetchval(_NEXT)
            return found

        next_at = await self._connection.retried(work)
        if next_at is None:
            return _LOOK_AT_LEAST_EVERY_S
        return min(max((next_at - clock.now()).total_seconds(), 0.0), _LOOK_AT_LEAST_EVERY_S)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return


_PAUSED = (DueOutcome.SKIPPED, "the instance was paused")
_MISSED = (DueOutcome.MISSED, "no worker was running")


def _record(
    row: asyncpg.Record, due_at: datetime, now: datetime, outcome: DueOutcome, reason: str | None, started: UUID | None
) -> tuple[object, ...]:
    return (row["org_id"], row["id"], due_at, now, int(outcome), reason, started)


def _instants(cron: str, zone: str, first: datetime, now: datetime) -> tuple[list[datetime], datetime | None]:
    """Return the due instants up to ``now``, 1000 at most, and the one after; without a cron text there is one."""
    instants, following = [first], next_fire(cron, zone, first) if cron else None
    while following is not None and following <= now and len(instants) < MOST_AT_ONCE:
        instants.append(following)
        following = next_fire(cron, zone, following)
    return instants, following
