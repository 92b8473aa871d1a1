"""Sessions for the API (one organization, row-level security) and for the engine (all of them)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from trunkline.db.connect import Role, open_connection

_SET_ORGANIZATION = sa.text("SELECT set_config('app.org', :org, true)")


class Database:
    """One PostgreSQL database, in the two roles that the platform works as."""

    def __init__(self, url: str, *, api_pool: int = 10, engine_pool: int = 5) -> None:
        self.url = url
        self._engines = {
            Role.API: make_engine(url, Role.API, pool_size=api_pool),
            Role.ENGINE: make_engine(url, Role.ENGINE, pool_size=engine_pool),
        }
        self._sessions = {
            role: async_sessionmaker(engine, expire_on_commit=False) for role, engine in self._engines.items()
        }

    async def close(self) -> None:
        """Close all pooled connections."""
        for engine in self._engines.values():
            await engine.dispose()

    @asynccontextmanager
    async def api_session(self, org_id: UUID) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees the rows of this organization only; commits at the end.

        Raises:
            SetupError: the database cannot be reached.
        """
        async with self._sessions[Role.API].begin() as session:
            await session.execute(_SET_ORGANIZATION, {"org": str(org_id)})
            yield session

    @asynccontextmanager
    async def engine_session(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees the rows of all organizations; commits at the end.

        Raises:
            SetupError: the database cannot be reached.
        """
        async with self._sessions[Role.ENGINE].begin() as session:
            yield session

    async def connect_engine(self, application_name: str) -> asyncpg.Connection:
        """Open a raw connection of the engine's role for the hot path; the caller closes it.

        Raises:
            SetupError: the database cannot be reached.
        """
        return await open_connection(self.url, Role.ENGINE, application_name=application_name)


def make_engine(url: str, role: Role | None, *, pool_size: int) -> AsyncEngine:
    """Return a pool of connections to ``url`` that work as ``role``."""
    name = f"trunkline-{role.name.lower()}" if role else "trunkline-owner"
    return create_async_engine(
        "postgresql+asyncpg://",  # where to is the creator's business, so that there is one reader of URLs
        async_creator=partial(open_connection, url, role, application_name=name),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,  # a restarted server costs a reconnect, not an error
    )
