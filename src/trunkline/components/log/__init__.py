"""Log: lines in the execution's log."""

from trunkline.components.log.actions import write_log
from trunkline.sdk import Component

component = Component(
    key="log",
    label="Log",
    description="Write lines to the log of the execution.",
    category="Logic",
    actions=[write_log],
)
