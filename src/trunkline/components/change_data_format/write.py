"""Actions that make text of structures."""

from __future__ import annotations

from collections.abc import Callable

from trunkline.components.change_data_format.formats import (
    read_json,
    write_csv,
    write_json,
    write_pretty,
    write_xml,
    write_yaml,
)
from trunkline.components.common.values import content_of, is_structure, unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError
from trunkline.sdk.fields import anything

Write = Callable[[object], str]


class Structure(Inputs):
    """A structure."""

    data = anything("Data", required=True, comments="What to write: a reference to a structure.")


@action("JavaScript Object to JSON", key="binaryToJson", inputs=Structure, repeat=Repeat.SAFE)
def binary_to_json(_context: Context, inputs: Structure) -> str:
    """Return a structure as JSON text; what is JSON text already stays as it is."""
    return written(inputs.data, write_json)


@action("JavaScript Object to XML", key="binaryToXml", inputs=Structure, repeat=Repeat.SAFE)
def binary_to_xml(_context: Context, inputs: Structure) -> str:
    """Return a structure as XML text: @_name makes an attribute, #text the text beside elements."""
    return written(inputs.data, write_xml)


@action("JavaScript Object to YAML", key="binaryToYaml", inputs=Structure, repeat=Repeat.SAFE)
def binary_to_yaml(_context: Context, inputs: Structure) -> str:
    """Return a structure as YAML text."""
    return written(inputs.data, write_yaml)


@action("JavaScript Object to CSV", key="binaryToCsv", inputs=Structure, repeat=Repeat.SAFE)
def binary_to_csv(_context: Context, inputs: Structure) -> str:
    """Return a list of objects as CSV text with a row for each."""
    return written(inputs.data, write_csv)


@action("Pretty Print", key="prettyPrint", inputs=Structure, repeat=Repeat.SAFE)
def pretty_print(_context: Context, inputs: Structure) -> str:
    """Return data as JSON text that is easy to read."""
    return written(inputs.data, write_pretty)


def written(value: object, write: Write) -> str:
    """Return a structure, or what a file of JSON or JSON text says, in a format.

    Raises:
        InputError: it cannot be written in this format.
    """
    try:
        return write(value if is_structure(value) else _said(value))
    except CleaningError as wrong:
        raise unusable(Structure.data, f"it needs {wrong}") from None


def _said(value: object) -> object:
    """Return what JSON text says; text that is no JSON is a value itself."""
    try:
        return read_json(value)
    except CleaningError:
        content = content_of(value)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else content
