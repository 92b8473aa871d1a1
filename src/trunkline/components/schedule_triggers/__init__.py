"""Schedule triggers: a flow starts at times."""

from trunkline.sdk import Component, Inputs, Support, passive_trigger


class NoInputs(Inputs):
    """The step's own schedule says when; there is nothing else to set."""


schedule = passive_trigger(
    "Schedule",
    key="schedule",
    inputs=NoInputs,
    description="Starts the flow at the times of the step's schedule.",
    schedule=Support.REQUIRED,
    synchronous=Support.INVALID,
    is_common=True,
)

component = Component(
    key="schedule-triggers",
    label="Schedule Triggers",
    description="Start a flow at times: every few minutes, hours, days or weeks, or by a cron expression.",
    category="Triggers",
    triggers=[schedule],
)
