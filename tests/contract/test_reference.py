"""What our schema shares by name with the reference of the public clients means the same; the rest is ours to add."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLType,
    build_schema,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from trunkline.web.graphql import make_schema

REFERENCE = build_schema(Path(__file__).with_name("reference.graphql").read_text())
OURS = make_schema()


def shared() -> list[str]:
    return sorted(name for name in OURS.type_map.keys() & REFERENCE.type_map.keys() if not name.startswith("__"))


def is_promised(ours: GraphQLType, theirs: GraphQLType) -> bool:
    """Say whether what we give is what clients read: never null where they do not expect it."""
    if is_non_null_type(theirs):
        return is_non_null_type(ours) and is_promised(ours.of_type, theirs.of_type)
    if is_non_null_type(ours):
        return is_promised(ours.of_type, theirs)
    if is_list_type(ours) and is_list_type(theirs):
        return is_promised(ours.of_type, theirs.of_type)
    return str(ours) == str(theirs)


def is_taken(ours: GraphQLType, theirs: GraphQLType) -> bool:
    """Say whether we take what clients send: never demanding more than they give."""
    return is_promised(theirs, ours)


def problems(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> Iterator[str]:
    if type(ours) is not type(theirs):
        yield f"{ours.name} is another kind of type"
    elif isinstance(ours, GraphQLObjectType) and isinstance(theirs, GraphQLObjectType):
        yield from object_problems(ours, theirs)
    elif isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
        yield from input_problems(ours, theirs)
    elif (
        isinstance(ours, GraphQLEnumType)
        and isinstance(theirs, GraphQLEnumType)
        and not (ours.values.keys() & theirs.values.keys())
    ):
        yield f"{ours.name} has none of the reference's values"


def object_problems(ours: GraphQLObjectType, theirs: GraphQLObjectType) -> Iterator[str]:
    for name in ours.fields.keys() & theirs.fields.keys():
        mine, reference = ours.fields[name], theirs.fields[name]
        if not is_promised(mine.type, reference.type):
            yield f"{ours.name}.{name} is {mine.type}, not {reference.type}"
        for key, argument in mine.args.items():
            if key not in reference.args:
                if is_required_argument(argument):
                    yield f"{ours.name}.{name}({key}) is not in the reference and yet required"
            elif not is_taken(argument.type, reference.args[key].type):
                yield f"{ours.name}.{name}({key}) is {argument.type}, not {reference.args[key].type}"
        yield from (
            f"{ours.name}.{name}({key}) is missing"
            for key in reference.args
            if is_lost(key, reference.args.keys() - mine.args.keys())
        )


def is_lost(name: str, missing: set[str]) -> bool:
    """Say whether a client may rely on an argument that is missing: paging and ids are always there."""
    return name in missing and name in {"id", "input", "first", "after", "last", "before", "offset"}


def input_problems(ours: GraphQLInputObjectType, theirs: GraphQLInputObjectType) -> Iterator[str]:
    for name, field in ours.fields.items():
        if name in theirs.fields:
            if not is_taken(field.type, theirs.fields[name].type):
                yield f"{ours.name}.{name} is {field.type}, not {theirs.fields[name].type}"
        elif is_required_input_field(field):
            yield f"{ours.name}.{name} is not in the reference and yet required"


@pytest.mark.parametrize("name", shared())
def test_a_type_shared_with_the_reference_is_compatible(name: str) -> None:
    assert list(problems(OURS.type_map[name], REFERENCE.type_map[name])) == []


def test_the_roots_have_the_reference_s_names() -> None:
    assert OURS.query_type is not None
    assert OURS.mutation_type is not None
    assert (OURS.query_type.name, OURS.mutation_type.name) == ("RootQuery", "RootMutation")


@pytest.mark.parametrize(
    ("ours", "message"),
    [
        (
            "type RootQuery { customer(id: ID!): Customer } type Customer { id: ID name: String! }",
            "Customer.id is ID, not ID!",
        ),
        ("type RootQuery { customer(id: ID!, of: Int!): Int }", "not in the reference and yet required"),
        ("type RootQuery { customer: Int }", "RootQuery.customer(id) is missing"),
        ("type RootQuery { customers(first: Int!): Int }", "RootQuery.customers(first) is Int!, not Int"),
        ("type RootQuery { a: Int } input DeleteCustomerInput { id: ID! }", "DeleteCustomerInput.id is ID!, not ID"),
        ("type RootQuery { a: Int } enum OrderDirection { UP DOWN }", "none of the reference's values"),
    ],
)
def test_what_differs_is_told(ours: str, message: str) -> None:
    made = build_schema("schema { query: RootQuery } " + ours)
    found = [
        problem
        for name in made.type_map.keys() & REFERENCE.type_map.keys()
        if not name.startswith("__")
        for problem in problems(made.type_map[name], REFERENCE.type_map[name])
    ]
    assert any(message in problem for problem in found), found
