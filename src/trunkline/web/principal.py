"""Who sends a request: a bearer token, or the cookie of a browser on our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from trunkline.accounts.authentication import Authenticator
from trunkline.accounts.sessions import COOKIE
from trunkline.actor import Actor
from trunkline.errors import PermissionDenied
from trunkline.settings import Settings

_BEARER = "bearer "
_READING = frozenset({"GET", "HEAD"})


async def actor_of(request: Request, authenticator: Authenticator, settings: Settings) -> Actor:
    """Return who sends the request.

    Raises:
        NotSignedIn: there is no valid token or session.
        PermissionDenied: a cookie came from another site's page.
    """
    bearer, cookie = bearer_of(request), request.cookies.get(COOKIE)
    if bearer is None and cookie is not None and request.method not in _READING:
        require_same_origin(request, settings)
    return await authenticator.authenticate(bearer=bearer, cookie=cookie)


def bearer_of(request: Request) -> str | None:
    """Return the bearer token of a request; empty when the header is there and holds none."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""


def require_same_origin(request: Request, settings: Settings, *, may_be_absent: bool = False) -> None:
    """Pass if the request comes from one of our own pages.

    Raises:
        PermissionDenied: it comes from elsewhere, or does not say where from.
    """
    origin = request.headers.get("origin")
    if origin is None and may_be_absent:
        return
    own = {_origin(settings.base_url), _origin(str(request.base_url))}
    if origin is None or _origin(origin) not in own:
        raise PermissionDenied("a session counts only on our own pages; from elsewhere, send a token")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url.lower())
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts.scheme, parts.netloc.removesuffix(default)
