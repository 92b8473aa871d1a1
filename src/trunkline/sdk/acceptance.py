"""What every component must keep, whoever wrote it; the platform's tests run it over all installed ones."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from trunkline.sdk.action import Action, Runs
from trunkline.sdk.component import Component
from trunkline.sdk.data_source import DataSource
from trunkline.sdk.errors import InputError
from trunkline.sdk.inputs import Field, Inputs
from trunkline.sdk.trigger import Trigger

_COMPONENT_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MEMBER_KEY = re.compile(r"[a-z][a-zA-Z0-9]*")
Member = Action | Trigger | DataSource


def acceptance_problems(component: Component) -> list[str]:
    """Return what is wrong with a component, one line each; an empty list means that it is accepted."""
    return [
        *_of_component(component),
        *(f"{member.key}: {problem}" for member in _members(component) for problem in _of_member(component, member)),
        *(f"action {action.key}: {problem}" for action in component.actions for problem in _of_action(action)),
        *(
            f"connection {kind.key}: {problem}"
            for kind in component.connections
            for problem in [*_of_names(kind.key, kind.label, kind.comments), *_of_inputs(kind.inputs)]
        ),
    ]


def _members(component: Component) -> list[Member]:
    return [*component.actions, *component.triggers, *component.data_sources]


def _of_component(component: Component) -> Iterator[str]:
    if not _COMPONENT_KEY.fullmatch(component.key):
        yield f"key {component.key!r} is not in kebab-case"
    if not component.label or not component.description or not component.category:
        yield "label, description and category must be there"
    for keys in (
        [member.key for member in _members(component)],
        [kind.key for kind in component.connections],
    ):
        yield from (f"two members have the key {key!r}" for key, count in Counter(keys).items() if count > 1)
    try:
        json.dumps(component.declaration, allow_nan=False)
    except (TypeError, ValueError) as wrong:
        yield f"the declaration is not JSON: {wrong}"


def _of_member(component: Component, member: Member) -> Iterator[str]:
    yield from _of_names(member.key, member.label, member.description)
    yield from _of_inputs(member.inputs)
    is_code = not isinstance(member, Trigger) or not member.is_passive
    if component.service and is_code and member.runs is not Runs.BY_ENGINE and "Source:" not in member.document:
        yield f"its docstring must name the page of {component.service} it follows, as 'Source: <url>'"
    if isinstance(member, Action | Trigger):
        yield from _of_branching(member)


def _of_names(key: str, label: str, description: str) -> Iterator[str]:
    if not _MEMBER_KEY.fullmatch(key):
        yield f"key {key!r} is not in camelCase"
    if not label.strip():
        yield "it has no label"
    if not description.strip():
        yield "it has no description"
    elif not description.rstrip().endswith("."):
        yield "its description is no sentence: it must end with a full stop"


def _of_action(action: Action) -> Iterator[str]:
    if action.runs is Runs.BY_ENGINE:
        return
    if action.repeat is None:
        yield "it does not declare what repeating it means"
    if not action.document:
        yield "it has no docstring"


def _of_branching(member: Action | Trigger) -> Iterator[str]:
    if member.allows_branching and not (member.static_branch_names or member.dynamic_branch_input):
        yield "it branches, but names no branches and no input that does"
    keys = {field.key for field in member.inputs.fields}
    if member.dynamic_branch_input and member.dynamic_branch_input not in keys:
        yield f"its branches come from the input {member.dynamic_branch_input!r}, which it does not have"


def _of_inputs(inputs: type[Inputs]) -> Iterator[str]:
    keys = Counter(field.key for field in inputs.fields)
    yield from (f"two inputs have the key {key!r}" for key, count in keys.items() if count > 1)
    for field in inputs.fields:
        yield from (f"input {field.key!r}: {problem}" for problem in _of_input(field))


def _of_input(field: Field[object]) -> Iterator[str]:
    spec = field.spec
    if not _MEMBER_KEY.fullmatch(field.key):
        yield "its key is not in camelCase"
    if not spec.label.strip():
        yield "it has no label"
    if not (spec.comments or "").strip():
        yield "it has no comments to help people fill it in"
    for what, value in (("default", spec.default), ("example", spec.example)):
        if value is None:
            continue
        try:
            field.clean(value)
        except InputError as wrong:
            yield f"its {what} cannot be used: {wrong.message}"
