"""Organizations, their first owner, and API tokens."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.accounts import passwords, tokens
from trunkline.actor import Actor, Role
from trunkline.api.rows import insert_or_conflict
from trunkline.db.models import ApiToken, Organization, User
from trunkline.errors import Invalid
from trunkline.log import get
from trunkline.secrets import Keyring

log = get(__name__)

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


async def create_organization(
    session: AsyncSession,
    name: str,
    owner_email: str,
    owner_name: str,
    password: str,
    keyring: Keyring,
) -> tuple[Organization, User]:
    """Add an organization with a key of its own, and its owner; the session must see all organizations.

    Raises:
        Invalid: a name is empty, the e-mail is none, or the password too short; names the field.
    """
    passwords.check_new(password)
    email = _email(owner_email)
    org_id = clock.new_id()
    organization = Organization(id=org_id, name=_filled(name, "name"), wrapped_key=keyring.new_wrapped_key(org_id))
    session.add(organization)
    await session.flush()
    owner = User(
        org_id=org_id,
        email=email,
        name=_filled(owner_name, "owner_name"),
        role=Role.OWNER.value,
        password_hash=await passwords.hash_of(password),
    )
    await insert_or_conflict(session, owner, field="owner_email")
    log.info("organization.created", org_id=str(org_id))
    return organization, owner


async def create_token(
    session: AsyncSession, actor: Actor, name: str, *, expires_at: datetime | None = None
) -> tuple[str, ApiToken]:
    """Make a token that acts as the actor; the text is returned once and stored nowhere.

    Raises:
        Invalid: the name is empty.
    """
    text = tokens.new()
    row = ApiToken(
        org_id=actor.org_id,
        user_id=actor.user_id,
        name=_filled(name, "name"),
        preview=tokens.preview(text),
        token_hash=tokens.digest(text),
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    log.info("api_token.created", org_id=str(actor.org_id), preview=row.preview)
    return text, row


def _filled(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid("give it a name", field=field)
    return text.strip()


def _email(text: str) -> str:
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise Invalid(f"{text!r} is not an e-mail address", field="owner_email")
    return email
