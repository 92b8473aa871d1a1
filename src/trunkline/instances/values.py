"""Values of config variables: from the text that the API carries to the typed value that steps see."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from trunkline.db.models import RequiredConfigVariable
from trunkline.engine import schedule
from trunkline.errors import Invalid

NOT_YET = frozenset({"connection", "credential"})
"""Types whose values cannot be given yet."""

SCHEDULE_TYPES = ("none", "once", "custom", "minute", "hour", "day", "week")

_NUMBER = re.compile(r"[+-]?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Variable:
    """What a value is checked against: the variable of one integration version."""

    key: str
    data_type: str = "string"
    collection_type: str | None = None
    pick_list: tuple[str, ...] = ()
    code_language: str | None = None
    default: str | None = None
    schedule_type: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A value as text; for a schedule it is a cron expression, beside its type and zone."""

    value: str | None = None
    schedule_type: str | None = None
    time_zone: str | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was given, so that the default applies."""
        return not self.value and not self.schedule_type


def variable_of(row: RequiredConfigVariable) -> Variable:
    """Return what values of ``row`` are checked against."""
    spec = row.spec
    return Variable(
        key=row.key,
        data_type=row.data_type,
        collection_type=row.collection_type,
        pick_list=tuple(row.pick_list),
        code_language=_text(spec, "codeLanguage"),
        default=row.default_value,
        schedule_type=_text(spec, "scheduleType"),
        time_zone=_text(spec, "timeZone"),
    )


def effective(variable: Variable, given: Given) -> Given | None:
    """Return what applies, ``given`` or else the default; None when there is neither."""
    if not given.is_empty:
        return given
    if variable.data_type != "schedule":
        return Given(variable.default) if variable.default else None
    if variable.default or variable.schedule_type in {"none", "once"}:
        return Given(variable.default, variable.schedule_type, given.time_zone or variable.time_zone)
    return None


def typed(variable: Variable, given: Given) -> object:
    """Return ``given`` as the value that steps see.

    Raises:
        Invalid: it does not fit the variable; the message names the variable and says what is allowed.
    """
    try:
        return _schedule(variable, given) if variable.data_type == "schedule" else _value(variable, given.value or "")
    except ValueError as wrong:
        raise Invalid(f"{variable.key!r} {wrong}", field="configVariables") from None


def _value(variable: Variable, text: str) -> object:
    if variable.data_type in NOT_YET:
        raise ValueError("is a connection; connections cannot be configured yet")
    _check_storable(text)
    if variable.collection_type == "valuelist":
        return [_entry(variable, at, entry) for at, entry in enumerate(_entries(text), start=1)]
    if variable.collection_type == "keyvaluelist":
        return [_pair(variable, at, entry) for at, entry in enumerate(_entries(text), start=1)]
    return _PARSERS[variable.data_type](variable, text)


def _entries(text: str) -> list[object]:
    entries = _parsed_json(text)
    if not isinstance(entries, list):
        raise ValueError(f"must be a JSON list, not {_shown(text)}")  # noqa: TRY004 - a value, not a type, is wrong
    return entries


def _pair(variable: Variable, at: int, entry: object) -> dict[str, object]:
    if not isinstance(entry, dict) or set(entry) != {"key", "value"} or not isinstance(entry["key"], str):
        raise ValueError(f'entry {at} must be {{"key": text, "value": …}}')
    return {"key": entry["key"], "value": _entry(variable, at, entry["value"])}


def _entry(variable: Variable, at: int, entry: object) -> object:
    """Return one entry of a list; it may come as text, or as the number or boolean that it is."""
    if isinstance(entry, bool | int | float):
        entry = json.dumps(entry)
    if not isinstance(entry, str):
        raise ValueError(f"entry {at} must be text, a number or a boolean")  # noqa: TRY004 - as above
    try:
        return _PARSERS[variable.data_type](variable, entry)
    except ValueError as wrong:
        raise ValueError(f"entry {at} {wrong}") from None


def _string(_variable: Variable, text: str) -> object:
    return text


def _number(_variable: Variable, text: str) -> object:
    digits = text.strip()
    if not _NUMBER.fullmatch(digits):
        raise ValueError(f"must be a number like 25 or 0.5, not {_shown(text)}")
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(f"is too large for a number: {_shown(text)}")
    return int(digits) if digits.lstrip("+-").isdigit() else number


def _boolean(_variable: Variable, text: str) -> object:
    flag = {"true": True, "false": False}.get(text.strip().lower())
    if flag is None:
        raise ValueError(f"must be true or false, not {_shown(text)}")
    return flag


def _picked(variable: Variable, text: str) -> object:
    if variable.pick_list and text not in variable.pick_list:
        choices = ", ".join(repr(choice) for choice in variable.pick_list)
        raise ValueError(f"must be one of {choices}, not {_shown(text)}")
    return text


def _date(_variable: Variable, text: str) -> object:
    american = _US_DATE.fullmatch(text.strip())
    try:
        if american:
            date(int(american[3]), int(american[1]), int(american[2]))
        else:
            date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"must be a date like 2026-01-31 or 01/31/2026, not {_shown(text)}") from None
    return text.strip()


def _timestamp(_variable: Variable, text: str) -> object:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"must be a time like 2026-01-31T09:30:00Z, not {_shown(text)}") from None
    return text.strip()


def _code(variable: Variable, text: str) -> object:
    if variable.code_language == "json":
        _parsed_json(text)
    if variable.code_language == "xml":
        _check_xml(text)
    return text


def _structured(_variable: Variable, text: str) -> object:
    return _parsed_json(text)


_PARSERS: Mapping[str, Callable[[Variable, str], object]] = {
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "picklist": _picked,
    "date": _date,
    "timestamp": _timestamp,
    "code": _code,
    "jsonForm": _structured,
    "objectSelection": _structured,
    "objectFieldMap": _structured,
}


def _schedule(variable: Variable, given: Given) -> object:
    """Return the runtime form of a schedule; its cron text is read in its zone, or in UTC."""
    kind = (given.schedule_type or ("custom" if given.value else "none")).lower()
    zone = given.time_zone or variable.time_zone or "UTC"
    if kind not in SCHEDULE_TYPES:
        raise ValueError(f"has the schedule type {kind!r}; it must be one of {', '.join(SCHEDULE_TYPES)}")
    cron = (given.value or "").strip()
    if kind not in {"none", "once"}:
        try:
            schedule.validate(cron, zone)
        except Invalid as wrong:
            raise ValueError(f"is no schedule: {wrong.message}") from None
    return {"value": cron, "schedule_type": kind, "time_zone": zone}


def _parsed_json(text: str) -> object:
    if _ESCAPED_NUL.search(text):
        raise ValueError("must not hold NUL characters")
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"must be JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno}") from None
    _check_storable(json.dumps(value, ensure_ascii=False))
    return value


def _check_storable(text: str) -> None:
    """Pass if the database takes ``text``: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        raise ValueError("must not hold NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not hold half of a surrogate pair") from None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"must be JSON, which has no {name}")


def _check_xml(text: str) -> None:
    """Pass if ``text`` is well-formed; entities of its own are refused, as they can blow up."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as wrong:
        message = expat.ErrorString(wrong.code)
        raise ValueError(f"must be XML: {message} at line {wrong.lineno}, column {wrong.offset}") from None


def _refuse_entity(*_declaration: object) -> None:
    raise ValueError("must be XML without entity declarations")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…")


def _text(spec: Mapping[str, object], name: str) -> str | None:
    found = spec.get(name)
    return found if isinstance(found, str) and found else None
