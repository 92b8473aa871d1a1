"""Actions that make a list of a text, and a text of a list."""

from __future__ import annotations

from trunkline.components.common.fields import content_text
from trunkline.components.common.values import LARGEST_BYTES, MEGABYTE, unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_text
from trunkline.sdk.fields import boolean, integer, string, values
from trunkline.sdk.inputs import Field, InputSpec

_NEWLINES = {"\n": "\n", "\r\n": "\r\n", "\r": "\r", "\\n": "\n", "\\r\\n": "\r\n", "\\r": "\r"}


def _newline_of(value: object) -> str:
    newline = _NEWLINES.get(to_text(value))
    if newline is None:
        raise CleaningError("\\n, \\r\\n or \\r")
    return newline


def _newline_field() -> Field[str]:
    spec = InputSpec(label="Newline type", comments="What a line ends with: \\n (as is usual), \\r\\n or \\r.")
    return Field(spec, _newline_of, lambda: "\n")


class Split(Inputs):
    """A text and what parts it."""

    text = content_text("Text", comments="The text to split.", example="one,two,three")
    separator = string("Separator", comments="What stands between the parts; empty: each character is a part.")


class SplitLines(Inputs):
    """A text of several lines."""

    text = content_text("Text", comments="The text to split.")
    filter_blank_lines = boolean("Filter blank lines", default=True, comments="Leave out lines without a letter.")


class Join(Inputs):
    """Texts to join."""

    strings = values("Strings", comments="The texts to join, in order.")
    separator = string("Separator", comments="What to put between them.", example=", ")


class JoinLines(Inputs):
    """Lines to join."""

    strings = values("Strings", comments="The lines, in order.")
    newline_type = _newline_field()
    number_of_newlines = integer(
        "Number of newlines", default=1, minimum=0, maximum=100, comments="How many to put between two lines."
    )


@action("Split String", key="split", inputs=Split, repeat=Repeat.SAFE)
def split(_context: Context, inputs: Split) -> list[str]:
    """Return the parts of a text that stand between separators."""
    return inputs.text.split(inputs.separator) if inputs.separator else list(inputs.text)


@action("Split Lines", key="splitLines", inputs=SplitLines, repeat=Repeat.SAFE)
def split_lines(_context: Context, inputs: SplitLines) -> list[str]:
    """Return the lines of a text."""
    lines = inputs.text.replace("\r\n", "\n").split("\n")
    return [line for line in lines if line.strip()] if inputs.filter_blank_lines else lines


@action("Join", key="join", inputs=Join, repeat=Repeat.SAFE)
def join(_context: Context, inputs: Join) -> str:
    """Return texts as one, with a separator between them."""
    return _joined(inputs.strings, inputs.separator)


@action("Join Lines", key="joinLines", inputs=JoinLines, repeat=Repeat.SAFE)
def join_lines(_context: Context, inputs: JoinLines) -> str:
    """Return lines as one text."""
    return _joined(inputs.strings, inputs.newline_type * inputs.number_of_newlines)


def _joined(texts: tuple[str, ...], separator: str) -> str:
    size = sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1)
    if size > LARGEST_BYTES:
        raise unusable(Join.strings, f"joined, they would be larger than {LARGEST_BYTES // MEGABYTE} MB")
    return separator.join(texts)
