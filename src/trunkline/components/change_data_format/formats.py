"""The formats: how each is read and written. Every reader raises ``CleaningError`` with what it needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from trunkline.components.change_data_format.xml_text import xml_of, xml_to_value
from trunkline.components.change_data_format.yaml_text import yaml_of, yaml_to_value
from trunkline.components.common.csv_text import csv_of, csv_of_records, records_of, rows_of, to_records
from trunkline.components.common.values import checked_depth, checked_size, inside, is_structure, text_of
from trunkline.sdk.cleaning import CleaningError, to_json, to_text


def read_json(value: object) -> object:
    """Return what JSON text says; structures as they are."""
    return value if is_structure(value) else to_json(text_of(value))


def read_yaml(value: object) -> object:
    """Return what YAML text says; structures as they are."""
    return value if is_structure(value) else yaml_to_value(text_of(value))


def read_xml(value: object, *, numbers_as_strings: bool = False) -> object:
    """Return what XML text says; structures as they are."""
    return value if is_structure(value) else xml_to_value(text_of(value), numbers_as_strings=numbers_as_strings)


def read_csv(value: object, *, has_header: bool = True, unflatten: bool = False) -> object:
    """Return CSV as objects by its header, or as lists of cells."""
    rows = rows_of(text_of(value))
    if not has_header:
        return rows
    records = records_of(rows)
    return [unflattened(record) for record in records] if unflatten else records


def write_json(value: object) -> str:
    """Return a value as JSON text."""
    return _written(value, lambda plain: json.dumps(plain, ensure_ascii=False, default=to_text, allow_nan=False))


def write_pretty(value: object) -> str:
    """Return a value as JSON text that is easy to read."""
    return _written(value, lambda plain: json.dumps(plain, ensure_ascii=False, default=to_text, indent=2))


def write_yaml(value: object) -> str:
    """Return a value as YAML text."""
    return _written(value, yaml_of)


def write_xml(value: object) -> str:
    """Return a value as XML text."""
    return _written(value, xml_of)


def write_csv(value: object) -> str:
    """Return a list of objects, or of lists, as CSV text."""
    listed = inside(value)
    if isinstance(value, list | tuple) and listed and all(isinstance(row, list | tuple) for row in listed):
        return checked_size(csv_of(inside(row) for row in listed))
    return checked_size(csv_of_records(to_records(value)))


def unflattened(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record whose keys with two underscores are objects in objects."""
    made: dict[str, object] = {}
    for name, value in record.items():
        *parents, key = name.split("__")
        place = made
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                raise CleaningError(f"a column {parent!r} or columns that start with {parent + '__'!r}, not both")
            place = inner
        if isinstance(place.get(key), dict):
            raise CleaningError(f"a column {key!r} or columns that start with {key + '__'!r}, not both")
        place[key] = value
    return made


def _written(value: object, write: Callable[[object], str]) -> str:
    try:
        return checked_size(write(checked_depth(value)))
    except CleaningError:
        raise
    except (TypeError, ValueError, RecursionError) as wrong:
        raise CleaningError(f"data that can be written in this format ({wrong})") from None
