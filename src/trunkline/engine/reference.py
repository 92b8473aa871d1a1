"""References: paths into the results of steps, split once and followed many times.

``<step>.results<path>`` is what a step gave; inside a loop, ``<loop>.currentItem<path>`` and
``<loop>.index``. A path is parted by dots; a number indexes a list; ``["..."]`` quotes a key that holds dots.
A path that leads nowhere gives ``None``. Directly below ``results.headers`` the case of letters does not
count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trunkline.engine.problems import quoted, shortened

_PLAIN_PART = re.compile(r"[^.\[]+")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_MAX_INDEX_DIGITS = 9
_HEADERS = "headers"


class BadReferenceError(ValueError):
    """A text is no reference; ``options`` are the words that could have stood where the wrong one does."""

    def __init__(self, reason: str, *, word: str = "", options: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.word = word
        self.options = options


class Area(StrEnum):
    """What of a step a reference reads."""

    RESULTS = "results"
    CURRENT_ITEM = "currentItem"
    INDEX = "index"


def camel(name: str) -> str:
    """Return what references call a step of this name; ``''`` when it has no letter a-z and no digit."""
    first, *rest = [part for part in _NO_LETTER.split(name.lower()) if part] or [""]
    return first + "".join(part[0].upper() + part[1:] for part in rest)


@dataclass(slots=True)
class Loop:
    """Where a running loop stands."""

    item: object = None
    index: int = 0


@dataclass(slots=True)
class Scope:
    """What references can see: results by step key, running loops by step key, config variables by key."""

    results: dict[str, object]
    loops: dict[str, Loop]
    config: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Path:
    """Keys and list positions to follow, each key with the position it would mean in a list."""

    parts: tuple[tuple[str, int | None], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Path:
        """Split a path such as ``body.items[0]["a.b"]``.

        Raises:
            BadReferenceError: the text is no path.
        """
        return cls(tuple((part, _index(part)) for part in split(text)))

    def find(self, value: object) -> object:
        """Return what stands at the end of the path, or ``None``."""
        for key, index in self.parts:
            value = _step_into(value, key, index)
            if value is None:
                return None
        return value


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference, ready to be resolved."""

    text: str
    step: str
    area: Area
    path: Path
    through_headers: bool

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Split a reference.

        Raises:
            BadReferenceError: the text is no reference.
        """
        step, *rest = split(text)
        if not rest:
            reason = f"{quoted(text)} needs a part of the step, as in {shortened(step)}.results"
            raise BadReferenceError(reason)
        if rest[0] not in tuple(Area):
            reason = f"{quoted(rest[0])} is nothing a step has; it has results, and a loop has currentItem and index"
            raise BadReferenceError(reason, word=rest[0], options=tuple(Area))
        area = Area(rest[0])
        path = Path(tuple((part, _index(part)) for part in rest[1:]))
        headers = area is Area.RESULTS and len(path.parts) > 1 and path.parts[0][0] == _HEADERS
        return cls(text, step, area, path, headers)

    def resolve(self, scope: Scope) -> object:
        """Return the value that the reference leads to, with its type; ``None`` when it leads nowhere."""
        if self.area is Area.RESULTS:
            value = scope.results.get(self.step)
            return self.path.find(value) if not self.through_headers else self._below_headers(value)
        loop = scope.loops.get(self.step)
        if loop is None:
            return None
        return self.path.find(loop.item if self.area is Area.CURRENT_ITEM else loop.index)

    def _below_headers(self, value: object) -> object:
        headers = _step_into(value, _HEADERS, None)
        name = self.path.parts[1][0]
        found = _step_into(headers, name, None)
        if found is None and isinstance(headers, Mapping):
            wanted = name.lower()
            found = next((headers[key] for key in headers if str(key).lower() == wanted), None)
        return Path(self.path.parts[2:]).find(found) if len(self.path.parts) > 2 else found


@dataclass(frozen=True, slots=True)
class TriggerPath:
    """A path into the trigger's results, for fields that read it before any step ran."""

    reference: Reference

    @classmethod
    def parse(cls, text: str, trigger: str) -> TriggerPath:
        """Split a field's reference: it may start with the trigger's key, with ``payload``, or inside the results.

        Raises:
            BadReferenceError: the text is no path.
        """
        parts = split(text)
        roots = (trigger, "trigger", "onTrigger", "payload")
        inner = parts[2:] if len(parts) > 1 and parts[0] in roots and parts[1] == Area.RESULTS else parts
        path = Path(tuple((part, _index(part)) for part in inner))
        headers = len(path.parts) > 1 and path.parts[0][0] == _HEADERS
        return cls(Reference(text, trigger, Area.RESULTS, path, headers))

    def find(self, trigger: object) -> object:
        """Return what the field names in a trigger's results, or ``None``."""
        return self.reference.resolve(Scope({self.reference.step: trigger}, {}, {}))


def _step_into(value: object, key: str, index: int | None) -> object:
    if type(value) is dict:
        return value.get(key)
    if isinstance(value, (list, tuple)):
        return value[index] if index is not None and index < len(value) else None
    if isinstance(value, Mapping):
        return value.get(key)
    return None


def _index(part: str) -> int | None:
    plain = part.isascii() and part.isdecimal() and len(part) <= _MAX_INDEX_DIGITS
    return int(part) if plain else None


def split(text: str) -> list[str]:
    """Part a reference at its dots and brackets."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "[":
            part, at = _bracket(text, at)
        else:
            plain = _PLAIN_PART.match(text, at)
            part, at = (plain[0], plain.end()) if plain is not None else ("", at)
        if not part:
            raise BadReferenceError(f"{quoted(text)} has an empty part")
        parts.append(part)
        at = _past_dot(text, at)
    if not parts:
        raise BadReferenceError("an empty reference leads nowhere")
    return parts


def _past_dot(text: str, at: int) -> int:
    if at == len(text) or text[at] == "[":
        return at
    if text[at] != "." or at + 1 == len(text):
        raise BadReferenceError(f"{quoted(text)} ends or goes on wrongly at character {at + 1}")
    return at + 1


def _bracket(text: str, at: int) -> tuple[str, int]:
    quote = text[at + 1 : at + 2]
    if quote in ('"', "'"):
        end = text.find(quote + "]", at + 2)
        if end < 0:
            raise BadReferenceError(f"{quoted(text)} has a quote that does not end")
        return text[at + 2 : end], end + 2
    end = text.find("]", at)
    if end < 0:
        raise BadReferenceError(f"{quoted(text)} has a bracket that does not end")
    return text[at + 1 : end], end + 1
