"""The plain webhook trigger: the request passes as it is, and people may set the answer."""

from __future__ import annotations

from trunkline.sdk.fields import integer, key_values, string, text
from trunkline.sdk.inputs import Inputs
from trunkline.sdk.trigger import Response, Trigger, passive_trigger


class AnswerInputs(Inputs):
    """The answer to the caller; what is left empty is the platform's default."""

    body = text("Response body", comments="What the caller is answered at once; empty: the execution's id.")
    content_type = string("Content type", comments="The answer's content type.", example="application/json")
    headers = key_values("Headers", comments="Further headers of the answer.")
    status_code = integer(
        "Status code",
        minimum=200,
        maximum=599,
        comments="The answer's HTTP status; empty: 200.",
        example="202",
    )


def answer_of(inputs: AnswerInputs) -> Response | None:
    """Return the response that the inputs ask for; ``None`` when they ask for none."""
    if not inputs.as_json():
        return None
    return Response(
        status_code=inputs.status_code,
        content_type=inputs.content_type or None,
        headers=inputs.headers,
        body=inputs.body or None,
    )


def webhook_trigger(label: str, *, key: str, description: str, is_common: bool = False) -> Trigger:
    """Declare a webhook trigger that costs nothing per request."""
    return passive_trigger(
        label, key=key, inputs=AnswerInputs, description=description, answer=answer_of, is_common=is_common
    )
