"""The answer for the caller of a synchronous flow, read from what the execution left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.blobs.store import Blobs
from trunkline.db.models import Execution, Status, StepResult
from trunkline.executions import rows


@dataclass(frozen=True, slots=True)
class FlowResponse:
    """What an execution answers: ``error`` when it failed, else status, headers and body."""

    status_code: int
    content_type: str | None
    headers: Mapping[str, str]
    body: object
    error: str | None = None


async def read_response(session: AsyncSession, blobs: Blobs, execution_id: UUID) -> FlowResponse | None:
    """Return the answer of an execution, None while it has not ended.

    The flow's stop step chose it; without one it is the result of the step that finished last.
    """
    execution = await session.get(Execution, execution_id)
    if execution is None or execution.status < Status.SUCCEEDED:
        return None
    if execution.status != Status.SUCCEEDED:
        return FlowResponse(400, None, {}, None, error=execution.error or "the execution was canceled")
    chosen = sa.case((StepResult.position == rows.RESPONSE_POSITION, 0), else_=1)
    row = await session.scalar(
        sa.select(StepResult)
        .where(StepResult.execution_id == execution_id)
        .order_by(chosen, StepResult.position.desc())
        .limit(1)
    )
    if row is None or row.position == 0:
        return FlowResponse(200, None, {}, None)
    stored = rows.unpack(row.data if row.data is not None else await blobs.get(row.blob_key or ""))
    return _response(stored)


def _response(stored: Mapping[str, object]) -> FlowResponse:
    status, headers, content_type = stored.get("statusCode"), stored.get("headers"), stored.get("contentType")
    return FlowResponse(
        status if isinstance(status, int) else 200,
        content_type if isinstance(content_type, str) else None,
        {str(name): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {},
        stored.get("data"),
    )
