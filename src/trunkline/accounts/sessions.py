"""Signed-in browsers: a cookie with a secret, and a row that slides along while it is used."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.accounts import passwords, tokens
from trunkline.db.models import User, WebSession
from trunkline.db.session import Database
from trunkline.errors import NotSignedIn
from trunkline.log import get

log = get(__name__)

COOKIE = "trunkline_session"
LIFETIME = timedelta(days=14)
_RENEWED_AFTER = timedelta(days=1)
_SAME_EMAIL = 5


async def sign_in(database: Database, email: str, password: str) -> tuple[str, User]:
    """Check a password and start a session; returns the cookie's value and whose it is.

    A person of several organizations is let into the first one whose password fits.

    Raises:
        NotSignedIn: nobody has this e-mail and password; does not say which of them is wrong.
    """
    user = await _person(await _people(database, email), password)
    async with database.engine_session() as session:
        return await _start(session, user), user


async def sign_out(session: AsyncSession, secret: str) -> None:
    """End the session that a cookie belongs to, if any."""
    await session.execute(sa.delete(WebSession).where(WebSession.token_hash == tokens.digest(secret)))
    log.info("session.ended")


def slide(found: WebSession) -> None:
    """Let a session that is used live on, at most one write a day."""
    now = clock.now()
    if found.expires_at - now < LIFETIME - _RENEWED_AFTER:
        found.expires_at = now + LIFETIME


async def _people(database: Database, email: str) -> list[User]:
    """Return those with this e-mail; no connection is held while their passwords are worked out."""
    found = sa.select(User).where(User.email == email.strip().lower()).order_by(User.id).limit(_SAME_EMAIL)
    async with database.engine_session() as session:
        return list(await session.scalars(found))


async def _person(people: list[User], password: str) -> User:
    for user in people:
        if await passwords.matches(password, user.password_hash):
            return user
    if not people:
        await passwords.matches(password, None)  # takes as long, so that nobody learns which e-mails we know
    raise NotSignedIn("e-mail or password is wrong")


async def _start(session: AsyncSession, user: User) -> str:
    secret, now = tokens.new(), clock.now()
    digest = tokens.digest(secret)
    await session.execute(sa.delete(WebSession).where(WebSession.user_id == user.id, WebSession.expires_at < now))
    session.add(
        WebSession(org_id=user.org_id, user_id=user.id, token_hash=digest, created_at=now, expires_at=now + LIFETIME)
    )
    log.info("session.started", user_id=str(user.id), org_id=str(user.org_id))
    return secret
