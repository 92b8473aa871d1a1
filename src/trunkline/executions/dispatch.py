"""The only file that knows the queue engine: enqueue now or later, take jobs, stop in order.

A job carries the ids of the executions that one commit stored, 16 bytes each. It may be delivered twice (its
completion is buffered by the engine), so whoever runs an execution claims it first.

Source: https://pgqueuer.readthedocs.io
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager

from trunkline import clock
from trunkline import log as logging
from trunkline.executions.connection import LOST, Connect

log = logging.get(__name__)

Handle = Callable[[list[UUID]], Coroutine[object, object, None]]

_RUN = "run"
_ID_BYTES = 16
MAX_IDS = 200
"""How many executions one job carries at most."""
_BATCH_JOBS = 50
_MAX_JOBS = 200
_HEARTBEAT_TIMEOUT = timedelta(seconds=8)
_LOOK_EVERY = timedelta(seconds=1.5)  # a dead worker's jobs are only looked for this often when nothing arrives
_BEAT_S = 3.0
_REBUILD_PAUSE_S = 0.25
_REBUILD_PAUSE_MAX_S = 2.0

_OLDEST_WAITING = """
SELECT coalesce(extract(epoch FROM now() - min(greatest(created, execute_after))), 0)::float8
FROM pgqueuer WHERE status = 'queued' AND entrypoint = 'run' AND execute_after <= now()
"""
# Of these executions, those that a job names: one under way, an urgent one, or one of about their time. A long
# queue need not be read whole.
_SEEN_TO = """
SELECT DISTINCT named.id FROM pgqueuer AS job
CROSS JOIN LATERAL generate_series(1, length(job.payload), 16) AS start
CROSS JOIN LATERAL (SELECT encode(substring(job.payload FROM start FOR 16), 'hex')::uuid AS id) AS named
WHERE job.entrypoint = 'run' AND named.id = ANY($1) AND (job.status = 'picked'
  OR job.status = 'queued' AND (job.priority > 0 OR job.created BETWEEN $2 AND $3))
"""
_SLACK = timedelta(seconds=10)
_ADOPT = """
UPDATE pgqueuer SET queue_manager_id = $1, heartbeat = now()
WHERE id = ANY($2) AND queue_manager_id = ANY($3) AND status = 'picked' RETURNING id
"""
_TRUNCATE_WITHIN = "1s"


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

    Executions that are given back to the queue long after they came must go there as urgent ones, to be found here.
    """
    since, until = clock.time_of(ids[0]) - _SLACK, clock.time_of(ids[-1]) + _SLACK
    return {row["id"] for row in await connection.fetch(_SEEN_TO, ids, since, until)}


async def forget_history(connection: asyncpg.Connection) -> None:
    """Empty the queue engine's log of jobs, which grows with every job and is never read here.

    While it waits for the table's lock nobody can enqueue, so it gives up soon: a backup may hold the table for hours.
    """
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{_TRUNCATE_WITHIN}'")
            await connection.execute("TRUNCATE pgqueuer_log")
    except asyncpg.LockNotAvailableError:
        log.info("dispatch.history_kept", reason="the table is in use; tried again in an hour")


def _ids(payload: bytes | None) -> list[UUID]:
    joined = payload or b""
    return [UUID(bytes=joined[at : at + _ID_BYTES]) for at in range(0, len(joined), _ID_BYTES)]


class _Driver(AsyncpgDriver):
    """Gives a connection up as soon as a statement finds it broken: that it is closed may never be told."""

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows of a statement."""
        with self._giving_up():
            return await super().fetch(query, *args)

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement."""
        with self._giving_up():
            return await super().execute(query, *args)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        try:
            yield
        except LOST:
            self._connection.terminate()
            raise


@dataclass(frozen=True, slots=True)
class _Taken:
    """A job that this process has under way, also when the connection that it came over is gone."""

    job: Job
    handling: asyncio.Task[None]


