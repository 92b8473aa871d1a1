"""Components and their versions."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from trunkline.db.base import Base, Identified, Timestamped


class Component(Identified, Timestamped, Base):
    """One version of a component; ``org_id`` is null for those that everybody has.

    ``declaration`` is what the SDK's ``describe`` gives: actions, triggers, data sources, connections, inputs.
    """

    __tablename__ = "component"
    __table_args__ = (
        sa.Index("uq_component_key_version", sa.text("coalesce(org_id, '00000000-0000-0000-0000-000000000000')"),
                 "key", "version_number", unique=True),
    )  # fmt: skip

    org_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    version_number: Mapped[int]
    version_is_latest: Mapped[bool]
    label: Mapped[str]
    description: Mapped[str]
    category: Mapped[str]
    signature: Mapped[str]
    declaration: Mapped[dict[str, object]]
