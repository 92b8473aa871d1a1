"""The kinds of inputs an author can declare; each returns a field whose attribute has the named type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as Date  # noqa: N812 - ``date`` is the name of a kind of input
from datetime import datetime
from typing import Literal, TypedDict, TypeVar, Unpack, overload

from trunkline.sdk import cleaning
from trunkline.sdk.cleaning import File
from trunkline.sdk.connection import ConnectionValue, to_connection
from trunkline.sdk.inputs import Choice, Field, InputSpec

T = TypeVar("T")
V = TypeVar("V")


class Shown(TypedDict, total=False):
    """What every kind of input takes: its wire ``key`` (else the name in camel case) and texts."""

    key: str
    comments: str
    example: str
    placeholder: str


def string(label: str, *, required: bool = False, default: str = "", **shown: Unpack[Shown]) -> Field[str]:
    """Declare one line of text; ``''`` when not given."""
    return _text_field(InputSpec(label=label, required=required, default=default or None, **shown))


def text(label: str, *, required: bool = False, default: str = "", **shown: Unpack[Shown]) -> Field[str]:
    """Declare text of several lines; ``''`` when not given."""
    return _text_field(InputSpec(label=label, type="TEXT", required=required, default=default or None, **shown))


def password(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[str]:
    """Declare a secret, which is never shown again; ``''`` when not given."""
    return _text_field(InputSpec(label=label, type="PASSWORD", required=required, **shown))


def code(label: str, language: str, *, required: bool = False, default: str = "", **shown: Unpack[Shown]) -> Field[str]:
    """Declare text with an editor for ``language``; ``''`` when not given."""
    spec = InputSpec(label=label, type="CODE", language=language, required=required, default=default or None, **shown)
    return _text_field(spec)


def picklist(
    label: str,
    choices: Sequence[str | Choice],
    *,
    required: bool = False,
    default: str = "",
    **shown: Unpack[Shown],
) -> Field[str]:
    """Declare one of ``choices``; ``''`` when not given."""
    listed = tuple(choice if isinstance(choice, Choice) else Choice(choice, choice) for choice in choices)
    allowed = {choice.value for choice in listed}

    def parse(value: object) -> str:
        chosen = cleaning.to_text(value)
        if chosen not in allowed:
            raise ValueError("one of " + ", ".join(choice.value for choice in listed))
        return chosen

    return _field(
        InputSpec(label=label, choices=listed, required=required, default=default or None, **shown), parse, ""
    )


def boolean(label: str, *, default: bool = False, **shown: Unpack[Shown]) -> Field[bool]:
    """Declare a switch."""
    spec = InputSpec(label=label, type="BOOLEAN", default="true" if default else "false", **shown)
    return _field(spec, cleaning.to_bool, default)


@overload
def integer(
    label: str,
    *,
    default: int,
    minimum: int | None = None,
    maximum: int | None = None,
    **shown: Unpack[Shown],
) -> Field[int]: ...
@overload
def integer(
    label: str,
    *,
    required: Literal[True],
    minimum: int | None = None,
    maximum: int | None = None,
    **shown: Unpack[Shown],
) -> Field[int]: ...
@overload
def integer(
    label: str, *, minimum: int | None = None, maximum: int | None = None, **shown: Unpack[Shown]
) -> Field[int | None]: ...
def integer(
    label: str,
    *,
    required: bool = False,
    default: int | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
    **shown: Unpack[Shown],
) -> Field[int] | Field[int | None]:
    """Declare a whole number between the limits (inclusive); ``None`` when not given."""

    def parse(value: object) -> int:
        number = cleaning.to_int(value)
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            raise ValueError(f"a whole number {_range(minimum, maximum)}")
        return number

    wire = None if default is None else str(default)
    return _field(InputSpec(label=label, required=required, default=wire, **shown), parse, None)


def number(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[float | None]:
    """Declare a number; ``None`` when not given."""
    return _field(InputSpec(label=label, required=required, **shown), cleaning.to_number, None)


def json(label: str, *, required: bool = False, default: str = "", **shown: Unpack[Shown]) -> Field[object]:
    """Declare any structured value, which people write as JSON; ``None`` when not given."""
    spec = InputSpec(label=label, type="CODE", language="json", required=required, default=default or None, **shown)
    return _field(spec, cleaning.to_json, None)


def anything(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[object]:
    """Declare a value that is taken as it comes: text, a structure or a file; ``None`` when not given."""
    return _field(InputSpec(label=label, type="DATA", required=required, **shown), _same, None)


def data(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[File | None]:
    """Declare a file: bytes with a content type; ``None`` when not given."""
    return _field(InputSpec(label=label, type="DATA", required=required, **shown), cleaning.to_file, None)


def date(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[Date | None]:
    """Declare a day; ``None`` when not given."""
    return _field(InputSpec(label=label, type="DATE", required=required, **shown), cleaning.to_date, None)


def timestamp(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[datetime | None]:
    """Declare a time, aware, UTC unless it says otherwise; ``None`` when not given."""
    return _field(InputSpec(label=label, type="TIMESTAMP", required=required, **shown), cleaning.to_timestamp, None)


def values(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[tuple[str, ...]]:
    """Declare a list of texts; empty when not given."""
    return values_of(label, cleaning.to_text, required=required, **shown)


def values_of(
    label: str, of: Callable[[object], V], *, required: bool = False, **shown: Unpack[Shown]
) -> Field[tuple[V, ...]]:
    """Declare a list, whose items ``of`` cleans; empty when not given."""
    spec = InputSpec(label=label, collection="VALUELIST", required=required, **shown)
    return Field(spec, lambda value: cleaning.to_list(value, of), tuple)


def key_values(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[dict[str, str]]:
    """Declare keys with texts; empty when not given."""
    return key_values_of(label, cleaning.to_text, required=required, **shown)


def key_values_of(
    label: str, of: Callable[[object], V], *, required: bool = False, **shown: Unpack[Shown]
) -> Field[dict[str, V]]:
    """Declare keys with values, which ``of`` cleans; empty when not given."""
    spec = InputSpec(label=label, collection="KEYVALUELIST", key_label="Key", required=required, **shown)
    return Field(spec, lambda value: cleaning.to_pairs(value, of), dict)


def conditions(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[object]:
    """Declare a list of named conditions, which the engine evaluates."""
    return _field(InputSpec(label=label, type="CONDITIONAL", required=required, **shown), _same, None)


@overload
def connection_input(label: str, *, required: Literal[True], **shown: Unpack[Shown]) -> Field[ConnectionValue]: ...
@overload
def connection_input(label: str, **shown: Unpack[Shown]) -> Field[ConnectionValue | None]: ...
def connection_input(
    label: str, *, required: bool = False, **shown: Unpack[Shown]
) -> Field[ConnectionValue] | Field[ConnectionValue | None]:
    """Declare a connection to a service; ``None`` when not given."""
    return _field(InputSpec(label=label, type="CONNECTION", required=required, **shown), to_connection, None)


def _text_field(spec: InputSpec) -> Field[str]:
    return _field(spec, cleaning.to_text, "")


def _field(spec: InputSpec, parse: Callable[[object], T], empty: V) -> Field[T | V]:
    missing = empty if spec.default is None else parse(spec.default)
    return Field(spec, parse, lambda: missing)


def _same(value: object) -> object:
    return value


def _range(minimum: int | None, maximum: int | None) -> str:
    if minimum is None:
        return f"up to {maximum}"
    return f"from {minimum}" if maximum is None else f"from {minimum} to {maximum}"
