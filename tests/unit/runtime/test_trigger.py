"""Running a trigger: its own check for a request, or nothing at all."""

from __future__ import annotations

import pytest
import structlog

from tests.unit.runtime.test_perform import Give, context
from trunkline.components.schedule_triggers import schedule
from trunkline.components.webhook_triggers import webhook
from trunkline.runtime.trigger import receive, static_answer
from trunkline.sdk import (
    ActionError,
    Body,
    Context,
    InputError,
    NotRetryable,
    Response,
    TimedOut,
    TriggerPayload,
    TriggerResult,
    trigger,
)

PAYLOAD = TriggerPayload(body=Body({"order": 1}, "application/json"))


@trigger("Checked", key="checked", inputs=Give)
async def checked(_context: Context, payload: TriggerPayload, inputs: Give) -> TriggerResult:
    """Start when the count is right."""
    if inputs.count != 1:
        raise NotRetryable("the signature is wrong")
    return TriggerResult(payload, Response(status_code=204), branch="New")


async def test_a_trigger_sees_the_request_and_decides_the_answer():
    result = await receive(checked, context(), PAYLOAD, {"count": "1"})
    assert result == TriggerResult(PAYLOAD, Response(status_code=204), "New")


async def test_a_trigger_may_refuse_a_request():
    with pytest.raises(NotRetryable, match="the signature is wrong"):
        await receive(checked, context(), PAYLOAD, {"count": "2"})


async def test_a_trigger_that_crashes_harms_only_its_request():
    @trigger("Broken", key="broken", inputs=Give, inline=True)
    def broken(_context: Context, payload: TriggerPayload, _inputs: Give) -> TriggerResult:
        """Break."""
        raise KeyError(str(payload.path_fragment))

    with structlog.testing.capture_logs(), pytest.raises(ActionError, match="KeyError"):
        await receive(broken, context(), PAYLOAD, {})


async def test_a_trigger_has_its_time_limit():
    @trigger("Slow", key="slow", inputs=Give)
    async def slow(given: Context, payload: TriggerPayload, _inputs: Give) -> TriggerResult:
        """Wait."""
        await given.sleep(60)
        return TriggerResult(payload)

    with pytest.raises(TimedOut, match="took longer than"):
        await receive(slow, context(time_limit_s=0.01), PAYLOAD, {})


async def test_a_trigger_that_returns_something_else_is_told_so():
    @trigger("Odd", key="odd", inputs=Give, inline=True)
    def odd(_context: Context, _payload: TriggerPayload, _inputs: Give) -> object:
        """Return a text."""
        return "text"

    with pytest.raises(ActionError, match="returned str; a trigger returns a TriggerResult"):
        await receive(odd, context(), PAYLOAD, {})


async def test_a_passive_trigger_passes_the_request_as_it_is():
    result = await receive(webhook, context(), PAYLOAD, {"statusCode": "202"})
    assert result.payload is PAYLOAD
    assert result.response == Response(status_code=202)
    assert await receive(schedule, context(), PAYLOAD, {}) == TriggerResult(PAYLOAD)


def test_the_answer_of_a_passive_trigger_is_known_without_a_request():
    assert static_answer(webhook, {"body": "ok"}) == Response(body="ok")
    assert static_answer(webhook, {}) is None
    assert static_answer(schedule, {}) is None
    with pytest.raises(InputError):
        static_answer(webhook, {"statusCode": "x"})
