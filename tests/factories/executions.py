"""Executions with step results and logs, for tests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from trunkline import clock
from trunkline.db.models import Execution, InvokeType, Log, Status, StepResult
from trunkline.db.session import Database


async def make_execution(
    database: Database,
    org_id: UUID,
    *,
    execution_id: UUID | None = None,
    customer_id: UUID | None = None,
    instance_id: UUID | None = None,
    integration_id: UUID | None = None,
    flow_config_id: UUID | None = None,
    deployment_id: UUID | None = None,
    status: Status = Status.SUCCEEDED,
    invoke_type: InvokeType = InvokeType.WEBHOOK,
    error: str | None = None,
    started_at: datetime | None = None,
) -> Execution:
    """Store an execution; what it belongs to may be made up, for nothing checks it."""
    is_over = status >= Status.SUCCEEDED
    execution = Execution(
        id=execution_id or clock.new_id(),
        org_id=org_id,
        customer_id=customer_id or clock.new_id(),
        instance_id=instance_id or clock.new_id(),
        integration_id=integration_id or clock.new_id(),
        flow_config_id=flow_config_id or clock.new_id(),
        deployment_id=deployment_id or clock.new_id(),
        status=status,
        invoke_type=invoke_type,
        attempt=0 if status == Status.QUEUED else 1,
        is_test=False,
        started_at=None if status == Status.QUEUED else started_at or clock.now(),
        ended_at=clock.now() if is_over else None,
        error=error,
    )
    async with database.engine_session() as session:
        session.add(execution)
    return execution


async def make_step_result(
    database: Database,
    execution: Execution,
    *,
    position: int = 0,
    name: str = "Trigger",
    data: bytes = b"\x80",
) -> StepResult:
    """Store what a step of an execution gave."""
    result = StepResult(
        execution_id=execution.id,
        position=position,
        org_id=execution.org_id,
        step_name=name,
        loop_path="",
        started_at=clock.now(),
        ended_at=clock.now(),
        size_bytes=len(data),
        data=data,
    )
    async with database.engine_session() as session:
        session.add(result)
    return result


async def make_log(
    database: Database, execution: Execution, *, line: int = 0, message: str = "hello", severity: int = 1
) -> Log:
    """Store a line that an execution wrote."""
    written = Log(
        execution_id=execution.id,
        line=line,
        org_id=execution.org_id,
        instance_id=execution.instance_id,
        at=clock.now(),
        severity=severity,
        message=message,
        loop_path="",
    )
    async with database.engine_session() as session:
        session.add(written)
    return written
