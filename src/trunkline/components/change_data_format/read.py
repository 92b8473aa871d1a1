"""Actions that make structures of text."""

from __future__ import annotations

from trunkline.components.change_data_format.formats import read_csv, read_json, read_xml, read_yaml
from trunkline.components.common.values import content_of, unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError
from trunkline.sdk.fields import anything, boolean
from trunkline.sdk.inputs import Field, InputSpec


class FromJson(Inputs):
    """JSON text."""

    data: Field[object] = Field(
        InputSpec(label="Data", type="TEXT", required=True, comments="The JSON text or file.", example='{"id": 1}'),
        read_json,
        lambda: None,
    )


class FromYaml(Inputs):
    """YAML text."""

    data: Field[object] = Field(
        InputSpec(label="Data", type="TEXT", required=True, comments="The YAML text or file.", example="id: 1"),
        read_yaml,
        lambda: None,
    )


class FromXml(Inputs):
    """XML text."""

    data = anything("Data", required=True, comments="The XML text or file.")
    numbers_as_strings = boolean("Parse numbers as strings", comments="Leave numbers as the text they are.")


class FromCsv(Inputs):
    """CSV text."""

    data = anything("Data", required=True, comments="The CSV text or file.")
    csv_header = boolean("CSV header", default=True, comments="Whether its first row names the columns.")
    unflatten_csv_keys = boolean(
        "Un-flatten CSV keys", comments="Make objects in objects of columns such as person__name."
    )


class FromBinary(Inputs):
    """A file."""

    data = anything("Data", required=True, comments="The file or bytes.")


@action("Deserialize JSON", key="deserializeFromJson", inputs=FromJson, repeat=Repeat.SAFE)
def deserialize_from_json(_context: Context, inputs: FromJson) -> object:
    """Return what JSON text says, so that later steps can refer to its parts."""
    return inputs.data


@action("Deserialize YAML", key="deserializeFromYaml", inputs=FromYaml, repeat=Repeat.SAFE)
def deserialize_from_yaml(_context: Context, inputs: FromYaml) -> object:
    """Return what YAML text says, so that later steps can refer to its parts."""
    return inputs.data


@action("Deserialize XML", key="deserializeFromXml", inputs=FromXml, repeat=Repeat.SAFE)
def deserialize_from_xml(_context: Context, inputs: FromXml) -> object:
    """Return what XML text says: elements by name, attributes as @_name, text beside elements as #text."""
    return xml_input(inputs)


@action("Deserialize CSV", key="deserializeFromCsv", inputs=FromCsv, repeat=Repeat.SAFE)
def deserialize_from_csv(_context: Context, inputs: FromCsv) -> object:
    """Return CSV text as a list of objects, or of lists when it has no header."""
    return csv_input(inputs)


@action("Deserialize BINARY", key="deserializeFromBinary", inputs=FromBinary, repeat=Repeat.SAFE)
def deserialize_from_binary(_context: Context, inputs: FromBinary) -> object:
    """Return what a file of JSON says, the text of a file of text, and else its bytes."""
    try:
        return read_json(inputs.data)
    except CleaningError:
        content = content_of(inputs.data)
    try:
        return content.decode() if isinstance(content, bytes) else content
    except UnicodeDecodeError:
        return content


def xml_input(inputs: FromXml) -> object:
    """Return what the inputs' XML says.

    Raises:
        InputError: it is not XML, or not harmless.
    """
    try:
        return read_xml(inputs.data, numbers_as_strings=inputs.numbers_as_strings)
    except CleaningError as wrong:
        raise unusable(FromXml.data, f"it needs {wrong}") from None


def csv_input(inputs: FromCsv) -> object:
    """Return what the inputs' CSV says.

    Raises:
        InputError: it is not CSV.
    """
    try:
        return read_csv(inputs.data, has_header=inputs.csv_header, unflatten=inputs.unflatten_csv_keys)
    except CleaningError as wrong:
        raise unusable(FromCsv.data, f"it needs {wrong}") from None
