"""Whatever a definition holds, cleaning it gives a value or an error that names the input."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from trunkline.runtime.plain import plain
from trunkline.sdk import InputError, Inputs, fields
from trunkline.sdk.cleaning import to_json, to_text
from trunkline.sdk.inputs import Field

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS | st.binary(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


class Everything(Inputs):
    string = fields.string("String")
    text = fields.text("Text")
    boolean = fields.boolean("Boolean")
    integer = fields.integer("Integer")
    number = fields.number("Number")
    picklist = fields.picklist("Picklist", ["a", "b"])
    json = fields.json("Json")
    data = fields.data("Data")
    date = fields.date("Date")
    timestamp = fields.timestamp("Timestamp")
    values = fields.values("Values")
    key_values = fields.key_values("Key values")
    connection = fields.connection_input("Connection")


def problem(raw: dict[str, object]) -> InputError | None:
    try:
        Everything.clean(raw)
    except InputError as wrong:
        return wrong
    return None


@given(st.sampled_from(Everything.fields), VALUES)
def test_cleaning_gives_a_value_or_an_error_that_names_the_input(field: Field[object], value: object):
    wrong = problem({field.key: value})
    assert wrong is None or (wrong.key == field.key and repr(field.key) in wrong.message)


@given(JSON)
def test_a_structure_comes_back_from_its_text(value: object):
    if not isinstance(value, str):
        assert to_json(to_text(value) or "null") == value


@given(st.sampled_from([fields.cleaning.to_int, fields.cleaning.to_number]), st.integers(-(2**53), 2**53))
def test_a_number_and_its_text_are_cleaned_alike(clean: Callable[[object], float], number: int):
    assert clean(number) == clean(str(number)) == number


@given(VALUES)
def test_a_result_of_plain_values_is_stored_as_it_is(value: object):
    assert plain(value, "tests.act") == value
