"""The actions of the UUID component."""

from __future__ import annotations

from uuid import UUID, uuid4

from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.fields import boolean, picklist


class GenerateUuid(Inputs):
    """How to write it."""

    casing = picklist("Lower / Upper case", ["lower", "upper"], default="lower", comments="Its letters.")
    remove_dashes = boolean("Remove dashes", comments="Write its 32 digits without dashes.")


class EmptyUuid(Inputs):
    """Nothing."""


@action("Generate UUID", key="generateUuid", inputs=GenerateUuid, repeat=Repeat.SAFE, inline=True)
def generate_uuid(_context: Context, inputs: GenerateUuid) -> str:
    """Return a new UUID of version 4."""
    made = uuid4()
    text = made.hex if inputs.remove_dashes else str(made)
    return text.upper() if inputs.casing == "upper" else text


@action("Nil/Empty UUID", key="emptyUuid", inputs=EmptyUuid, repeat=Repeat.SAFE, inline=True)
def empty_uuid(_context: Context, _inputs: EmptyUuid) -> str:
    """Return the UUID of all zeros."""
    return str(UUID(int=0))
