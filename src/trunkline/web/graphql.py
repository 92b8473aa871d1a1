"""Composes the rooms' contracts and resolvers into one executable schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from ariadne import make_executable_schema
from graphql import GraphQLSchema, print_schema
from graphql.utilities import lexicographic_sort_schema

import trunkline.accounts.graphql
import trunkline.api
import trunkline.catalog.graphql
import trunkline.customers.graphql
import trunkline.executions.graphql
import trunkline.instances.graphql
import trunkline.integrations.graphql
from trunkline.api import page, payload
from trunkline.api.bindings import check_bindings, object_types
from trunkline.api.connection import Connection
from trunkline.api.listing import Listing
from trunkline.api.payload import Payload
from trunkline.api.scalars import SCALARS
from trunkline.errors import SetupError

ROOMS: tuple[ModuleType, ...] = (
    trunkline.accounts.graphql,
    trunkline.catalog.graphql,
    trunkline.customers.graphql,
    trunkline.integrations.graphql,
    trunkline.instances.graphql,
    trunkline.executions.graphql,
)
"""Each has a ``schema.graphql`` beside it, and ``BINDINGS`` for what that file declares."""


def make_schema(rooms: Sequence[ModuleType] = ROOMS) -> GraphQLSchema:
    """Return the executable schema of these rooms.

    Raises:
        SetupError: a field, argument, order or input has nobody to answer it, or more than one.
    """
    texts = [_text_beside(trunkline.api), *(_text_beside(room) for room in rooms)]
    bindings = [binding for room in rooms for binding in room.BINDINGS]
    schema = make_executable_schema(texts, *SCALARS, *bindings)
    for fields in (*page.bindings(schema), *payload.bindings(schema)):
        fields.bind_to_schema(schema)
    check_bindings(schema)
    check_arguments(schema)
    return schema


def check_arguments(schema: GraphQLSchema) -> None:
    """Demand that every connection and mutation takes what its field declares.

    Raises:
        SetupError: some do not; names all arguments, orders and inputs that nobody would look at.
    """
    found = [
        f"{type_.name}.{name}: {problem}"
        for type_ in object_types(schema)
        for name, field in type_.fields.items()
        if isinstance(field.resolve, Connection | Listing | Payload)
        for problem in field.resolve.problems(field)
    ]
    if found:
        raise SetupError(f"the schema declares what nobody looks at: {', '.join(found)}")


def sdl() -> str:
    """Return the whole schema as text, in a fixed order."""
    return print_schema(lexicographic_sort_schema(make_schema())) + "\n"


def _text_beside(module: ModuleType) -> str:
    if module.__file__ is None:
        raise SetupError(f"{module.__name__} is not a file, so its schema.graphql cannot be found")
    return Path(module.__file__).with_name("schema.graphql").read_text(encoding="utf-8")
