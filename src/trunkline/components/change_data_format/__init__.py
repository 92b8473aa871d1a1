"""Change data format: from text to structures, back, and from one format to another."""

from trunkline.components.change_data_format.casts import (
    convert_to_boolean,
    convert_to_int,
    convert_to_number,
    convert_to_string,
)
from trunkline.components.change_data_format.convert import CONVERSIONS
from trunkline.components.change_data_format.forms import deserialize_form_data, serialize_form_data
from trunkline.components.change_data_format.lines import deserialize_jsonl, serialize_jsonl
from trunkline.components.change_data_format.read import (
    deserialize_from_binary,
    deserialize_from_csv,
    deserialize_from_json,
    deserialize_from_xml,
    deserialize_from_yaml,
)
from trunkline.components.change_data_format.write import (
    binary_to_csv,
    binary_to_json,
    binary_to_xml,
    binary_to_yaml,
    pretty_print,
)
from trunkline.sdk import Component

component = Component(
    key="change-data-format",
    label="Change Data Format",
    description="Read and write JSON, XML, YAML, CSV and forms, and turn one into another.",
    category="Helpers",
    actions=[
        binary_to_csv,
        binary_to_json,
        binary_to_xml,
        binary_to_yaml,
        convert_to_boolean,
        convert_to_int,
        convert_to_number,
        convert_to_string,
        deserialize_form_data,
        deserialize_from_binary,
        deserialize_from_csv,
        deserialize_from_json,
        deserialize_from_xml,
        deserialize_from_yaml,
        deserialize_jsonl,
        pretty_print,
        serialize_form_data,
        serialize_jsonl,
        *CONVERSIONS,
    ],
)
