"""The API of components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from trunkline.api import ids
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.listing import listing
from trunkline.api.node import node
from trunkline.api.ordering import Order
from trunkline.catalog import queries
from trunkline.catalog.declared import InputField, Member, inputs_of, members_of, read, read_flag
from trunkline.catalog.search import condition_of
from trunkline.db.models import Component

query = Fields("RootQuery")
component = Fields("Component", Component)
action = Fields("Action", Member)
connection_type = Fields("Connection", Member)
input_field = Fields("InputField", InputField)

BINDINGS = [query, component, action, connection_type, input_field]

_SEARCHED = {
    "key": Component.key,
    "label": Component.label,
    "description": Component.description,
    "category": Component.category,
}


def _is_public(value: bool) -> sa.ColumnElement[bool]:
    return Component.org_id.is_(None) if value else Component.org_id.is_not(None)


@query.field("component")
@node("Component")
def one_component(context: RequestContext) -> sa.Select[Component]:
    """Return the components that the organization may use, to choose one of them."""
    return queries.usable(context.actor)


@query.field("components")
@connection(
    Component,
    filters={"public": _is_public, "filterQuery": lambda text: condition_of(text, _SEARCHED)},
    orders={
        "CATEGORY": Component.category,
        "DESCRIPTION": Component.description,
        "LABEL": Component.label,
        "VERSION_CREATED_AT": Component.created_at,
        "VERSION_NUMBER": Component.version_number,
    },
    default=[Order("LABEL", Component.label)],
)
def components(
    context: RequestContext, all_versions: bool | None = None, version_number: int | None = None
) -> sa.Select[Component]:
    """Return the latest versions of the components; all of them, or those of one number, on demand."""
    usable = queries.usable(context.actor)
    if version_number is not None:
        return usable.where(Component.version_number == version_number)
    return usable if all_versions else usable.where(Component.version_is_latest)


@component.field("public")
def public(component: Component, _info: object) -> bool:
    """Say whether everybody has the component."""
    return component.org_id is None


@component.field("versionCreatedAt")
def version_created_at(component: Component, _info: object) -> object:
    """Return when this version came into the catalogue."""
    return component.created_at


@component.field("documentationUrl")
def documentation_url(component: Component, _info: object) -> object:
    """Return where the component's own documentation is."""
    return component.declaration.get("documentationUrl")


_ACTION_ORDERS: dict[str, Any] = {
    "IS_COMMON_TRIGGER": lambda member: bool(member.entry.get("isCommonTrigger")),
    "IS_DATA_SOURCE": lambda member: member.kind == "dataSources",
    "IS_TRIGGER": lambda member: member.kind == "triggers",
    "LABEL": lambda member: member.entry["label"],
}


@component.field("actions")
@listing(orders=_ACTION_ORDERS)
def actions_of_component(
    component: Component,
    is_trigger: bool | None = None,
    is_data_source: bool | None = None,
    key: str | None = None,
) -> Sequence[Member]:
    """Return actions, triggers and data sources, which the API calls actions alike."""
    found = [member for kind in ("actions", "triggers", "dataSources") for member in members_of(component, kind)]
    return [
        member
        for member in found
        if is_trigger in {None, member.kind == "triggers"}
        and is_data_source in {None, member.kind == "dataSources"}
        and key in {None, member.key}
    ]


@component.field("connections")
@listing(
    orders={
        "KEY": lambda member: member.key,
        "LABEL": lambda member: member.entry["label"],
        "ORDER": lambda member: member.entry["order"],
    }
)
def connections_of_component(component: Component, key: str | None = None) -> Sequence[Member]:
    """Return the kinds of connections that a component can use."""
    return [member for member in members_of(component, "connections") if key in {None, member.key}]


@action.field("id")
def action_id(member: Member, _info: object) -> str:
    """Return an action's global id."""
    return ids.encode("Action", member.uuid)


@action.field("isTrigger")
def is_trigger(member: Member, _info: object) -> bool:
    """Say whether it starts flows."""
    return member.kind == "triggers"


@action.field("isDataSource")
def is_data_source(member: Member, _info: object) -> bool:
    """Say whether it fills in configuration."""
    return member.kind == "dataSources"


@action.field("detailDataSource")
def detail_data_source(member: Member, _info: object) -> Member | None:
    """Return the data source that tells more about what this one gives."""
    wanted = member.entry.get("detailDataSource")
    sources = members_of(member.component, "dataSources") if wanted else []
    return next((source for source in sources if source.key == wanted), None)


@action.field("staticBranchNames")
def static_branch_names(member: Member, _info: object) -> str | None:
    """Return the names of the branches that an action always has, separated by commas."""
    return ",".join(member.entry.get("staticBranchNames") or []) or None


@action.field("inputs")
@listing()
def inputs_of_action(member: Member) -> Sequence[InputField]:
    """Return the inputs of an action."""
    return inputs_of(member)


@connection_type.field("id")
def connection_id(member: Member, _info: object) -> str:
    """Return a connection's global id."""
    return ids.encode("Connection", member.uuid)


@connection_type.field("inputs")
@listing()
def inputs_of_connection(member: Member, shown: bool | None = None) -> Sequence[InputField]:
    """Return the inputs of a connection."""
    return [field for field in inputs_of(member) if shown in {None, bool(field.entry.get("shown"))}]


for _name in ("label", "description", "directions", "scheduleSupport", "synchronousResponseSupport",
              "dataSourceType", "dynamicBranchInput", "examplePayload"):  # fmt: skip
    action.field(_name)(read(_name))
for _name in ("important", "isCommonTrigger", "allowsBranching", "breakLoop", "terminateExecution"):
    action.field(_name)(read_flag(_name))
for _name in ("label", "comments", "order"):
    connection_type.field(_name)(read(_name))
connection_type.field("default")(read_flag("default"))
for _name in ("key", "label", "keyLabel", "type", "collection", "placeholder", "default", "comments", "example",
              "model", "language"):  # fmt: skip
    input_field.field(_name)(read(_name))
for _name in ("required", "shown"):
    input_field.field(_name)(read_flag(_name))
