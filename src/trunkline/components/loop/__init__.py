"""Loop: do steps several times."""

from trunkline.sdk import Component, Inputs, control_action
from trunkline.sdk.fields import anything, integer

MOST_ITERATIONS = 1_000_000


class LoopOverItems(Inputs):
    """What to go through."""

    items = anything(
        "Items",
        required=True,
        comments="A list (or an object) to go through, usually a reference to a result.",
    )


class LoopNTimes(Inputs):
    """How often."""

    iteration_count = integer(
        "Iterations", default=1000, minimum=0, maximum=MOST_ITERATIONS, comments="How often to do the steps."
    )


class BreakLoop(Inputs):
    """There is nothing to set."""


loop_over_items = control_action(
    "Loop Over Items",
    key="loopOverItems",
    inputs=LoopOverItems,
    description="Does its steps for each item; the result is the list of the last step's results.",
)

loop_n_times = control_action(
    "Loop N Times",
    key="loopNTimes",
    inputs=LoopNTimes,
    description="Does its steps a number of times; the result is the list of the last step's results.",
)

break_loop = control_action(
    "Break Loop",
    key="breakLoop",
    inputs=BreakLoop,
    description="Ends the innermost loop; the flow goes on after it.",
    break_loop=True,
)

component = Component(
    key="loop",
    label="Loop",
    description="Do steps for each item of a list, or a number of times.",
    category="Logic",
    actions=[loop_over_items, loop_n_times, break_loop],
)
