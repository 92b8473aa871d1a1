"""Sends webhooks at a rate, cheaply, and keeps what was answered."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from trunkline.api import ids

_CONNECTIONS = 40
_ANSWER_LIMIT_S = 40.0
_OK = 200
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Load:
    """``answered`` are the executions that the platform said it has; a request that breaks is not sent again."""

    port: int
    path: str
    rate_per_s: int
    answered: list[UUID] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0

    async def run(self, seconds: float) -> None:
        """Send for ``seconds``, at most 40 at a time, then wait for all answers."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        numbers = iter(range(int(seconds * self.rate_per_s)))

        async def sender() -> None:
            streams: Streams | None = None
            for number in numbers:
                await asyncio.sleep(began + number / self.rate_per_s - loop.time())
                streams = await self._send(streams, number)
            if streams is not None:
                streams[1].close()

        await asyncio.gather(*(sender() for _ in range(_CONNECTIONS)))

    async def _send(self, streams: Streams | None, number: int) -> Streams | None:
        """Send one request; return the connection, None when it broke."""
        body = json.dumps({"number": number, "customer": "Zoë"}).encode()
        head = f"POST {self.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        request = head.encode() + b"\r\n\r\n" + body
        try:
            reader, writer = streams or await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            self.unanswered += 1
            return None
        try:
            async with asyncio.timeout(_ANSWER_LIMIT_S):
                writer.write(request)
                self._note(*await _answer(reader))
        except (OSError, asyncio.IncompleteReadError):
            self.unanswered += 1
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            return None
        return reader, writer

    def _note(self, status: int, body: bytes) -> None:
        if status == _OK:
            self.answered.append(ids.decode(json.loads(body)["executionId"], "InstanceExecutionResult"))
        else:
            self.refused.append(f"{status} {body.decode()}")


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)
