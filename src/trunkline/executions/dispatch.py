"""The only file that knows the queue engine: enqueue now or later, take jobs, stop in order.

A job carries the ids of the executions that one commit stored, 16 bytes each. It may be delivered twice (its
completion is buffered by the engine), so whoever runs an execution claims it first.

Source: https://pgqueuer.readthedocs.io
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager

from trunkline import clock
from trunkline import log as logging
from trunkline.errors import SetupError

log = logging.get(__name__)

Connect = Callable[[], Awaitable[asyncpg.Connection]]
Handle = Callable[[list[UUID]], Awaitable[None]]

_RUN = "run"
_ID_BYTES = 16
MAX_IDS = 200
"""How many executions one job carries at most."""
_BATCH_JOBS = 50
_MAX_JOBS = 200
_HEARTBEAT_TIMEOUT = timedelta(seconds=8)
_LOOK_EVERY = timedelta(seconds=1.5)  # a dead worker's jobs are only looked for this often when nothing arrives
_REBUILD_PAUSE_S = 0.25
_REBUILD_PAUSE_MAX_S = 2.0

_OLDEST_WAITING = """
SELECT coalesce(extract(epoch FROM now() - min(greatest(created, execute_after))), 0)::float8
FROM pgqueuer WHERE status = 'queued' AND entrypoint = 'run' AND execute_after <= now()
"""
# Of these executions, those that a job of about their time names: a long queue need not be read whole.
_SEEN_TO = """
SELECT DISTINCT named.id FROM pgqueuer AS job
CROSS JOIN LATERAL generate_series(1, length(job.payload), 16) AS start
CROSS JOIN LATERAL (SELECT encode(substring(job.payload FROM start FOR 16), 'hex')::uuid AS id) AS named
WHERE job.entrypoint = 'run' AND job.status IN ('queued', 'picked') AND job.created BETWEEN $2 AND $3
  AND named.id = ANY($1)
"""
_SLACK = timedelta(seconds=10)


async def enqueue(
    connection: asyncpg.Connection,
    ids: Sequence[UUID],
    *,
    after: timedelta | None = None,
    urgent: bool = False,
) -> None:
    """Add one job for these executions, in the caller's transaction; due now, or ``after`` a while.

    An ``urgent`` job is taken before those that wait.
    """
    payload = b"".join(id.bytes for id in ids)
    await Queries(AsyncpgDriver(connection)).enqueue(_RUN, payload, priority=int(urgent), execute_after=after)


async def oldest_waiting_s(connection: asyncpg.Connection) -> float:
    """Return for how many seconds the oldest due job has waited for a worker; 0 when none waits."""
    return float(await connection.fetchval(_OLDEST_WAITING))


async def seen_to(connection: asyncpg.Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Return those of these executions, in the order of their ids, that a waiting or running job names.

    Jobs made long after an execution are not looked at: they are urgent ones, which do not wait.
    """
    since, until = clock.time_of(ids[0]) - _SLACK, clock.time_of(ids[-1]) + _SLACK
    return {row["id"] for row in await connection.fetch(_SEEN_TO, ids, since, until)}


async def forget_history(connection: asyncpg.Connection) -> None:
    """Empty the queue engine's log of jobs, which grows with every job and is never read here."""
    await connection.execute("TRUNCATE pgqueuer_log")


def _ids(payload: bytes | None) -> list[UUID]:
    joined = payload or b""
    return [UUID(bytes=joined[at : at + _ID_BYTES]) for at in range(0, len(joined), _ID_BYTES)]


class Dispatcher:
    """Takes jobs and hands their executions to ``handle``, as many workers at once as are started.

    The engine loses its LISTEN silently when its database connection dies; then manager and connection are built
    anew at once.
    """

    def __init__(self, connect: Connect, handle: Handle) -> None:
        self._connect = connect
        self._handle = handle
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None

    @property
    def is_listening(self) -> bool:
        """Whether jobs are being taken now."""
        return self._manager is not None

    async def run(self) -> None:
        """Take jobs until ``stop``; returns when those under way are done."""
        pause_s = _REBUILD_PAUSE_S
        while not self._stopping.is_set():
            try:
                await self._run_until_lost()
                pause_s = _REBUILD_PAUSE_S
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, RuntimeError, SetupError) as lost:
                log.warning("dispatch.lost", error=str(lost), retry_in_s=pause_s)
                await self._pause(pause_s)
                pause_s = min(pause_s * 2, _REBUILD_PAUSE_MAX_S)

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def _run_until_lost(self) -> None:
        connection = await self._connect()
        manager = QueueManager(Queries(AsyncpgDriver(connection)))
        connection.add_termination_listener(lambda _: manager.shutdown.set())
        manager.entrypoint(_RUN, on_failure="hold")(self._take)
        try:
            if self._stopping.is_set():
                return
            self._manager = manager
            await manager.run(
                batch_size=_BATCH_JOBS,
                max_concurrent_tasks=_MAX_JOBS,  # without it one worker takes the whole backlog
                heartbeat_timeout=_HEARTBEAT_TIMEOUT,
                dequeue_timeout=_LOOK_EVERY,
                log_aggregation_interval=timedelta(0),
            )
        finally:
            self._manager = None
            if not connection.is_closed():
                await connection.close(timeout=5)

    async def _take(self, job: Job) -> None:
        await self._handle(_ids(job.payload))

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
