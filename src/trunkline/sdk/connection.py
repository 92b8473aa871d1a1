"""Connections: what a service wants to know of its caller, and the value that an action is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trunkline.sdk.cleaning import CleaningError, to_text
from trunkline.sdk.inputs import Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A kind of connection that a component offers; ``inputs`` are what people fill in."""

    key: str
    label: str
    inputs: type[Inputs]
    comments: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionValue:
    """A configured connection: its kind's ``key``, what people filled in, and what a sign-in brought."""

    key: str
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    token: Mapping[str, object] = field(default_factory=dict, repr=False)
    context: Mapping[str, object] = field(default_factory=dict, repr=False)
    config_var_key: str = ""

    def text(self, name: str) -> str:
        """Return a field as text; ``''`` when it is not filled in."""
        return to_text(self.fields.get(name))


def to_connection(value: object) -> ConnectionValue:
    """Return the connection that a configuration variable holds (else a ``CleaningError``)."""
    if isinstance(value, ConnectionValue):
        return value
    if not isinstance(value, Mapping) or not isinstance(value.get("fields"), Mapping):
        raise CleaningError("a configuration variable that holds a connection")
    return ConnectionValue(
        key=to_text(value.get("key")),
        fields=value["fields"],
        token=_mapping(value.get("token")),
        context=_mapping(value.get("context")),
        config_var_key=to_text(value.get("configVarKey")),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
