"""Regular expressions of people's own: matched by RE2, whose time grows with the text and never explodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import re2

_MARKS = {"i": "i", "m": "m", "s": "s"}
_WITHOUT_EFFECT = frozenset("gudy")  # which matches are wanted is the caller's to say
_UNICODE_ESCAPE = re.compile(r"\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))")


class Match(Protocol):
    """One place where a pattern matched."""

    def group(self, number: int = 0) -> str | None:
        """Return the text of a group; ``None`` if it took no part."""

    def groups(self) -> tuple[str | None, ...]:
        """Return the texts of all groups."""


class Pattern(Protocol):
    """A compiled regular expression."""

    def search(self, text: str) -> Match | None:
        """Return the first match."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Return all matches, one after the other."""


def compiled(pattern: str, flags: str = "") -> Pattern:
    """Return a pattern written as in JavaScript, with JavaScript's flags.

    Raises:
        ValueError: it is not one, or needs what RE2 does not do: looking around, and references back.
    """
    unknown = set(flags) - _WITHOUT_EFFECT - _MARKS.keys()
    if unknown:
        raise ValueError(f"has the unknown flags {''.join(sorted(unknown))!r}; known are i, m, s, g, u, d and y")
    options = re2.Options()
    options.log_errors = False
    marks = "".join(mark for flag, mark in _MARKS.items() if flag in flags)
    prefix = f"(?{marks})" if marks else ""
    try:
        found: Pattern = re2.compile(prefix + _UNICODE_ESCAPE.sub(_code_point, pattern), options)
    except (re2.error, UnicodeEncodeError) as wrong:
        reason = wrong.args[0].decode("utf-8", "replace") if isinstance(wrong.args[0], bytes) else wrong
        raise ValueError(
            f"is not a regular expression that can be used ({reason}); it may not look around or refer back"
        ) from None
    return found


def _code_point(escape: re.Match[str]) -> str:
    return f"\\x{{{escape[1] or escape[2]}}}"
