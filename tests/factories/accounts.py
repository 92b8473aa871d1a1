"""Organizations, people and tokens for tests."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from trunkline import clock
from trunkline.actor import Actor, Role
from trunkline.db.models import ApiToken, Organization, User
from trunkline.db.session import Database
from trunkline.secrets import Keyring

ROOT_KEY = bytes(32)
keyring = Keyring(ROOT_KEY)


async def make_organization(database: Database, *, name: str = "Acme Software") -> Organization:
    """Store an organization with a data key that ``keyring`` can unwrap."""
    organization = Organization(id=clock.new_id(), name=name, wrapped_key=b"")
    organization.wrapped_key = keyring.new_wrapped_key(organization.id)
    async with database.engine_session() as session:
        session.add(organization)
    return organization


async def make_user(
    database: Database,
    organization: Organization,
    *,
    email: str | None = None,
    name: str = "Ada Lovelace",
    role: Role = Role.OWNER,
    password_hash: str | None = None,
) -> User:
    """Store a person of an organization."""
    user = User(
        org_id=organization.id,
        email=email or f"{secrets.token_hex(6)}@example.com",
        name=name,
        role=role.value,
        password_hash=password_hash,
    )
    async with database.engine_session() as session:
        session.add(user)
    return user


async def make_token(database: Database, user: User, *, name: str = "test", expires_at: datetime | None = None) -> str:
    """Store an API token of a person; return the secret that a client sends."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken(
        org_id=user.org_id,
        user_id=user.id,
        name=name,
        preview=secret[:8],
        token_hash=hashlib.sha256(secret.encode()).digest(),
        expires_at=expires_at,
    )
    async with database.engine_session() as session:
        session.add(token)
    return secret


async def make_actor(database: Database, *, role: Role = Role.OWNER) -> Actor:
    """Store an organization with one person, and return that person acting."""
    organization = await make_organization(database)
    user = await make_user(database, organization, role=role)
    return actor_of(user)


def actor_of(user: User) -> Actor:
    """Return a stored person, acting."""
    return Actor(org_id=user.org_id, user_id=user.id, role=Role(user.role))


def random_name(what: str) -> str:
    """Return a name that no other row has."""
    return f"{what} {secrets.token_hex(4)}"
