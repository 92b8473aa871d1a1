"""One request to one checked address; redirects, limits and errors for people are ``egress``'s."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from trunkline.runtime.pool import Origin, Pool
from trunkline.sdk import NotRetryable, Refused, Unreachable

_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65535
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_LINE_BROKE = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)
VERIFY_TLS = "trunkline.verify_tls"  # extension of a request: whether the certificate must be valid


class CheckedTransport(httpx.AsyncBaseTransport):
    """A transport for httpx whose connections come from a pool of checked ones."""

    def __init__(self, dialer: httpcore.AsyncNetworkBackend) -> None:
        self._pool = Pool(dialer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the response, whose body is still to be read.

        Raises:
            Refused: the URL or its address may not be called.
            Unreachable: no answer came.
            NotRetryable: the request breaks the rules of HTTP.
        """
        origin = origin_of(request)
        with _in_words(origin):
            return await self._try(origin, request)

    async def aclose(self) -> None:
        """Close the connections that are open."""
        await self._pool.aclose()

    async def _try(self, origin: Origin, request: httpx.Request) -> httpx.Response:
        connection, is_used = await self._pool.take(origin)
        try:
            return await self._exchange(origin, connection, request)
        except _LINE_BROKE:
            # The other side may close a kept connection at the very moment we use it.
            if not is_used or request.method not in _REPEATABLE:
                raise
        return await self._exchange(origin, self._pool.new(origin), request)

    async def _exchange(
        self, origin: Origin, connection: httpcore.AsyncHTTPConnection, request: httpx.Request
    ) -> httpx.Response:
        try:
            answer = await connection.handle_async_request(_core_request(origin, request))
        except BaseException:
            await connection.aclose()
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, self._pool, origin, connection),
            request=request,
            extensions=answer.extensions,
        )


class _Body(httpx.AsyncByteStream):
    """The body of a response; closing it gives the connection back."""

    def __init__(
        self, answer: httpcore.Response, pool: Pool, origin: Origin, connection: httpcore.AsyncHTTPConnection
    ) -> None:
        self._answer = answer
        self._pool = pool
        self._origin = origin
        self._connection = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_words(self._origin):
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
        await self._pool.give_back(self._origin, self._connection)


@contextmanager
def _in_words(origin: Origin) -> Iterator[None]:
    """Turn what httpcore raises into errors for people."""
    try:
        yield
    except _LINE_BROKE as wrong:
        raise Unreachable(f"the connection to {origin.host!r} broke: {wrong}".rstrip(": ")) from None
    except httpcore.LocalProtocolError as wrong:
        raise NotRetryable(f"this is no valid HTTP request: {wrong}") from None
    except (httpcore.NetworkError, httpcore.TimeoutException) as wrong:
        raise Unreachable(f"cannot connect to {origin.host!r}: {wrong}".rstrip(": ")) from None


def origin_of(request: httpx.Request) -> Origin:
    """Return where a request goes.

    Raises:
        Refused: its URL is not of the web, or carries a password.
        NotRetryable: its port cannot be.
    """
    url = request.url
    if url.scheme not in _PORTS or not url.host:
        raise Refused(f"components call http:// and https:// addresses only, not {url.scheme or 'relative'} ones")
    if url.userinfo:
        raise Refused("a URL with a name or password in it is not called; use a connection instead")
    port = url.port or _PORTS[url.scheme]
    if port > _HIGHEST_PORT:
        raise NotRetryable(f"there is no port {port}")
    verify_tls = request.extensions.get(VERIFY_TLS, True) is True
    return Origin(url.scheme, url.raw_host.decode(), port, verify_tls)


def _core_request(origin: Origin, request: httpx.Request) -> httpcore.Request:
    return httpcore.Request(
        request.method.encode(),
        httpcore.URL(
            scheme=origin.scheme.encode(),
            host=origin.host.encode(),
            port=origin.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
    )
