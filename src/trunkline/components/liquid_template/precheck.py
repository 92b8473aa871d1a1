"""What a template must keep so that the library reads it in little time: it is a stranger's text."""

from __future__ import annotations

import re

LONGEST_TEMPLATE = 50_000  # characters
MOST_BLANKS = 500
_BLANKS = re.compile(rf"\s{{{MOST_BLANKS + 1}}}")
_OPENING = re.compile(r"\{[{%]-?")
_CLOSING = {"{{": "}}", "{%": "%}"}


def problem_of(template: str) -> str | None:
    """Return why a template is refused unread; ``None`` for one that may be read.

    The library looks for the end of everything from each beginning anew, and tries every way to share out blanks.
    """
    if len(template) > LONGEST_TEMPLATE:
        return f"it is longer than {LONGEST_TEMPLATE} characters"
    if _BLANKS.search(template):
        return f"it has more than {MOST_BLANKS} blanks in a row"
    return _problem_of_ends(template)


def _problem_of_ends(template: str) -> str | None:
    at = 0
    while opening := _OPENING.search(template, at):
        kind = opening[0][:2]
        end = template.find(_CLOSING[kind], opening.end())
        if end < 0:
            line = template.count("\n", 0, opening.start()) + 1
            return f"what begins with {kind} on line {line} has no {_CLOSING[kind]}"
        at = end + 2
        if kind == "{%" and template[opening.end() : end].strip(" \t\r\n-") == "raw":
            at = template.find("endraw", at)
            if at < 0:
                return "it has a raw block without an end"
    return None
