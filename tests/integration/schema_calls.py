"""Calls made up from the schema: every field with a selection of all it gives, every mutation with an input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

REFERENCES = {
    "customer": "Customer",
    "executionResult": "InstanceExecutionResult",
    "flowConfig": "InstanceFlowConfig",
    "flowConfig_Flow": "IntegrationFlow",
    "flowId": "IntegrationFlow",
    "instance": "Instance",
    "instance_Customer": "Customer",
    "integration": "Integration",
    "integrationId": "Integration",
    "integration_VersionSequenceId": "Integration",
    "versionSequenceId": "Integration",
}
"""What the arguments and inputs of type ID name; a new one goes in here, or the tests stop."""

_SCALARS: dict[str, object] = {
    "String": "text",
    "Boolean": True,
    "Int": 1,
    "Float": 1.0,
    "DateTime": "2026-01-01T00:00:00Z",
    "Date": "2026-01-01",
    "UUID": "01a20751-f032-7bac-9566-05a65c8a353f",
    "BigInt": 1,
    "JSONString": "{}",
    "JSONOrString": "{}",
}


def selection_of(type_: GraphQLNamedType, levels: int = 4) -> str:
    """Return a selection of everything that a type gives without required arguments, ``levels`` deep."""
    if not isinstance(type_, GraphQLObjectType):
        return ""
    parts = ["__typename"]
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(below):
            parts.append(name)
        elif levels and name not in {"edges", "pageInfo"}:
            first = "(first: 3)" if "first" in field.args else ""
            parts.append(f"{name}{first} {selection_of(below, levels - 1)}")
    return "{ " + " ".join(parts) + " }"


def query_of(name: str, field: GraphQLField, argument: str | None = None, levels: int = 4) -> str:
    """Return a document that asks for a root field, with ``$value`` for one of its arguments."""
    selection = selection_of(get_named_type(field.type), levels)
    if argument is None:
        return f"{{ {name} {selection} }}"
    return f"query ($value: {field.args[argument].type}) {{ {name}({argument}: $value) {selection} }}"


def id_arguments(field: GraphQLField) -> Iterator[str]:
    """Return the arguments of a field that take a global id."""
    for name, argument in field.args.items():
        if get_named_type(argument.type).name == "ID":
            yield name


def type_of_reference(name: str, own: str) -> str:
    """Return the type that an argument or input of type ID names; ``id`` names the object itself."""
    if name == "id":
        return own
    assert name in REFERENCES, f"say in REFERENCES what the ID {name!r} names"
    return REFERENCES[name]


def id_paths(type_: GraphQLInputObjectType, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Return where an input takes global ids."""
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if below.name == "ID":
            yield (*at, name)
        elif isinstance(below, GraphQLInputObjectType):
            yield from id_paths(below, (*at, name))


def input_of(
    type_: GraphQLInputObjectType, references: Mapping[tuple[str, ...], str], at: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return an input with its required fields, and with the ids at the given paths."""
    made: dict[str, Any] = {}
    for name, field in type_.fields.items():
        path = (*at, name)
        is_named = any(one[: len(path)] == path for one in references)
        if is_named or is_non_null_type(field.type):
            made[name] = _value(field.type, references, path)
    return made


def _value(type_: GraphQLInputType, references: Mapping[tuple[str, ...], str], at: tuple[str, ...]) -> Any:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        value: Any = input_of(named, references, at)
    elif isinstance(named, GraphQLEnumType):
        value = next(iter(named.values))
    elif named.name == "ID":
        value = references.get(at, "")
    else:
        value = _SCALARS[named.name]
    inner = type_.of_type if is_non_null_type(type_) else type_
    return [value] if is_list_type(inner) else value
