"""One number out of a list."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from trunkline.components.collection_tools.functions import Filter, kept
from trunkline.components.common.numbers import finished
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_number, to_text
from trunkline.sdk.inputs import Choice, Field, InputSpec

_OF_ANY: dict[str, Callable[[Sequence[float]], float]] = {
    "SUM": lambda numbers: float(sum(numbers)),
    "PRODUCT": lambda numbers: math.prod(numbers, start=1.0),
}
_OF_SOME: dict[str, Callable[[Sequence[float]], float]] = {
    "AVERAGE": statistics.fmean,
    "MAX": max,
    "MIN": min,
    "MEDIAN": statistics.median,
}
_NAMES = ("AVERAGE", "COUNT", "MAX", "MIN", "SUM", "PRODUCT", "MEDIAN")


def _function(value: object) -> str:
    name = to_text(value).upper()
    if name not in _NAMES:
        raise CleaningError("one of " + ", ".join(_NAMES))
    return name


class Aggregate(Filter):
    """A list and what to make of it."""

    aggregate_function_input: Field[str] = Field(
        InputSpec(
            label="Aggregate function", required=True, choices=tuple(Choice(name, name) for name in _NAMES),
            comments="What to make of the numbers in the list.", example="SUM",
        ),
        _function,
        str,
    )  # fmt: skip


@action("Aggregate", key="aggregate", inputs=Aggregate, repeat=Repeat.SAFE)
def aggregate(context: Context, inputs: Aggregate) -> int | float:
    """Return the sum, average or the like of a list, after leaving out what a filter does not keep."""
    elements, name = kept(context, inputs), inputs.aggregate_function_input
    if name == "COUNT":
        return len(elements)
    numbers = [_number(place, element) for place, element in enumerate(elements)]
    if not numbers and name in _OF_SOME:
        raise unusable(Aggregate.list_input, f"no element is left, and {name} needs one")
    return finished(lambda: float((_OF_ANY | _OF_SOME)[name](numbers)))


def _number(place: int, element: object) -> float:
    try:
        return to_number(element)
    except CleaningError as wrong:
        raise unusable(Aggregate.list_input, f"its element {place} is not {wrong}") from None
