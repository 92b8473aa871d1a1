"""Connections kept open between calls, by origin. Taking one costs the same however many there are."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from dataclasses import dataclass

import httpcore
import httpx

IDLE_S = 4.0  # many servers close a connection after 5 s; a request must not meet that moment
MOST_IDLE_PER_ORIGIN = 64
MOST_IDLE = 512


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection goes, and whether the certificate there must be valid."""

    scheme: str
    host: str
    port: int
    verify_tls: bool


class Pool:
    """Idle connections, the last given back first; the longest idle are closed when there are too many."""

    def __init__(self, dialer: httpcore.AsyncNetworkBackend) -> None:
        self._dialer = dialer
        self._idle: OrderedDict[Origin, list[httpcore.AsyncHTTPConnection]] = OrderedDict()
        self._idle_count = 0
        self._tls: dict[bool, ssl.SSLContext] = {}

    async def take(self, origin: Origin) -> tuple[httpcore.AsyncHTTPConnection, bool]:
        """Return a connection, and whether it was used before."""
        while origin in self._idle:
            connection = self._pop_idle(origin)
            if connection.is_idle() and not connection.has_expired():
                return connection, True
            await connection.aclose()
        return self.new(origin), False

    async def give_back(self, origin: Origin, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keep a connection whose response was read to its end; close any other."""
        if not connection.is_idle() or len(self._idle.get(origin, ())) >= MOST_IDLE_PER_ORIGIN:
            await connection.aclose()
            return
        self._idle.setdefault(origin, []).append(connection)
        self._idle.move_to_end(origin)
        self._idle_count += 1
        while self._idle_count > MOST_IDLE:
            await self._close_oldest()

    async def aclose(self) -> None:
        """Close every idle connection."""
        while self._idle:
            await self._close_oldest()

    def _pop_idle(self, origin: Origin) -> httpcore.AsyncHTTPConnection:
        idle = self._idle[origin]
        connection = idle.pop()
        self._idle_count -= 1
        if not idle:
            del self._idle[origin]
        return connection

    async def _close_oldest(self) -> None:
        _, connections = self._idle.popitem(last=False)
        self._idle_count -= len(connections)
        for connection in connections:
            await connection.aclose()

    def new(self, origin: Origin) -> httpcore.AsyncHTTPConnection:
        """Return a connection that is not open yet."""
        return httpcore.AsyncHTTPConnection(
            origin=httpcore.Origin(origin.scheme.encode(), origin.host.encode(), origin.port),
            ssl_context=self._tls_for(origin) if origin.scheme == "https" else None,
            keepalive_expiry=IDLE_S,
            network_backend=self._dialer,
        )

    def _tls_for(self, origin: Origin) -> ssl.SSLContext:
        """Return the context, made once: reading the certificates takes 20 ms."""
        if origin.verify_tls not in self._tls:
            self._tls[origin.verify_tls] = httpx.create_ssl_context(verify=origin.verify_tls)
        return self._tls[origin.verify_tls]
