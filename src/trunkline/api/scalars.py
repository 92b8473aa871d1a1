"""The custom scalars: times, dates, UUIDs, whole numbers of any size, and JSON in a string."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from ariadne import ScalarType
from graphql import GraphQLError, ValueNode, value_from_ast_untyped

date_time = ScalarType("DateTime")
plain_date = ScalarType("Date")
uuid = ScalarType("UUID")
big_int = ScalarType("BigInt")
json_string = ScalarType("JSONString")
json_or_string = ScalarType("JSONOrString")

SCALARS = [date_time, plain_date, uuid, big_int, json_string, json_or_string]


@date_time.serializer
def write_date_time(value: datetime) -> str:
    """Write a time as ISO 8601 with its offset."""
    return value.isoformat()


@date_time.value_parser
def read_date_time(value: object) -> datetime:
    """Read a time of ISO 8601; one without an offset is UTC."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None:
        raise GraphQLError(f"{value!r} is not a time; write it like 2026-03-01T12:00:00Z")
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@plain_date.serializer
def write_date(value: date) -> str:
    """Write a date as ISO 8601."""
    return value.isoformat()


@plain_date.value_parser
def read_date(value: object) -> date:
    """Read a date of ISO 8601."""
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise GraphQLError(f"{value!r} is not a date; write it like 2026-03-01") from None


@uuid.serializer
def write_uuid(value: UUID) -> str:
    """Write a UUID in its usual form."""
    return str(value)


@uuid.value_parser
def read_uuid(value: object) -> UUID:
    """Read a UUID."""
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise GraphQLError(f"{value!r} is not a UUID") from None


@big_int.serializer
def write_big_int(value: int) -> int:
    """Write a whole number as it is."""
    return value


@big_int.value_parser
def read_big_int(value: object) -> int:
    """Read a whole number, which may come as text."""
    try:
        return int(value) if isinstance(value, int | str) and not isinstance(value, bool) else int("")
    except ValueError:
        raise GraphQLError(f"{value!r} is not a whole number") from None


@json_string.serializer
def write_json_string(value: object) -> str:
    """Write JSON as text; what is text already holds JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


@json_string.value_parser
def read_json_string(value: object) -> str:
    """Read text that holds JSON, and leave it as it is."""
    try:
        if isinstance(value, str):
            msgspec.json.decode(value)
            if "\\u0000" not in value:  # PostgreSQL stores no NUL
                return value
    except msgspec.DecodeError:
        pass  # told below
    raise GraphQLError("a JSONString is text that holds JSON, without NUL characters")


@json_or_string.serializer
def write_json_or_string(value: object) -> object:
    """Write text or JSON as it is."""
    return value


@json_or_string.value_parser
def read_json_or_string(value: object) -> object:
    """Read text or JSON as it is."""
    return value


@json_or_string.literal_parser
def read_json_or_string_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
    """Read text or JSON written in the document."""
    return value_from_ast_untyped(node, variables)
