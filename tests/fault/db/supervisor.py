"""A process that keeps an embedded server, to be killed: ``python -m tests.fault.db.supervisor HOME``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from trunkline import log
from trunkline.db.embedded import EmbeddedPostgres


async def main(home: Path) -> None:
    async with EmbeddedPostgres(home) as server:
        sys.stdout.write(f"{server.url} {server.postmaster_pid}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    log.configure(level="WARNING")
    asyncio.run(main(Path(sys.argv[1])))
