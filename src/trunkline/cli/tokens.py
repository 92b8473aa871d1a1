"""``trunkline token``: API tokens, made on the machine that the database is reached from."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from trunkline.cli.start import begin

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings


app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``token`` a group although it has one command."""


@app.command("create")
def create_token(
    email: str = typer.Option(help="whose token it is"),
    name: str = typer.Option("command line", help="what it is for"),
    organization: str | None = typer.Option(None, help="of which organization, if several have that address"),
    new_organization: str | None = typer.Option(None, help="make this organization first, with that owner"),
) -> None:
    """Make an API token and print it, once."""
    settings = begin(is_watched=True)
    if new_organization is not None:
        asyncio.run(_start_organization(settings, email, name, new_organization))
    else:
        asyncio.run(_create(settings, email, name, organization))


async def _create(settings: Settings, email: str, name: str, organization: str | None) -> None:
    from trunkline.cli import people
    from trunkline.cli.database import opened

    async with (
        opened(settings) as url,
        people.connected(url) as database,
        database.engine_session() as session,
    ):
        token = await people.make_token(session, await people.find(session, email, organization), name)
    print(token)


async def _start_organization(settings: Settings, email: str, name: str, organization: str) -> None:
    from trunkline.cli import output, people
    from trunkline.cli.database import opened

    async with (
        opened(settings) as url,
        people.connected(url) as database,
        database.engine_session() as session,
    ):
        owner, password = await people.found_organization(session, settings, organization, email)
        token = await people.make_token(session, owner, name)
    output.show_facts({"email": owner.email, "password": password, "token": token})
