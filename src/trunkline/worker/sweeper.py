"""Finds what fell between: executions that have not ended and that no job will see to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg

from trunkline import clock
from trunkline import log as logging
from trunkline.blobs.store import Blobs
from trunkline.db import partitions
from trunkline.db.models import Status
from trunkline.errors import SetupError
from trunkline.executions import dispatch
from trunkline.executions.connection import Connect, Healing

log = logging.get(__name__)

UNSEEN_AFTER = timedelta(seconds=30)
_EVERY_S = 15.0
_HOUSEKEEPING_EVERY_S = 3600.0
_MOST_AT_ONCE = 1000
_MOST_ROUNDS = 10  # of one sweep; the next goes on where it ended
_LOCK = 7_318_001  # one worker sweeps at a time

# Executions of a paused instance wait for it; those of one that is gone will never run.
_UNENDED = f"""
SELECT e.id, i.id IS NULL AS orphaned, i.enabled OR e.is_test AS may_run
FROM execution AS e LEFT JOIN instance AS i ON i.id = e.instance_id
WHERE e.id BETWEEN $1 AND $2 AND e.status < {int(Status.SUCCEEDED)} ORDER BY e.id LIMIT $3
"""
_CANCEL = f"""
UPDATE execution SET status = {int(Status.CANCELED)}, ended_at = $4, error = 'the instance was deleted'
WHERE id = ANY($1) AND id BETWEEN $2 AND $3 AND status < {int(Status.SUCCEEDED)}
"""

_FORGET_INSTANTS = """
WITH old AS (SELECT schedule_id, due_at FROM due_instant WHERE due_at < $1 LIMIT $2),
  gone AS (
    DELETE FROM due_instant AS d USING old WHERE d.schedule_id = old.schedule_id AND d.due_at = old.due_at RETURNING 1
  )
SELECT count(*) FROM gone
"""


class Sweeper:
    """Sweeps for one worker, on one connection of its own; of many workers one sweeps at a time."""

    def __init__(self, connect: Connect, blobs: Blobs, *, retention_days: int) -> None:
        self._blobs = blobs
        self._connection = Healing(connect, "sweeper", is_patient=True)
        self._retention = timedelta(days=retention_days)
        self._ended_before: UUID | None = None
        self._goes_on_at: UUID | None = None
        self._again = asyncio.Event()

    def soon(self) -> None:
        """Sweep again at once: an instance may have been unpaused, and its executions wait."""
        self._again.set()

    async def run(self) -> None:
        """Sweep every 15 seconds and keep house every hour, until cancelled."""
        housekeeping_at = clock.monotonic_s()
        try:
            while True:
                self._again.clear()
                await self._connection.retried(self._sweep)
                if clock.monotonic_s() >= housekeeping_at:
                    await self._connection.retried(self._keep_house)
                    housekeeping_at = clock.monotonic_s() + _HOUSEKEEPING_EVERY_S
                await self._pause()
        finally:
            await self._connection.close()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._again.wait(), _EVERY_S)
        except TimeoutError:
            return

    async def _sweep(self, connection: asyncpg.Connection, _again: bool) -> None:
        for _ in range(_MOST_ROUNDS):
            async with connection.transaction():
                if await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
                    await self.sweep(connection)
            if self._goes_on_at is None:
                return

    async def sweep(self, connection: asyncpg.Connection) -> list[UUID]:
        """Dispatch again what no job will see to, in the caller's transaction; return those executions.

        1000 executions are looked at; when there are more, the next call goes on with those, and so on from the start.
        """
        until = clock.now() - UNSEEN_AFTER
        first = self._ended_before or clock.first_id_at(clock.now() - self._retention)
        last = clock.first_id_at(until)
        rows = await connection.fetch(_UNENDED, self._goes_on_at or first, last, _MOST_AT_ONCE)
        if self._goes_on_at is None:
            self._ended_before = rows[0]["id"] if rows else last  # all older ones have ended: no need to look again
        self._goes_on_at = rows[-1]["id"] if len(rows) == _MOST_AT_ONCE else None
        orphaned = [row["id"] for row in rows if row["orphaned"]]
        if orphaned:
            await connection.execute(_CANCEL, orphaned, orphaned[0], orphaned[-1], clock.now())
        waiting = [row["id"] for row in rows if row["may_run"]]
        seen_to = await dispatch.seen_to(connection, waiting) if waiting else set()
        lost = [id for id in waiting if id not in seen_to]
        if lost:
            log.warning("sweeper.found_lost", executions=len(lost))
            for start in range(0, len(lost), dispatch.MAX_IDS):
                await dispatch.enqueue(connection, lost[start : start + dispatch.MAX_IDS], urgent=True)
        return lost

    async def _keep_house(self, connection: asyncpg.Connection, _again: bool) -> None:
        """Make the partitions of the days to come, drop what is past retention, empty the queue's history."""
        today = clock.now().date()
        oldest = today - self._retention
        try:
            await partitions.ensure(connection, today)
            await partitions.drop_before(connection, oldest)
            await self._blobs.drop_before(oldest)
        except SetupError as wrong:  # a table in use, a store that is away: the next hour will do
            log.warning("sweeper.house_not_kept", reason=wrong.message)
        while await connection.fetchval(_FORGET_INSTANTS, clock.now() - self._retention, _MOST_AT_ONCE):
            pass
        await dispatch.forget_history(connection)
