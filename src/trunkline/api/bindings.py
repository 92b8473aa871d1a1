"""Binding resolvers to the schema, so that no field is forgotten and none is bound twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, TypeVar

import sqlalchemy as sa
from ariadne import ObjectType
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

from trunkline.api import ids
from trunkline.api.names import snake
from trunkline.db.base import Base
from trunkline.errors import SetupError

R = TypeVar("R", bound=Callable[..., Any])


class Fields(ObjectType):
    """The resolvers of one object type.

    With a ``model`` (a mapped class or a dataclass), fields without a resolver are read from its attribute of
    the same name in snake case, and ``id`` of a row becomes its global id.
    """

    def __init__(self, name: str, model: type[object] | None = None) -> None:
        super().__init__(name)
        self.model = model

    def field(self, name: str) -> Callable[[R], R]:
        """Return a decorator that binds a resolver to field ``name``.

        Raises:
            SetupError: the field has a resolver already.
        """
        if name in self._resolvers:
            raise SetupError(f"{self.name}.{name} is bound twice")

        def register(resolver: R) -> R:
            self._resolvers[name] = resolver
            return resolver

        return register

    def bind_to_schema(self, schema: GraphQLSchema) -> None:
        """Set the resolvers of the schema's type.

        Raises:
            SetupError: the type or a field is not in the schema, or another binding has the field.
        """
        type_ = schema.type_map.get(self.name)
        if not isinstance(type_, GraphQLObjectType):
            raise SetupError(f"there are resolvers for {self.name}, which is not an object type of the schema")
        for name, resolver in self._resolvers.items():
            if name not in type_.fields:
                raise SetupError(f"there is a resolver for {self.name}.{name}, which is not in the schema")
            if type_.fields[name].resolve is not None:
                raise SetupError(f"{self.name}.{name} is bound twice")
            type_.fields[name].resolve = resolver
        if self.model is not None:
            self._bind_attributes(type_, self.model)

    def _bind_attributes(self, type_: GraphQLObjectType, model: type[object]) -> None:
        names = _attribute_names(model)
        is_row = issubclass(model, Base)
        for name, field in type_.fields.items():
            if field.resolve is None and name == "id" and is_row:
                field.resolve = _global_id(self.name)
            elif field.resolve is None and snake(name) in names:
                field.resolve = _attribute(snake(name))


def check_bindings(schema: GraphQLSchema) -> None:
    """Demand that every field of every object type has a resolver.

    Raises:
        SetupError: some have none; names them all.
    """
    missing = [
        f"{type_.name}.{name}"
        for type_ in object_types(schema)
        for name, field in type_.fields.items()
        if field.resolve is None
    ]
    if missing:
        raise SetupError(f"the schema has fields that nobody answers: {', '.join(missing)}")


def object_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    """Return the object types that are ours, without those of introspection."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            yield type_


def is_connection(type_: object) -> bool:
    """Say whether a type is a Relay connection."""
    return isinstance(type_, GraphQLObjectType) and type_.name.endswith("Connection") and "nodes" in type_.fields


def is_edge(type_: GraphQLObjectType) -> bool:
    """Say whether a type is an edge of a Relay connection."""
    return type_.name.endswith("Edge") and type_.fields.keys() == {"node", "cursor"}


def is_list(field: GraphQLField) -> bool:
    """Say whether a field gives a Relay connection."""
    return is_connection(get_named_type(field.type))


def _attribute_names(model: type[object]) -> set[str]:
    """Return what may be read from a ``model`` without a query: columns, dataclass fields, properties."""
    if issubclass(model, Base):
        mapper = sa.inspect(model)
        inherited = {name for name in vars(model) if isinstance(getattr(model, name), property)}
        return set(mapper.column_attrs.keys()) | inherited
    fields: dict[str, object] = getattr(model, "__dataclass_fields__", {})
    return set(fields) | {name for name, value in vars(model).items() if isinstance(value, property)}


def _attribute(name: str) -> Callable[[object, object], Any]:
    read = attrgetter(name)
    return lambda parent, _info: read(parent)


def _global_id(type_name: str) -> Callable[[Any, object], str]:
    return lambda parent, _info: ids.encode(type_name, parent.id)
