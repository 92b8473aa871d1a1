"""Reads inputs and references to components."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from trunkline.engine.definition import (
    ComplexInput,
    ComponentPart,
    ComponentRef,
    ConfigVarInput,
    DataSourceInput,
    Input,
    Item,
    Json,
    ReferenceInput,
    TemplateInput,
    ValueInput,
)
from trunkline.engine.kinds import LATEST
from trunkline.engine.problems import Problems
from trunkline.engine.reader import Fields, describe
from trunkline.engine.tree import Node, Scalar, Sequence, Table


class InputType(StrEnum):
    """The written types of inputs."""

    VALUE = "value"
    REFERENCE = "reference"
    CONFIG_VAR = "configVar"
    TEMPLATE = "template"
    COMPLEX = "complex"
    DATA_SOURCE = "dataSource"


def read_inputs(fields: Fields, key: str) -> Mapping[str, Input]:
    """Return a table of inputs by name."""
    table = fields.table(key)
    if table is None:
        return {}
    found = {}
    for name in table.names():
        node = table.node(name)
        read = read_input(node, table.at(name), table.problems) if node is not None else None
        if read is not None:
            found[name] = read
    return found


def read_input(node: Node, path: str, problems: Problems) -> Input | None:
    """Return one input; nothing when it is too broken to go on with."""
    fields = Fields.of(node, path, problems)
    if fields is None:
        return None
    kind = fields.choice("type", InputType)
    if kind is None:
        if fields.node("type") is None:
            fields.problems.add_unknown(fields.at("type"), "is missing; an input is {type, value}", "value", InputType)
        return None
    found = _read_kind(kind, fields, _name(fields), fields.json_table("meta"))
    fields.close()
    return found


def _read_kind(kind: InputType, fields: Fields, name: str | Input | None, meta: Mapping[str, Json] | None) -> Input:
    match kind:
        case InputType.COMPLEX:
            return ComplexInput(value=_items(fields), name=name, meta=meta)
        case InputType.DATA_SOURCE:
            return DataSourceInput(value=fields.json("value"), name=name, meta=meta)
        case InputType.VALUE:
            return ValueInput(value=fields.loose_text("value") or "", name=name, meta=meta)
        case InputType.REFERENCE:
            return ReferenceInput(value=_stripped(fields), name=name, meta=meta)
        case InputType.CONFIG_VAR:
            return ConfigVarInput(value=fields.loose_text("value") or "", name=name, meta=meta)
        case InputType.TEMPLATE:
            return TemplateInput(value=fields.loose_text("value") or "", name=name, meta=meta)


def _stripped(fields: Fields) -> str:
    # folded YAML texts often end in a line break that means nothing here
    return (fields.loose_text("value") or "").strip()


def _name(fields: Fields) -> str | Input | None:
    node = fields.node("name")
    if isinstance(node, Table):
        return read_input(node, fields.at("name"), fields.problems)
    return fields.loose_text("name")


def _items(fields: Fields) -> tuple[Item, ...]:
    node = fields.node("value")
    if node is None:
        return ()
    if isinstance(node, Sequence):
        return _read_items(node, fields.at("value"), fields.problems)
    fields.wrong("value", f"of a complex input must be a list, not {describe(node)}")
    return ()


def _read_items(node: Sequence, path: str, problems: Problems) -> tuple[Item, ...]:
    found: list[Item] = []
    for index, item in enumerate(node.items):
        read = _read_item(item, f"{path}[{index}]", problems)
        if read is not None:
            found.append(read)
    return tuple(found)


def _read_item(node: Node, path: str, problems: Problems) -> Item | None:
    match node:
        case Scalar(text=text):
            return text
        case Sequence():
            return _read_items(node, path, problems)
        case Table():
            return read_input(node, path, problems)


def read_component(fields: Fields) -> ComponentRef:
    """Return a reference to a component and the version of it that is wanted."""
    found = ComponentRef(
        key=fields.required_text("key"),
        version=_component_version(fields),
        signature=fields.text("signature"),
        is_public=fields.flag("isPublic") is not False,
    )
    fields.close()
    return found


def _component_version(fields: Fields) -> int | None:
    node = fields.node("version")
    if isinstance(node, Scalar) and node.text.upper() == LATEST:
        return None
    return fields.number("version", 1)


def read_part(fields: Fields, key: str) -> ComponentPart | None:
    """Return an action, data source or connection of a component."""
    part = fields.table(key)
    if part is None:
        return None
    component = part.table("component")
    if component is None and part.node("component") is None:
        part.wrong("component", "is missing")
    found = ComponentPart(
        component=read_component(component) if component is not None else ComponentRef(key=""),
        key=part.required_text("key"),
        template=part.text("template"),
    )
    part.close()
    return found


def read_reference(fields: Fields, key: str) -> ReferenceInput | None:
    """Return an input that must be a reference."""
    node = fields.node(key)
    if node is None:
        return None
    found = read_input(node, fields.at(key), fields.problems)
    if isinstance(found, ReferenceInput):
        return found if found.value else None
    if found is not None:
        fields.wrong(key, "must be of type reference")
    return None
