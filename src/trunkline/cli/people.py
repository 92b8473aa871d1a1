"""Organizations, owners and tokens, made on the machine itself: nobody has to be signed in for that."""

from __future__ import annotations

import secrets as random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.accounts import passwords, service
from trunkline.accounts.authentication import Authenticator
from trunkline.actor import Actor, Role
from trunkline.cli import home
from trunkline.cli.home import Credentials
from trunkline.db.models import Organization, User
from trunkline.db.session import Database
from trunkline.errors import Conflict, NotFound, NotSignedIn
from trunkline.secrets import Keyring, load_root_key
from trunkline.settings import Settings

OWNER = "owner@example.com"
_OWNER_NAME = "Owner"
_PASSWORD_BYTES = 12


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    """Open the database for a few statements."""
    database = Database(url, api_pool=1, engine_pool=1)
    try:
        yield database
    finally:
        await database.close()


async def found_organization(session: AsyncSession, settings: Settings, name: str, email: str) -> tuple[User, str]:
    """Make an organization and return its owner with a password made up for them.

    Raises:
        Invalid: the name is empty or the e-mail is none.
    """
    password = random.token_urlsafe(_PASSWORD_BYTES)
    keyring = Keyring(load_root_key(settings.key_file))
    _, owner = await service.create_organization(session, name, email, _OWNER_NAME, password, keyring)
    return owner, password


async def make_token(session: AsyncSession, user: User, name: str) -> str:
    """Make an API token for a person and return it."""
    text, _ = await service.create_token(session, Actor(user.org_id, user.id, Role(user.role)), name)
    return text


async def find(session: AsyncSession, email: str, organization: str | None = None) -> User:
    """Return the person with this e-mail address.

    Raises:
        NotFound: nobody has it.
        Conflict: people of several organizations have it, and ``organization`` does not say which.
    """
    wanted = sa.select(User).join(Organization).where(User.email == email.strip().lower())
    if organization is not None:
        wanted = wanted.where(Organization.name == organization)
    people = (await session.scalars(wanted)).all()
    if not people:
        raise NotFound(f"nobody here has the e-mail address {email!r}")
    if len(people) > 1:
        raise Conflict(f"several organizations have {email!r}: say which with --organization")
    return people[0]


async def sign_in(settings: Settings, database_url: str, url: str, organization: str) -> Credentials:
    """Return how to sign in to ``url`` as the owner; makes organization, password and token if need be."""
    known = home.load_credentials(settings.home)
    async with connected(database_url) as database:
        if known is None or not await _is_good(database, known.token):
            async with database.engine_session() as session:
                known = await _owner(session, settings, url, organization)
    credentials = replace(known, url=url)
    home.save_credentials(settings.home, credentials)
    return credentials


async def _owner(session: AsyncSession, settings: Settings, url: str, organization: str) -> Credentials:
    try:
        user = await find(session, OWNER)
    except NotFound:
        user, password = await found_organization(session, settings, organization, OWNER)
    else:  # the file with the password is gone: make another one
        password = random.token_urlsafe(_PASSWORD_BYTES)
        user.password_hash = await passwords.hash_of(password)
    return Credentials(url, OWNER, password, await make_token(session, user, "trunkline dev"))


async def _is_good(database: Database, token: str) -> bool:
    try:
        await Authenticator(database).authenticate(bearer=token, cookie=None)
    except NotSignedIn:
        return False
    return True
