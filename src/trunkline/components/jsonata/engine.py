"""The JSONata engine, with limits on time, on depth, and on the size of what it makes.

Every step of an evaluation passes the guard: what it made is weighed, so that nothing doubles without end. The few
functions that make much of little at once are weighed before. Regular expressions are RE2's.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Protocol, runtime_checkable

from trunkline.components.common.patterns import compiled
from trunkline.components.common.values import DEEPEST, MEGABYTE

_limit = sys.getrecursionlimit()
from jsonata import Jsonata, datetimeutils, jexception  # noqa: E402
from jsonata import signature as signatures  # noqa: E402
from jsonata.functions import Functions  # noqa: E402
from jsonata.regex_engine import CompiledPattern, RegexFlags  # noqa: E402

sys.setrecursionlimit(_limit)  # the library raises it for the whole process, where a thread's stack may not suffice


def _linear(*, only_with_flags: bool) -> ModuleType:
    """Return Python's ``re`` with a ``compile`` that uses RE2, for what the library makes of people's own words."""
    module = ModuleType("re")
    vars(module).update(vars(re))

    def compile_linear(pattern: str, flags: int = 0) -> object:
        if only_with_flags and not flags:
            return re.compile(pattern)
        return compiled(pattern, "i" if flags & re.IGNORECASE else "")

    vars(module)["compile"] = compile_linear
    return module


# The pictures of $toMillis and the signatures of functions become patterns too; the library lets nobody choose whose.
datetimeutils.re = _linear(only_with_flags=True)  # without flags it compiles patterns of its own alone
signatures.re = _linear(only_with_flags=False)

TIME_LIMIT_S = 10.0
LARGEST_TEXT = 16 * MEGABYTE
MOST_ITEMS = 1_000_000
MOST_MADE = 512 * MEGABYTE  # characters and items that all steps together may make
_MAKES = frozenset({"binary", "function", "partial", "apply", "unary", "block", "condition"})


class ExpressionFailed(ValueError):
    """The expression is broken, failed, or took too much; the text says which."""


@runtime_checkable
class _Findable(Protocol):
    """A compiled pattern, as against a function that finds."""

    def finditer(self, text: str) -> Iterable[object]:
        """Return all matches."""


class _Node(Protocol):
    """A part of an expression, as the engine hands it to the guard."""

    type: str


class _Guard:
    """Weighs what each step makes, and looks at the clock."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + TIME_LIMIT_S
        self._made = 0

    def before(self, _node: _Node, _given: object, _frame: object) -> None:
        if time.monotonic() > self._deadline:
            raise ExpressionFailed(f"it took longer than {TIME_LIMIT_S:g} s and was stopped")

    def after(self, node: _Node, _given: object, _frame: object, made: object) -> None:
        if isinstance(made, str):
            self._weigh(node, len(made), LARGEST_TEXT)
        elif isinstance(made, list):
            self._weigh(node, len(made), MOST_ITEMS)

    def _weigh(self, node: _Node, size: int, largest: int) -> None:
        self._made += size if getattr(node, "type", "") in _MAKES else 0
        if size > largest or self._made > MOST_MADE:
            raise ExpressionFailed(_TOO_MUCH)


class _Weighed(Jsonata.JNativeFunction):  # type: ignore[misc] # the library has no types
    """A function whose result is weighed before it is made."""

    def __init__(self, name: str, signature: str, weigh: Callable[[Sequence[object]], int]) -> None:
        super().__init__(name, signature, Functions, None)
        self._weigh = weigh

    def call(self, given: object, arguments: Sequence[object]) -> object:
        """Run the function unless it would make too much."""
        if self._weigh(arguments) > LARGEST_TEXT:
            raise ExpressionFailed(_TOO_MUCH)
        return super().call(given, arguments)


_TOO_MUCH = f"it makes more than {LARGEST_TEXT // MEGABYTE} MB of text, or a list of more than {MOST_ITEMS} items"


def evaluated(expression: str, data: object) -> object:
    """Return what an expression makes of JSON data; nothing when it finds nothing.

    Raises:
        ExpressionFailed: it is broken, fails, or takes too much time or memory.
    """
    try:
        engine = Jsonata(expression, _pattern)
        guard = _Guard()
        engine.environment.set_evaluate_entry_callback(guard.before)
        engine.environment.set_evaluate_exit_callback(guard.after)
        for name, signature, weigh in _WEIGHED:
            engine.register_function(name, _Weighed(name, signature, weigh))
        return _plain(engine.evaluate(data), DEEPEST)
    except ExpressionFailed:
        raise
    except RecursionError:
        raise ExpressionFailed("it is nested too deep, or calls itself without end") from None
    except jexception.JException as wrong:
        raise ExpressionFailed(_words(wrong)) from None
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RuntimeError) as wrong:
        raise ExpressionFailed(f"it failed: {wrong}") from None


def _pattern(pattern: str, flags: RegexFlags) -> CompiledPattern:
    marks = ("i" if flags.case_insensitive else "") + ("m" if flags.multiline else "")
    try:
        return compiled(pattern, marks)
    except ValueError as wrong:
        raise ExpressionFailed(f"its pattern /{pattern}/ {wrong}") from None


def _words(wrong: jexception.JException) -> str:
    place = wrong.get_location()
    where = f" (at character {place})" if isinstance(place, int) and place >= 0 else ""
    return f"{wrong}{where}"


def _plain(value: object, levels_left: int) -> object:
    """Return a result without the library's own kinds of lists."""
    if levels_left == 0:
        raise ExpressionFailed(f"its result has more than {DEEPEST} levels of lists and objects")
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, levels_left - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, levels_left - 1) for inner in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ExpressionFailed("its result is a function; call it, or leave it out")


def _weight_of_pad(arguments: Sequence[object]) -> int:
    width = arguments[1] if len(arguments) > 1 else 0
    return abs(int(width)) if isinstance(width, int | float) else 0


def _weight_of_join(arguments: Sequence[object]) -> int:
    texts = arguments[0] if arguments and isinstance(arguments[0], list) else []
    separator = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else ""
    return sum(len(text) for text in texts if isinstance(text, str)) + len(texts) * len(separator)


def _weight_of_replace(arguments: Sequence[object]) -> int:
    text, put = (arguments[place] if len(arguments) > place else None for place in (0, 2))
    if not isinstance(text, str) or not isinstance(put, str):
        return 0  # what a function puts in place is weighed when the function ends
    find = arguments[1]
    if isinstance(find, str):
        return len(text) + text.count(find) * len(put) if find else 0
    matches = sum(1 for _ in find.finditer(text)) if isinstance(find, _Findable) else 0
    return len(text) * (1 + put.count("$")) + matches * len(put)


_WEIGHED: tuple[tuple[str, str, Callable[[Sequence[object]], int]], ...] = (
    ("pad", "<s-ns?:s>", _weight_of_pad),
    ("join", "<a<s>s?:s>", _weight_of_join),
    ("replace", "<s-(sf)(sf)n?:s>", _weight_of_replace),
)
