"""The actions of the log component."""

from __future__ import annotations

from trunkline.sdk import Context, Inputs, LogLevel, Repeat, action
from trunkline.sdk.fields import picklist, text


class WriteLog(Inputs):
    """A level and a message."""

    level = picklist("Level", [level.value for level in LogLevel], default="info", comments="How grave it is.")
    message = text("Message", required=True, comments="What to write; a structure is written as JSON.")


@action("Write Log Message", key="writeLog", inputs=WriteLog, repeat=Repeat.SAFE, inline=True)
def write_log(context: Context, inputs: WriteLog) -> None:
    """Write a line to the log of the execution."""
    context.logger.write(LogLevel(inputs.level), inputs.message)
