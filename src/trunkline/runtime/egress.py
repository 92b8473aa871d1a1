"""The one way out: every call of a component goes through here.

Each hop of a redirect is checked like the first; size and time of an answer are limited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlencode

import httpx

from trunkline import __version__
from trunkline.runtime.addresses import networks_of
from trunkline.runtime.dialing import CheckedDialer, Resolve, resolve_by_system
from trunkline.runtime.redirects import MOST_REDIRECTS, is_redirect, redirected
from trunkline.runtime.transport import VERIFY_TLS, CheckedTransport
from trunkline.sdk import (
    ActionError,
    Headers,
    Http,
    HttpRequest,
    HttpResponse,
    NotRetryable,
    TimedOut,
    Unreachable,
)
from trunkline.sdk.http import without_query
from trunkline.settings import MiB, Settings

MOST_ANSWER_BYTES = 100 * MiB
LONGEST_ANSWER_S = 300.0
_DEFAULT_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"Trunkline/{__version__}",
}


class Egress:
    """Sends requests of components; one for the whole process, in one event loop."""

    def __init__(
        self,
        allowed_networks: tuple[str, ...] = (),
        *,
        resolve: Resolve = resolve_by_system,
        most_answer_bytes: int = MOST_ANSWER_BYTES,
        longest_answer_s: float = LONGEST_ANSWER_S,
    ) -> None:
        self.transport = CheckedTransport(CheckedDialer(networks_of(allowed_networks), resolve))
        self.http = Http(self.send)
        self._most_answer_bytes = most_answer_bytes
        self._longest_answer_s = longest_answer_s

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the way out that an installation's settings describe."""
        return cls(settings.allow_private_networks)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send ``request``, follow its redirects, and return the answer, read to its end.

        Raises:
            Unreachable: no answer came.
            TimedOut: it took longer than ``request.timeout_s``.
            Refused: an address may not be called.
            NotRetryable: the URL cannot be used, the answer is too large, or the redirects do not end.
        """
        limit_s = self._longest_answer_s if request.timeout_s is None else request.timeout_s
        try:
            async with asyncio.timeout(limit_s):
                return await self._follow(request, built(request))
        except TimeoutError:
            raise TimedOut(f"{_name(request)} gave no answer within {limit_s:g} s") from None
        except ActionError as wrong:
            wrong.message = f"{_name(request)}: {wrong.message}"
            wrong.args = (wrong.message,)
            raise

    async def aclose(self) -> None:
        """Close the connections that are open."""
        await self.transport.aclose()

    async def _follow(self, request: HttpRequest, hop: httpx.Request) -> HttpResponse:
        for _ in range(MOST_REDIRECTS + 1):
            response = await self.transport.handle_async_request(hop)
            try:
                if not (request.follow_redirects and is_redirect(response)):
                    return await self._read(response)
            finally:
                await response.aclose()
            hop = redirected(hop, response)
        raise NotRetryable(f"it redirected more than {MOST_REDIRECTS} times")

    async def _read(self, response: httpx.Response) -> HttpResponse:
        parts, size = [], 0
        try:
            async for part in response.aiter_bytes():  # unpacked, so that a small answer cannot grow without end
                parts.append(part)
                size += len(part)
                if size > self._most_answer_bytes:
                    raise NotRetryable(f"the answer is larger than {self._most_answer_bytes // MiB} MB")
        except httpx.DecodingError as wrong:
            raise Unreachable(f"the answer is not packed as it says: {wrong}") from None
        return HttpResponse(
            status_code=response.status_code,
            headers=Headers(response.headers),
            content=b"".join(parts),
            reason=response.reason_phrase,
            encoding=response.charset_encoding or "utf-8",
        )


def built(request: HttpRequest) -> httpx.Request:
    """Return the request as httpx knows it.

    Raises:
        NotRetryable: the URL or a header cannot be used.
    """
    headers = {**_DEFAULT_HEADERS, **request.headers}
    try:
        return httpx.Request(
            request.method,
            _with_params(request.url.strip(), request.params),
            headers=headers,
            content=request.content,
            json=request.json,
            files=_parts(request),
            extensions={VERIFY_TLS: request.verify_tls},
        )
    except (httpx.InvalidURL, ValueError, TypeError) as wrong:
        raise NotRetryable(f"this request cannot be sent: {wrong}") from None


def _with_params(url: str, params: Mapping[str, str]) -> str:
    """Return ``url`` with ``params`` added; what it holds already stays to the letter (it may be signed)."""
    if not params:
        return url
    address, hash_sign, fragment = url.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(params)}{hash_sign}{fragment}"


def _parts(
    request: HttpRequest,
) -> list[tuple[str, tuple[str | None, bytes] | tuple[str, bytes, str]]] | None:
    """Return the parts of a form; fields are parts without a file name."""
    if request.form is None:
        return None
    fields = [(name, (None, value.encode())) for name, value in request.form.items()]
    files = [(field, (name, file.data, file.content_type)) for field, (name, file) in request.files.items()]
    return [*fields, *files]


def _name(request: HttpRequest) -> str:
    return f"{request.method} {without_query(request.url)}"
