"""A connection as httpcore wants it, straight on asyncio: its own backend costs half a call's time."""

from __future__ import annotations

import asyncio
import select
import ssl
from collections import deque
from typing import cast

import httpcore

_MOST_BUFFERED = 256 * 1024  # then the other side has to wait until we read
_HANDSHAKE_S = 10.0
_GOODBYE_S = 1.0


async def open_stream(address: str, port: int) -> Stream:
    """Connect to an address, which is no name.

    Raises:
        httpcore.ConnectError: nobody answers there.
    """
    loop = asyncio.get_running_loop()
    try:
        _, stream = await loop.create_connection(Stream, address, port)
    except OSError as wrong:
        raise httpcore.ConnectError(wrong.strerror or str(wrong)) from None
    return stream


class Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection. Writes wait for the next read, so that a request's head and body leave together."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received: deque[bytes] = deque()
        self.received_bytes = 0
        self._unsent: list[bytes] = []
        self._is_ended = False
        self._lost: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio calls this)."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        """Keep what came until it is read (asyncio calls this)."""
        self._received.append(data)
        self.received_bytes += len(data)
        if self.received_bytes > _MOST_BUFFERED and self._transport is not None:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that nothing more will come (asyncio calls this, and closes)."""
        self._is_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the line is gone (asyncio calls this)."""
        self._is_ended = True
        self._lost = exc
        self._may_write.set()
        self._wake()

    def pause_writing(self) -> None:
        """Stop writers while the other side does not read (asyncio calls this)."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """Let writers go on (asyncio calls this)."""
        self._may_write.set()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - httpcore's
        """Return what came, at least one byte; nothing at the end.

        Raises:
            httpcore.ReadError: the line broke.
        """
        await self._send_or_listen()
        while not self._received and not self._is_ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._received:
            return self._take(max_bytes)
        if self._lost is not None:
            raise httpcore.ReadError(str(self._lost))
        return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - httpcore's
        """Send ``buffer``, at the latest when the answer is read."""
        if buffer:
            self._unsent.append(buffer)
        if len(buffer) > _MOST_BUFFERED:
            await self._send()

    async def aclose(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Encrypt the connection, and check that the certificate is of ``server_hostname``.

        Raises:
            httpcore.ConnectError: it is not, or the other side speaks no TLS.
        """
        try:
            self._transport = await asyncio.get_running_loop().start_tls(
                self._open_transport(),
                self,
                ssl_context,
                server_hostname=server_hostname,
                ssl_handshake_timeout=_HANDSHAKE_S,
                ssl_shutdown_timeout=_GOODBYE_S,
            )
        except OSError as wrong:  # of which ssl.SSLError is one
            await self.aclose()
            raise httpcore.ConnectError(str(wrong)) from None
        return self

    def get_extra_info(self, info: str) -> object:
        """Return what httpcore asks: the TLS object, and whether something came that nobody asked for."""
        if info == "is_readable":
            return bool(self._received) or self._is_ended or self._has_more()
        return None if self._transport is None else self._transport.get_extra_info(info)

    def _take(self, max_bytes: int) -> bytes:
        data = self._received.popleft()
        if len(data) > max_bytes:
            self._received.appendleft(data[max_bytes:])
            data = data[:max_bytes]
        was_full = self.received_bytes > _MOST_BUFFERED
        self.received_bytes -= len(data)
        if was_full and self.received_bytes <= _MOST_BUFFERED and not self._is_ended:
            self._open_transport().resume_reading()
        return data

    async def _send_or_listen(self) -> None:
        """Send what waits. A service that has closed already may have said why: that is read then."""
        try:
            await self._send()
        except httpcore.WriteError as wrong:
            if not self._received:
                raise httpcore.ReadError(str(wrong)) from None

    async def _send(self) -> None:
        if not self._unsent:
            return
        transport = self._open_transport()
        unsent = b"".join(self._unsent)
        self._unsent.clear()
        transport.write(unsent)
        await self._may_write.wait()

    def _open_transport(self) -> asyncio.Transport:
        if self._transport is None or self._transport.is_closing():
            raise httpcore.WriteError("the other side has closed")
        return self._transport

    def _has_more(self) -> bool:
        """Return whether the system holds something (an end, most likely) that asyncio has not seen yet."""
        sock = None if self._transport is None else self._transport.get_extra_info("socket")
        if sock is None or sock.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(sock.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
