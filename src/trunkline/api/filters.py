"""Filter arguments named like Django's: ``name_Icontains``, ``startedAt_Gte``, ``key_In``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute

from trunkline.api import ids
from trunkline.api.names import snake
from trunkline.db.base import Base

Clause = sa.ColumnElement[bool]
Filter = sa.ColumnElement[Any] | InstrumentedAttribute[Any] | Callable[[Any], Clause]


def _text_pattern(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _contains(column: Any, value: Any) -> Clause:
    if isinstance(column.type, postgresql.ARRAY):
        return _clause(column.contains([value]))
    return _clause(column.like(f"%{_text_pattern(value)}%"))


LOOKUPS: dict[str, Callable[[Any, Any], Clause]] = {
    "": lambda column, value: _clause(column == value),
    "Exact": lambda column, value: _clause(column == value),
    "Iexact": lambda column, value: _clause(column.ilike(_text_pattern(value))),
    "Contains": _contains,
    "Icontains": lambda column, value: _clause(column.ilike(f"%{_text_pattern(value)}%")),
    "Startswith": lambda column, value: _clause(column.like(f"{_text_pattern(value)}%")),
    "Istartswith": lambda column, value: _clause(column.ilike(f"{_text_pattern(value)}%")),
    "In": lambda column, value: _clause(column.in_([one for one in value if one is not None])),
    "Isnull": lambda column, value: _clause(column.is_(None) if value else column.is_not(None)),
    "Gt": lambda column, value: _clause(column > value),
    "Gte": lambda column, value: _clause(column >= value),
    "Lt": lambda column, value: _clause(column < value),
    "Lte": lambda column, value: _clause(column <= value),
}


def _clause(value: Any) -> Clause:
    clause: Clause = value
    return clause


def reference(type_name: str, column: sa.ColumnElement[Any] | InstrumentedAttribute[Any], field: str) -> Filter:
    """Return the filter of an argument ``field`` that takes a global id of ``type_name``."""

    def clause(value: str) -> Clause:
        return _clause(column == ids.decode(value, type_name, field=field))

    return clause


def find(name: str, filters: Mapping[str, Filter], model: type[Base]) -> Callable[[Any], Clause] | None:
    """Return what makes a condition of a value of the argument ``name``; None when nothing does.

    First choice is the whole name in ``filters``, then the name without its lookup, then the model's column.
    """
    if name in filters:
        return _with_lookup(filters[name], "")
    base, _, lookup = name.rpartition("_")
    if not base or lookup not in LOOKUPS:
        base, lookup = name, ""
    column = filters[base] if base in filters else _column(model, base)
    return None if column is None else _with_lookup(column, lookup)


def _with_lookup(found: Filter, lookup: str) -> Callable[[Any], Clause] | None:
    if isinstance(found, sa.ColumnElement | InstrumentedAttribute):
        compare = LOOKUPS[lookup]
        return lambda value: compare(found, value)
    return found if not lookup else None


def _column(model: type[Base], name: str) -> InstrumentedAttribute[Any] | None:
    found = sa.inspect(model).column_attrs.get(snake(name))
    return None if found is None else getattr(model, found.key)
