"""Turn values of a definition (text or structured) into the types that actions want.

Every function raises ``CleaningError`` with what it needs, as words that fit after "needs".
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

V = TypeVar("V")

_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0"})
_FILE_KEYS = frozenset({"data", "contentType"})


class CleaningError(ValueError):
    """A value cannot be turned into what is wanted; the text completes "it needs ..."."""


class File:
    """Bytes with their content type: what a binary value is between steps."""

    __slots__ = ("content_type", "data")

    def __init__(self, data: bytes, content_type: str = "application/octet-stream") -> None:
        self.data = data
        self.content_type = content_type

    def as_json(self) -> dict[str, object]:
        """Return the form that later steps see: ``{data, contentType}``."""
        return {"data": self.data, "contentType": self.content_type}


def to_text(value: object) -> str:
    """Return text as it is, anything else as JSON writes it (bytes as UTF-8)."""
    if isinstance(value, str):
        return value
    if isinstance(value, File):
        value = value.data
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=to_text)


def to_bool(value: object) -> bool:
    """Return the boolean that ``value`` is or spells."""
    if isinstance(value, bool):
        return value
    word = to_text(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CleaningError("true or false")


def to_int(value: object) -> int:
    """Return a whole number."""
    number = to_number(value)
    if not number.is_integer():
        raise CleaningError("a whole number")
    try:
        return int(value) if isinstance(value, int | str) else int(number)
    except ValueError:  # 1e3 or 5.0: text of a whole number, but not of an int
        return int(number)


def to_number(value: object) -> float:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CleaningError("a number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise CleaningError("a number") from None
    if not math.isfinite(number):
        raise CleaningError("a finite number")
    return number


def to_json(value: object) -> object:
    """Return structured values as they are, text as the JSON it must be."""
    if not isinstance(value, str | bytes):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as wrong:
        raise CleaningError(f"valid JSON ({wrong})") from None


def to_file(value: object) -> File:
    """Return ``value`` as a file: bytes and files as they are, text as plain text, the rest as JSON."""
    if isinstance(value, File):
        return value
    if isinstance(value, bytes):
        return File(value)
    if isinstance(value, str):
        return File(value.encode(), "text/plain; charset=utf-8")
    if isinstance(value, Mapping) and value.keys() <= _FILE_KEYS and isinstance(value.get("data"), bytes | str):
        data = value["data"]
        return File(
            data.encode() if isinstance(data, str) else data,
            to_text(value.get("contentType") or "text/plain"),
        )
    return File(to_text(value).encode(), "application/json")


def to_date(value: object) -> date:
    """Return a day, from ISO text or a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(to_text(value).strip()[:10])
    except ValueError:
        raise CleaningError("a date such as 2031-02-28") from None


def to_timestamp(value: object) -> datetime:
    """Return an aware time, from ISO text; without a zone it is UTC."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(to_text(value).strip())
    except ValueError:
        raise CleaningError("a time such as 2031-02-28T12:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def to_list(value: object, of: Callable[[object], V]) -> tuple[V, ...]:
    """Return a list, given as such or as JSON text."""
    listed = to_json(value)
    if not isinstance(listed, list | tuple):
        raise CleaningError("a list, or JSON text of one")
    return tuple(of(item) for item in listed)


def to_pairs(value: object, of: Callable[[object], V]) -> dict[str, V]:
    """Return keys with values, given as an object, as a list of ``{key, value}``, or as JSON text of one."""
    pairs = to_json(value)
    if isinstance(pairs, Mapping):
        return {to_text(key): of(item) for key, item in pairs.items()}
    if not isinstance(pairs, list | tuple):
        raise CleaningError("keys with values: an object, a list of {key, value}, or JSON text of one")
    return dict(_pair(pair, of) for pair in pairs)


def _pair(pair: object, of: Callable[[object], V]) -> tuple[str, V]:
    if isinstance(pair, Mapping) and "value" in pair and ("key" in pair or "name" in pair):
        return to_text(pair.get("key", pair.get("name"))), of(pair["value"])
    if isinstance(pair, list | tuple) and len(pair) == 2:
        return to_text(pair[0]), of(pair[1])
    raise CleaningError("keys with values: each entry as {key, value}")
