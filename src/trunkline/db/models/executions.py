"""Executions, their step results and logs: partitioned by the day that their id carries.

No foreign keys here: they would keep a partition from being dropped. What they name is told in comments.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from trunkline.db.base import Base


class Status(IntEnum):
    """The states of an execution; from ``SUCCEEDED`` on they are terminal."""

    QUEUED = 0
    RUNNING = 1
    SUCCEEDED = 2
    FAILED = 3
    CANCELED = 4


class InvokeType(IntEnum):
    """What started an execution; the names are the API's."""

    WEBHOOK = 0
    SCHEDULED = 1
    INTEGRATION_FLOW_TEST = 2
    CROSS_FLOW = 3
    DEPLOY_FLOW = 4
    TEAR_DOWN_FLOW = 5


class Execution(Base):
    """One run of one flow of one deployment. Narrow, with room on its page, so that updates stay in place.

    ``attempt`` is the fence: it rises with every claim, and only the latest attempt may write.
    When it was accepted is in the id.
    """

    __tablename__ = "execution"
    __table_args__ = (
        sa.Index(None, "org_id", "id"),
        sa.Index(None, "instance_id", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    instance_id: Mapped[UUID]
    integration_id: Mapped[UUID]  # the version
    flow_config_id: Mapped[UUID]
    deployment_id: Mapped[UUID]
    status: Mapped[int] = mapped_column(sa.SmallInteger)
    invoke_type: Mapped[int] = mapped_column(sa.SmallInteger)
    attempt: Mapped[int] = mapped_column(sa.SmallInteger)
    is_test: Mapped[bool]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]
    failed_step: Mapped[str | None]


class StepResult(Base):
    """What one step gave, in the order of ``position``; the trigger's payload is position 0.

    ``data`` is MessagePack of ``{"data": …, "contentType": …}``, or null when it lies in the blob store at
    ``blob_key``. ``loop_path`` is empty outside loops, else ``Loop name[0]/Inner loop[2]``.
    """

    __tablename__ = "step_result"
    __table_args__ = ({"postgresql_partition_by": "RANGE (execution_id)"},)

    execution_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    step_name: Mapped[str]
    loop_path: Mapped[str]
    branch: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    error: Mapped[str | None]
    size_bytes: Mapped[int]
    data: Mapped[bytes | None]
    blob_key: Mapped[str | None]


class Log(Base):
    """One line that an execution wrote; ``severity`` as ``Severity``, ``line`` counts from 0."""

    __tablename__ = "log"
    __table_args__ = (sa.Index(None, "org_id", "at"), {"postgresql_partition_by": "RANGE (execution_id)"})

    execution_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    instance_id: Mapped[UUID]
    at: Mapped[datetime]
    severity: Mapped[int] = mapped_column(sa.SmallInteger)
    message: Mapped[str]
    step_name: Mapped[str | None]
    loop_path: Mapped[str]
