"""What a component's declaration says, as objects for the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from trunkline.api import ids
from trunkline.db.models import Component


@dataclass(frozen=True, slots=True)
class Member:
    """An action, trigger, data source or connection of a component; ``entry`` is its part of the declaration."""

    component: Component
    kind: str
    entry: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Return its key, unique among those of its kind."""
        return str(self.entry["key"])

    @property
    def uuid(self) -> UUID:
        """Return its id: the same as long as the component's version and the key are."""
        return uuid5(self.component.id, f"{self.kind}:{self.key}")


@dataclass(frozen=True, slots=True)
class InputField:
    """An input of a member."""

    member: Member
    entry: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return its global id."""
        return ids.encode("InputField", uuid5(self.member.uuid, f"input:{self.entry['key']}"))


def members_of(component: Component, kind: str) -> list[Member]:
    """Return what a component declares under ``actions``, ``triggers``, ``dataSources`` or ``connections``."""
    return [Member(component, kind, entry) for entry in _entries(component.declaration, kind)]


def inputs_of(member: Member) -> list[InputField]:
    """Return the inputs of a member."""
    return [InputField(member, entry) for entry in _entries(member.entry, "inputs")]


def read(name: str) -> Any:
    """Return a resolver that reads ``name`` from an entry."""
    return lambda part, _info: part.entry.get(name)


def read_flag(name: str) -> Any:
    """Return a resolver that reads a flag from an entry; what is not said is false."""
    return lambda part, _info: bool(part.entry.get(name))


def _entries(declaration: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = declaration.get(name)
    return found if isinstance(found, list) else []
