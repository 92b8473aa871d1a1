"""The way back: one LISTEN connection per process tells what changed, and whoever waits re-reads.

A NOTIFY carries ids only and can be missed while the connection is down; after a reconnect everybody who waits
looks for themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import asyncpg

from trunkline import log as logging
from trunkline.db.channels import ENDPOINTS, EXECUTIONS
from trunkline.db.models import Status
from trunkline.executions.connection import LOST, Connect

log = logging.get(__name__)

_RECONNECT_PAUSE_S = 0.2
_RECONNECT_PAUSE_MAX_S = 2.0
_QUEUE_SIZE = 1000
_READ_CHANGES = """
SELECT org_id, id FROM execution WHERE id = ANY($1) AND id BETWEEN $2 AND $3
"""
_READ_ENDED = f"""
SELECT id FROM execution WHERE id = ANY($1) AND id BETWEEN $2 AND $3 AND status >= {int(Status.SUCCEEDED)}
"""


class Subscription:
    """What changed in one organization, for one reader: batches of execution ids, or None after a gap."""

    def __init__(self, org_id: UUID) -> None:
        self.org_id = org_id
        self._queue: asyncio.Queue[list[UUID] | None] = asyncio.Queue(_QUEUE_SIZE)

    def put(self, ids: list[UUID] | None) -> None:
        """Hand over changes; a reader who does not keep up is told that there was a gap."""
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            ids = None
        self._queue.put_nowait(ids)

    async def next(self) -> list[UUID] | None:
        """Wait for the next batch of changes."""
        return await self._queue.get()


class Answers:
    """Listens for one process and wakes synchronous callers, event streams and caches."""

    def __init__(self, connect: Connect, *, endpoint_changed: Callable[[UUID | None], None]) -> None:
        """``endpoint_changed`` gets the id of an instance, or None when any may have changed unseen."""
        self._connect = connect
        self._endpoint_changed = endpoint_changed
        self._waiting: dict[UUID, asyncio.Event] = {}
        self._subscriptions: set[Subscription] = set()
        self._changed: list[UUID] = []
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._connection: asyncpg.Connection | None = None
        self._listening = asyncio.Event()

    @property
    def is_listening(self) -> bool:
        """Whether changes arrive now."""
        return self._listening.is_set()

    async def open(self) -> None:
        """Start listening; returns when the first connection listens."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tell())]
        listening = asyncio.create_task(self._listening.wait())
        await asyncio.wait({listening, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        if not listening.done():
            listening.cancel()
            self._tasks[0].result()

    async def close(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=5)

    async def ended(self, execution_id: UUID, *, timeout_s: float) -> bool:
        """Wait until an execution has ended; False when it has not within ``timeout_s``."""
        event = self._waiting.setdefault(execution_id, asyncio.Event())
        try:
            async with asyncio.timeout(timeout_s):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(execution_id, None)
        return True

    def expect(self, execution_id: UUID) -> None:
        """Note that ``ended`` will be asked about an execution that is about to be stored."""
        self._waiting[execution_id] = asyncio.Event()

    def forget(self, execution_id: UUID) -> None:
        """Take ``expect`` back."""
        self._waiting.pop(execution_id, None)

    @contextmanager
    def subscribed(self, org_id: UUID) -> Iterator[Subscription]:
        """Receive what changes in an organization, inside the ``with``."""
        subscription = Subscription(org_id)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def _listen(self) -> None:
        """Keep one listening connection; flush what depends on it whenever it had to be built anew."""
        pause_s = _RECONNECT_PAUSE_S
        while True:
            lost = asyncio.Event()
            try:
                self._connection = await self._listening_connection(lost)
            except (asyncpg.PostgresError, *LOST) as error:
                log.warning("answers.not_listening", error=str(error))
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _RECONNECT_PAUSE_MAX_S)
                continue
            pause_s = _RECONNECT_PAUSE_S
            self._resume()
            await lost.wait()
            self._listening.clear()

    async def _listening_connection(self, lost: asyncio.Event) -> asyncpg.Connection:
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(EXECUTIONS, self._executions_changed)
            await connection.add_listener(ENDPOINTS, self._instance_changed)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _resume(self) -> None:
        """Assume that anything may have changed while nobody listened."""
        self._endpoint_changed(None)
        for subscription in self._subscriptions:
            subscription.put(None)
        self._changed.extend(self._waiting)
        self._wake.set()
        self._listening.set()

    def _executions_changed(self, *notification: object) -> None:
        if not self._waiting and not self._subscriptions:
            return
        self._changed.extend(UUID(hex=part) for part in str(notification[3]).split(","))
        self._wake.set()

    def _instance_changed(self, *notification: object) -> None:
        with suppress(ValueError):
            self._endpoint_changed(UUID(str(notification[3])))

    async def _tell(self) -> None:
        """Read what changed, as many ids at a time as have come, and hand it to those who asked."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            ids, self._changed = list(dict.fromkeys(self._changed)), []
            connection = self._connection
            if not ids or connection is None:
                continue
            try:
                await self._tell_waiting(connection, ids)
                await self._tell_subscribers(connection, ids)
            except (asyncpg.PostgresError, *LOST) as error:
                log.warning("answers.read_failed", error=str(error))
                connection.terminate()  # then _resume tells everybody to look again

    async def _tell_waiting(self, connection: asyncpg.Connection, ids: list[UUID]) -> None:
        asked = [id for id in ids if id in self._waiting]
        if not asked:
            return
        for row in await connection.fetch(_READ_ENDED, asked, min(asked), max(asked)):
            if event := self._waiting.get(row["id"]):
                event.set()

    async def _tell_subscribers(self, connection: asyncpg.Connection, ids: list[UUID]) -> None:
        if not self._subscriptions:
            return
        by_org: dict[UUID, list[UUID]] = {}
        for row in await connection.fetch(_READ_CHANGES, ids, min(ids), max(ids)):
            by_org.setdefault(row["org_id"], []).append(row["id"])
        for subscription in self._subscriptions:
            if changed := by_org.get(subscription.org_id):
                subscription.put(changed)
