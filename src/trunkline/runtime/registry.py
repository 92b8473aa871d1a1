"""The components of this installation, found by their entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, TypeVar

from trunkline import log as logs
from trunkline.errors import NotFound, SetupError
from trunkline.sdk import Action, Component, DataSource, Trigger

GROUP = "trunkline.components"

log = logs.get(__name__)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=_Keyed)


class Registry:
    """Components by key, and their actions, triggers and data sources by (component key, own key)."""

    def __init__(self, components: Iterable[Component]) -> None:
        self._components: dict[str, Component] = {}
        for component in components:
            if component.key in self._components:
                raise SetupError(f"two installed components have the key {component.key!r}; uninstall one")
            self._components[component.key] = component
        self._actions = self._index(lambda component: component.actions)
        self._triggers = self._index(lambda component: component.triggers)
        self._data_sources = self._index(lambda component: component.data_sources)

    @property
    def components(self) -> Mapping[str, Component]:
        """Every component by its key."""
        return self._components

    def component(self, key: str) -> Component:
        """Return a component.

        Raises:
            NotFound: it is not installed; names the nearest that is.
        """
        if key not in self._components:
            raise NotFound(f"component {key!r} is not installed{_nearest(key, self._components)}", field="component")
        return self._components[key]

    def action(self, component_key: str, key: str) -> Action:
        """Return an action.

        Raises:
            NotFound: the component is not installed or has no such action; names the nearest.
        """
        return self._find(self._actions, "action", component_key, key)

    def trigger(self, component_key: str, key: str) -> Trigger:
        """Return a trigger.

        Raises:
            NotFound: the component is not installed or has no such trigger; names the nearest.
        """
        return self._find(self._triggers, "trigger", component_key, key)

    def data_source(self, component_key: str, key: str) -> DataSource:
        """Return a data source.

        Raises:
            NotFound: the component is not installed or has no such data source; names the nearest.
        """
        return self._find(self._data_sources, "data source", component_key, key)

    def _index(self, members: Callable[[Component], Sequence[M]]) -> dict[tuple[str, str], M]:
        return {(one.key, member.key): member for one in self._components.values() for member in members(one)}

    def _find(self, index: Mapping[tuple[str, str], M], kind: str, component_key: str, key: str) -> M:
        found = index.get((component_key, key))
        if found is None:
            self.component(component_key)
            siblings = [name for owner, name in index if owner == component_key]
            raise NotFound(f"component {component_key!r} has no {kind} {key!r}{_nearest(key, siblings)}", field="key")
        return found


def load() -> Registry:
    """Return the registry of all installed components.

    Raises:
        SetupError: a component cannot be imported, or two have the same key; says which.
    """
    registry = Registry(_import(entry) for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name))
    log.info("components.loaded", keys=list(registry.components))
    return registry


def _import(entry: EntryPoint) -> Component:
    try:
        component = entry.load()
    except Exception as wrong:  # any code may run in a foreign import; the operator gets one line
        log.exception("component.import_failed", entry=entry.name)
        reason = f"{type(wrong).__name__}: {wrong}"
        raise SetupError(f"component {entry.name!r} ({entry.value}) cannot be imported: {reason}") from wrong
    if not isinstance(component, Component):
        raise SetupError(f"entry point {entry.name!r} ({entry.value}) names no Component")
    return component


def _nearest(key: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(key, list(known), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
