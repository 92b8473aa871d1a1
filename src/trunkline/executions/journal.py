"""Claims executions and writes what they leave: group commits, fenced by (execution, attempt).

Step results and log lines are written while an execution runs, about 25 ms after they came, so a crash
costs the steps under way and no more; the final state takes along what is left. Of several attempts at an
execution only the latest can write, and only one can end it. This file owns its transactions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from trunkline import clock
from trunkline import log as logging
from trunkline.blobs.store import Blobs
from trunkline.db.channels import EXECUTIONS
from trunkline.db.models import Status
from trunkline.executions import rows
from trunkline.executions.connection import Connect, Healing
from trunkline.executions.ingest import notice
from trunkline.executions.rows import LogRow, RunJournal, StepRow

log = logging.get(__name__)

MAX_BATCH = 200
_CHECKPOINT_S = 0.025
_TIMER_SLACK_S = 0.005  # timers may fire a little early

# The fence: only the latest attempt may end an execution, and only once. BETWEEN prunes the partitions.
_FINISH = f"""
UPDATE execution AS e SET status = done.status, ended_at = $4, error = done.error, failed_step = done.failed_step
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $7::text[], $8::text[])
  AS done (id, attempt, status, error, failed_step)
WHERE e.id = done.id AND e.id = ANY($1) AND e.id BETWEEN $5 AND $6
  AND e.attempt = done.attempt AND e.status = {int(Status.RUNNING)}
RETURNING e.id
"""
_HOLD = f"""
SELECT e.id FROM execution AS e JOIN unnest($1::uuid[], $2::smallint[]) AS mine (id, attempt) ON e.id = mine.id
WHERE e.id = ANY($1) AND e.id BETWEEN $3 AND $4 AND e.attempt = mine.attempt AND e.status = {int(Status.RUNNING)}
FOR NO KEY UPDATE OF e
"""
_WRITTEN_STEPS = """
SELECT execution_id, max(position) AS position FROM step_result
WHERE execution_id = ANY($1) AND execution_id BETWEEN $2 AND $3 GROUP BY execution_id
"""
_WRITTEN_LINES = """
SELECT execution_id, max(line) AS line FROM log
WHERE execution_id = ANY($1) AND execution_id BETWEEN $2 AND $3 GROUP BY execution_id
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an execution ended; ``failed_step`` is the reference key of the step that failed."""

    status: Status
    error: str | None = None
    failed_step: str | None = None


@dataclass(slots=True)
class _Entry:
    """One run's part of a flush: its rows so far and, when it has ended, how and who waits for that."""

    run: RunJournal
    steps: Sequence[StepRow]
    logs: Sequence[LogRow]
    ending: Ending | None = None
    written: asyncio.Future[bool] | None = None


