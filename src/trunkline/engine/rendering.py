"""The parts that rendering is made of: leaving out what is absent, inputs, components, and YAML itself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import yaml

from trunkline.engine.definition import (
    ComplexInput,
    ComponentPart,
    ComponentRef,
    ConfigVarInput,
    DataSourceInput,
    Input,
    Item,
    ReferenceInput,
    TemplateInput,
    ValueInput,
)
from trunkline.engine.kinds import LATEST
from trunkline.engine.parse_inputs import InputType
from trunkline.engine.tree import meaning

_WIDE = 1 << 20  # never fold: references and templates stay on one line

_TYPES: dict[type[Input], InputType] = {
    ValueInput: InputType.VALUE,
    ReferenceInput: InputType.REFERENCE,
    ConfigVarInput: InputType.CONFIG_VAR,
    TemplateInput: InputType.TEMPLATE,
    ComplexInput: InputType.COMPLEX,
    DataSourceInput: InputType.DATA_SOURCE,
}


def present(table: Mapping[str, object]) -> dict[str, object]:
    """Return a table without what is absent; words of the format become texts, tuples lists."""
    return {key: _plain(value) for key, value in table.items() if value is not None and value != ()}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value


def inputs_table(inputs: Mapping[str, Input]) -> dict[str, object]:
    """Return inputs by name as they are written."""
    return {name: input_to_json(given) for name, given in inputs.items()}


def input_to_json(given: Input) -> dict[str, object]:
    """Return one input as it is written."""
    name = given.name if given.name is None or isinstance(given.name, str) else input_to_json(given.name)
    value = _items(given.value) if isinstance(given, ComplexInput) else given.value
    table: dict[str, object] = {} if name is None else {"name": name}
    table |= {"type": _TYPES[type(given)].value, "value": value}
    return table if given.meta is None else {**table, "meta": given.meta}


def _items(items: tuple[Item, ...]) -> list[object]:
    return [_item(item) for item in items]


def _item(item: Item) -> object:
    if isinstance(item, str):
        return item
    return _items(item) if isinstance(item, tuple) else input_to_json(item)


def component_table(component: ComponentRef) -> dict[str, object]:
    """Return a reference to a component as it is written."""
    version = LATEST if component.version is None else component.version
    wanted = {"version": version} if component.signature is None else {"signature": component.signature}
    return {"key": component.key, **wanted, "isPublic": component.is_public}


def part_table(part: ComponentPart | None) -> dict[str, object] | None:
    """Return an action, data source or connection as it is written."""
    if part is None:
        return None
    return present({"component": component_table(part.component), "key": part.key, "template": part.template})


def to_yaml(table: Mapping[str, object]) -> str:
    """Return a table as YAML that reads the same under the rules of YAML 1.1 and 1.2."""
    return yaml.dump(table, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE, default_flow_style=False)


class _Dumper(yaml.CSafeDumper):
    """The safe printer, without anchors, and with quotes around texts that look like something else."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class asks with the value
        """Write equal values out in full."""
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if not isinstance(meaning(text), str):
        style = "'"
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
