"""Organizations, their people, and how these prove who they are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trunkline.db.base import Base, Identified, Tenant, Timestamped


class Organization(Identified, Timestamped, Base):
    """A tenant: the software vendor. ``wrapped_key`` is its data key, wrapped by the root key."""

    __tablename__ = "organization"

    name: Mapped[str]
    wrapped_key: Mapped[bytes]


class User(Identified, Tenant, Timestamped, Base):
    """A person of an organization; ``role`` is a value of ``actor.Role``."""

    __tablename__ = "app_user"
    __table_args__ = (sa.UniqueConstraint("org_id", "email"),)

    email: Mapped[str]
    name: Mapped[str]
    external_id: Mapped[str | None]
    phone: Mapped[str | None]
    role: Mapped[str]
    password_hash: Mapped[str | None]

    organization: Mapped[Organization] = relationship(lazy="raise")


class ApiToken(Identified, Tenant, Timestamped, Base):
    """A bearer token: only its SHA-256 is stored; ``preview`` is its first characters, to tell tokens apart."""

    __tablename__ = "api_token"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    preview: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")


class WebSession(Identified, Tenant, Base):
    """A signed-in browser; the cookie holds the secret, this row its SHA-256."""

    __tablename__ = "web_session"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")
