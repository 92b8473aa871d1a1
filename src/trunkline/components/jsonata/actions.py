"""The action of the JSONata component."""

from __future__ import annotations

import json

from trunkline.components.common.fields import content_text
from trunkline.components.common.values import checked_depth, checked_size, content_of, text_of, unusable
from trunkline.components.jsonata.engine import ExpressionFailed, evaluated
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json, to_text
from trunkline.sdk.inputs import Field, InputSpec

LONGEST_EXPRESSION = 100_000  # characters


def _data(value: object) -> object:
    """Return data as JSON has it, and no longer the step's own objects."""
    content = content_of(value)
    if isinstance(content, str | bytes):
        return checked_depth(to_json(text_of(content)))
    checked_depth(content)
    try:
        text = json.dumps(content, default=to_text, allow_nan=False)
    except (TypeError, ValueError) as wrong:
        raise CleaningError(f"data that JSON can hold ({wrong})") from None
    return json.loads(checked_size(text))


class Transform(Inputs):
    """Data and an expression."""

    expression = content_text(
        "Expression", required=True, comments="The JSONata expression.", example="$sum(orders.price)"
    )
    data: Field[object] = Field(
        InputSpec(
            label="Data", type="CODE", language="json", required=True,
            comments="What the expression is about: a reference, or JSON text.", example='{"orders": [{"price": 1}]}',
        ),
        _data,
        lambda: None,
    )  # fmt: skip


@action("Transform", key="transform", inputs=Transform, repeat=Repeat.SAFE)
def transform(_context: Context, inputs: Transform) -> object:
    """Return what a JSONata expression makes of data.

    Source: https://docs.jsonata.org/overview

    Raises:
        InputError: the expression is broken, fails, or takes too much time or memory.
    """
    if len(inputs.expression) > LONGEST_EXPRESSION:
        raise unusable(Transform.expression, f"it is longer than {LONGEST_EXPRESSION} characters")
    try:
        return evaluated(inputs.expression, inputs.data)
    except ExpressionFailed as wrong:
        raise unusable(Transform.expression, str(wrong)) from None
