"""Relay's paging arguments, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trunkline.errors import Invalid

ARGUMENTS = frozenset({"first", "after", "last", "before", "offset", "orderBy", "sortBy"})


@dataclass(frozen=True, slots=True)
class Paging:
    """Which piece of a list is wanted: ``size`` rows from the front, or from the back with ``from_end``."""

    size: int
    from_end: bool
    after: str | None
    before: str | None
    offset: int


def parse(arguments: dict[str, Any], max_size: int) -> Paging:
    """Read the paging arguments; more than ``max_size`` objects come as ``max_size`` and a next page.

    Raises:
        Invalid: a negative number, or ``first`` and ``last`` at once.
    """
    first, last = _count(arguments, "first"), _count(arguments, "last")
    if first is not None and last is not None:
        raise Invalid("give first or last, not both", field="last")
    wanted = last if last is not None else first
    return Paging(
        size=max_size if wanted is None else min(wanted, max_size),
        from_end=last is not None,
        after=arguments.get("after") or None,
        before=arguments.get("before") or None,
        offset=_count(arguments, "offset") or 0,
    )


def _count(arguments: dict[str, Any], name: str) -> int | None:
    value: int | None = arguments.get(name)
    if value is not None and value < 0:
        raise Invalid(f"{name} must not be negative", field=name)
    return value
