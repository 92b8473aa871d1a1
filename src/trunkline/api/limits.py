"""What a document may ask for, checked before anything runs: depth, number of fields, estimated objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)

from trunkline.api.bindings import is_list, object_types
from trunkline.errors import Invalid

MAX_TOKENS = 20_000
MAX_FIELDS = 5_000
MAX_COST = 500_000
_CHILD_LIST = 10
"""How many objects a list inside a list is taken to have when the document does not say."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How deep a selection goes and how many objects it may give."""

    depth: int = 0
    cost: int = 0


def check(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    *,
    max_depth: int,
    page_size: int,
) -> None:
    """Refuse an operation of a valid document that is too deep or asks for too much.

    Raises:
        Invalid: says which limit, and what to do.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise Invalid(f"the API has no {operation.operation.value} operations")
    measured = _Measuring(schema, document, variables, page_size).selection(operation.selection_set, root, inner=False)
    if measured.depth > max_depth:
        raise Invalid(f"the document nests {measured.depth} levels deep; {max_depth} are allowed: ask in pieces")
    if measured.cost > MAX_COST:
        raise Invalid(f"the document may give {measured.cost} objects; {MAX_COST} are allowed: ask for smaller pages")


def check_text(document: DocumentNode) -> None:
    """Refuse a document with too many fields, or with a NUL character, which PostgreSQL does not store.

    Raises:
        Invalid: it has.
    """
    looked = _TextVisitor()
    visit(document, looked)
    if looked.fields > MAX_FIELDS:
        raise Invalid(f"the document has {looked.fields} fields; {MAX_FIELDS} are allowed")
    if looked.has_nul:
        raise Invalid("the document has a NUL character in a string")


class _TextVisitor(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.fields = 0
        self.has_nul = False

    def enter_field(self, *_: object) -> None:
        self.fields += 1

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self.has_nul = self.has_nul or "\0" in node.value


class _Measuring:
    """Measures selections; a fragment is measured once for each kind of place where it is spread."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], page_size: int
    ) -> None:
        self._types = {type_.name: type_ for type_ in object_types(schema)}
        self._fragments = {
            found.name.value: found for found in document.definitions if isinstance(found, FragmentDefinitionNode)
        }
        self._variables = variables
        self._page_size = page_size
        self._measured: dict[tuple[str, bool], Measure] = {}

    def selection(self, selections: SelectionSetNode, parent: GraphQLObjectType, *, inner: bool) -> Measure:
        """Measure what is selected of one object; ``inner`` says that it lies in a list."""
        parts = [self._part(part, parent, inner=inner) for part in selections.selections]
        return Measure(max((part.depth for part in parts), default=0), sum(part.cost for part in parts))

    def _part(self, part: SelectionNode, parent: GraphQLObjectType, *, inner: bool) -> Measure:
        if isinstance(part, FieldNode):
            return self._field(part, parent, inner=inner)
        if isinstance(part, FragmentSpreadNode):
            return self._fragment(part.name.value, inner=inner)
        inside: Any = part  # an inline fragment
        condition = inside.type_condition
        type_ = self._types.get(condition.name.value, parent) if condition else parent
        return self.selection(inside.selection_set, type_, inner=inner)

    def _fragment(self, name: str, *, inner: bool) -> Measure:
        if (name, inner) not in self._measured:
            fragment = self._fragments[name]
            type_ = self._types.get(fragment.type_condition.name.value)
            if type_ is None:  # a fragment on a type of introspection
                return Measure()
            self._measured[name, inner] = self.selection(fragment.selection_set, type_, inner=inner)
        return self._measured[name, inner]

    def _field(self, node: FieldNode, parent: GraphQLObjectType, *, inner: bool) -> Measure:
        field = parent.fields.get(node.name.value)
        if field is None or node.selection_set is None:  # introspection, which validation bounds; or a leaf
            return Measure(depth=1)
        type_ = get_named_type(field.type)
        if not isinstance(type_, GraphQLObjectType):
            return Measure(depth=1)
        lists = is_list(field)
        below = self.selection(node.selection_set, type_, inner=inner or lists)
        objects = self._size(node, field, inner=inner) if lists else 1
        return Measure(below.depth + 1, objects * (1 + below.cost))

    def _size(self, node: FieldNode, field: GraphQLField, *, inner: bool) -> int:
        given = [
            self._number(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in {"first", "last"}
        ]
        sizes = [number for number in given if number is not None]
        if sizes:
            return max(0, min(*sizes, self._page_size))
        return _CHILD_LIST if inner and field.args else self._page_size

    def _number(self, value: object) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            found = self._variables.get(value.name.value)
            return found if isinstance(found, int) else None
        return None
