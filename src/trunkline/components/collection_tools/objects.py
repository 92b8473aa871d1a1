"""Actions on objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json, to_pairs
from trunkline.sdk.fields import anything, key_values_of, string
from trunkline.sdk.inputs import Field, InputSpec

DEEPEST_PATH = 100

T = TypeVar("T")


def _same(value: object) -> object:
    return value


def _to_object(value: object) -> dict[str, object]:
    made = to_json(value)
    if not isinstance(made, Mapping):
        raise CleaningError("an object, or JSON text of one")
    return dict(made)


def object_field(label: str, *, required: bool = False, comments: str, example: str = "") -> Field[dict[str, object]]:
    """Declare an object, given by reference or as JSON text; empty when not given."""
    spec = InputSpec(
        label=label, type="CODE", language="json", required=required, comments=comments, example=example or None
    )
    return Field(spec, _to_object, dict)


class CreateObject(Inputs):
    """Keys with values."""

    key_value_input = key_values_of(
        "Key & value pairs", _same, comments="Each key with its value; a dot in a key makes an object in the object."
    )


class CombineCollections(Inputs):
    """Collections by name."""

    collections_input = key_values_of("Collections", _same, comments="Each key with its collection.")


class WithObject(Inputs):
    """An object and a place in it."""

    object = object_field(
        "Object", required=True, comments="The object: a reference to one, or JSON text.", example='{"id": 1}'
    )
    object_path = string(
        "Insert path",
        comments="Where in the object, keys parted by dots; empty: at the top.",
        example="employee.contact",
    )


class AddKey(WithObject):
    """One key to add."""

    key = string("Key", required=True, comments="The key to add.", example="email")
    value = anything("Value", comments="Its value.")


class AddMultipleKeys(WithObject):
    """Several keys to add."""

    dynamic_key_values: Field[dict[str, object]] = Field(
        InputSpec(
            label="Dynamic key/values", type="CODE", language="json", example='{"someProperty": "value"}',
            comments="An object, or a list of {key, value}, to add; it is taken in place of the pairs below.",
        ),
        lambda value: to_pairs(value, _same),
        dict,
    )  # fmt: skip
    key_value_input = key_values_of("Key/values", _same, comments="Each key to add with its value.")


class FromObject(Inputs):
    """An object."""

    object = object_field("Object", required=True, comments="The object: a reference to one, or JSON text.")


class ToObject(Inputs):
    """A list of keys with values."""

    key_value_list: Field[dict[str, object]] = Field(
        InputSpec(
            label="Key/value list", type="CODE", language="json", required=True,
            comments="A list of {key, value}.", example='[{"key": "id", "value": 1}]',
        ),
        lambda value: to_pairs(value, _same),
        dict,
    )  # fmt: skip


class FieldValueMapping(Inputs):
    """Two views of the same fields."""

    key_mappings = key_values_of("Key mappings", _same, required=True, comments="Each field with its name elsewhere.")
    value_mappings = key_values_of("Value mappings", _same, required=True, comments="Each field with its value.")


@action("Create Object", key="createObject", inputs=CreateObject, repeat=Repeat.SAFE)
def create_object(_context: Context, inputs: CreateObject) -> dict[str, object]:
    """Return a new object of keys with values."""
    made: dict[str, object] = {}
    for path, value in inputs.key_value_input.items():
        *parents, key = _path(CreateObject.key_value_input, path)
        _place(CreateObject.key_value_input, made, parents)[key] = value
    return made


@action("Combine Collection", key="combineCollections", inputs=CombineCollections, repeat=Repeat.SAFE)
def combine_collections(_context: Context, inputs: CombineCollections) -> dict[str, object]:
    """Return an object that holds each collection under its key; Create Object does more."""
    return dict(inputs.collections_input)


@action("Add Key/Value to Object", key="addKey", inputs=AddKey, repeat=Repeat.SAFE)
def add_key(_context: Context, inputs: AddKey) -> dict[str, object]:
    """Return an object with a key added."""
    return _with_keys(inputs, {inputs.key: inputs.value})


@action("Add Multiple Key/Value to Object", key="addMultipleKeys", inputs=AddMultipleKeys, repeat=Repeat.SAFE)
def add_multiple_keys(_context: Context, inputs: AddMultipleKeys) -> dict[str, object]:
    """Return an object with several keys added."""
    return _with_keys(inputs, inputs.dynamic_key_values or inputs.key_value_input)


@action("Object to Key Value Pair List", key="fromObject", inputs=FromObject, repeat=Repeat.SAFE)
def from_object(_context: Context, inputs: FromObject) -> list[dict[str, object]]:
    """Return an object as a list of keys with values."""
    return [{"key": key, "value": value} for key, value in inputs.object.items()]


@action("Key Value Pair List to Object", key="toObject", inputs=ToObject, repeat=Repeat.SAFE)
def to_object(_context: Context, inputs: ToObject) -> dict[str, object]:
    """Return a list of keys with values as an object."""
    return dict(inputs.key_value_list)


@action("Field Value Mapping", key="fieldValueMapping", inputs=FieldValueMapping, repeat=Repeat.SAFE)
def field_value_mapping(_context: Context, inputs: FieldValueMapping) -> list[dict[str, object]]:
    """Return, for each field that both lists know, its name elsewhere with its value."""
    values = inputs.value_mappings
    return [{"key": name, "value": values[field]} for field, name in inputs.key_mappings.items() if field in values]


def _with_keys(inputs: WithObject, added: Mapping[str, object]) -> dict[str, object]:
    made = dict(inputs.object)
    parents = _path(WithObject.object_path, inputs.object_path) if inputs.object_path else []
    _place(WithObject.object_path, made, parents).update(added)
    return made


def _path(field: Field[T], path: str) -> list[str]:
    keys = path.split(".")
    if len(keys) > DEEPEST_PATH:
        raise unusable(field, f"{path[:60]!r} goes deeper than {DEEPEST_PATH} levels")
    return keys


def _place(field: Field[T], made: dict[str, object], parents: list[str]) -> dict[str, object]:
    """Return the object at a path inside ``made``, as a copy that ``made`` holds; missing ones are made."""
    for parent in parents:
        found = made.get(parent)
        if found is not None and not isinstance(found, Mapping):
            raise unusable(field, f"there is already a value at {parent!r}, which is no object")
        inner = dict(found or {})
        made[parent] = inner
        made = inner
    return made
