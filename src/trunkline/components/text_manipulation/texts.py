"""Actions on one text."""

from __future__ import annotations

from trunkline.components.common.fields import content_text
from trunkline.components.common.patterns import compiled
from trunkline.components.common.values import LARGEST_BYTES, MEGABYTE, unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.fields import integer, key_values, string

MOST_MATCHES = 100_000
ABOUT_TEXT = "The text to work on; nothing given is an empty text."


class Text(Inputs):
    """A text."""

    text = content_text("Text", comments=ABOUT_TEXT, example="Hello, World")


class Replace(Text):
    """What to find, and what to put in its place."""

    find = string("Find", required=True, comments="The words to find, taken as they are.", example="World")
    replace = string("Replace with", comments="What to put in their place; empty: nothing.", example="Reader")


class ReplaceMany(Text):
    """Several replacements."""

    replace_with = key_values(
        "Replacements",
        required=True,
        comments="Each text to find with what to put in its place; done one after the other, in order.",
    )


class Slice(Text):
    """A part of a text."""

    slice_start = integer("Start", default=0, comments="Where the part begins, from 0; -3: three from the end.")
    slice_stop = integer("Stop", comments="Where it ends, not included; empty: at the end of the text.")


class MatchRegex(Text):
    """A pattern to look for."""

    regex = string(
        "Regular expression",
        required=True,
        comments="The pattern, as in JavaScript, but without looking around and references back.",
        example="[0-9]+",
    )
    regex_flags = string(
        "Flags",
        default="g",
        comments="g: all matches; without g: the first, with its groups. i: any capitals; m: ^ and $ at each line; "
        "s: a dot matches line breaks.",
    )


@action("Upper Case", key="upperCase", inputs=Text, repeat=Repeat.SAFE)
def upper_case(_context: Context, inputs: Text) -> str:
    """Return a text in capitals."""
    return inputs.text.upper()


@action("Lower Case", key="lowerCase", inputs=Text, repeat=Repeat.SAFE)
def lower_case(_context: Context, inputs: Text) -> str:
    """Return a text in small letters."""
    return inputs.text.lower()


@action("Remove Whitespace", key="trim", inputs=Text, repeat=Repeat.SAFE)
def trim(_context: Context, inputs: Text) -> str:
    """Return a text without the blanks and line breaks around it."""
    return inputs.text.strip()


@action("String Length", key="stringLength", inputs=Text, repeat=Repeat.SAFE)
def string_length(_context: Context, inputs: Text) -> int:
    """Return how many characters a text has."""
    return len(inputs.text)


@action("Extract Substring", key="slice", inputs=Slice, repeat=Repeat.SAFE)
def slice_text(_context: Context, inputs: Slice) -> str:
    """Return a part of a text."""
    return inputs.text[inputs.slice_start : inputs.slice_stop]


@action("Find & Replace", key="replace", inputs=Replace, repeat=Repeat.SAFE)
def replace(_context: Context, inputs: Replace) -> str:
    """Return a text in which every occurrence of some words is replaced."""
    return _replaced(inputs.text, inputs.find, inputs.replace)


@action("Find & Replace Multiple Substrings", key="replaceMultipleSubstring", inputs=ReplaceMany, repeat=Repeat.SAFE)
def replace_multiple_substring(_context: Context, inputs: ReplaceMany) -> str:
    """Return a text in which every occurrence of several words is replaced."""
    text = inputs.text
    for find, put in inputs.replace_with.items():
        if not find:
            raise unusable(ReplaceMany.replace_with, "one of the texts to find is empty; remove it or fill it in")
        text = _replaced(text, find, put)
    return text


@action("Match Regex", key="match", inputs=MatchRegex, repeat=Repeat.SAFE)
def match(_context: Context, inputs: MatchRegex) -> list[str | None] | None:
    """Return what a regular expression matches in a text: a list, or nothing when it does not match."""
    try:
        pattern = compiled(inputs.regex, inputs.regex_flags)
    except ValueError as wrong:
        raise unusable(MatchRegex.regex, str(wrong)) from None
    if "g" not in inputs.regex_flags:
        found = pattern.search(inputs.text)
        return None if found is None else [found.group(), *found.groups()]
    matches: list[str | None] = []
    for one in pattern.finditer(inputs.text):
        matches.append(one.group())
        if len(matches) > MOST_MATCHES:
            raise unusable(MatchRegex.text, f"the pattern matches more than {MOST_MATCHES} times")
    return matches or None


def _replaced(text: str, find: str, put: str) -> str:
    if len(put) > len(find) and len(text) + text.count(find) * (len(put) - len(find)) > LARGEST_BYTES:
        raise unusable(Text.text, f"it would grow beyond {LARGEST_BYTES // MEGABYTE} MB")
    return text.replace(find, put)
