"""Instances: an integration version, configured for one customer; deployments are their snapshots."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trunkline.db.base import Base, Identified, Tenant, Timestamped
from trunkline.db.models.customers import Customer
from trunkline.db.models.integrations import Integration


class Instance(Identified, Tenant, Timestamped, Base):
    """The draft of what runs for a customer, and which deployment runs now.

    ``needs_deploy`` says that the draft differs from the deployment. ``config_state`` is a value of the API's
    ``InstanceConfigState``.
    """

    __tablename__ = "instance"
    __table_args__ = (sa.UniqueConstraint("org_id", "customer_id", "name"),)

    customer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    integration_id: Mapped[UUID] = mapped_column(sa.ForeignKey("integration.id"), index=True)
    deployment_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("deployment.id", use_alter=True, ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    labels: Mapped[list[str]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    is_system: Mapped[bool] = mapped_column(default=False)
    global_debug: Mapped[bool] = mapped_column(default=False)
    config_state: Mapped[str]
    needs_deploy: Mapped[bool] = mapped_column(default=True)
    last_deployed_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship(lazy="raise")
    integration: Mapped[Integration] = relationship(lazy="raise")
    deployment: Mapped[Deployment | None] = relationship(
        lazy="raise", foreign_keys=[deployment_id], post_update=True
    )  # fmt: skip


class InstanceConfigVariable(Identified, Tenant, Timestamped, Base):
    """The draft value of one variable, as the text that the API carries; null: the default applies."""

    __tablename__ = "instance_config_variable"
    __table_args__ = (sa.UniqueConstraint("instance_id", "stable_key"),)

    instance_id: Mapped[UUID] = mapped_column(sa.ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    stable_key: Mapped[str]
    value: Mapped[str | None]
    schedule_type: Mapped[str | None]
    time_zone: Mapped[str | None]
    status: Mapped[str]


class InstanceFlowConfig(Identified, Tenant, Timestamped, Base):
    """A flow of an instance; its id is in the webhook URL and lives as long as the flow's ``stable_key``.

    ``api_keys`` is a JSON list, encrypted with the organization's key (field ``api_keys``, object: this row).
    """

    __tablename__ = "instance_flow_config"
    __table_args__ = (sa.UniqueConstraint("instance_id", "flow_stable_key"),)

    instance_id: Mapped[UUID] = mapped_column(sa.ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    flow_stable_key: Mapped[str]
    api_keys: Mapped[bytes | None]
    test_payload: Mapped[str | None]
    test_content_type: Mapped[str | None]
    test_headers: Mapped[str | None]

    instance: Mapped[Instance] = relationship(lazy="raise")


class Deployment(Identified, Tenant, Base):
    """The immutable snapshot that a deploy makes.

    ``config`` maps each variable's key to its typed value. ``flows`` maps a flow's stable key to
    ``{"flow_config_id": text, "name": text, "schedule": {"cron": text, "time_zone": text} | null}``.
    """

    __tablename__ = "deployment"
    __table_args__ = (sa.UniqueConstraint("instance_id", "number"),)

    instance_id: Mapped[UUID] = mapped_column(sa.ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    integration_id: Mapped[UUID] = mapped_column(sa.ForeignKey("integration.id"), index=True)
    number: Mapped[int]
    config: Mapped[dict[str, object]]
    flows: Mapped[dict[str, object]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    integration: Mapped[Integration] = relationship(lazy="raise")
