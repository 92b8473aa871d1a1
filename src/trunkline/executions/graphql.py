"""Executions in the API: lists, sections, and running a flow to test it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo
from sqlalchemy.orm import aliased

from trunkline import clock
from trunkline.api.batch import batched
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.ids import global_id
from trunkline.api.node import node
from trunkline.api.payload import Input, payload
from trunkline.api.rows import one_or_not_found
from trunkline.db.models import Execution, Instance, InstanceFlowConfig, Status
from trunkline.executions import execution_fields, log_fields, step_fields
from trunkline.executions.execution_fields import plan_for
from trunkline.executions.queries import EXECUTION_FILTERS, SECTION_FILTERS, executions_of, searched

Info = GraphQLResolveInfo[RequestContext]

query = Fields("RootQuery")
mutation = Fields("RootMutation")
instance = Fields("Instance")
section = Fields("ExecutionSection", Execution)


@dataclass(frozen=True, slots=True)
class TestRun:
    """A test that was started."""

    flow_config: InstanceFlowConfig
    execution: Execution


BINDINGS = [
    query,
    mutation,
    instance,
    section,
    Fields("TestInstanceFlowConfigResult", TestRun),
    *execution_fields.BINDINGS,
    *step_fields.BINDINGS,
    *log_fields.BINDINGS,
]

_ORDERS = {"STARTED_AT": Execution.id, "ENDED_AT": Execution.ended_at}


def _mine(context: RequestContext) -> sa.Select[Execution]:
    return executions_of(context.actor)


query.field("executionResult")(node("InstanceExecutionResult", what="execution")(_mine))


@query.field("executionResults")
@connection(Execution, filters=EXECUTION_FILTERS, orders=_ORDERS, newest_first=True)
def execution_results(context: RequestContext, search: str | None = None) -> sa.Select[Execution]:
    """Return the organization's executions."""
    found = executions_of(context.actor)
    return found.where(searched(context.actor, search)) if search else found


instance.field("executionResults")(
    connection(Execution, parent=Execution.instance_id, orders=_ORDERS, newest_first=True)(_mine)
)


@query.field("executionSections")
@connection(Execution, filters=SECTION_FILTERS, orders=_ORDERS)
def execution_sections(context: RequestContext) -> sa.Select[Execution]:
    """Return executions as sections of their logs."""
    return executions_of(context.actor)


@section.field("sectionId")
def section_id(of: Execution, _info: Info) -> UUID:
    """Return the section's id."""
    return of.id


@section.field("label")
async def label(of: Execution, info: Info) -> str | None:
    """Return the flow's name."""
    plan = await plan_for(of, info)
    return plan.name if plan else None


async def _last_executions(context: RequestContext, keys: Sequence[UUID]) -> Mapping[UUID, Execution]:
    """Return the last execution of each instance; each is one look at the end of an index."""
    last = (
        executions_of(context.actor)
        .where(Execution.instance_id == Instance.id)
        .order_by(Execution.id.desc())
        .limit(1)
        .lateral("last")
    )
    entity = aliased(Execution, last)
    found = (
        sa.select(Instance.id, entity)
        .join(entity, sa.true())
        .where(Instance.org_id == context.actor.org_id, Instance.id.in_(keys))
    )
    return {row[0]: row[1] for row in await context.rows(found)}


@batched(_last_executions)
def _last_execution(of: Instance) -> UUID:
    return of.id


@instance.field("lastExecutedAt")
async def last_executed_at(of: Instance, info: Info) -> datetime | None:
    """Return when the last execution started, or was accepted."""
    last: Execution | None = await _last_execution(of, info)
    return None if last is None else last.started_at or clock.time_of(last.id)


@instance.field("inFailedState")
async def in_failed_state(of: Instance, info: Info) -> bool:
    """Say whether the last execution failed."""
    last: Execution | None = await _last_execution(of, info)
    return last is not None and last.status == Status.FAILED


class TestInput(Input):
    """Which flow to run, and with what; what is left out comes from the flow's stored test settings."""

    id: Annotated[UUID, global_id("InstanceFlowConfig")]
    payload: str | None = None
    content_type: str | None = None
    headers: str | None = None


@mutation.field("testInstanceFlowConfig")
@payload("testInstanceFlowConfigResult", TestInput)
async def start_test_run(context: RequestContext, given: TestInput) -> TestRun:
    """Run a flow of a deployed instance."""
    execution_id = await context.start_flow(given.id, given.payload, given.content_type, given.headers, context.actor)
    started = executions_of(context.actor).where(Execution.id == execution_id)
    flow_config = sa.select(InstanceFlowConfig).where(
        InstanceFlowConfig.org_id == context.actor.org_id, InstanceFlowConfig.id == given.id
    )
    return TestRun(
        await one_or_not_found(context.session, flow_config, "flow of an instance"),
        await one_or_not_found(context.session, started, "execution"),
    )
