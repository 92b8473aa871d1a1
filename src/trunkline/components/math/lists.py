"""Actions on several numbers."""

from __future__ import annotations

import functools
import math
import operator

from trunkline.components.common.numbers import finished
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import to_list, to_number
from trunkline.sdk.fields import values_of
from trunkline.sdk.inputs import Field, InputSpec


class Numbers(Inputs):
    """Several numbers."""

    numbers = values_of("Numbers", to_number, required=True, comments="The numbers, in order.")


class Candidates(Inputs):
    """Several numbers, also as one list."""

    numbers = values_of("Numbers", to_number, comments="The numbers.")
    dynamic_numbers: Field[tuple[float, ...]] = Field(
        InputSpec(
            label="Dynamic numbers", type="CODE", language="json",
            comments="A list of numbers, which is taken in place of the ones above.", example="[1, 2, 3]",
        ),
        lambda value: to_list(value, to_number),
        tuple,
    )  # fmt: skip


@action("Add Numbers", key="add", inputs=Numbers, repeat=Repeat.SAFE)
def add(_context: Context, inputs: Numbers) -> int | float:
    """Return the sum of numbers."""
    return finished(lambda: float(sum(inputs.numbers)))


@action("Subtract Numbers", key="subtract", inputs=Numbers, repeat=Repeat.SAFE)
def subtract(_context: Context, inputs: Numbers) -> int | float:
    """Return the first number less all others."""
    return finished(lambda: functools.reduce(operator.sub, _given(inputs)))


@action("Multiply Numbers", key="multiply", inputs=Numbers, repeat=Repeat.SAFE)
def multiply(_context: Context, inputs: Numbers) -> int | float:
    """Return the product of numbers."""
    return finished(lambda: math.prod(inputs.numbers, start=1.0))


@action("Divide Numbers", key="divide", inputs=Numbers, repeat=Repeat.SAFE)
def divide(_context: Context, inputs: Numbers) -> int | float:
    """Return the first number divided by all others, one after the other."""
    return finished(lambda: functools.reduce(operator.truediv, _given(inputs)))


@action("Hypotenuse", key="hypot", inputs=Numbers, repeat=Repeat.SAFE)
def hypot(_context: Context, inputs: Numbers) -> int | float:
    """Return the square root of the sum of squares."""
    return finished(lambda: math.hypot(*inputs.numbers))


@action("Maximum", key="max", inputs=Candidates, repeat=Repeat.SAFE)
def maximum(_context: Context, inputs: Candidates) -> int | float:
    """Return the largest of numbers."""
    return finished(lambda: max(_candidates(inputs)))


@action("Minimum", key="min", inputs=Candidates, repeat=Repeat.SAFE)
def minimum(_context: Context, inputs: Candidates) -> int | float:
    """Return the smallest of numbers."""
    return finished(lambda: min(_candidates(inputs)))


def _given(inputs: Numbers) -> tuple[float, ...]:
    if not inputs.numbers:
        raise unusable(Numbers.numbers, "the list is empty")
    return inputs.numbers


def _candidates(inputs: Candidates) -> tuple[float, ...]:
    numbers = inputs.dynamic_numbers or inputs.numbers
    if not numbers:
        raise unusable(Candidates.numbers, "no numbers are given")
    return numbers
