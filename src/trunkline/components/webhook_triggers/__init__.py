"""Webhook triggers: a flow starts when somebody calls its address."""

from trunkline.sdk import Component
from trunkline.sdk.webhook import webhook_trigger

webhook = webhook_trigger(
    "Webhook",
    key="webhook",
    description="Starts the flow when its address is called; the request is the step's result.",
    is_common=True,
)

component = Component(
    key="webhook-triggers",
    label="Webhook Triggers",
    description="Start a flow by calling its webhook address.",
    category="Triggers",
    triggers=[webhook],
)
