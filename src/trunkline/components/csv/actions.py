"""The actions of the CSV component."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.components.common.csv_text import csv_of, csv_of_records, delimiter_field, rows_of, to_records
from trunkline.components.common.fields import content_text, items, to_items
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json
from trunkline.sdk.fields import boolean
from trunkline.sdk.inputs import Field, InputSpec


class Parse(Inputs):
    """CSV text."""

    csv = content_text("CSV data", required=True, comments="The CSV text or file.", example="id,name")
    delimiter = delimiter_field()
    ignore_headers = boolean("Ignore headers", comments="Leave out the first row.")


class GenerateFromObject(Inputs):
    """Objects, one for each row."""

    input_array: Field[list[Mapping[str, object]]] = Field(
        InputSpec(
            label="Input array", type="CODE", language="json", required=True,
            comments="A list of objects; their keys are the columns.", example='[{"id": 1, "name": "Ada"}]',
        ),
        lambda value: to_records(to_json(value)),
        list,
    )  # fmt: skip
    delimiter = delimiter_field()
    include_header = boolean("Include header", default=True, comments="Write the columns' names in the first row.")


class Generate(Inputs):
    """Rows of cells."""

    data = items("Data", required=True, comments="A list with one list of cells for each row.")
    delimiter = delimiter_field()


@action("Parse", key="parse", inputs=Parse, repeat=Repeat.SAFE)
def parse(_context: Context, inputs: Parse) -> list[list[str]]:
    """Return the rows of CSV text, each as a list of its cells."""
    try:
        rows = rows_of(inputs.csv, inputs.delimiter)
    except CleaningError as wrong:
        raise unusable(Parse.csv, f"it needs {wrong}") from None
    return rows[1:] if inputs.ignore_headers else rows


@action("Generate CSV From Array", key="generateFromObject", inputs=GenerateFromObject, repeat=Repeat.SAFE)
def generate_from_object(_context: Context, inputs: GenerateFromObject) -> str:
    """Return objects as CSV text with a row for each."""
    return csv_of_records(inputs.input_array, inputs.delimiter, with_header=inputs.include_header)


@action("Generate", key="generate", inputs=Generate, repeat=Repeat.SAFE)
def generate(_context: Context, inputs: Generate) -> str:
    """Return lists of cells as CSV text with a row for each."""
    try:
        return csv_of([to_items(row) for row in inputs.data], inputs.delimiter)
    except CleaningError as wrong:
        raise unusable(Generate.data, f"each row needs {wrong}") from None
