"""Stop execution: end here, with success."""

from trunkline.sdk import Component, Inputs, control_action
from trunkline.sdk.fields import anything, integer, key_values, string


class StopExecution(Inputs):
    """The answer to the caller of a synchronous flow."""

    status_code = integer("Status code", default=200, minimum=200, maximum=599, comments="The answer's HTTP status.")
    content_type = string("Content type", default="application/json", comments="The answer's content type.")
    json_body = anything("Body", comments="The answer's body: text as it is, a structure as JSON.")
    headers = key_values("Headers", comments="Further headers of the answer.")


stop_execution = control_action(
    "Stop Execution",
    key="stopExecution",
    inputs=StopExecution,
    description="Ends the execution as a success; what is set here answers the caller of a synchronous flow.",
    terminate_execution=True,
)

component = Component(
    key="stop-execution",
    label="Stop Execution",
    description="End an execution before its last step.",
    category="Logic",
    actions=[stop_execution],
)
