"""The declarative base and what every table shares."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from trunkline import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(AsyncAttrs, DeclarativeBase):
    """The base of all models; times are aware UTC, lists are PostgreSQL arrays."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this attribute as it is
        datetime: sa.DateTime(timezone=True),
        UUID: postgresql.UUID(as_uuid=True),
        bytes: sa.LargeBinary(),
        str: sa.Text(),
        list[str]: postgresql.ARRAY(sa.Text()),
        dict[str, object]: postgresql.JSONB(),
    }


class Identified:
    """A row with a UUIDv7 of its own, made by the clock."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=clock.new_id)


class Tenant:
    """A row that belongs to an organization; row-level security hides it from all others."""

    @declared_attr
    def org_id(cls) -> Mapped[UUID]:  # noqa: N805 - a class, as declared_attr wants
        """The organization that the row belongs to."""
        return mapped_column(sa.ForeignKey("organization.id", ondelete="CASCADE"), index=True)


class Timestamped:
    """A row that knows when it was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
