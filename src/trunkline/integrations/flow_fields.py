"""Flows and required config variables in the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from graphql import GraphQLResolveInfo

from trunkline.api import ids
from trunkline.api.batch import batch, batched, load_by
from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.api.listing import listing
from trunkline.catalog.declared import Member, members_of
from trunkline.catalog.queries import usable
from trunkline.db.models import Component, Flow, Integration, RequiredConfigVariable
from trunkline.engine.definition import Flow as FlowDefinition
from trunkline.engine.definition import Step
from trunkline.engine.rendering import inputs_table
from trunkline.errors import Invalid
from trunkline.integrations.catalogue import Part
from trunkline.integrations.definitions import read_stored

Info = GraphQLResolveInfo[RequestContext]

flow = Fields("IntegrationFlow", Flow)
flow_trigger = Fields("IntegrationAction")
variable = Fields("RequiredConfigVariable", RequiredConfigVariable)


@dataclass(frozen=True, slots=True)
class Expression:
    """An input as the definition gives it."""

    id: str
    name: str
    type: str
    value: str | None
    has_value: bool
    meta: object


@dataclass(frozen=True, slots=True)
class Trigger:
    """The first step of a flow."""

    flow: Flow
    step: Step


BINDINGS = [flow, flow_trigger, variable, Fields("Expression", Expression)]


def sequence_id(given: str) -> UUID:
    """Return the ``versionSequenceId`` that a client sends.

    Raises:
        Invalid: it is none.
    """
    try:
        return UUID(given)
    except ValueError:
        raise Invalid("this is no versionSequenceId", field="versionSequenceId") from None


PartKey = tuple[str, Part, str]
"""Component, kind, and key of something that the component offers."""


async def _parts(context: RequestContext, keys: Sequence[PartKey]) -> Mapping[PartKey, Member]:
    """Return what latest components offer; an organization's own component wins over a public one."""
    wanted = usable(context.actor).where(
        Component.version_is_latest, Component.key.in_({component for component, _, _ in keys})
    )
    found: dict[PartKey, Member] = {}
    for row in await context.rows(wanted.order_by(Component.org_id.is_not(None))):
        component: Component = row[0]
        for part in Part:
            found |= {(component.key, part, one.key): one for one in members_of(component, part.value)}
    return found


@flow.field("stableId")
def flow_stable_id(of: Flow, _info: Info) -> str:
    """Return the flow's identity over versions."""
    return of.stable_key


@flow.field("endpointSecurityType")
def endpoint_security_type(of: Flow, _info: Info) -> str:
    """Return which keys a caller needs."""
    return of.endpoint_security_type.upper()


@flow.field("sortOrder")
def flow_sort_order(of: Flow, _info: Info) -> int:
    """Return the flow's place in the definition."""
    return of.position


@flow.field("integration")
@batch(Integration, Integration.id)
def flow_integration(of: Flow) -> UUID:
    """Return the version that the flow belongs to."""
    return of.integration_id


@flow.field("schemas")
async def schemas(of: Flow, info: Info) -> Mapping[str, object] | None:
    """Return the JSON Schemas that the flow declares."""
    return (await _definition_of(of, info)).schemas


@flow.field("trigger")
async def trigger(of: Flow, info: Info) -> Trigger:
    """Return the flow's first step."""
    return Trigger(of, (await _definition_of(of, info)).steps[0])


async def _definition_of(of: Flow, info: Info) -> FlowDefinition:
    version: Integration = await load_by(info.context, Integration, Integration.id, of.integration_id)
    definition = await read_stored(version.definition)
    return next(one for one in definition.flows if one.stable_key == of.stable_key)


@flow_trigger.field("id")
def trigger_id(of: Trigger, _info: Info) -> str:
    """Return the id of the step: a flow has one trigger."""
    return ids.encode("IntegrationAction", of.flow.id)


@flow_trigger.field("name")
def trigger_name(of: Trigger, _info: Info) -> str:
    """Return the step's name."""
    return of.step.name


@flow_trigger.field("description")
def trigger_description(of: Trigger, _info: Info) -> str:
    """Return what the author says of the step."""
    return of.step.description


@flow_trigger.field("action")
@batched(_parts)
def trigger_action(of: Trigger) -> PartKey:
    """Return the trigger as its component declares it."""
    return of.step.action.component.key, Part.TRIGGER, of.step.action.key


