"""``filterQuery``: prefix expressions in JSON, such as ``["or", ["in", "key", "http"], ["in", "label", "http"]]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from trunkline.api.filters import LOOKUPS
from trunkline.errors import Invalid

_DEEPEST = 10
_FIELD = "filterQuery"


def condition_of(text: str, columns: Mapping[str, InstrumentedAttribute[Any]]) -> sa.ColumnElement[bool]:
    """Return the condition that an expression means; ``in`` asks for text within a column, in any case.

    Raises:
        Invalid: it is not such an expression; says what is.
    """
    try:
        expression = msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise _wrong(columns) from None
    return _condition(expression, columns, _DEEPEST)


def _condition(expression: object, columns: Mapping[str, Any], levels: int) -> sa.ColumnElement[bool]:
    match expression:
        case ["and" | "or" as word, *parts] if parts and levels:
            conditions = [_condition(part, columns, levels - 1) for part in parts]
            return sa.and_(*conditions) if word == "and" else sa.or_(*conditions)
        case ["not", part] if levels:
            return sa.not_(_condition(part, columns, levels - 1))
        case ["in", str(name), str(value)] if name in columns:
            return LOOKUPS["Icontains"](columns[name], value)
        case ["eq", str(name), str(value)] if name in columns:
            return LOOKUPS["Exact"](columns[name], value)
        case _:
            raise _wrong(columns)


def _wrong(columns: Mapping[str, Any]) -> Invalid:
    names = ", ".join(columns)
    return Invalid(
        f'write ["in", field, text], ["eq", field, text], or these within ["and", ...], ["or", ...], ["not", ...]; '
        f"fields are {names}",
        field=_FIELD,
    )
