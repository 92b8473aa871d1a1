"""Templates: text with ``{{$reference}}`` and ``{{#Config Var}}``; any other ``{{...}}`` stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.engine.reference import Reference, Scope
from trunkline.engine.values import to_text

_OPEN, _CLOSE = "{{", "}}"


@dataclass(frozen=True, slots=True)
class ConfigValue:
    """The value of a config variable; ``''`` names none."""

    key: str

    def resolve(self, scope: Scope) -> object:
        """Return the variable's value, or ``None``."""
        return scope.config.get(self.key)


@dataclass(frozen=True, slots=True)
class Template:
    """A template, split into its texts and the values between them."""

    parts: tuple[str | Reference | ConfigValue, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Split a template.

        Raises:
            BadReferenceError: a ``{{$...}}`` holds no reference.
        """
        return cls(tuple(_split(text)))

    def resolve(self, scope: Scope) -> str:
        """Return the text with all values put in."""
        return "".join(part if isinstance(part, str) else to_text(part.resolve(scope)) for part in self.parts)


def _split(text: str) -> list[str | Reference | ConfigValue]:
    parts: list[str | Reference | ConfigValue] = []
    done = at = 0
    while (start := text.find(_OPEN, at)) >= 0:
        at = start + 1
        if text[start + 2 : start + 3] not in ("$", "#"):
            continue
        end = text.find(_CLOSE, start)
        if end < 0:
            break
        parts.extend(filter(None, [text[done:start]]))
        inner = text[start + 3 : end].strip()
        parts.append(Reference.parse(inner) if text[start + 2] == "$" else ConfigValue(inner))
        done = at = end + 2
    parts.extend(filter(None, [text[done:]]))
    return parts
