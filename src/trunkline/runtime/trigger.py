"""Run a trigger for one request: its own check, and what the caller is answered."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.runtime.perform import guarded
from trunkline.sdk import ActionError, Context, Response, Trigger, TriggerPayload, TriggerResult

TIME_LIMIT_S = 30.0  # what a caller will wait for a check; give it to the context's ``time_limit_s``


def static_answer(trigger: Trigger, raw: Mapping[str, object]) -> Response | None:
    """Return the answer of a passive trigger, which depends on its inputs only: ask once per deployment.

    Raises:
        InputError: an input has a value that cannot be used.
    """
    return None if trigger.answer is None else trigger.answer(raw)


async def receive(
    trigger: Trigger, context: Context, payload: TriggerPayload, raw: Mapping[str, object]
) -> TriggerResult:
    """Run the trigger's code on ``payload``; a passive one (``trigger.is_passive``) needs no call of this.

    Raises:
        ActionError: the trigger refused the request, failed, or took longer than ``context.time_limit_s``.
    """
    call = trigger.call
    if call is None:
        return TriggerResult(payload, static_answer(trigger, raw))
    name = f"{trigger.component_key}.{trigger.key}"
    result = await guarded(name, trigger.runs, context, lambda given: call(given, payload, raw), trigger.on_error)
    if not isinstance(result, TriggerResult):
        raise ActionError(f"{name} returned {type(result).__name__}; a trigger returns a TriggerResult")
    return result
