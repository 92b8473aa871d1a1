"""Kinds of inputs that the built-in components share; each returns a field whose attribute has the named type."""

from __future__ import annotations

from typing import Unpack

from trunkline.components.common.values import bytes_of, is_structure, text_of
from trunkline.sdk.cleaning import CleaningError, to_json
from trunkline.sdk.fields import Shown
from trunkline.sdk.inputs import Field, InputSpec

MOST_ITEMS = 1_000_000


def content_text(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[str]:
    """Declare text, given as such or as a file; ``''`` when not given."""
    return Field(InputSpec(label=label, type="TEXT", required=required, **shown), text_of, str)


def content_bytes(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[bytes]:
    """Declare the bytes of a file or of text; empty when not given."""
    return Field(InputSpec(label=label, type="DATA", required=required, **shown), bytes_of, bytes)


def items(label: str, *, required: bool = False, **shown: Unpack[Shown]) -> Field[list[object]]:
    """Declare a list of anything, given by reference or as JSON text; empty when not given."""
    return Field(InputSpec(label=label, type="DATA", required=required, **shown), to_items, list)


def to_items(value: object) -> list[object]:
    """Return a list of anything (else a ``CleaningError``)."""
    listed = value if is_structure(value) else to_json(text_of(value))
    if not isinstance(listed, list | tuple):
        raise CleaningError("a list, or JSON text of one")
    if len(listed) > MOST_ITEMS:
        raise CleaningError(f"at most {MOST_ITEMS} items")
    return list(listed)
