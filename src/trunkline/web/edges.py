"""What lies around all routes: trusted proxies, security headers, and the last resort for errors."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trunkline.errors import SetupError
from trunkline.web.answers import error_answer

_POLICY = (
    "default-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # the component library writes style elements
    "img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Failsafe:
    """Answers what no route caught with an id, which is in the log too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer in its place when it fails."""
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as wrong:
            if has_begun or scope["type"] != "http":
                raise
            await error_answer(wrong)(scope, receive, send)


class SecurityHeaders:
    """Adds to each response what browsers should hold the page to; a route's own headers win."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, adding)


class TrustedProxies:
    """Takes address, scheme and host of a request from X-Forwarded-*, only when a trusted proxy sent it."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self._app = app
        self._trusted = [_network(one) for one in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as its sender sent it to the proxy."""
        client = scope.get("client")
        if scope["type"] == "http" and client is not None and self._trusts(client[0]):
            scope = self._as_sent(scope)
        await self._app(scope, receive, send)

    def _as_sent(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        sent = dict(scope)
        scheme = _last(headers.get("x-forwarded-proto", ""))
        if scheme in {"http", "https"}:
            sent["scheme"] = scheme
        host = _last(headers.get("x-forwarded-host", ""))
        if host:
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            sent["headers"] = [*others, (b"host", host.encode("latin-1"))]
        address = self._sender(headers.get("x-forwarded-for", ""))
        if address is not None:
            sent["client"] = (address, 0)
        return sent

    def _sender(self, forwarded: str) -> str | None:
        """Return the last address that is none of ours: what stands before it, anybody may have written."""
        for address in reversed([part.strip() for part in forwarded.split(",")]):
            if address and not self._trusts(address):
                return address
        return None

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._trusted)


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip().lower()


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise SetupError(f"TRUNKLINE_TRUSTED_PROXIES: {text!r} is not an address or network") from None
