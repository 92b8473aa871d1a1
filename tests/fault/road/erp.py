"""A small ERP on loopback that counts what is done to it: once for each idempotency key, however often it is asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.types import Receive, Scope, Send

from tests.stack import free_port


@dataclass
class Erp:
    """What was asked for, by idempotency key; ``/slow/<milliseconds>`` answers after a while."""

    port: int
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """Return the address of the ERP."""
        return f"http://127.0.0.1:{self.port}"

    def keys_of(self, execution_id: str) -> set[str]:
        """Return the keys that came from one execution."""
        return {key for key in self.calls if key.startswith(f"{execution_id}/")}

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        _, _, wait_ms = scope["path"].partition("/slow/")
        headers = dict(scope["headers"])
        self.calls[headers[b"idempotency-key"].decode()] += 1
        await asyncio.sleep(int(wait_ms or 0) / 1000)
        body = b'{"status":"accepted"}'
        lines = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 201, "headers": lines})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def running_erp() -> AsyncIterator[Erp]:
    """Serve an ERP inside the ``with``."""
    erp = Erp(free_port())
    config = uvicorn.Config(
        erp, host="127.0.0.1", port=erp.port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # the public way takes over the signals of the whole test run
    try:
        yield erp
    finally:
        server.should_exit = True
        await serving
