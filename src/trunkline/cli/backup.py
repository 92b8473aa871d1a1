"""``trunkline backup`` and ``trunkline restore``: database, large values and the key file in one archive."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trunkline.cli.start import begin

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings


File = typer.Argument(help="the archive")


def backup(file: Path = File) -> None:
    """Write everything into one file; the server may keep running. The file holds secrets: keep it safe."""
    asyncio.run(_backup(begin(is_watched=True), file))
    print(f"written to {file}; it holds the key file too, so keep it where only you can read it")


def restore(file: Path = File) -> None:
    """Read a backup into an empty installation."""
    asyncio.run(_restore(begin(is_watched=True), file))
    print(f"restored from {file}")


async def _backup(settings: Settings, file: Path) -> None:
    from trunkline.cli.database import opened
    from trunkline.db import backup as archive

    async with opened(settings) as url:
        await archive.backup(settings, url, file)


async def _restore(settings: Settings, file: Path) -> None:
    from trunkline.cli.database import opened, prepare
    from trunkline.db import backup as archive

    async with opened(settings) as url:
        await archive.restore(settings, url, file)
        await prepare(url)  # the backup may be older than this program
