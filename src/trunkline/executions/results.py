"""What steps gave and were given, read back from what executions left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from trunkline import clock
from trunkline.api.context import RequestContext
from trunkline.blobs.store import Blobs
from trunkline.db.models import Execution, StepResult
from trunkline.engine.display import inputs_of
from trunkline.engine.plan import FlowPlan
from trunkline.engine.ports import Recorded, StepKey
from trunkline.engine.runner import iteration_path
from trunkline.errors import NotFound
from trunkline.executions import payload, rows
from trunkline.executions.deployments import Deployed, Deployments, execution_global_id, trigger_context

SHOWN_BYTES = 64 * 1024
"""Values up to this size are shown in the API's answers; larger ones are fetched by their address."""

Iteration = tuple[Execution, str]
"""An execution and a loop path in it."""

RecordedSteps = Mapping[StepKey, Recorded]


@dataclass(frozen=True, slots=True)
class Content:
    """A value and what kind of bytes or text it is."""

    data: object
    content_type: str | None

    def packed(self) -> bytes:
        """Return it as clients fetch it: MessagePack of ``{"data": …, "contentType": …}``.

        They take the content type for a text always, and parse the data themselves when it says JSON.
        """
        kind = self.content_type or ""
        is_parsed = not isinstance(self.data, str | bytes)
        return rows.pack(as_json(self.data).decode() if is_parsed and _is_json(kind) else self.data, kind)


async def read_stored(blobs: Blobs, row: StepResult) -> bytes:
    """Return the stored form of a result, from its row or the blob store.

    Raises:
        NotFound: the blob store has lost it, or it has passed its retention.
    """
    return row.data if row.data is not None else await blobs.get(row.blob_key or "")


async def read_content(blobs: Blobs, deployments: Deployments, execution: Execution, row: StepResult) -> Content:
    """Return what a step gave; the trigger's is the whole of what steps see of it.

    Raises:
        NotFound: the value is gone.
    """
    stored = await read_stored(blobs, row)
    if row.position == 0:
        return Content(await trigger_data(deployments, execution, stored), None)
    found = rows.unpack(stored)
    content_type = found.get("contentType")
    return Content(found.get("data"), content_type if isinstance(content_type, str) else None)


async def deployed_of(deployments: Deployments, execution: Execution) -> Deployed | None:
    """Return the deployment that an execution runs, None when it went with its instance."""
    try:
        return await deployments.get(execution.deployment_id)
    except NotFound:
        return None


async def plan_of(deployments: Deployments, execution: Execution) -> FlowPlan | None:
    """Return the compiled flow that an execution runs, None when it went with its instance."""
    deployed = await deployed_of(deployments, execution)
    flow = deployed.flows.get(execution.flow_config_id) if deployed else None
    return flow.plan if flow else None


async def trigger_data(deployments: Deployments, execution: Execution, stored: bytes) -> dict[str, object]:
    """Return what steps see as the trigger's results."""
    started_at = execution.started_at or clock.time_of(execution.id)
    deployed = await deployed_of(deployments, execution)
    flow = deployed.flows.get(execution.flow_config_id) if deployed else None
    if flow is None:
        bare = {"executionId": execution_global_id(execution.id), "startedAt": started_at.isoformat()}
        return payload.trigger_results(stored, bare)
    return payload.trigger_results(stored, trigger_context(flow, execution.id, started_at))


async def read_inputs(context: RequestContext, execution: Execution, row: StepResult) -> Mapping[str, object] | None:
    """Return the inputs that a step saw, worked out anew from the results before it; None for the trigger."""
    deployed = await deployed_of(context.service(Deployments), execution)
    flow = deployed.flows.get(execution.flow_config_id) if deployed else None
    if row.position <= 0 or deployed is None or flow is None:
        return None

    async def fetch(keys: Sequence[Iteration]) -> Mapping[Iteration, RecordedSteps]:
        return await _read_recorded(context, flow.plan, keys)

    recorded: RecordedSteps = await context.loaders.get((_read_recorded, flow.plan), fetch).load(
        (execution, row.loop_path)
    )
    trigger = await _trigger_of(context, execution)
    key = StepKey(row.step_name, row.loop_path)
    return inputs_of(flow.plan, key, recorded, trigger, deployed.config)


