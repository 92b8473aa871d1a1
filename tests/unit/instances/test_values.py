"""Values of config variables: what is taken, as what, and what is said when it does not fit."""

from __future__ import annotations

import pytest

from trunkline.errors import Invalid
from trunkline.instances.values import Given, Variable, effective, typed


def make(data_type: str, **more: object) -> Variable:
    return Variable(key="V", data_type=data_type, **more)  # type: ignore[arg-type] - the test gives the right ones


@pytest.mark.parametrize(
    ("data_type", "text", "expected"),
    [
        ("string", "hello", "hello"),
        ("string", "  as it came ", "  as it came "),
        ("number", "25", 25),
        ("number", " -3 ", -3),
        ("number", "0.5", 0.5),
        ("number", "1e3", 1000.0),
        ("boolean", "true", True),
        ("boolean", "False", False),
        ("picklist", "anything, when the choices come from a data source", None),
        ("date", "2026-01-31", "2026-01-31"),
        ("date", "01/31/2026", "01/31/2026"),
        ("timestamp", "2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z"),
        ("code", "not checked without a language", None),
        ("jsonForm", '{"a": [1]}', {"a": [1]}),
        ("objectSelection", '[{"object": {"key": "o"}}]', [{"object": {"key": "o"}}]),
    ],
)
def test_a_text_becomes_the_typed_value(data_type: str, text: str, expected: object) -> None:
    found = typed(make(data_type), Given(text))
    assert found == (text if expected is None else expected)
    assert type(found) is type(text if expected is None else expected)


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        (make("number"), "many", "'V' must be a number like 25 or 0.5, not 'many'"),
        (make("number"), "1_000", "'V' must be a number like 25 or 0.5, not '1_000'"),
        (make("number"), "NaN", "'V' must be a number like 25 or 0.5, not 'NaN'"),
        (make("number"), "1e999", "'V' is too large for a number: '1e999'"),
        (make("boolean"), "yes", "'V' must be true or false, not 'yes'"),
        (make("picklist", pick_list=("a", "b")), "c", "'V' must be one of 'a', 'b', not 'c'"),
        (make("date"), "31.01.2026", "'V' must be a date like 2026-01-31 or 01/31/2026, not '31.01.2026'"),
        (make("date"), "02/30/2026", "'V' must be a date like 2026-01-31 or 01/31/2026, not '02/30/2026'"),
        (make("timestamp"), "noon", "'V' must be a time like 2026-01-31T09:30:00Z, not 'noon'"),
        (
            make("code", code_language="json"),
            '{"a": }',
            "'V' must be JSON: Expecting value at line 1, column 7",
        ),
        (make("code", code_language="json"), "[NaN]", "'V' must be JSON, which has no NaN"),
        (make("code", code_language="xml"), "<a><b></a>", "'V' must be XML: mismatched tag at line 1, column 8"),
        (
            make("code", code_language="xml"),
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            "'V' must be XML without entity declarations",
        ),
        (
            make("jsonForm"),
            "{",
            "'V' must be JSON: Expecting property name enclosed in double quotes at line 1, column 2",
        ),
        (make("jsonForm"), "[" * 100_000, "'V' is nested too deeply"),
        (make("jsonForm"), '"\\u0000"', "'V' must not hold NUL characters"),
        (make("jsonForm"), '"\\ud800"', "'V' must not hold half of a surrogate pair"),
        (make("string"), "a\x00b", "'V' must not hold NUL characters"),
        (make("string"), "\ud800", "'V' must not hold half of a surrogate pair"),
        (make("number", collection_type="valuelist"), "5", "'V' must be a JSON list, not '5'"),
        (
            make("number", collection_type="valuelist"),
            '["1", "x"]',
            "'V' entry 2 must be a number like 25 or 0.5, not 'x'",
        ),
        (
            make("number", collection_type="valuelist"),
            "[[1]]",
            "'V' entry 1 must be text, a number or a boolean",
        ),
        (
            make("string", collection_type="keyvaluelist"),
            '[{"key": "a"}]',
            '\'V\' entry 1 must be {"key": text, "value": …}',
        ),
        (make("connection"), "x", "'V' is a connection; connections cannot be configured yet"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(variable: Variable, text: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed(variable, Given(text))
    assert refused.value.message == message
    assert refused.value.field == "configVariables"


def test_a_long_value_is_not_repeated_in_full() -> None:
    with pytest.raises(Invalid) as refused:
        typed(make("number"), Given("x" * 5000))
    assert len(refused.value.message) < 200


def test_lists_take_text_and_the_values_themselves() -> None:
    numbers = make("number", collection_type="valuelist")
    assert typed(numbers, Given('["1", 2, 0.5]')) == [1, 2, 0.5]
    flags = make("boolean", collection_type="valuelist")
    assert typed(flags, Given('[true, "false"]')) == [True, False]


def test_key_value_lists_keep_their_order_and_their_keys() -> None:
    pairs = make("number", collection_type="keyvaluelist")
    given = Given('[{"key": "b", "value": "2"}, {"key": "a", "value": 1}, {"key": "b", "value": "3"}]')
    assert typed(pairs, given) == [{"key": "b", "value": 2}, {"key": "a", "value": 1}, {"key": "b", "value": 3}]


def test_a_schedule_is_checked_and_carries_its_zone() -> None:
    found = typed(make("schedule"), Given("*/5 * * * *", "custom", "Europe/Berlin"))
    assert found == {"value": "*/5 * * * *", "schedule_type": "custom", "time_zone": "Europe/Berlin"}


def test_a_schedule_without_a_zone_is_read_in_the_variables_or_in_utc() -> None:
    assert typed(make("schedule", time_zone="Asia/Tokyo"), Given("0 9 * * *"))["time_zone"] == "Asia/Tokyo"  # type: ignore[index] - a schedule is a table
    assert typed(make("schedule"), Given("0 9 * * *"))["time_zone"] == "UTC"  # type: ignore[index] - as above


def test_a_schedule_may_be_never() -> None:
    assert typed(make("schedule"), Given(None, "NONE")) == {
        "value": "",
        "schedule_type": "none",
        "time_zone": "UTC",
    }


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (Given("every day"), "'V' is no schedule: "),
        (Given("0 0 31 2 *"), "never fires"),
        (Given("0 9 * * *", "custom", "Europe/Berln"), "did you mean Europe/Berlin?"),
        (Given("0 9 * * *", "yearly"), "it must be one of none, once, custom, minute, hour, day, week"),
        (Given(None, "custom"), "'V' is no schedule: "),
    ],
)
def test_a_schedule_that_cannot_fire_is_refused(given: Given, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed(make("schedule"), given)
    assert part in refused.value.message


def test_the_default_applies_when_nothing_is_given() -> None:
    assert effective(make("number", default="5"), Given()) == Given("5")
    assert effective(make("number", default="5"), Given("7")) == Given("7")
    assert effective(make("number", default=""), Given("")) is None
    assert effective(make("number"), Given()) is None


def test_a_default_schedule_keeps_its_type_and_takes_a_given_zone() -> None:
    daily = make("schedule", default="0 9 * * *", schedule_type="day", time_zone="UTC")
    assert effective(daily, Given()) == Given("0 9 * * *", "day", "UTC")
    assert effective(daily, Given(time_zone="Asia/Tokyo")) == Given("0 9 * * *", "day", "Asia/Tokyo")


def test_never_and_once_are_defaults_without_a_cron_text() -> None:
    assert effective(make("schedule", schedule_type="none"), Given()) == Given(None, "none", None)
    assert effective(make("schedule", schedule_type="custom"), Given()) is None
