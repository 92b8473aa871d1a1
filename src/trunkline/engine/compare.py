"""Comparing values the way conditions do: loosely as JavaScript's ``==``, strictly, by size, by date."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from trunkline.engine.values import to_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_EPOCH_MS = 8.64e15  # the same limit as JavaScript's dates
_COMPACT_DATE_DIGITS = len("20310527")
_YEAR = re.compile(r"\d{4}\Z", re.ASCII)
_SHORT_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_NUMBER = re.compile(r"[-+]?(Infinity|(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][-+]?\d{1,4})?)\Z", re.ASCII)
_BASED = re.compile(r"0([xX][0-9a-fA-F]{1,200}|[oO][0-7]{1,200}|[bB][01]{1,200})\Z")


def loosely_equal(left: object, right: object) -> bool:
    """Return whether two values are equal after the conversions of ``==``, lists and objects deeply."""
    if (_is_list(left) and _is_list(right)) or (_is_object(left) and _is_object(right)):
        return _deeply(left, right, loosely_equal)
    if left is None or right is None:
        return left is right
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, (str, datetime)) and type(left) is type(right):
        return left == right
    return as_number(left) == as_number(right)


def strictly_equal(left: object, right: object) -> bool:
    """Return whether two values are of one type and equal, deeply; 1 and 1.0 are the same number."""
    if (_is_list(left) and _is_list(right)) or (_is_object(left) and _is_object(right)):
        return _deeply(left, right, strictly_equal)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right or (left != left and right != right)
    return type(left) is type(right) and left == right


def less(left: object, right: object) -> bool:
    """Return ``left < right``: texts by their letters, all else as numbers."""
    left, right = _ordered(left), _ordered(right)
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return as_number(left) < as_number(right)


def less_or_equal(left: object, right: object) -> bool:
    """Return ``left <= right``: texts by their letters, all else as numbers."""
    left, right = _ordered(left), _ordered(right)
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    return as_number(left) <= as_number(right)


def as_number(value: object) -> float:
    """Return a value as number: nothing and ``''`` are 0, dates milliseconds, what is no number NaN."""
    if value is None:
        return 0
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime):
        return (_aware(value) - _EPOCH) / timedelta(milliseconds=1)
    text = to_text(_primitive(value)).strip()
    if not text:
        return 0
    if _BASED.match(text):
        return int(text, 0)
    return float(text) if _NUMBER.match(text) else math.nan


def truthy(value: object) -> bool:
    """Return whether JavaScript takes a value for true: empty lists are, 0, NaN and ``''`` are not."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if value is None or isinstance(value, (bool, int, str)):
        return bool(value)
    return True


def as_instant(value: object) -> datetime:
    """Return a date given as ISO text, as milliseconds since 1970 or as a date; without a zone it is UTC.

    Raises:
        ValueError: the value is no date.
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_epoch_ms(value)
    if isinstance(value, str):
        return _from_text(value.strip())
    raise ValueError(f"{to_text(value)[:80]!r} is no date")


def _from_epoch_ms(value: float) -> datetime:
    if not abs(value) <= _MAX_EPOCH_MS:
        raise ValueError(f"{value} is no date in milliseconds")
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        raise ValueError(f"{value} lies outside the years 1 to 9999") from None


def _from_text(text: str) -> datetime:
    if _YEAR.match(text):
        return datetime(int(text), 1, 1, tzinfo=UTC)
    if _NUMBER.match(text) and len(text) != _COMPACT_DATE_DIGITS:
        return _from_epoch_ms(float(text))
    short = _SHORT_DATE.match(text)
    if short:
        year, month, day = map(int, short.groups())
        return datetime(year, month, day, tzinfo=UTC)
    for read in _READERS:
        try:
            return _aware(read(text))
        except ValueError:
            continue
    raise ValueError(f"{text[:80]!r} is no date; write it as 2031-05-27T14:30:00Z")


_READERS: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


def _deeply(left: object, right: object, equal: Callable[[object, object], bool]) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        same_keys = left.keys() == right.keys()
        return same_keys and all(equal(entry, right[key]) for key, entry in left.items())
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(equal, left, right))
    return False


def _primitive(value: object) -> object:
    """Return what JavaScript turns a list or object into before comparing it with a plain value."""
    if isinstance(value, (list, tuple)):
        return ",".join(to_text(_primitive(entry)) for entry in value)
    if isinstance(value, Mapping):
        return "[object Object]"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return to_text(value)
    return value


def _ordered(value: object) -> object:
    value = _primitive(value)
    return as_number(value) if isinstance(value, datetime) else value
