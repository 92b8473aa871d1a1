"""Schedules and the ledger of their due instants."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from trunkline.db.base import Base, Identified, Tenant


class Schedule(Identified, Tenant, Base):
    """When a flow of an instance runs by itself; made at deploy. ``id`` is the flow config's id."""

    __tablename__ = "schedule"
    __table_args__ = (sa.Index(None, "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),)

    instance_id: Mapped[UUID] = mapped_column(sa.ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    cron: Mapped[str]
    time_zone: Mapped[str]
    next_at: Mapped[datetime | None]


class DueOutcome(IntEnum):
    """What became of a due instant."""

    RAN = 0
    SKIPPED = 1
    MISSED = 2
    LATE = 3


class DueInstant(Tenant, Base):
    """The one record of a due instant of a schedule: what became of it, and why."""

    __tablename__ = "due_instant"

    schedule_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("schedule.id", ondelete="CASCADE"), primary_key=True
    )  # fmt: skip
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    outcome: Mapped[int] = mapped_column(sa.SmallInteger)
    reason: Mapped[str | None]
    execution_id: Mapped[UUID | None]
