"""Who calls: bearer tokens and session cookies become actors, remembered for some seconds."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from trunkline import clock
from trunkline.accounts import sessions, tokens
from trunkline.actor import Actor, Role
from trunkline.db.models import ApiToken, User, WebSession
from trunkline.db.session import Database
from trunkline.errors import NotSignedIn

REMEMBERED_S = 20.0
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    expires_at: datetime | None
    until_s: float


class Authenticator:
    """Finds the actor of a token or cookie. A revoked one may be good for ``REMEMBERED_S`` more."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[tuple[bool, bytes], _Known] = OrderedDict()

    async def authenticate(self, *, bearer: str | None, cookie: str | None) -> Actor:
        """Return who calls; a bearer token counts before a cookie.

        Raises:
            NotSignedIn: neither is there, or what is there is wrong, expired or revoked.
        """
        secret = bearer or cookie
        if not secret:
            raise NotSignedIn("sign in, or send a token: Authorization: Bearer <token>")
        digest, is_token = tokens.digest(secret), bool(bearer)
        known = self._known.get((is_token, digest))
        if known is None or known.until_s < clock.monotonic_s():
            known = await (self._token(digest) if is_token else self._session(digest))
            self._remember((is_token, digest), known)
        if known.expires_at is not None and known.expires_at <= clock.now():
            raise _refused()
        return known.actor

    def forget(self, secret: str) -> None:
        """Look at the database again the next time this token or cookie comes."""
        for is_token in (True, False):
            self._known.pop((is_token, tokens.digest(secret)), None)

    async def _token(self, digest: bytes) -> _Known:
        statement = (
            sa.select(User.org_id, User.id, User.role, ApiToken.expires_at)
            .join(User, User.id == ApiToken.user_id)
            .where(ApiToken.token_hash == digest, ApiToken.revoked_at.is_(None))
        )
        async with self._database.engine_session() as session:
            row = (await session.execute(statement)).one_or_none()
        if row is None:
            raise _refused()
        return _known(Actor(row[0], row[1], Role(row[2])), row[3])

    async def _session(self, digest: bytes) -> _Known:
        statement = (
            sa.select(WebSession, User.role)
            .join(User, User.id == WebSession.user_id)
            .where(WebSession.token_hash == digest, WebSession.expires_at > clock.now())
        )
        async with self._database.engine_session() as session:
            row = (await session.execute(statement)).one_or_none()
            if row is None:
                raise _refused()
            found, role = row
            sessions.slide(found)
        return _known(Actor(found.org_id, found.user_id, Role(role)), found.expires_at)

    def _remember(self, key: tuple[bool, bytes], known: _Known) -> None:
        self._known[key] = known
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _known(actor: Actor, expires_at: datetime | None) -> _Known:
    return _Known(actor, expires_at, clock.monotonic_s() + REMEMBERED_S)


def _refused() -> NotSignedIn:
    return NotSignedIn("the token or session is not valid (any more); sign in again or make a new token")
