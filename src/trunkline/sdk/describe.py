"""The JSON declarations of a component's members, in the public API's names."""

from __future__ import annotations

from trunkline.sdk.action import Action, Runs
from trunkline.sdk.connection import Connection
from trunkline.sdk.data_source import DataSource
from trunkline.sdk.inputs import Inputs, InputSpec
from trunkline.sdk.trigger import Trigger

Json = dict[str, object]


def describe_action(action: Action) -> Json:
    """Return the declaration of an action."""
    return {
        **_common(action),
        **_branching(action),
        "breakLoop": action.break_loop,
        "terminateExecution": action.terminate_execution,
        "repeat": action.repeat.value if action.repeat else None,
        "byEngine": action.runs is Runs.BY_ENGINE,
        "inputs": _inputs(action.inputs),
    }


def describe_trigger(trigger: Trigger) -> Json:
    """Return the declaration of a trigger."""
    return {
        **_common(trigger),
        **_branching(trigger),
        "isTrigger": True,
        "isCommonTrigger": trigger.is_common,
        "scheduleSupport": trigger.schedule_support.value,
        "synchronousResponseSupport": trigger.synchronous_response_support.value,
        "inputs": _inputs(trigger.inputs),
    }


def describe_data_source(source: DataSource) -> Json:
    """Return the declaration of a data source."""
    return {
        **_common(source),
        "isDataSource": True,
        "dataSourceType": source.gives.value,
        "detailDataSource": source.detail_data_source or None,
        "inputs": _inputs(source.inputs),
    }


def describe_connection(order: int, connection: Connection) -> Json:
    """Return the declaration of a kind of connection, the ``order``-th of its component."""
    return {
        "key": connection.key,
        "label": connection.label,
        "comments": connection.comments or None,
        "default": connection.is_default,
        "order": order,
        "inputs": _inputs(connection.inputs),
    }


def _common(member: Action | Trigger | DataSource) -> Json:
    return {
        "key": member.key,
        "label": member.label,
        "description": member.description,
        "isTrigger": False,
        "isDataSource": False,
    }


def _branching(member: Action | Trigger) -> Json:
    return {
        "directions": member.directions or None,
        "important": member.important,
        "allowsBranching": member.allows_branching,
        "staticBranchNames": list(member.static_branch_names),
        "dynamicBranchInput": member.dynamic_branch_input or None,
        "examplePayload": member.example_payload,
    }


def _inputs(inputs: type[Inputs]) -> list[Json]:
    return [_input(field.key, field.spec) for field in inputs.fields]


def _input(key: str, spec: InputSpec) -> Json:
    return {
        "key": key,
        "label": spec.label,
        "keyLabel": spec.key_label,
        "type": spec.type,
        "collection": spec.collection,
        "required": spec.required,
        "default": spec.default,
        "comments": spec.comments,
        "example": spec.example,
        "placeholder": spec.placeholder,
        "language": spec.language,
        "shown": spec.shown,
        "model": [{"label": choice.label, "value": choice.value} for choice in spec.choices],
    }
