"""The action of the sleep component."""

from __future__ import annotations

from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.fields import integer


class Sleep(Inputs):
    """How long."""

    ms = integer("Milliseconds", default=1000, minimum=0, comments="How long to wait, in milliseconds.")


@action("Sleep", key="sleep", inputs=Sleep, repeat=Repeat.SAFE)
async def sleep(context: Context, inputs: Sleep) -> None:
    """Wait before the next step."""
    seconds = inputs.ms / 1000
    if seconds >= context.time_limit_s:
        raise unusable(Sleep.ms, f"a step may take {context.time_limit_s:g} s at most, so wait for less")
    await context.sleep(seconds)
