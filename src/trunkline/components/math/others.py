"""Powers, chance, and expressions."""

from __future__ import annotations

import math
import secrets

from trunkline.components.common.numbers import finished
from trunkline.components.common.script import ScriptFailed, run
from trunkline.components.common.values import unusable
from trunkline.components.math.single import number_field
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.fields import string

_chance = secrets.SystemRandom()


class Exponent(Inputs):
    """The exponent of e."""

    exponent = number_field("Exponent", comments="The power that e is raised to.")


class Power(Inputs):
    """A base and its exponent."""

    base = number_field("Base", comments="The number to raise.")
    exponent = number_field("Exponent", comments="The power to raise it to.")


class Logarithm(Inputs):
    """A number and the base of its logarithm."""

    number = number_field("Number", comments="The number to calculate with.")
    base = number_field("Exponent base", default="10", comments="The base of the logarithm.")


class Range(Inputs):
    """Two ends."""

    min = number_field("Min", comments="The smallest number that may come.")
    max = number_field("Max", comments="The largest number that may come.")


class Expression(Inputs):
    """An expression."""

    expression = string(
        "Expression",
        required=True,
        comments="Arithmetic as JavaScript writes it: + - * / % **, brackets, Math.max and the like.",
        example="2 * 3 + 7",
    )


@action("e^x", key="exp", inputs=Exponent, repeat=Repeat.SAFE, inline=True)
def exponential(_context: Context, inputs: Exponent) -> int | float:
    """Return a power of e."""
    return finished(lambda: math.exp(inputs.exponent))


@action("Power", key="pow", inputs=Power, repeat=Repeat.SAFE, inline=True)
def power(_context: Context, inputs: Power) -> int | float:
    """Return a power of a number."""
    return finished(lambda: math.pow(inputs.base, inputs.exponent))


@action("Logarithm", key="log", inputs=Logarithm, repeat=Repeat.SAFE, inline=True)
def logarithm(_context: Context, inputs: Logarithm) -> int | float:
    """Return the logarithm of a number to a base."""
    return finished(lambda: _log(inputs.number, inputs.base))


@action("Random Integer", key="randomInt", inputs=Range, repeat=Repeat.SAFE, inline=True)
def random_integer(_context: Context, inputs: Range) -> int:
    """Return a whole number by chance, the ends included."""
    low, high = math.ceil(inputs.min), math.floor(inputs.max)
    if low > high:
        raise unusable(Range.max, "there is no whole number from min to max")
    return _chance.randint(low, high)


@action("Random Number", key="random", inputs=Range, repeat=Repeat.SAFE, inline=True)
def random_number(_context: Context, inputs: Range) -> float:
    """Return a number by chance."""
    if inputs.min > inputs.max:
        raise unusable(Range.max, "it is smaller than min")
    return _chance.uniform(inputs.min, inputs.max)


@action("Evaluate Expression", key="evaluate", inputs=Expression, repeat=Repeat.SAFE)
def evaluate(_context: Context, inputs: Expression) -> int | float:
    """Return what an expression of arithmetic comes to."""
    try:
        value = run(f"return Number(({inputs.expression}\n));", {}, {}).value
    except ScriptFailed as wrong:
        raise unusable(Expression.expression, f"it {wrong}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unusable(Expression.expression, "it does not come to a number")
    return finished(lambda: float(value))


def _log(number: float, base: float) -> float:
    if base == 10:  # exact for powers of ten, which log(x) / log(10) is not
        return math.log10(number)
    return math.log2(number) if base == 2 else math.log(number, base)
