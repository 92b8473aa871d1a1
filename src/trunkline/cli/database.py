"""The database for local commands: the external one, the one that ``trunkline dev`` runs, or our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

from trunkline.cli.start import begin

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings


app = typer.Typer(no_args_is_help=True)


@app.command("upgrade")
def upgrade() -> None:
    """Bring the tables to this version; safe to repeat, and to run while others do."""
    asyncio.run(_upgrade(begin(is_watched=True)))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[str]:
    """Yield the URL of this installation's database; an embedded one that is down runs for that long.

    Raises:
        SetupError: there is none that can be used.
    """
    from trunkline.cli import home
    from trunkline.db import connect
    from trunkline.db.embedded import EmbeddedPostgres
    from trunkline.db.server.home import running_url

    if settings.database_url:
        await connect.check(settings.database_url)
        yield settings.database_url
        return
    folder = home.prepare(settings.home)
    url = running_url(folder)
    if url:
        yield url
        return
    async with EmbeddedPostgres(folder) as server:
        yield server.url


async def prepare(url: str) -> None:
    """Bring the tables and the catalogue of components to what is installed here.

    Raises:
        SetupError: the database cannot be used, or this login may not change it.
    """
    from trunkline.catalog import service as catalog
    from trunkline.db import migrate
    from trunkline.db.session import Database
    from trunkline.runtime import registry

    await migrate.upgrade(url)
    database = Database(url, api_pool=1, engine_pool=1)
    try:
        async with database.engine_session() as session:
            await catalog.register(session, registry.load().components.values())
    finally:
        await database.close()


async def _upgrade(settings: Settings) -> None:
    from trunkline.db import migrate

    async with opened(settings) as url:
        await prepare(url)
        print(f"the database is at {await migrate.current(url)}")