class Dispatcher:
    """Takes jobs and hands their executions to ``handle``, as many workers at once as are started.

    The engine loses its LISTEN silently when its database connection dies; then manager and connection are built
    anew at once, and the jobs under way are taken along, so that nobody else starts them over.
    """

    def __init__(self, connect: Connect, handle: Handle) -> None:
        self._connect = connect
        self._handle = handle
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None
        self._manager_ids: list[UUID] = []
        self._under_way: dict[int, _Taken] = {}

    @property
    def is_listening(self) -> bool:
        """Whether jobs are being taken now."""
        return self._manager is not None

    async def run(self) -> None:
        """Take jobs until ``stop``; returns when those under way are done."""
        pause_s = _REBUILD_PAUSE_S
        while not self._stopping.is_set():
            began_s = clock.monotonic_s()
            try:
                await self._run_until_lost()
            except (asyncpg.PostgresError, *LOST, RuntimeError) as lost:
                if clock.monotonic_s() - began_s > _REBUILD_PAUSE_MAX_S:
                    pause_s = _REBUILD_PAUSE_S
                log.warning("dispatch.lost", error=str(lost), retry_in_s=pause_s)
                await self._pause(pause_s)
                pause_s = min(pause_s * 2, _REBUILD_PAUSE_MAX_S)
        if self._under_way:
            await asyncio.wait({taken.handling for taken in self._under_way.values()})

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def _run_until_lost(self) -> None:
        connection = await self._connect()
        try:
            await self._run_on(connection)
        finally:
            self._manager = None
            if not connection.is_closed():
                await connection.close(timeout=5)

    async def _run_on(self, connection: asyncpg.Connection) -> None:
        queries = Queries(_Driver(connection))
        manager = QueueManager(queries)
        lost = asyncio.Event()

        def let_go(_: object) -> None:
            lost.set()
            manager.shutdown.set()

        async def take(job: Job) -> None:
            await self._take(job, lost)

        connection.add_termination_listener(let_go)
        manager.entrypoint(_RUN, on_failure="hold")(take)
        adopted = await self._adopt(connection, manager)
        if self._stopping.is_set():
            return
        self._manager = manager
        seeing_to = asyncio.create_task(self._see_to(adopted, queries))
        try:
            await manager.run(
                batch_size=_BATCH_JOBS,
                max_concurrent_tasks=_MAX_JOBS,  # without it one worker takes the whole backlog
                heartbeat_timeout=_HEARTBEAT_TIMEOUT,
                dequeue_timeout=_LOOK_EVERY,
                log_aggregation_interval=timedelta(0),
            )
            if not lost.is_set():
                await seeing_to
        finally:
            seeing_to.cancel()
            await asyncio.wait({seeing_to})

    async def _take(self, job: Job, lost: asyncio.Event) -> None:
        """Handle a job; when the connection is lost, let go of it, so that the manager can be built anew."""
        taken = self._under_way.get(job.id) or self._start(job)
        losing = asyncio.create_task(lost.wait())
        await asyncio.wait({taken.handling, losing}, return_when=asyncio.FIRST_COMPLETED)
        losing.cancel()
        if taken.handling.done():
            taken.handling.result()

    def _start(self, job: Job) -> _Taken:
        taken = _Taken(job, asyncio.create_task(self._handle(_ids(job.payload))))
        self._under_way[job.id] = taken
        taken.handling.add_done_callback(lambda _: self._under_way.pop(job.id))
        return taken

    async def _adopt(self, connection: asyncpg.Connection, manager: QueueManager) -> list[_Taken]:
        """Make the new manager the owner of the jobs under way, but for those that others have taken meanwhile."""
        earlier = list(self._manager_ids)
        self._manager_ids.append(manager.queue_manager_id)
        if not self._under_way:
            return []
        found = await connection.fetch(_ADOPT, manager.queue_manager_id, list(self._under_way), earlier)
        return [self._under_way[row["id"]] for row in found if row["id"] in self._under_way]

    async def _see_to(self, adopted: Sequence[_Taken], queries: Queries) -> None:
        """Keep adopted jobs ours while they are under way, and take them off the queue when they are done."""
        waiting = {taken.handling: taken.job for taken in adopted}
        try:
            while waiting:
                done, _ = await asyncio.wait(waiting, timeout=_BEAT_S, return_when=asyncio.FIRST_COMPLETED)
                ended = {handling: waiting.pop(handling) for handling in done}
                if well := [job for handling, job in ended.items() if handling.exception() is None]:
                    await queries.log_jobs([(job, "successful", None) for job in well])
                if waiting:
                    await queries.update_heartbeat([job.id for job in waiting.values()])
        except (asyncpg.PostgresError, *LOST) as lost:
            log.info("dispatch.adopted_let_go", jobs=len(waiting), error=str(lost))  # the next connection adopts them

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
