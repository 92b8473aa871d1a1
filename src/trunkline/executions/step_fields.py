"""Step results in the API: what each step gave, and what it was given."""

from __future__ import annotations

import re
from typing import cast

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.api import ids
from trunkline.api.batch import load_by
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.blobs.store import Blobs
from trunkline.db.models import Execution, StepResult
from trunkline.engine.reference import camel
from trunkline.errors import NotFound
from trunkline.executions.deployments import Deployments
from trunkline.executions.execution_fields import execution, link, plan_for
from trunkline.executions.results import SHOWN_BYTES, read_content, read_inputs, shown

Info = GraphQLResolveInfo[RequestContext]

step_result = Fields("InstanceStepResult", StepResult)

BINDINGS = [step_result]

_INNERMOST = re.compile(r"(?:^|/)([^/\[]+)\[(\d+)\]$")


def _displayed_as(name: str) -> sa.ColumnElement[bool]:
    """Match by the name that people gave to the step."""
    return StepResult.step_name == camel(name)


@execution.field("stepResults")
@connection(
    StepResult,
    parent=StepResult.execution_id,
    filters={"displayStepName": _displayed_as},
    orders={"STARTED_AT": StepResult.started_at, "ENDED_AT": StepResult.ended_at},
)
def step_results(context: RequestContext) -> sa.Select[StepResult]:
    """Return what the steps gave, in the order in which they finished; the trigger comes first."""
    return sa.select(StepResult).where(StepResult.org_id == context.actor.org_id, StepResult.position >= 0)


async def _execution_of(of: StepResult, info: Info) -> Execution:
    return cast("Execution", await load_by(info.context, Execution, Execution.id, of.execution_id))


@step_result.field("id")
def step_result_id(of: StepResult, _info: Info) -> str:
    """Return the result's global id."""
    return ids.encode("InstanceStepResult", of.execution_id, of.position)


@step_result.field("displayStepName")
async def display_step_name(of: StepResult, info: Info) -> str:
    """Return the name that people gave to the step."""
    plan = await plan_for(await _execution_of(of, info), info)
    step = plan.by_key.get(of.step_name) if plan else None
    return step.name if step else of.step_name


@step_result.field("branchName")
def branch_name(of: StepResult, _info: Info) -> str | None:
    """Return the branch that was taken."""
    return of.branch


@step_result.field("loopPath")
def loop_path(of: StepResult, _info: Info) -> str | None:
    """Return the iteration that the step ran in."""
    return of.loop_path or None


@step_result.field("loopStepName")
def loop_step_name(of: StepResult, _info: Info) -> str | None:
    """Return the innermost loop around the step."""
    innermost = _INNERMOST.search(of.loop_path)
    return innermost[1] if innermost else None


@step_result.field("loopStepIndex")
def loop_step_index(of: StepResult, _info: Info) -> int | None:
    """Return which iteration of the innermost loop it was, from 0."""
    innermost = _INNERMOST.search(of.loop_path)
    return int(innermost[2]) if innermost else None


@step_result.field("hasError")
def has_error(of: StepResult, _info: Info) -> bool:
    """Say whether the step failed, also when the flow went on."""
    return of.error is not None


@step_result.field("resultsUrl")
def results_url(of: StepResult, info: Info) -> str:
    """Return where the result can be fetched."""
    return link(info, of.execution_id, of.position)


@step_result.field("inputs")
async def inputs(of: StepResult, info: Info) -> str | None:
    """Return what the step was given."""
    try:
        given = await read_inputs(info.context, await _execution_of(of, info), of)
    except NotFound:
        return None  # a value that it needs has passed its retention
    return None if given is None else shown(given)


@step_result.field("output")
async def output(of: StepResult, info: Info) -> str | None:
    """Return what the step gave."""
    if of.size_bytes > SHOWN_BYTES:
        return None
    context = info.context
    try:
        content = await read_content(
            context.service(Blobs), context.service(Deployments), await _execution_of(of, info), of
        )
    except NotFound:
        return None  # passed its retention
    return shown(content.data)