class Journal:
    """Writes for all executions of one worker, on one connection of its own that heals by itself."""

    def __init__(
        self, connect: Connect, blobs: Blobs, *, inline_bytes: int, superseded: Callable[[UUID], None]
    ) -> None:
        """``superseded`` is told of an execution that another attempt has taken over."""
        self._connection = Healing(connect, "journal")
        self._blobs = blobs
        self._inline_bytes = inline_bytes
        self._superseded = superseded
        self._changed: dict[UUID, tuple[RunJournal, float]] = {}  # oldest first, and since when
        self._ended: list[_Entry] = []
        self._writer: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_closing = False

    async def open(self) -> None:
        """Connect."""
        await self._connection.open()

    async def close(self) -> None:
        """Write what is left, then disconnect."""
        await self.flush()
        await self._connection.close()

    async def flush(self) -> None:
        """Return when all that was recorded is written; for the end of a worker: nothing waits for company any more."""
        self._is_closing = True
        while self._writer is not None or self._ended or self._changed:
            self._start_writer()
            if self._writer is not None:
                await asyncio.wait({self._writer})

    def changed(self, run: RunJournal) -> None:
        """Note that a run has something to write, and see that it is written soon."""
        id = run.execution.id
        if id in self._changed:
            return
        self._changed[id] = (run, asyncio.get_running_loop().time())
        if self._timer is None and self._writer is None:
            self._set_timer()

    async def finish(self, run: RunJournal, ending: Ending) -> bool:
        """Write what is left of a run and its final state; False when another attempt has taken over."""
        self._changed.pop(run.execution.id, None)
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        steps, logs = _take(run)
        self._ended.append(_Entry(run, steps, logs, ending, written))
        self._start_writer()
        return await written

    def _start_writer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writer is None and (self._ended or self._changed):
            self._writer = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        """Write batch after batch as long as runs end; then leave the rest to the timer."""
        try:
            while batch := self._next_batch():
                await self._commit(batch)
                if not self._ended:
                    break
        finally:
            self._writer = None
            if self._ended:
                self._start_writer()
            elif self._changed:
                self._set_timer()

    def _set_timer(self) -> None:
        """Write again when what has waited longest is due."""
        _, since = next(iter(self._changed.values()))
        self._timer = asyncio.get_running_loop().call_at(since + _CHECKPOINT_S, self._start_writer)

    def _next_batch(self) -> list[_Entry]:
        """Return what has ended, and of what still runs the part that has waited long enough."""
        batch, self._ended = self._ended[:MAX_BATCH], self._ended[MAX_BATCH:]
        due = asyncio.get_running_loop().time() - _CHECKPOINT_S + _TIMER_SLACK_S
        while self._changed and len(batch) < MAX_BATCH:
            id = next(iter(self._changed))
            run, since = self._changed[id]
            if since > due and not self._is_closing:
                break
            del self._changed[id]
            batch.append(_Entry(run, *_take(run)))
        return batch

    async def _commit(self, batch: list[_Entry]) -> None:
        """Write a batch; on a data error halve it until the guilty run alone fails."""
        try:
            await self._store_blobs(batch)
            kept = await self._connection.retried(lambda connection, again: self._write(connection, batch, again))
        except Exception as error:  # noqa: BLE001 - judged by run: the guilty one is failed, in words
            if len(batch) > 1:
                middle = len(batch) // 2
                await self._commit(batch[:middle])
                await self._commit(batch[middle:])
            else:
                await self._fail(batch[0], error)
            return
        for entry in batch:
            self._settle(entry, kept=entry.run.execution.id in kept)

    def _settle(self, entry: _Entry, *, kept: bool) -> None:
        if entry.written is not None:
            if not entry.written.done():
                entry.written.set_result(kept)
        elif not kept:
            self._superseded(entry.run.execution.id)

    async def _fail(self, entry: _Entry, error: Exception) -> None:
        """End a run whose rows cannot be stored, without them; if not even that can be written, tell its owner."""
        log.error("journal.run_not_storable", execution_id=str(entry.run.execution.id), error=repr(error))
        reason = f"what the execution left could not be stored: {type(error).__name__}"
        bare = _Entry(entry.run, [], [], Ending(Status.FAILED, reason))
        try:
            kept = await self._connection.retried(lambda connection, again: self._write(connection, [bare], again))
        except Exception as final:  # noqa: BLE001 - whoever waits for the run gets it
            if entry.written is not None and not entry.written.done():
                entry.written.set_exception(final)
            return
        self._settle(entry, kept=bool(kept))
        if entry.written is None:
            self._superseded(entry.run.execution.id)

    async def _store_blobs(self, batch: list[_Entry]) -> None:
        """Put large values into the blob store before any row names them."""
        for entry in batch:
            entry.steps = [await self._outsourced(row) for row in entry.steps]

    async def _outsourced(self, row: StepRow) -> StepRow:
        if row.data is None or row.size_bytes <= self._inline_bytes:
            return row
        key = self._blobs.key_of(row.org_id, row.execution_id, row.position)
        await self._blobs.put(key, row.data)
        return row._replace(data=None, blob_key=key)

    async def _write(self, connection: asyncpg.Connection, batch: list[_Entry], again: bool) -> set[UUID]:
        """Write a batch and return the ids that passed the fence; ``again``: an earlier try may have got through."""
        async with connection.transaction():
            kept = await _finish(connection, [e for e in batch if e.ending is not None])
            kept |= await _hold(connection, [e for e in batch if e.ending is None])
            entries = [e for e in batch if e.run.execution.id in kept]
            steps = [row for e in entries for row in e.steps]
            lines = [row for e in entries for row in e.logs]
            if again:
                steps, lines = await _not_yet_written(connection, steps, lines)
            if steps:
                await connection.copy_records_to_table("step_result", records=steps, columns=StepRow._fields)
            if lines:
                await connection.copy_records_to_table("log", records=lines, columns=LogRow._fields)
            if kept:
                await connection.execute("SELECT pg_notify($1, $2)", EXECUTIONS, notice(list(kept)))
        return kept


def _take(run: RunJournal) -> tuple[list[StepRow], list[LogRow]]:
    """Take what a run has recorded since the last time."""
    steps, logs = run.steps, run.logs
    run.steps, run.logs = [], []
    return steps, logs


async def _finish(connection: asyncpg.Connection, entries: list[_Entry]) -> set[UUID]:
    if not entries:
        return set()
    ids = [e.run.execution.id for e in entries]
    endings = [e.ending for e in entries if e.ending is not None]
    found = await connection.fetch(
        _FINISH, ids, [e.run.execution.attempt for e in entries], [int(end.status) for end in endings], clock.now(),
        min(ids), max(ids), [rows.storable(end.error, rows.MAX_ERROR_CHARACTERS) for end in endings],
        [end.failed_step for end in endings],
    )  # fmt: skip
    return {row["id"] for row in found}


async def _hold(connection: asyncpg.Connection, entries: list[_Entry]) -> set[UUID]:
    """Lock the executions that are still ours, so that nobody takes them over before these rows are there."""
    if not entries:
        return set()
    ids = [e.run.execution.id for e in entries]
    attempts = [e.run.execution.attempt for e in entries]
    found = await connection.fetch(_HOLD, ids, attempts, min(ids), max(ids))
    return {row["id"] for row in found}


async def _not_yet_written(
    connection: asyncpg.Connection, steps: list[StepRow], lines: list[LogRow]
) -> tuple[list[StepRow], list[LogRow]]:
    """Leave out the rows that an interrupted try has committed after all."""
    last_step = await _last(connection, _WRITTEN_STEPS, (row.execution_id for row in steps))
    last_line = await _last(connection, _WRITTEN_LINES, (row.execution_id for row in lines))
    return (
        # A response comes with the final state, which passes the fence only when it is not written yet.
        [row for row in steps if row.position < 0 or row.position > last_step.get(row.execution_id, 0)],
        [row for row in lines if row.line > last_line.get(row.execution_id, -1)],
    )


async def _last(connection: asyncpg.Connection, query: str, execution_ids: Iterable[UUID]) -> dict[UUID, int]:
    ids = sorted(set(execution_ids))
    if not ids:
        return {}
    return {row[0]: row[1] for row in await connection.fetch(query, ids, ids[0], ids[-1])}
