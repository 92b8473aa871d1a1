"""A line to the database that breaks at the worst moment: when a commit is done, and nobody is told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit, urlunsplit

_COMMIT = b"COMMIT"
_PIECE = 65536


@dataclass
class Line:
    """``url`` leads to the database through us; the next ``cuts`` commits end without an answer."""

    url: str
    cuts: int = 0


@asynccontextmanager
async def breaking_line(url: str) -> AsyncIterator[Line]:
    """Open a line to the database of ``url``, which names a socket's folder."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query)["host"][0]
    running: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await _carry(line, reader, writer, f"{folder}/.s.PGSQL.{parts.port or 5432}")
        except asyncio.CancelledError:
            return  # the test is over
        finally:
            running.discard(task)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    login = parts.netloc.rpartition("@")[0]
    line = Line(urlunsplit((parts.scheme, f"{login}@127.0.0.1:{port}", parts.path, "", "")))
    yield line
    server.close()
    for task in list(running):
        task.cancel()
    await asyncio.gather(*running)


async def _carry(line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, socket: str) -> None:
    from_server, to_server = await asyncio.open_unix_connection(socket)
    cut = asyncio.Event()

    async def up() -> None:
        while piece := await reader.read(_PIECE):
            if line.cuts and _COMMIT in piece:
                line.cuts -= 1
                cut.set()
            to_server.write(piece)

    async def down() -> None:
        while (piece := await from_server.read(_PIECE)) and not cut.is_set():
            writer.write(piece)

    ways = {asyncio.create_task(up()), asyncio.create_task(down())}
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for each in (writer, to_server):
            each.close()
