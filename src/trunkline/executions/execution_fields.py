"""One execution in the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline import clock
from trunkline.api import ids
from trunkline.api.batch import batch, batched
from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.blobs.signing import UrlSigner
from trunkline.db.models import (
    Customer,
    Execution,
    Flow,
    Instance,
    InstanceFlowConfig,
    Integration,
    InvokeType,
    Status,
)
from trunkline.engine.display import outline
from trunkline.engine.plan import FlowPlan, StepKind
from trunkline.executions.deployments import Deployments
from trunkline.executions.links import REQUEST, RESPONSE, result_url
from trunkline.executions.queries import STATUS_NAMES
from trunkline.executions.results import plan_of

Info = GraphQLResolveInfo[RequestContext]
FlowKey = tuple[UUID, UUID]
"""The version that ran, and the flow config."""

execution = Fields("InstanceExecutionResult", Execution)


@dataclass(frozen=True, slots=True)
class ExecutionStep:
    """One step of the flow that ran."""

    name: str
    step_name: str
    parent_name: str | None
    branch_name: str | None
    component_key: str
    action_key: str
    kind: str


BINDINGS = [execution, Fields("ExecutionStep", ExecutionStep)]

_SHOWN_KINDS = {StepKind.SELECT: StepKind.ACTION}  # to people it is an action like others
_RESULT_TYPES = {Status.SUCCEEDED: "COMPLETED", Status.FAILED: "ERROR"}


async def plan_for(of: Execution, info: Info) -> FlowPlan | None:
    """Return the compiled flow that an execution runs, None when it went with its instance."""
    return await plan_of(info.context.service(Deployments), of)


def link(info: Info, execution_id: UUID, what: int | str) -> str:
    """Return a signed address."""
    context = info.context
    return result_url(context.settings.base_url, context.service(UrlSigner), execution_id, what)


@execution.field("id")
def execution_id(of: Execution, _info: Info) -> str:
    """Return the execution's global id."""
    return ids.encode("InstanceExecutionResult", of.id)


@execution.field("startedAt")
def started_at(of: Execution, _info: Info) -> datetime:
    """Return when it started, or was accepted while it is queued."""
    return of.started_at or clock.time_of(of.id)


@execution.field("queuedAt")
def queued_at(of: Execution, _info: Info) -> datetime:
    """Return when it was accepted."""
    return clock.time_of(of.id)


@execution.field("durationMs")
def duration_ms(of: Execution, _info: Info) -> int | None:
    """Return how long it ran."""
    if of.ended_at is None:
        return None
    ran = of.ended_at - (of.started_at or clock.time_of(of.id))
    return max(0, ran // timedelta(milliseconds=1))


@execution.field("status")
def status(of: Execution, _info: Info) -> str:
    """Return the state by the API's name."""
    return STATUS_NAMES[of.status]


@execution.field("resultType")
def result_type(of: Execution, _info: Info) -> str | None:
    """Return how it ended."""
    return _RESULT_TYPES.get(Status(of.status))


@execution.field("invokeType")
def invoke_type(of: Execution, _info: Info) -> str:
    """Return what started it."""
    return InvokeType(of.invoke_type).name


@execution.field("isTestExecution")
def is_test_execution(of: Execution, _info: Info) -> bool:
    """Say whether somebody ran it to test."""
    return of.is_test


@execution.field("failedStepName")
async def failed_step_name(of: Execution, info: Info) -> str | None:
    """Return the name of the step that failed."""
    if of.failed_step is None:
        return None
    plan = await plan_for(of, info)
    step = plan.by_key.get(of.failed_step) if plan else None
    return step.name if step else of.failed_step


@execution.field("requestPayloadUrl")
def request_payload_url(of: Execution, info: Info) -> str:
    """Return where the request can be fetched."""
    return link(info, of.id, REQUEST)


@execution.field("responsePayloadUrl")
def response_payload_url(of: Execution, info: Info) -> str:
    """Return where the response can be fetched."""
    return link(info, of.id, RESPONSE)


@execution.field("instance")
@batch(Instance, Instance.id)
def instance_of(of: Execution) -> UUID:
    """Return the instance that ran."""
    return of.instance_id


@execution.field("customer")
@batch(Customer, Customer.id)
def customer_of(of: Execution) -> UUID:
    """Return whom it ran for."""
    return of.customer_id


@execution.field("integration")
@batch(Integration, Integration.id)
def integration_of(of: Execution) -> UUID:
    """Return the version that ran."""
    return of.integration_id


@execution.field("flowConfig")
@batch(InstanceFlowConfig, InstanceFlowConfig.id)
def flow_config_of(of: Execution) -> UUID:
    """Return the flow's settings in the instance."""
    return of.flow_config_id


async def _flows(context: RequestContext, keys: Sequence[FlowKey]) -> Mapping[FlowKey, Flow]:
    found = (
        sa.select(InstanceFlowConfig.id, Flow)
        .join(Flow, Flow.stable_key == InstanceFlowConfig.flow_stable_key)
        .where(Flow.org_id == context.actor.org_id)
        .where(sa.tuple_(Flow.integration_id, InstanceFlowConfig.id).in_(keys))
    )
    return {(row[1].integration_id, row[0]): row[1] for row in await context.rows(found)}


@execution.field("flow")
@batched(_flows)
def flow_of(of: Execution) -> FlowKey:
    """Return the flow as the version that ran has it."""
    return of.integration_id, of.flow_config_id


@execution.field("outline")
async def outline_of(of: Execution, info: Info) -> list[ExecutionStep]:
    """Return all steps of the flow that ran; none when it went with its instance."""
    plan = await plan_for(of, info)
    return [
        ExecutionStep(
            name=step.name,
            step_name=step.key,
            parent_name=step.parent,
            branch_name=step.branch,
            component_key=step.component_key,
            action_key=step.action_key,
            kind=_SHOWN_KINDS.get(step.kind, step.kind).name,
        )
        for step in (outline(plan) if plan else ())
    ]
