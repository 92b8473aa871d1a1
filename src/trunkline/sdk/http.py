"""The HTTP client that actions call out with; the platform's own transport is behind it.

An action never opens a connection itself: the transport checks every address, limits size and time.
"""

from __future__ import annotations

import hashlib
import json as json_library
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from trunkline.sdk.cleaning import File

IDEMPOTENCY_KEY = "Idempotency-Key"
LONGEST_KEY_CHARS = 255


class Headers(Mapping[str, str]):
    """Headers by name, in any capitals; a header that came twice is joined by commas."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = {name.lower(): value for name, value in (values or {}).items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({list(self._values)})"  # values may be secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One outgoing request. The body is ``json``, ``content``, or a form of fields and files."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, File]] = field(default_factory=dict, repr=False)
    timeout_s: float | None = None
    verify_tls: bool = True
    follow_redirects: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What a service answered, read to its end."""

    status_code: int
    headers: Headers = field(default_factory=Headers)
    content: bytes = field(default=b"", repr=False)
    reason: str = ""
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        """The body as text, in the encoding its headers name (else UTF-8); broken bytes are replaced."""
        try:
            return self.content.decode(self.encoding, "replace")
        except (LookupError, UnicodeError):  # the service named an encoding that there is not
            return self.content.decode("utf-8", "replace")

    def json(self) -> object:
        """Return the body as JSON.

        Raises:
            ValueError: it is not JSON.
        """
        try:
            return json_library.loads(self.content, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("it is nested too deep") from None


Send = Callable[[HttpRequest], Awaitable[HttpResponse]]


class Http:
    """Calls a service: ``await context.http.post(url, json=...)``. Every method answers any status, unraised.

    Raises (every call):
        Unreachable: no answer came.
        TimedOut: the answer took too long.
        Refused: the platform does not let components call this address.
        NotRetryable: the URL cannot be used, or the answer is larger than the limit.
    """

    __slots__ = ("send",)

    def __init__(self, send: Send) -> None:
        self.send = send

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Read ``url``."""
        return await self.request("GET", url, params=params, headers=headers)

    async def post(
        self,
        url: str,
        *,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Send ``json`` or ``content`` to ``url``."""
        return await self.request("POST", url, json=json, content=content, headers=headers)

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        timeout_s: float | None = None,
    ) -> HttpResponse:
        """Send any method to ``url``; ``send`` takes the rarer settings."""
        request = HttpRequest(
            method=method,
            url=url,
            headers=headers or {},
            params=params or {},
            json=json,
            content=content,
            timeout_s=timeout_s,
        )
        return await self.send(request)


def idempotency_header(key: str) -> dict[str, str]:
    """Return the header that lets a service tell a repetition; keys that no header can carry are hashed."""
    if not key:
        return {}
    fits = key.isascii() and key.isprintable() and len(key) <= LONGEST_KEY_CHARS and " " not in key
    return {IDEMPOTENCY_KEY: key if fits else hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()}


def without_query(url: str) -> str:
    """Return a URL that may be shown: without credentials, query and fragment, where secrets lie."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no URL at all, so nothing in it can be told apart
        return "(a URL that cannot be read)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
