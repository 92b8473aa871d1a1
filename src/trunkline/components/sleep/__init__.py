"""Sleep: wait a while."""

from trunkline.components.sleep.actions import sleep
from trunkline.sdk import Component

component = Component(
    key="sleep",
    label="Sleep",
    description="Wait before the next step.",
    category="Logic",
    actions=[sleep],
)
