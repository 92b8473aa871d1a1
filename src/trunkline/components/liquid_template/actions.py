"""The action of the Liquid component."""

from __future__ import annotations

from collections.abc import Mapping

from liquid.exceptions import LiquidError

from trunkline.components.common.fields import content_text
from trunkline.components.common.values import checked_depth, content_of, text_of, unusable
from trunkline.components.liquid_template.engine import rendered
from trunkline.components.liquid_template.precheck import problem_of
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json
from trunkline.sdk.inputs import Field, InputSpec


def _data(value: object) -> object:
    content = content_of(value)
    return checked_depth(to_json(text_of(content)) if isinstance(content, str | bytes) else content)


class Transform(Inputs):
    """Data and a template."""

    data: Field[object] = Field(
        InputSpec(
            label="Data", type="CODE", language="json",
            comments="An object, whose keys the template names; all of it is called data.", example='{"name": "Ada"}',
        ),
        _data,
        dict,
    )  # fmt: skip
    liquid_template = content_text(
        "Liquid template", required=True, comments="The template, in Liquid.", example="Hello, {{ name }}!"
    )


@action("Render Template", key="transform", inputs=Transform, repeat=Repeat.SAFE)
def transform(_context: Context, inputs: Transform) -> str:
    """Return the text that a Liquid template makes of data.

    Source: https://liquidjs.com/tutorials/intro-to-liquid.html

    Raises:
        InputError: the template is broken, or takes too much time or memory.
    """
    if problem := problem_of(inputs.liquid_template):
        raise unusable(Transform.liquid_template, problem)
    given = inputs.data if isinstance(inputs.data, Mapping) else {}
    try:
        return rendered(inputs.liquid_template, {"data": inputs.data, **given})
    except LiquidError as wrong:
        raise unusable(Transform.liquid_template, _words(wrong)) from None
    except RecursionError:
        raise unusable(Transform.liquid_template, "its blocks are nested too deep") from None
    except (CleaningError, ValueError, TypeError, ArithmeticError, LookupError) as wrong:
        raise unusable(Transform.liquid_template, f"a filter got data it cannot use: {wrong}") from None


def _words(wrong: LiquidError) -> str:
    token = wrong.token
    line = (
        ""
        if token is None or token.start_index < 0
        else f" (line {token.source.count(chr(10), 0, token.start_index) + 1})"
    )
    return f"{wrong.message}{line}"
