"""Filters that LiquidJS has and the library lacks, or has otherwise."""

from __future__ import annotations

import functools
import json as json_library
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, quote_plus

from trunkline.sdk.cleaning import CleaningError, to_number, to_text, to_timestamp

MOST_INDENT = 16
_BLOCKS = {"<script": "</script>", "<style": "</style>", "<!--": "-->"}


def whole(function: Callable[..., object]) -> Callable[..., object]:
    """Return a filter of numbers whose whole results have no fraction: JavaScript writes 3, not 3.0."""

    @functools.wraps(function)
    def calculated(*given: object, **options: object) -> object:
        number = function(*given, **options)
        return int(number) if isinstance(number, float) and number.is_integer() else number

    return calculated


def json(value: object, indent: object = 0, *_rest: object) -> str:
    """Return a value as JSON."""
    spaces = min(int(to_number(indent)), MOST_INDENT)
    if spaces > 0:
        return json_library.dumps(value, ensure_ascii=False, default=to_text, indent=spaces)
    return json_library.dumps(value, ensure_ascii=False, default=to_text, separators=(",", ":"))


def divided_by(number: object, divisor: object, in_whole_numbers: object = False, *_rest: object) -> float:
    """Return a quotient, with its fraction unless whole numbers are asked for."""
    dividend, by = to_number(number), to_number(divisor)
    return dividend // by if in_whole_numbers else dividend / by


def to_integer(value: object) -> int:
    """Return a value as a whole number."""
    return int(to_number(value))


def push(items: object, item: object) -> list[object]:
    """Return a list with an item at its end."""
    return [*_listed(items), item]


def unshift(items: object, item: object) -> list[object]:
    """Return a list with an item at its beginning."""
    return [item, *_listed(items)]


def pop(items: object) -> list[object]:
    """Return a list without its last item."""
    return _listed(items)[:-1]


def shift(items: object) -> list[object]:
    """Return a list without its first item."""
    return _listed(items)[1:]


def group_by(items: object, key: object) -> list[dict[str, object]]:
    """Return the items of a list by the value of a key: ``{name, items}`` for each value."""
    groups: dict[str, dict[str, object]] = {}
    for item in _listed(items):
        name = item.get(str(key)) if isinstance(item, Mapping) else None
        group = groups.setdefault(json(name), {"name": name, "items": []})
        members = group["items"]
        if isinstance(members, list):
            members.append(item)
    return list(groups.values())


def raw(value: object) -> object:
    """Return a value as it is."""
    return value


def xml_escape(value: object) -> str:
    """Return a text with the characters that XML gives a meaning to as entities."""
    return escape(to_text(value))


def cgi_escape(value: object) -> str:
    """Return a text as a form sends it."""
    return quote_plus(to_text(value))


def uri_escape(value: object) -> str:
    """Return a text as it may stand in a URL."""
    return quote(to_text(value), safe="!#$&'()*+,/:;=?@[]~")


def strip_html(value: object) -> str:
    """Return a text without tags, remarks, scripts and styles; each character is looked at once."""
    text, kept, at = to_text(value), list[str](), 0
    missing: set[str] = set()
    while (start := text.find("<", at)) >= 0:
        kept.append(text[at:start])
        at = _end_of_markup(text, start, missing)
        if at < 0:
            return "".join(kept) + text[start:]
    return "".join(kept) + text[at:]


def date(value: object, form: object = "%Y-%m-%d", *_rest: object) -> str:
    """Return a time in a form of strftime; ``now``, ISO text and seconds since 1970 are times, other text stays."""
    at = _moment(value)
    return to_text(value) if at is None else at.strftime(to_text(form))


OWN_FILTERS: dict[str, Callable[..., object]] = {
    "json": json,
    "jsonify": json,
    "inspect": json,
    "divided_by": whole(divided_by),
    "to_integer": to_integer,
    "push": push,
    "unshift": unshift,
    "pop": pop,
    "shift": shift,
    "group_by": group_by,
    "raw": raw,
    "xml_escape": xml_escape,
    "cgi_escape": cgi_escape,
    "uri_escape": uri_escape,
    "strip_html": strip_html,
    "date": date,
}


def _listed(value: object) -> list[object]:
    if isinstance(value, list | tuple):
        return list(value)
    return [value] if value else []


def _end_of_markup(text: str, start: int, missing: set[str]) -> int:
    """Return where the markup that starts here ends, -1 if nowhere; ``missing`` are ends that there are no more."""
    for opening, closing in _BLOCKS.items():
        if closing not in missing and text.startswith(opening, start):
            end = text.find(closing, start)
            if end >= 0:
                return end + len(closing)
            missing.add(closing)
    end = text.find(">", start)
    return end + 1 if end >= 0 else -1


def _moment(value: object) -> datetime | None:
    if isinstance(value, str) and value in {"now", "today"}:
        return datetime.now(UTC)
    try:
        return to_timestamp(value) if isinstance(value, str) and not value.isdigit() else _of_seconds(to_number(value))
    except CleaningError:
        return None


def _of_seconds(since_1970: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(since_1970, UTC)
    except (OverflowError, OSError, ValueError):
        return None
