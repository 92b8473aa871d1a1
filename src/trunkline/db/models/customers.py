"""Customers: the companies that buy the organization's product."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from trunkline.db.base import Base, Identified, Tenant, Timestamped


class Customer(Identified, Tenant, Timestamped, Base):
    """A company that instances are deployed for."""

    __tablename__ = "customer"
    __table_args__ = (sa.UniqueConstraint("org_id", "name"), sa.UniqueConstraint("org_id", "external_id"))

    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    labels: Mapped[list[str]] = mapped_column(default=list)
