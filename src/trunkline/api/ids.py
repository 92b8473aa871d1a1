"""Global ids: base64 of ``Type:uuid``, or of ``Type:uuid:number`` for rows of a partitioned list."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from uuid import UUID

from pydantic import BeforeValidator

from trunkline.errors import Invalid

_LONGEST = 200


def encode(type_name: str, uuid: UUID, number: int | None = None) -> str:
    """Return the global id of an object; ``number`` tells rows with a composite key apart."""
    text = f"{type_name}:{uuid}" if number is None else f"{type_name}:{uuid}:{number}"
    return b64encode(text.encode()).decode()


def decode(global_id: str, type_name: str, *, field: str = "id") -> UUID:
    """Return the UUID in a global id of this type.

    Raises:
        Invalid: it is not a global id, or one of another type; names ``field`` and the expected type.
    """
    rest = _rest(global_id, type_name, field)
    return _uuid(rest, type_name, field)


def decode_numbered(global_id: str, type_name: str, *, field: str = "id") -> tuple[UUID, int]:
    """Return UUID and number of a composite global id of this type.

    Raises:
        Invalid: it is not such an id; names ``field`` and the expected type.
    """
    uuid, _, number = _rest(global_id, type_name, field).partition(":")
    if not (number.isascii() and number.isdigit()):
        raise _wrong(type_name, field)
    return _uuid(uuid, type_name, field), int(number)


def global_id(type_name: str) -> BeforeValidator:
    """Let a pydantic field take the global ids of one type; it goes into ``Annotated[UUID, ...]``."""

    def parse(value: object) -> UUID | None:
        if value is None:
            return None
        try:
            return decode(value if isinstance(value, str) else "", type_name)
        except Invalid as wrong:
            raise ValueError(wrong.message) from None

    return BeforeValidator(parse)


def _rest(global_id: str, type_name: str, field: str) -> str:
    try:
        text = b64decode(global_id + "=" * (-len(global_id) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise _wrong(type_name, field) from None
    found, colon, rest = text.partition(":")
    if not colon or len(text) > _LONGEST:
        raise _wrong(type_name, field)
    if found != type_name:
        raise Invalid(f"this is the id of a {found}; give the id of type {type_name}", field=field)
    return rest


def _uuid(text: str, type_name: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _wrong(type_name, field) from None


def _wrong(type_name: str, field: str) -> Invalid:
    return Invalid(f"this is not an id that the API gave out; give the id of type {type_name}", field=field)
