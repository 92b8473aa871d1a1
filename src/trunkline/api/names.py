"""The two ways of writing a name: ``externalId`` outside, ``external_id`` inside."""

from __future__ import annotations

import re

_BEFORE_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(name: str) -> str:
    """Return a camel-case name of the API as Python writes it."""
    return _BEFORE_CAPITAL.sub("_", name).lower()


def camel(name: str) -> str:
    """Return a Python name as the API writes it; what is camel-case already stays."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
