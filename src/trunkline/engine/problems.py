"""Problems of a definition, collected in one go: each with place, reason and the nearest right word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import ClassVar

from trunkline.errors import Invalid

MAX_PROBLEMS = 50
_MAX_OPTIONS = 1000  # comparing words is slow; a definition with more names gets no suggestion from the rest
_MAX_WORD = 100
_MIN_BEGINNING = 3
_MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands, and what was probably meant."""

    path: str
    reason: str
    line: int | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        line = f" (line {self.line})" if self.line is not None else ""
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion is not None else ""
        return f"{self.path or 'definition'}{line}: {self.reason}{hint}"


class InvalidDefinition(Invalid):
    """A definition breaks rules of the format; ``problems`` has all of them, at most 50."""

    code: ClassVar[str] = "INVALID_DEFINITION"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)), field="definition")
        self.problems = problems


class Problems:
    """Collects problems while a definition is read; ``line_at`` tells on which line a path stands."""

    def __init__(self) -> None:
        self.line_at: Callable[[str], int | None] = _nowhere
        self._found: list[Problem] = []

    def add(self, path: str, reason: str, *, suggestion: str | None = None, line: int | None = None) -> None:
        """Note a problem; those past the limit are dropped."""
        if not self.full:
            self._found.append(Problem(path, reason, line or self.line_at(path), suggestion))

    def add_unknown(self, path: str, reason: str, word: str, options: Iterable[str]) -> None:
        """Note a problem about a wrong word, with the nearest of the right ones."""
        if not self.full:
            self.add(path, reason, suggestion=nearest(word, options))

    @property
    def full(self) -> bool:
        """Return whether further problems would be dropped."""
        return len(self._found) >= MAX_PROBLEMS

    def raise_if_any(self) -> None:
        """End the reading when something was wrong.

        Raises:
            InvalidDefinition: at least one problem was noted.
        """
        if self._found:
            raise InvalidDefinition(tuple(self._found))


def _nowhere(_: str) -> int | None:
    return None


def below(path: str, key: str) -> str:
    """Return the path of a key; long keys are cut, so that no path grows without bound."""
    return f"{path}.{shortened(key)}" if path else shortened(key)


def quoted(text: str) -> str:
    """Return a text of the author's in quotes, cut when it is long."""
    return repr(shortened(text))


def shortened(text: str) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 3] + "..."


def nearest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that looks most like ``word``, if any does."""
    if len(word) > _MAX_WORD:
        return None
    by_lower = {option.lower(): option for option in islice(options, _MAX_OPTIONS)}
    wanted = word.lower()
    found = get_close_matches(wanted, by_lower, n=1, cutoff=0.6)
    if not found and len(wanted) >= _MIN_BEGINNING:
        found = [option for option in by_lower if option.startswith(wanted)]
    return by_lower[found[0]] if found else None