async def _read_recorded(
    context: RequestContext, plan: FlowPlan, keys: Sequence[Iteration]
) -> Mapping[Iteration, RecordedSteps]:
    """Return the recorded steps that are in sight from each iteration.

    These are its own, those around it, and those of the last iterations of loops that had ended. Other iterations
    are not read, however many there are.
    """
    found: dict[Execution, dict[StepKey, Recorded]] = {execution: {} for execution, _ in keys}
    wanted = {(execution, path) for execution, loop_path in keys for path in _around(loop_path)}
    seen: set[Iteration] = set()
    while wanted:
        seen |= wanted
        fresh = await _read_iterations(context, wanted)
        for execution, recorded in fresh:
            found[execution][recorded.key] = recorded
        wanted = {
            (execution, last)
            for execution, recorded in fresh
            if (last := _last_iteration(plan, recorded)) is not None and (execution, last) not in seen
        }
    return {(execution, path): found[execution] for execution, path in keys}


async def _read_iterations(context: RequestContext, wanted: set[Iteration]) -> list[tuple[Execution, Recorded]]:
    executions = {execution.id: execution for execution, _ in wanted}
    statement = sa.select(StepResult).where(
        StepResult.org_id == context.actor.org_id,
        StepResult.execution_id.in_(executions),
        sa.tuple_(StepResult.execution_id, StepResult.loop_path).in_(
            [(execution.id, path) for execution, path in wanted]
        ),
        StepResult.position > 0,
    )
    found: list[StepResult] = [row[0] for row in await context.rows(statement)]
    return [(executions[row.execution_id], await _recorded(context, row)) for row in found]


async def _recorded(context: RequestContext, row: StepResult) -> Recorded:
    stored = rows.unpack(await read_stored(context.service(Blobs), row))
    key = StepKey(row.step_name, row.loop_path)
    return Recorded(key, row.started_at, row.ended_at, stored.get("data"), row.branch, row.error, row.position)


async def _trigger_of(context: RequestContext, execution: Execution) -> Mapping[str, object]:
    """Return the trigger's results of an execution, read once for all steps that ask."""

    async def fetch(keys: Sequence[Execution]) -> Mapping[Execution, Mapping[str, object]]:
        by_id = {one.id: one for one in keys}
        statement = sa.select(StepResult).where(
            StepResult.org_id == context.actor.org_id,
            StepResult.execution_id.in_(by_id),
            StepResult.position == 0,
        )
        found: list[StepResult] = [row[0] for row in await context.rows(statement)]
        deployments, blobs = context.service(Deployments), context.service(Blobs)
        return {
            by_id[row.execution_id]: await trigger_data(
                deployments, by_id[row.execution_id], await read_stored(blobs, row)
            )
            for row in found
        }

    loaded: Mapping[str, object] | None = await context.loaders.get(_trigger_of, fetch).load(execution)
    return loaded or {}


def _around(loop_path: str) -> list[str]:
    """Return a loop path and those of the iterations around it, '' last."""
    parts = loop_path.split("/") if loop_path else []
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _last_iteration(plan: FlowPlan, recorded: Recorded) -> str | None:
    step = plan.by_key.get(recorded.key.step)
    if step is None or not step.body or not isinstance(recorded.data, list) or not recorded.data:
        return None
    return iteration_path(recorded.key.loop_path, step.key, len(recorded.data) - 1)


def shown(value: object) -> str | None:
    """Return a value as JSON text with bytes described, None when that is too large to show."""
    try:
        text = msgspec.json.encode(_described(value))
    except RecursionError:
        return None
    return text.decode() if len(text) <= SHOWN_BYTES else None


def as_json(value: object) -> bytes:
    """Return a value as JSON, bytes as ``{"$bytes": base64}``."""
    return msgspec.json.encode(_with_bytes(value))


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _described(value: object) -> object:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict):
        return {str(key): _described(one) for key, one in value.items()}
    return [_described(one) for one in value] if isinstance(value, list | tuple) else value


def _with_bytes(value: object) -> object:
    if isinstance(value, bytes):
        return {"$bytes": value}  # written as base64
    if isinstance(value, dict):
        return {str(key): _with_bytes(one) for key, one in value.items()}
    return [_with_bytes(one) for one in value] if isinstance(value, list | tuple) else value
