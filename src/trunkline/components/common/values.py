"""Values between steps as text or bytes, never larger than a step may handle in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from trunkline.sdk import File, InputError
from trunkline.sdk.cleaning import CleaningError, to_text
from trunkline.sdk.inputs import Field

MEGABYTE = 1024 * 1024
LARGEST_BYTES = 32 * MEGABYTE
DEEPEST = 200
_FILE_KEYS = frozenset({"data", "contentType"})

T = TypeVar("T")


def unusable(field: Field[T], problem: str) -> InputError:
    """Return the error for an input whose value turned out not to be usable; ``problem`` says why."""
    return InputError(f"input {field.key!r} ({field.spec.label}): {problem}", key=field.key)


def content_of(value: object) -> object:
    """Return what is in a file; anything else as it is."""
    if isinstance(value, File):
        return value.data
    if isinstance(value, Mapping) and "data" in value and value.keys() <= _FILE_KEYS:
        data: object = value["data"]
        return data if isinstance(data, str | bytes) else value
    return value


def text_of(value: object) -> str:
    """Return a value or the content of a file as text (else a ``CleaningError``: it is too large, or not UTF-8)."""
    content = content_of(value)
    if isinstance(content, bytes):
        return _decoded(checked_size(content))
    return checked_size(to_text(content))


def bytes_of(value: object) -> bytes:
    """Return a value or the content of a file as bytes (else a ``CleaningError``: it is too large)."""
    content = content_of(value)
    if isinstance(content, bytes):
        return checked_size(content)
    return checked_size(to_text(content)).encode()


def is_structure(value: object) -> bool:
    """Tell whether a value is an object or a list, and no file."""
    return isinstance(content_of(value), Mapping | list | tuple)


Sized = TypeVar("Sized", str, bytes)


def checked_size(content: Sized) -> Sized:
    """Return ``content`` if it is not too large (else a ``CleaningError``)."""
    if len(content) > LARGEST_BYTES:
        raise CleaningError(f"at most {LARGEST_BYTES // MEGABYTE} MB")
    return content


def checked_depth(value: T, deepest: int = DEEPEST) -> T:
    """Return ``value`` if its lists and objects are not nested too deep (else a ``CleaningError``)."""
    level: list[object] = [value]
    for _ in range(deepest):
        level = [inner for outer in level for inner in inside(outer)]
        if not level:
            return value
    raise CleaningError(f"at most {deepest} levels of lists and objects")


def inside(value: object) -> Sequence[object]:
    """Return what an object or a list holds; nothing for any other value."""
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list | tuple) else ()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CleaningError("text in UTF-8") from None
