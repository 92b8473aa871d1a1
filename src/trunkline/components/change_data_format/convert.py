"""Actions from one format straight to another: every pair of CSV, JSON, XML and YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from trunkline.components.change_data_format.formats import write_csv, write_json, write_xml, write_yaml
from trunkline.components.change_data_format.read import FromCsv, FromJson, FromXml, FromYaml, csv_input, xml_input
from trunkline.components.change_data_format.write import Write, written
from trunkline.sdk import Action, Context, Inputs, Repeat, action

I = TypeVar("I", bound=Inputs)  # noqa: E741 - inputs


@dataclass(frozen=True, slots=True)
class _Target:
    name: str
    write: Write


_TARGETS = (
    _Target("CSV", write_csv),
    _Target("JSON", write_json),
    _Target("XML", write_xml),
    _Target("YAML", write_yaml),
)


def _conversions(source: str, inputs: type[I], read: Callable[[I], object]) -> list[Action]:
    return [_conversion(source, inputs, read, target) for target in _TARGETS if target.name != source]


def _conversion(source: str, inputs: type[I], read: Callable[[I], object], target: _Target) -> Action:
    def convert(_context: Context, given: I) -> str:
        return written(read(given), target.write)

    convert.__doc__ = f"Returns {source} text as {target.name} text."
    key = f"{source.lower()}To{target.name.capitalize()}"
    return action(f"{source} to {target.name}", key=key, inputs=inputs, repeat=Repeat.SAFE)(convert)


CONVERSIONS = [
    *_conversions("CSV", FromCsv, csv_input),
    *_conversions("JSON", FromJson, lambda given: given.data),
    *_conversions("XML", FromXml, xml_input),
    *_conversions("YAML", FromYaml, lambda given: given.data),
]
