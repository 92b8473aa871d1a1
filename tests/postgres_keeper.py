"""The server of a test run, in a process of its own: the first test that needs it starts it.

It makes the migrated template, prints its address, and ends when the run lets go of its lock.
"""

from __future__ import annotations

import asyncio
import fcntl
import sys
from pathlib import Path

import asyncpg

from trunkline import clock, log
from trunkline.db import migrate, partitions
from trunkline.db.embedded import EmbeddedPostgres

TEMPLATE = "trunkline_template"
ALIVE = "run.lock"  # held by the run
RUNNING = "keeper.lock"  # held by this process
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "300",
}


async def main(run_folder: Path, bin_dir: Path | None) -> None:
    with (run_folder / RUNNING).open("w") as running, (run_folder / ALIVE).open() as alive:
        fcntl.flock(running, fcntl.LOCK_EX)
        home = run_folder / "home"
        home.mkdir(mode=0o755)
        async with EmbeddedPostgres(home, bin_dir=bin_dir, extra_settings=QUICK) as server:
            await make_template(server.url)
            sys.stdout.write(server.url + "\n")
            sys.stdout.flush()
            await asyncio.to_thread(fcntl.flock, alive, fcntl.LOCK_EX)


async def make_template(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE DATABASE {TEMPLATE}")
    await connection.close()
    template_url = url.replace("/trunkline?", f"/{TEMPLATE}?")
    await migrate.upgrade(template_url)
    connection = await asyncpg.connect(template_url)
    await partitions.ensure(connection, clock.now().date(), days_ahead=2)
    await connection.close()


if __name__ == "__main__":
    log.configure(level="WARNING")
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
