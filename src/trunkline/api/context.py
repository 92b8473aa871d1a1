"""What every resolver gets: who asks, one transaction per request, and the request's batches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from types import TracebackType
from typing import Protocol, Self, TypeVar, TypeVarTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.api.loading import Loaders
from trunkline.db.session import Database
from trunkline.errors import Invalid
from trunkline.secrets import Keyring
from trunkline.settings import Settings

MAX_ROWS = 100_000
"""How many objects one request may read, whatever its shape."""

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class StartFlow(Protocol):
    """Starts a run of a flow on somebody's demand; returns the id of its execution."""

    async def __call__(
        self,
        flow_config_id: UUID,
        payload: str | None,
        content_type: str | None,
        headers: str | None,
        actor: Actor,
    ) -> UUID:
        """Store the execution and return its id."""
        ...


class RequestContext:
    """One request of one actor. Used as ``async with``: commits at the end, unless ``undo`` was called.

    All statements of the request share one session, which takes one statement at a time: resolvers go
    through ``using_session``, ``rows``, or the decorators of this room, which do. Inside a mutation the session
    is held already, so services simply get ``context.session``.
    """

    def __init__(
        self,
        database: Database,
        actor: Actor,
        settings: Settings,
        keyring: Keyring,
        *,
        services: Iterable[object] = (),
        start_flow: StartFlow | None = None,
    ) -> None:
        self.actor = actor
        self.settings = settings
        self.keyring = keyring
        self.loaders = Loaders()
        self._database = database
        self._services = {type(service): service for service in services}
        self._start_flow = start_flow
        self._lock = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._session: AsyncSession | None = None
        self._is_undone = False
        self._rows_read = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.loaders.close()
        if self._is_undone and wrong is None:
            with suppress(_UndoneError):
                await self._stack.__aexit__(_UndoneError, _UndoneError(), None)
        else:
            await self._stack.__aexit__(kind, wrong, trace)

    @property
    def session(self) -> AsyncSession:
        """Return the request's session; only in a mutation or ``using_session``, where nobody else uses it."""
        if self._session is None or not self._lock.locked():
            raise RuntimeError("the session is not held here: use context.using_session() or context.rows()")
        return self._session

    @property
    def start_flow(self) -> StartFlow:
        """Return what starts flows, as the edge gave it."""
        if self._start_flow is None:
            raise RuntimeError("this edge was set up without a way to start flows")
        return self._start_flow

    @asynccontextmanager
    async def using_session(self) -> AsyncIterator[AsyncSession]:
        """Hold the request's session, opened at its first use; others wait."""
        async with self._lock:
            if self._session is None:
                opening = self._database.api_session(self.actor.org_id)
                self._session = await self._stack.enter_async_context(opening)
            yield self._session

    async def rows(self, statement: sa.Select[*Ts]) -> list[sa.Row[*Ts]]:
        """Return all rows of a select.

        Raises:
            Invalid: the request has read too much altogether.
        """
        async with self.using_session() as session:
            found = list((await session.execute(statement)).all())
        self._rows_read += len(found)
        if self._rows_read > MAX_ROWS:
            raise Invalid(f"the request reads more than {MAX_ROWS} objects; ask for smaller pages")
        return found

    def service(self, kind: type[T]) -> T:
        """Return the service of this type that the edge put in."""
        found = self._services.get(kind)
        if not isinstance(found, kind):
            raise RuntimeError(f"this edge was set up without {kind.__name__}")  # noqa: TRY004 - not the caller's type
        return found

    def undo(self) -> None:
        """Let the request end without a trace in the database."""
        self._is_undone = True


class _UndoneError(Exception):
    """Makes the session roll back."""
