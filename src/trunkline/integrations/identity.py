"""Stable keys: who a flow or a config variable is, over renames and versions.

A stable key that the definition gives counts. Else a rename or an equal name finds the key that the draft has
already; else one is made from the name. All keys are written into the definition, so that exports carry them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trunkline.engine.definition import Definition, Json
from trunkline.engine.problems import InvalidDefinition, Problem

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60

MAX_NAME = 300
"""Longer names and stable keys do not fit into the indexes that keep them unique."""


@dataclass(frozen=True, slots=True)
class Known:
    """The stable keys of a draft, by the names that its flows and config variables have now."""

    flows: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    stable_key: str | None


def with_stable_keys(definition: Definition, known: Known) -> Definition:
    """Return ``definition`` with a stable key for every flow and config variable; its renames are done.

    Raises:
        InvalidDefinition: two of them would have the same stable key, a rename is not understood, or a name is
            too long.
    """
    if len(definition.name) > MAX_NAME:
        raise InvalidDefinition((Problem("name", _too_long(definition.name)),))
    flows = [_Named(flow.name, flow.stable_key) for flow in definition.flows]
    variables = [_Named(variable.key, variable.stable_key) for variable in definition.config_variables]
    flow_keys = _assign("flows", flows, known.flows, definition)
    variable_keys = _assign("requiredConfigVars", variables, known.variables, definition)
    return replace(
        definition,
        flows=tuple(replace(flow, stable_key=key) for flow, key in zip(definition.flows, flow_keys, strict=True)),
        config_variables=tuple(
            replace(variable, stable_key=key)
            for variable, key in zip(definition.config_variables, variable_keys, strict=True)
        ),
        rename_attributes=None,
    )


def _assign(path: str, named: Sequence[_Named], known: Mapping[str, str], definition: Definition) -> list[str]:
    old_names = dict(_renames(definition.rename_attributes, path))
    told = [one.stable_key or known.get(old_names.get(one.name, "")) for one in named]
    _check_keys(path, named, told)
    taken = {key for key in told if key is not None}
    kept = [key or _unless_taken(known.get(one.name), taken) for one, key in zip(named, told, strict=True)]
    taken |= {key for key in kept if key is not None} | set(known.values())
    keys = []
    for one, key in zip(named, kept, strict=True):
        chosen = key or _free(one.name, taken)
        taken.add(chosen)
        keys.append(chosen)
    return keys


def _unless_taken(key: str | None, taken: set[str]) -> str | None:
    return None if key in taken else key


def _check_keys(path: str, named: Sequence[_Named], keys: Sequence[str | None]) -> None:
    first: dict[str, str] = {}
    for index, (one, key) in enumerate(zip(named, keys, strict=True)):
        if key is None:
            continue
        if len(key) > MAX_NAME:
            raise InvalidDefinition((Problem(f"{path}[{index}].stableKey", _too_long(key)),))
        if key in first:
            twins = f"{first[key]!r} and {one.name!r} would both have the stable key {key!r}"
            raise InvalidDefinition((Problem(f"{path}[{index}].stableKey", f"{twins}; change one of them"),))
        first[key] = one.name


def _too_long(text: str) -> str:
    return f"has {len(text)} characters; {MAX_NAME} are the most"


def _free(name: str, taken: set[str]) -> str:
    slug = _NOT_WORD.sub("-", name.lower()).strip("-")[:_LONGEST_SLUG] or "item"
    number, key = 1, slug
    while key in taken:
        number += 1
        key = f"{slug}-{number}"
    return key


def _renames(attributes: Json, path: str) -> Iterator[tuple[str, str]]:
    """Yield new and old name of each rename."""
    if attributes is None:
        return
    entries = attributes.get(path, []) if isinstance(attributes, dict) else None
    if not isinstance(entries, list):
        raise InvalidDefinition((Problem("renameAttributes", "must be {flows: [...], requiredConfigVars: [...]}"),))
    for index, entry in enumerate(entries):
        new, old = (entry.get("newName"), entry.get("oldName")) if isinstance(entry, dict) else (None, None)
        if not isinstance(new, str) or not isinstance(old, str):
            place = f"renameAttributes.{path}[{index}]"
            raise InvalidDefinition((Problem(place, "must be {oldName: text, newName: text}"),))
        yield new, old
