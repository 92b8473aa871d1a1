"""How values look as text and as JSON: the rules that JavaScript users expect."""

from __future__ import annotations

import json
import math
from datetime import date, datetime

_MAX_EXACT = 1e21  # JavaScript writes whole numbers below this without an exponent


def to_text(value: object) -> str:
    """Return a value as text: nothing is ``''``, objects and lists are JSON, bytes are read as UTF-8."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return to_json_text(value)


def to_json_text(value: object) -> str:
    """Return a value as compact JSON; bytes inside become text, numbers that JSON lacks become null."""
    return json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), default=_default)


def parse_json(text: str) -> object:
    """Return what a text means as JSON, and the text itself when it is none."""
    stripped = text.strip(" \t\r\n")
    if not stripped or stripped[0] not in '{["-0123456789tfn':
        return text
    try:
        return json.loads(stripped, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def _refuse(word: str) -> object:
    raise ValueError(word)


def _number_text(value: float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**400 else "Infinity"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value.is_integer() and abs(value) < _MAX_EXACT:
        return str(int(value))
    return repr(value)


def _finite(value: object) -> object:
    """Replace NaN and infinities, which JSON does not know; untouched parts are not copied."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_key(key): _finite(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(entry) for entry in value]
    return value


def _key(key: object) -> str:
    return key if isinstance(key, str) else to_text(key)


def _default(value: object) -> object:
    if isinstance(value, (bytes, bytearray, memoryview, datetime, date)):
        return to_text(value)
    return str(value)
