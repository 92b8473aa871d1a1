"""Actions that turn one value into one of another kind."""

from __future__ import annotations

from trunkline.components.common.values import content_of
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import to_bool, to_int, to_number, to_text
from trunkline.sdk.inputs import Field, InputSpec


def _number(value: object) -> int | float:
    number = to_number(value.strip() if isinstance(value, str) else value)
    return to_int(value) if number.is_integer() else number


class ToBoolean(Inputs):
    """A value."""

    value: Field[bool] = Field(
        InputSpec(
            label="Value",
            required=True,
            comments="True, yes, y, t, 1, or the opposite; in any capitals.",
            example="yes",
        ),
        to_bool,
        bool,
    )


class ToInt(Inputs):
    """A value."""

    value: Field[int] = Field(
        InputSpec(label="Value", required=True, comments="A number; its fraction is cut off.", example="42.5"),
        lambda value: int(_number(value)),
        int,
    )


class ToNumber(Inputs):
    """A value."""

    value: Field[int | float] = Field(
        InputSpec(label="Value", required=True, comments="A number, or text of one.", example="42.5"),
        _number,
        int,
    )


class ToString(Inputs):
    """A value."""

    value: Field[str] = Field(
        InputSpec(label="Value", type="DATA", comments="Any value; a structure becomes JSON, a file its text."),
        lambda value: to_text(content_of(value)),
        str,
    )


@action("Convert To Boolean", key="convertToBoolean", inputs=ToBoolean, repeat=Repeat.SAFE, inline=True)
def convert_to_boolean(_context: Context, inputs: ToBoolean) -> bool:
    """Return a value as true or false."""
    return inputs.value


@action("Convert To Integer", key="convertToInt", inputs=ToInt, repeat=Repeat.SAFE, inline=True)
def convert_to_int(_context: Context, inputs: ToInt) -> int:
    """Return a value as a whole number."""
    return inputs.value


@action("Convert To Number", key="convertToNumber", inputs=ToNumber, repeat=Repeat.SAFE, inline=True)
def convert_to_number(_context: Context, inputs: ToNumber) -> int | float:
    """Return a value as a number."""
    return inputs.value


@action("Convert To String", key="convertToString", inputs=ToString, repeat=Repeat.SAFE)
def convert_to_string(_context: Context, inputs: ToString) -> str:
    """Return a value as text."""
    return inputs.value
