"""Bring a database to today's tables, and back. The steps are in ``migrations/versions``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline import log
from trunkline.db import rights, roles
from trunkline.db.base import Base
from trunkline.db.connect import check, describe
from trunkline.db.partitions import PARTITIONED, is_partitioned
from trunkline.db.session import make_engine
from trunkline.errors import SetupError

_log = log.get(__name__)

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x6D69677261746500  # "migrate": one process at a time


async def upgrade(url: str, revision: str = "head") -> None:
    """Create the roles, run the steps up to ``revision`` in one transaction, and set the rights.

    Raises:
        SetupError: the database cannot be used, is newer than this program, or the login may not do it.
    """
    await check(url)
    async with _owner(url) as connection:
        before = await _current(connection)
        _refuse_newer(url, before)
        await roles.ensure(await _raw(connection))
        await _run(connection, lambda config: command.upgrade(config, revision))
        after = await _current(connection)
        if after != before:  # setting rights locks every table for a moment: not at each start
            await rights.apply(await _raw(connection))
            _log.info("database.upgraded", before=before, after=after)


async def downgrade(url: str, revision: str) -> None:
    """Take steps back until ``revision``; ``base`` removes everything.

    Raises:
        SetupError: the database cannot be used, or is newer than this program.
    """
    async with _owner(url) as connection:
        before = await _current(connection)
        _refuse_newer(url, before)
        await _run(connection, lambda config: command.downgrade(config, revision))
    _log.info("database.downgraded", before=before, after=revision)


async def current(url: str) -> str | None:
    """Return the revision that the database is at, or None when it is empty.

    Raises:
        SetupError: the database cannot be used.
    """
    async with _owner(url) as connection:
        return await _current(connection)


async def is_current(url: str) -> bool:
    """Say whether the database has exactly the tables that this program wants.

    Raises:
        SetupError: the database cannot be used.
    """
    return await current(url) == head()


def head() -> str:
    """Return the newest revision that this program knows."""
    newest = _scripts().get_current_head()
    if newest is None:
        raise SetupError("this installation lacks its migrations; install Trunkline again")
    return newest


def knows(revision: str) -> bool:
    """Say whether this program has that revision, and so can read a database that is at it."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


async def adopt(url: str) -> None:
    """Set the rights in a database whose tables came from a dump, and upgrade it.

    Raises:
        SetupError: the database cannot be used, or the login may not do it.
    """
    async with _owner(url) as connection:
        await rights.apply(await _raw(connection))
    await upgrade(url)


async def differences(url: str) -> list[str]:
    """Return in which ways the tables differ from the models; empty when they agree."""
    async with _owner(url) as connection:
        return await connection.run_sync(_differences)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether Alembic should look at this: not at the queue's own tables, nor at single partitions."""
    if kind != "table" or name is None:
        return True
    return not name.startswith("pgqueuer") and (name in PARTITIONED or not is_partitioned(name))


@asynccontextmanager
async def _owner(url: str) -> AsyncIterator[AsyncConnection]:
    """Open one transaction as the login itself, which owns the tables."""
    engine = make_engine(url, None, pool_size=1)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _run(connection: AsyncConnection, step: Callable[[Config], None]) -> None:
    def inside(sync_connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
        config.attributes["connection"] = sync_connection
        step(config)

    await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    await connection.run_sync(inside)


async def _raw(connection: AsyncConnection) -> asyncpg.Connection:
    return cast("asyncpg.Connection", (await connection.get_raw_connection()).driver_connection)


async def _current(connection: AsyncConnection) -> str | None:
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def _differences(connection: sa.Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"include_name": is_ours})
    return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))


def _refuse_newer(url: str, revision: str | None) -> None:
    if revision is not None and not knows(revision):
        raise SetupError(f"{describe(url)} was upgraded by a newer Trunkline ({revision}): install that version")
