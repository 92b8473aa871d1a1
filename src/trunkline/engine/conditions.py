"""Conditions of branches: terms with an operator, joined by ``and`` and ``or``, compiled once.

Texts that are JSON are read as such before they are compared, so ``"10"`` is greater than ``"9"``. The prefix
operators say it left to right: *left* ``startsWith`` *right* holds when ``right`` begins with ``left``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trunkline.engine.compare import (
    as_instant,
    less,
    less_or_equal,
    loosely_equal,
    strictly_equal,
    truthy,
)
from trunkline.engine.definition import ComplexInput, Item
from trunkline.engine.inputs import Resolver, compile_item
from trunkline.engine.reference import Scope
from trunkline.engine.values import parse_json, to_text

_YES = ("t", "true", "y", "yes")
_NO = ("f", "false", "n", "no")


class BadConditionError(ValueError):
    """A condition is built wrongly; ``word`` is the operator that is not known, if that is the reason."""

    def __init__(self, reason: str, *, word: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.word = word


class IncomparableError(ValueError):
    """Two values cannot be compared with this operator."""


class Condition(Protocol):
    """Something that holds or does not."""

    def holds(self, scope: Scope) -> bool:
        """Return whether it holds.

        Raises:
            IncomparableError: an operator got values that it cannot compare.
        """
        ...


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool:
        """Return whether every part holds; later parts are not looked at after one that does not."""
        return all(part.holds(scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool:
        """Return whether a part holds; later parts are not looked at after one that does."""
        return any(part.holds(scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Term:
    """One operator with its values."""

    operator: str
    left: Resolver
    right: Resolver | None

    def holds(self, scope: Scope) -> bool:
        """Return whether the operator is content with the values of this scope.

        Raises:
            IncomparableError: it cannot compare them.
        """
        right = self.right.resolve(scope) if self.right is not None else None
        return evaluate(self.operator, self.left.resolve(scope), right)


def compile_condition(item: Item) -> Condition:
    """Compile a condition such as ``["and", ["equal", left, right], ["exists", value]]``.

    Raises:
        BadConditionError: the list is no condition.
        BadReferenceError: a reference in it cannot be read.
    """
    parts = item.value if isinstance(item, ComplexInput) else item
    if not isinstance(parts, tuple) or not parts or not isinstance(parts[0], str):
        raise BadConditionError("a condition is a list that begins with an operator, such as and, or, equal")
    operator, values = parts[0], parts[1:]
    if operator in ("and", "or"):
        inner = tuple(map(compile_condition, values))
        return All(inner) if operator == "and" else AnyOf(inner)
    return _compile_term(operator, values)


def _compile_term(operator: str, values: tuple[Item, ...]) -> Term:
    if operator not in OPERATORS:
        raise BadConditionError(f"{operator[:60]!r} is no operator of conditions", word=operator)
    needed = 1 if operator in _UNARY else 2
    if len(values) < needed:
        raise BadConditionError(f"{operator} needs {needed} value{'s'[: needed - 1]}, not {len(values)}")
    # an exporter writes a second, empty value behind operators of one value; it says nothing
    return Term(operator, compile_item(values[0]), compile_item(values[1]) if needed == 2 else None)


def evaluate(operator: str, left: object, right: object = None) -> bool:
    """Return whether an operator holds for values.

    Raises:
        IncomparableError: it cannot compare them.
    """
    try:
        if operator in _UNARY:
            return _UNARY[operator](left)
        return _BINARY[operator](left, right)
    except IncomparableError:
        raise
    except ValueError as error:
        raise IncomparableError(f"{operator}: {error}") from error


def _parsed(value: object) -> object:
    return parse_json(value) if isinstance(value, str) else value


def _is_true(value: object) -> bool:
    value = _parsed(value)
    word = value.lower() if isinstance(value, str) else ""
    return word in _YES or (word not in _NO and truthy(value))


def _exists(value: object) -> bool:
    return truthy(_parsed(value))


def _is_empty(value: object) -> bool:
    parsed = _parsed(value)
    if isinstance(parsed, (list, tuple)):
        return len(parsed) == 0
    if isinstance(value, str):  # the text as given: "0" is a text with one letter
        return len(value) == 0
    raise IncomparableError("isEmpty and isNotEmpty take a list or a text")


def _contains(left: object, right: object) -> bool:
    container = _parsed(right)
    if isinstance(container, (list, tuple)):
        wanted = (left, _parsed(left))
        return any(_is_member(entry, wanted) for entry in container)
    if isinstance(container, Mapping):
        return to_text(left) in container
    if isinstance(right, str):  # the text as given: "23" is in "12345"
        return left is not None and to_text(left) in right
    return False


def _is_member(entry: object, wanted: tuple[object, object]) -> bool:
    return any(strictly_equal(entry, value) for value in wanted)


def _starts(left: object, right: object) -> bool:
    return _raw(right).startswith(_raw(left))


def _ends(left: object, right: object) -> bool:
    return _raw(right).endswith(_raw(left))


def _raw(value: object) -> str:
    """Return the text that prefix and suffix operators look at: quotes of a JSON text are taken off."""
    parsed = _parsed(value)
    return parsed if isinstance(parsed, str) else to_text(value)


def _instant(value: object) -> datetime:
    quoted = isinstance(value, str) and value.startswith('"')
    return as_instant(_parsed(value) if quoted else value)


Binary = Callable[[object, object], bool]


def _on_parsed(compare: Binary) -> Binary:
    return lambda left, right: compare(_parsed(left), _parsed(right))


def _not(holds: Binary) -> Binary:
    return lambda left, right: not holds(left, right)


_equal = _on_parsed(loosely_equal)
_exactly = _on_parsed(strictly_equal)

_UNARY: dict[str, Callable[[object], bool]] = {
    "isTrue": _is_true,
    "isFalse": lambda value: not _is_true(value),
    "exists": _exists,
    "doesNotExist": lambda value: not _exists(value),
    "isEmpty": _is_empty,
    "isNotEmpty": lambda value: not _is_empty(value),
}
_BINARY: dict[str, Binary] = {
    "equal": _equal,
    "notEqual": _not(_equal),
    "exactlyMatches": _exactly,
    "doesNotExactlyMatch": _not(_exactly),
    "greaterThan": _on_parsed(lambda left, right: less(right, left)),
    "greaterThanOrEqual": _on_parsed(lambda left, right: less_or_equal(right, left)),
    "lessThan": _on_parsed(less),
    "lessThanOrEqual": _on_parsed(less_or_equal),
    "in": _contains,
    "notIn": _not(_contains),
    "startsWith": _starts,
    "doesNotStartWith": _not(_starts),
    "endsWith": _ends,
    "doesNotEndWith": _not(_ends),
    "dateTimeAfter": lambda left, right: _instant(left) > _instant(right),
    "dateTimeBefore": lambda left, right: _instant(left) < _instant(right),
    "dateTimeSame": lambda left, right: _instant(left) == _instant(right),
}
OPERATORS: frozenset[str] = frozenset(_UNARY) | frozenset(_BINARY)
