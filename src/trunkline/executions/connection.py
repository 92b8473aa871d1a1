"""A database connection for one writer that is built anew when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from trunkline import log as logging
from trunkline.errors import Internal, SetupError

log = logging.get(__name__)

Connect = Callable[[], Awaitable[asyncpg.Connection]]

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection that dies within a statement raises at the next one
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # we slept within a transaction
    asyncpg.QueryCanceledError,  # a statement took too long: locked out, or we slept within it
    OSError,
    SetupError,  # what connecting raises while the database is away
)
_MOVED = asyncpg.CheckViolationError  # a partition came while the row was on its way to the DEFAULT one
# A process that sleeps (a paused machine) must not keep others from the rows that it holds: the server lets go of
# them before a dead worker's runs are taken over.
_GUARDS = "SET idle_in_transaction_session_timeout = '5s'; SET statement_timeout = '8s'"
# On the hot path every row is found by its key; a planner whose statistics are behind must not think otherwise.
BY_KEY = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off"
_PAUSE_S = 0.1
_PAUSE_MAX_S = 1.0

Result = TypeVar("Result")


class Healing:
    """One connection; who uses it takes turns."""

    def __init__(
        self, connect: Connect, name: str, *, give_up_after_s: float | None = None, is_patient: bool = False
    ) -> None:
        """``give_up_after_s``: for how long a write is tried again; None: until the database is back.

        ``is_patient``: statements may take as long as they want.
        """
        self._connect = connect
        self._name = name
        self._give_up_after_s = give_up_after_s
        self._is_patient = is_patient
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Connect, so that the first write does not wait for it."""
        self._connection = await self._connected()

    async def close(self) -> None:
        """Disconnect."""
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=5)

    async def retried(self, work: Callable[[asyncpg.Connection, bool], Awaitable[Result]]) -> Result:
        """Do ``work`` with a live connection, again on a new one when it is lost.

        ``work`` gets the connection, and whether an earlier try was interrupted: that one may have been
        committed, which only a look into the database can tell.

        Raises:
            Internal: the database did not come back in time.
        """
        async with self._turn:
            return await self._retried(work)

    async def _retried(self, work: Callable[[asyncpg.Connection, bool], Awaitable[Result]]) -> Result:
        loop = asyncio.get_running_loop()
        began, pause_s, again = loop.time(), _PAUSE_S, False
        while True:
            try:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._connected()
                return await work(self._connection, again)
            except _MOVED as moved:
                if again:
                    raise
                log.info("connection.partition_came", writer=self._name, error=str(moved))
                again = True
            except LOST as lost:
                again = True
                log.warning("connection.lost", writer=self._name, error=str(lost) or type(lost).__name__)
                self._abandon()
                if self._give_up_after_s is not None and loop.time() - began > self._give_up_after_s:
                    raise Internal("the database is away; try again later") from lost
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _PAUSE_MAX_S)

    async def _connected(self) -> asyncpg.Connection:
        connection = await self._connect()
        if not self._is_patient:
            try:
                await connection.execute(f"{_GUARDS}; {BY_KEY}")
            except BaseException:
                connection.terminate()
                raise
        return connection

    def _abandon(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            self._connection.terminate()
        self._connection = None
