"""Integrations: each published version is a row of its own; a version sequence ties them together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trunkline.db.base import Base, Identified, Tenant, Timestamped


class Integration(Identified, Tenant, Timestamped, Base):
    """A draft or a published version of an integration.

    The draft's ``version_number`` is that of its latest published version, 0 before the first. A published row's
    ``definition`` (YAML as our printer writes it) never changes, so what is compiled from it may be kept for ever.
    """

    __tablename__ = "integration"
    __table_args__ = (
        sa.Index("uq_integration_sequence_version", "sequence_id", "version_number", unique=True,
                 postgresql_where=sa.text("NOT is_draft")),
        sa.Index("uq_integration_sequence_draft", "sequence_id", unique=True, postgresql_where=sa.text("is_draft")),
        sa.Index("uq_integration_org_name", "org_id", "name", unique=True, postgresql_where=sa.text("is_draft")),
    )  # fmt: skip

    sequence_id: Mapped[UUID] = mapped_column(index=True)
    is_draft: Mapped[bool]
    version_number: Mapped[int]
    version_is_latest: Mapped[bool] = mapped_column(default=False)
    version_is_available: Mapped[bool] = mapped_column(default=True)
    version_comment: Mapped[str | None]
    version_attributes: Mapped[dict[str, object] | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    documentation: Mapped[str] = mapped_column(default="")
    labels: Mapped[list[str]] = mapped_column(default=list)
    definition: Mapped[str]

    flows: Mapped[list[Flow]] = relationship(lazy="raise", order_by="Flow.position", passive_deletes=True)
    variables: Mapped[list[RequiredConfigVariable]] = relationship(
        lazy="raise", order_by="RequiredConfigVariable.position", passive_deletes=True
    )


class Flow(Identified, Tenant, Base):
    """A flow of one version; ``stable_key`` is its identity over renames and versions."""

    __tablename__ = "flow"
    __table_args__ = (sa.UniqueConstraint("integration_id", "stable_key"),)

    integration_id: Mapped[UUID] = mapped_column(sa.ForeignKey("integration.id", ondelete="CASCADE"), index=True)
    stable_key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    is_synchronous: Mapped[bool]
    endpoint_security_type: Mapped[str]
    trigger_component_key: Mapped[str]
    trigger_action_key: Mapped[str]

    integration: Mapped[Integration] = relationship(lazy="raise", back_populates="flows")


class RequiredConfigVariable(Identified, Tenant, Base):
    """What an instance of this version has to be told; ``spec`` holds the rest of the definition's keys."""

    __tablename__ = "required_config_variable"
    __table_args__ = (sa.UniqueConstraint("integration_id", "stable_key"),)

    integration_id: Mapped[UUID] = mapped_column(sa.ForeignKey("integration.id", ondelete="CASCADE"), index=True)
    stable_key: Mapped[str]
    key: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    data_type: Mapped[str]
    collection_type: Mapped[str | None]
    default_value: Mapped[str | None]
    pick_list: Mapped[list[str]] = mapped_column(default=list)
    org_only: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    spec: Mapped[dict[str, object]]
