"""Actions on one number; each is a function of mathematics by its name."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

from trunkline.components.common.numbers import finished
from trunkline.sdk import Action, Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import to_number
from trunkline.sdk.inputs import Field, InputSpec


def number_field(label: str, *, key: str = "", default: str | None = None, comments: str) -> Field[float]:
    """Declare a number that has to be there."""
    spec = InputSpec(label=label, key=key, required=True, default=default, comments=comments, example="2")
    return Field(spec, to_number, lambda: to_number(default))


class Number(Inputs):
    """One number."""

    number = number_field("Number", comments="The number to calculate with.")


def single(label: str, key: str, description: str, function: Callable[[float], float]) -> Action:
    """Make an action of a function of one number."""

    def calculate(_context: Context, inputs: Number) -> int | float:
        return finished(lambda: float(function(inputs.number)))

    calculate.__doc__ = description
    return action(label, key=key, inputs=Number, repeat=Repeat.SAFE, inline=True)(calculate)


def _float_round(number: float) -> float:
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded


SINGLE = [
    single("Absolute Value", "abs", "Returns a number without its sign.", abs),
    single("Arccosine", "acos", "Returns the angle, in radians, whose cosine is a number.", math.acos),
    single("Hyperbolic Arccosine", "acosh", "Returns the inverse hyperbolic cosine.", math.acosh),
    single("Arcsine", "asin", "Returns the angle, in radians, whose sine is a number.", math.asin),
    single("Hyperbolic Arcsine", "asinh", "Returns the inverse hyperbolic sine.", math.asinh),
    single("Arctangent", "atan", "Returns the angle, in radians, whose tangent is a number.", math.atan),
    single("Hyperbolic Arctangent", "atanh", "Returns the inverse hyperbolic tangent.", math.atanh),
    single("Cube Root", "cbrt", "Returns the cube root.", math.cbrt),
    single("Ceiling", "ceil", "Returns the next whole number that is not smaller.", math.ceil),
    single("Cosine", "cos", "Returns the cosine of an angle in radians.", math.cos),
    single("Hyperbolic Cosine", "cosh", "Returns the hyperbolic cosine.", math.cosh),
    single("Floor", "floor", "Returns the next whole number that is not larger.", math.floor),
    single("Float-round", "fround", "Returns the nearest number of single precision.", _float_round),
    single("Natural Log", "naturalLog", "Returns the natural logarithm.", math.log),
    single("Round", "round", "Returns the nearest whole number; a half goes up.", lambda x: math.floor(x + 0.5)),
    single("Sine", "sin", "Returns the sine of an angle in radians.", math.sin),
    single("Hyperbolic Sine", "sinh", "Returns the hyperbolic sine.", math.sinh),
    single("Square Root", "sqrt", "Returns the square root.", math.sqrt),
    single("Tangent", "tan", "Returns the tangent of an angle in radians.", math.tan),
    single("Hyperbolic Tangent", "tanh", "Returns the hyperbolic tangent.", math.tanh),
    single("Truncate Number", "trunc", "Returns a number without its fraction.", math.trunc),
]