@flow_trigger.field("inputs")
@listing()
def trigger_inputs(of: Trigger) -> Sequence[Expression]:
    """Return the step's inputs."""
    return _expressions(of.flow.id, inputs_table(of.step.inputs))


@variable.field("stableId")
def variable_stable_id(of: RequiredConfigVariable, _info: Info) -> str:
    """Return the variable's identity over versions."""
    return of.stable_key


@variable.field("dataType")
def data_type(of: RequiredConfigVariable, _info: Info) -> str:
    """Return what the variable holds."""
    return of.data_type.upper()


@variable.field("sortOrder")
def variable_sort_order(of: RequiredConfigVariable, _info: Info) -> int:
    """Return the variable's place in the definition."""
    return of.position


@variable.field("collectionType")
def collection_type(of: RequiredConfigVariable, _info: Info) -> str | None:
    """Return whether it is a list."""
    return of.collection_type.upper() if of.collection_type else None


@variable.field("codeLanguage")
def code_language(of: RequiredConfigVariable, _info: Info) -> str | None:
    """Return the language of a code variable."""
    return _upper(of, "codeLanguage")


@variable.field("scheduleType")
def schedule_type(of: RequiredConfigVariable, _info: Info) -> str | None:
    """Return how the default schedule was chosen."""
    return _upper(of, "scheduleType")


@variable.field("onPremiseConnectionConfig")
def on_premise(of: RequiredConfigVariable, _info: Info) -> str | None:
    """Return whether a connection may go through an on-premise agent."""
    return _upper(of, "onPremiseConnectionConfig")


@variable.field("timeZone")
def time_zone(of: RequiredConfigVariable, _info: Info) -> object:
    """Return the default schedule's time zone."""
    return of.spec.get("timeZone")


@variable.field("userLevelConfigured")
def user_level_configured(of: RequiredConfigVariable, _info: Info) -> bool:
    """Say whether each user has a value of their own."""
    return bool(of.spec.get("userLevelConfigured"))


@variable.field("header")
def header(of: RequiredConfigVariable, _info: Info) -> object:
    """Return the heading above the variable."""
    return of.spec.get("header")


@variable.field("meta")
def meta(of: RequiredConfigVariable, _info: Info) -> object:
    """Return who sees the variable, and further settings."""
    return of.spec.get("meta")


@variable.field("connection")
@batched(_parts)
def variable_connection(of: RequiredConfigVariable) -> PartKey | None:
    """Return the kind of connection that the variable holds."""
    return _part_key(of, "connection", Part.CONNECTION)


@variable.field("dataSource")
@batched(_parts)
def variable_data_source(of: RequiredConfigVariable) -> PartKey | None:
    """Return the data source that fills the variable in."""
    return _part_key(of, "dataSource", Part.DATA_SOURCE)


def _part_key(of: RequiredConfigVariable, name: str, part: Part) -> PartKey | None:
    found = of.spec.get(name)
    return (str(found["component"]), part, str(found["key"])) if isinstance(found, dict) else None


@variable.field("inputs")
@listing()
def variable_inputs(of: RequiredConfigVariable) -> Sequence[Expression]:
    """Return the inputs of the variable's connection or data source."""
    inputs = of.spec.get("inputs")
    return _expressions(of.id, dict(inputs) if isinstance(inputs, list) else {})


def _upper(of: RequiredConfigVariable, name: str) -> str | None:
    found = of.spec.get(name)
    return found.upper() if isinstance(found, str) and found else None


def _expressions(owner: UUID, inputs: Mapping[str, object]) -> list[Expression]:
    given = {name: one for name, one in inputs.items() if isinstance(one, dict)}
    return [_expression(owner, at, name, one) for at, (name, one) in enumerate(given.items())]


def _expression(owner: UUID, at: int, name: str, given: Mapping[str, object]) -> Expression:
    value, meta = given.get("value"), given.get("meta")
    is_secret = isinstance(meta, dict) and meta.get("writeOnly") is True
    text = value if value is None or isinstance(value, str) else json.dumps(value)
    return Expression(
        id=ids.encode("Expression", owner, at),
        name=name,
        type=str(given["type"]).upper(),
        value=None if is_secret else text,
        has_value=bool(text),
        meta=meta,
    )
