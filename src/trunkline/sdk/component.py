"""A component: the actions, triggers, data sources and connections of one service or purpose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trunkline.sdk.action import Action, ErrorHook
from trunkline.sdk.connection import Connection
from trunkline.sdk.data_source import DataSource
from trunkline.sdk.describe import describe_action, describe_connection, describe_data_source, describe_trigger
from trunkline.sdk.trigger import Trigger


@dataclass(frozen=True, kw_only=True)
class Component:
    """What an entry point of the group ``trunkline.components`` names.

    ``service`` is the foreign service it speaks to, when it speaks to one. ``on_error`` sees every exception
    of its code and returns the one to raise instead.
    """

    key: str
    label: str
    description: str
    category: str
    version: int = 1
    public: bool = True
    service: str = ""
    documentation_url: str = ""
    actions: Sequence[Action] = ()
    triggers: Sequence[Trigger] = ()
    data_sources: Sequence[DataSource] = ()
    connections: Sequence[Connection] = ()
    on_error: ErrorHook | None = None

    def __post_init__(self) -> None:
        # Each member learns whose it is, so that whoever runs one needs nothing else.
        key, hook = self.key, self.on_error
        actions = tuple(replace(one, component_key=key, on_error=hook) for one in self.actions)
        triggers = tuple(replace(one, component_key=key, on_error=hook) for one in self.triggers)
        sources = tuple(replace(one, component_key=key, on_error=hook) for one in self.data_sources)
        object.__setattr__(self, "actions", actions)
        object.__setattr__(self, "triggers", triggers)
        object.__setattr__(self, "data_sources", sources)
        object.__setattr__(self, "connections", tuple(self.connections))

    @cached_property
    def declaration(self) -> dict[str, object]:
        """The component without its code, in the public API's names; only what JSON can hold."""
        return {
            "key": self.key,
            "label": self.label,
            "description": self.description,
            "category": self.category,
            "public": self.public,
            "versionNumber": self.version,
            "documentationUrl": self.documentation_url or None,
            "actions": [describe_action(action) for action in self.actions],
            "triggers": [describe_trigger(trigger) for trigger in self.triggers],
            "dataSources": [describe_data_source(source) for source in self.data_sources],
            "connections": [describe_connection(order, kind) for order, kind in enumerate(self.connections)],
        }

    @cached_property
    def signature(self) -> str:
        """The SHA-1 of the declaration: equal when nothing that others see has changed."""
        canonical = json.dumps(self.declaration, sort_keys=True, separators=(",", ":"))
        return hashlib.sha1(canonical.encode(), usedforsecurity=False).hexdigest()
