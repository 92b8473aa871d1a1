"""Lets a request in: runs the trigger's own check and decides what is stored and what is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from trunkline import sdk
from trunkline.db.models import InvokeType
from trunkline.errors import Invalid
from trunkline.executions import payload
from trunkline.executions.ingest import NewExecution
from trunkline.executions.payload import Incoming
from trunkline.runtime.trigger import TIME_LIMIT_S, receive
from trunkline.triggers.endpoints import Endpoint


@dataclass(frozen=True, slots=True)
class Accepted:
    """An execution to store, and the answer once it is durable; None is the platform's own answer."""

    execution: NewExecution
    answer: sdk.Response | None


async def accept(endpoint: Endpoint, incoming: Incoming, at: datetime, http: sdk.Http) -> Accepted:
    """Check a request the way its trigger wants it, and return the execution that it starts.

    Raises:
        Malformed: the body is not what its content type says.
        Invalid: the trigger refused the request; the message is its own.
    """
    if endpoint.trigger.is_passive:
        payload.check(incoming)
        packed, answer = payload.pack_request(incoming), endpoint.answer
    else:
        packed, answer = await _through_trigger(endpoint, incoming, at, http)
    execution = endpoint.deployed.new_execution(
        endpoint.flow.flow_config_id, InvokeType.WEBHOOK, at=at, payload=packed, is_test=False
    )
    return Accepted(execution, answer)


async def _through_trigger(
    endpoint: Endpoint, incoming: Incoming, at: datetime, http: sdk.Http
) -> tuple[bytes, sdk.Response | None]:
    """Run the trigger's code; what it makes of the request is what steps will see."""
    results = payload.request_results(incoming)
    context = sdk.Context(
        run=endpoint.deployed.run(endpoint.flow, endpoint.flow.flow_config_id, at), http=http,
        logger=sdk.Logger(_no_log), sleep=asyncio.sleep, step=endpoint.flow.plan.trigger.name,
        time_limit_s=TIME_LIMIT_S,
    )  # fmt: skip
    try:
        result = await receive(endpoint.trigger, context, _as_given(incoming, results), endpoint.trigger_inputs)
    except sdk.ActionError as refused:
        raise Invalid(refused.message) from refused
    return payload.pack_results(_as_stored(result.payload)), result.response


def _no_log(_level: sdk.LogLevel, _message: str) -> None:
    """Drop what a trigger logs before there is an execution that could keep it."""


def _as_given(incoming: Incoming, results: dict[str, object]) -> sdk.TriggerPayload:
    body, raw = results["body"], results["rawBody"]
    return sdk.TriggerPayload(
        headers=sdk.Headers(incoming.headers),
        query_parameters={
            name: ",".join(value) if isinstance(value, list) else str(value) for name, value in incoming.query.items()
        },
        body=_body(body),
        raw_body=_body(raw),
        path_fragment=incoming.path,
    )


def _body(part: object) -> sdk.Body:
    return sdk.Body(part["data"], part["contentType"]) if isinstance(part, dict) else sdk.Body()


def _as_stored(given: sdk.TriggerPayload) -> dict[str, object]:
    return {
        "headers": dict(given.headers),
        "queryParameters": dict(given.query_parameters),
        "pathFragment": given.path_fragment,
        "body": {"data": given.body.data, "contentType": given.body.content_type},
        "rawBody": {"data": given.raw_body.data, "contentType": given.raw_body.content_type},
    }
