"""What the components of an organization offer, for checking definitions against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.catalog.queries import usable
from trunkline.db.models import Component
from trunkline.engine.definition import Definition, walk_steps


class Part(StrEnum):
    """The kinds of things that a component offers; the values are the declaration's keys."""

    ACTION = "actions"
    TRIGGER = "triggers"
    DATA_SOURCE = "dataSources"
    CONNECTION = "connections"

    @property
    def word(self) -> str:
        """Return the kind in words."""
        return {"actions": "action", "triggers": "trigger", "connections": "connection"}.get(self, "data source")


@dataclass(frozen=True, slots=True)
class Declared:
    """One action, trigger, data source or connection, as its component declares it."""

    entry: Mapping[str, object]

    @property
    def inputs(self) -> Mapping[str, Mapping[str, object]]:
        """Return the declared inputs by key."""
        return {str(one["key"]): one for one in _tables(self.entry.get("inputs"))}

    def says(self, name: str) -> bool:
        """Say whether the declaration has something at ``name`` that is not false."""
        return bool(self.entry.get(name))

    def word(self, name: str) -> str:
        """Return a word of the declaration."""
        return str(self.entry.get(name) or "")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The keys of all components, and the declarations of those that a definition names."""

    keys: frozenset[str]
    declarations: Mapping[str, Mapping[str, object]]

    def offers(self, component_key: str, part: Part) -> Mapping[str, Declared]:
        """Return what a component offers of one kind, by key."""
        entries = _tables(self.declarations.get(component_key, {}).get(part.value))
        return {str(entry["key"]): Declared(entry) for entry in entries}


async def load_catalogue(session: AsyncSession, actor: Actor, component_keys: Iterable[str]) -> Catalogue:
    """Read the latest declarations of the named components that the actor's organization may use."""
    latest = usable(actor).where(Component.version_is_latest)
    keys = await session.scalars(latest.with_only_columns(Component.key))
    rows = await session.scalars(
        latest.where(Component.key.in_(set(component_keys))).order_by(Component.org_id.is_not(None))
    )  # an organization's own comes last, and so wins
    return Catalogue(frozenset(keys), {row.key: row.declaration for row in rows})


def named_components(definition: Definition) -> set[str]:
    """Return the keys of all components that a definition names."""
    steps = [step for flow in definition.flows for step in walk_steps(flow.steps)]
    parts = [step.action for step in steps]
    for variable in definition.config_variables:
        parts += [part for part in (variable.connection, variable.data_source) if part is not None]
    return {part.component.key for part in parts}


def _tables(value: object) -> list[Mapping[str, object]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
