"""The Liquid engine: LiquidJS's ways where they differ, and limits on time and size.

Whatever a template does, it goes through a filter, a loop or an assignment: each of them is limited.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar

from liquid import Environment
from liquid.exceptions import ResourceLimitError

from trunkline.components.common.values import MEGABYTE
from trunkline.components.liquid_template.filters import OWN_FILTERS, whole

TIME_LIMIT_S = 10.0
LARGEST_TEXT = 16 * MEGABYTE
MOST_ITEMS = 1_000_000
_UNAVAILABLE = ("include", "render")  # there are no other templates
_deadline: ContextVar[float] = ContextVar("liquid_deadline")
_NUMBERS = ("abs", "ceil", "floor", "minus", "modulo", "plus", "round", "sum", "times")


class _Liquid(Environment):
    block_nesting_limit = 60
    loop_iteration_limit = 100_000
    local_namespace_limit = 2 * LARGEST_TEXT
    output_stream_limit = LARGEST_TEXT
    suppress_blank_control_flow_blocks = False


def rendered(template: str, data: Mapping[str, object]) -> str:
    """Return the text that a template makes of data.

    Raises:
        LiquidError: the template is broken, or takes too much time or memory.
        ValueError, TypeError, ArithmeticError, LookupError: a filter got data it cannot use.
    """
    _deadline.set(time.monotonic() + TIME_LIMIT_S)
    return _engine().from_string(template).render(dict(data))


@functools.cache
def _engine() -> Environment:
    engine = _Liquid(strict_filters=True)
    for tag in _UNAVAILABLE:
        del engine.tags[tag]
    engine.filters.update(OWN_FILTERS)
    for name in _NUMBERS:
        engine.filters[name] = whole(engine.filters[name])
    for name, function in engine.filters.items():
        engine.filters[name] = _limited(function, _GROWTH.get(name))
    return engine


def _limited(function: Callable[..., object], growth: Callable[..., int] | None) -> Callable[..., object]:
    """Return a filter that refuses to run out of time, or to make something too large."""

    @functools.wraps(function)
    def limited(*given: object, **options: object) -> object:
        if time.monotonic() > _deadline.get():
            raise ResourceLimitError(f"it took longer than {TIME_LIMIT_S:g} s", token=None)
        if growth is not None and growth(*given) > LARGEST_TEXT:
            raise _too_large()
        made = function(*given, **options)
        if (isinstance(made, str) and len(made) > LARGEST_TEXT) or (isinstance(made, list) and len(made) > MOST_ITEMS):
            raise _too_large()
        return made

    return limited


def _too_large() -> ResourceLimitError:
    return ResourceLimitError(
        f"it makes more than {LARGEST_TEXT // MEGABYTE} MB of text, or a list as long", token=None
    )


def _growth_of_replace(text: object, find: object = "", put: object = "", *_rest: object) -> int:
    return len(str(text)) + str(text).count(str(find)) * len(str(put))


def _growth_of_join(items: object, separator: object = " ", *_rest: object) -> int:
    listed = items if isinstance(items, list | tuple) else [items]
    return sum(len(str(item)) for item in listed) + len(listed) * len(str(separator))


_GROWTH: dict[str, Callable[..., int]] = {"replace": _growth_of_replace, "join": _growth_of_join}
