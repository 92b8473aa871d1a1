"""JSON lines: one JSON value on each line."""

from __future__ import annotations

from trunkline.components.change_data_format.formats import write_json
from trunkline.components.common.fields import MOST_ITEMS, content_text, items
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json


class FromLines(Inputs):
    """JSON lines."""

    data = content_text(
        "JSONL data", comments="The text or file, with one JSON value on each line.", example='{"id": 1}'
    )


class ToLines(Inputs):
    """Values."""

    data = items("Array", required=True, comments="The list whose items are to be lines.", example='[{"id": 1}]')


@action("Deserialize JSON Lines (.jsonl)", key="deserializeJsonl", inputs=FromLines, repeat=Repeat.SAFE)
def deserialize_jsonl(_context: Context, inputs: FromLines) -> list[object]:
    """Return the values of JSON lines as a list."""
    values: list[object] = []
    for number, line in enumerate(inputs.data.split("\n"), start=1):
        if not line.strip():
            continue
        if len(values) == MOST_ITEMS:
            raise unusable(FromLines.data, f"it has more than {MOST_ITEMS} lines")
        try:
            values.append(to_json(line))
        except CleaningError as wrong:
            raise unusable(FromLines.data, f"line {number} needs {wrong}") from None
    return values


@action("Serialize JSON Lines (.jsonl)", key="serializeJsonl", inputs=ToLines, repeat=Repeat.SAFE)
def serialize_jsonl(_context: Context, inputs: ToLines) -> str:
    """Return the items of a list as JSON lines."""
    try:
        return "".join(write_json(item) + "\n" for item in inputs.data)
    except CleaningError as wrong:
        raise unusable(ToLines.data, f"each item needs {wrong}") from None
