"""GraphQL documents: parsed, validated and measured once, then kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLBoolean,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    validate,
)

from trunkline.api import limits
from trunkline.errors import Invalid

_KEPT = 500
_LONGEST_KEPT = 20_000
_TRUTH = {"true": True, "false": False}


class Documents:
    """The documents that clients send again and again."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, DocumentNode] = OrderedDict()

    def read(self, text: str) -> DocumentNode:
        """Return a valid document.

        Raises:
            GraphQLError: it cannot be parsed, or asks for what the schema does not have; the first mistake.
            Invalid: it is too large.
        """
        if text in self._kept:
            self._kept.move_to_end(text)
            return self._kept[text]
        document = parse(text, max_lexical_tokens=limits.MAX_TOKENS, max_comments=limits.MAX_TOKENS)
        limits.check_text(document)
        mistakes = validate(self._schema, document)
        if mistakes:
            raise mistakes[0]
        if len(text) <= _LONGEST_KEPT:
            self._keep(text, document)
        return document

    def _keep(self, text: str, document: DocumentNode) -> None:
        self._kept[text] = document
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation to run.

    Raises:
        Invalid: there is none of this name, or several and no name.
    """
    operation = get_operation_ast(document, name)
    if operation is None:
        which = f"no operation {name!r}" if name else "several operations, or none: say which with operationName"
        raise Invalid(f"the document has {which}")
    return operation


def coerced(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables that the operation declares; the words true and false count for Booleans."""
    taken: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in variables:
            value = variables[name]
            is_text = isinstance(value, str) and _is_boolean(definition.type)
            taken[name] = _TRUTH.get(value, value) if is_text else value
    return taken


def _is_boolean(type_: object) -> bool:
    named = type_.type if isinstance(type_, NonNullTypeNode) else type_
    return isinstance(named, NamedTypeNode) and named.name.value == GraphQLBoolean.name
