from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trunkline.engine.values import parse_json, to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (1e20, "100000000000000000000"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        ("x", "x"),
        (b"\xe4", "\ufffd"),
        (datetime(2030, 1, 2, tzinfo=UTC), "2030-01-02T00:00:00+00:00"),
        ({"a": [1, {"b": None}]}, '{"a":[1,{"b":null}]}'),
        ([float("nan"), float("inf")], "[null,null]"),
        ({1: b"x"}, '{"1":"x"}'),
        ((1, 2), "[1,2]"),
        ({"at": datetime(2030, 1, 2, tzinfo=UTC)}, '{"at":"2030-01-02T00:00:00+00:00"}'),
    ],
)
def test_values_look_as_javascript_users_expect(value: object, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" 1.5 ", 1.5),
        ("true", True),
        ("null", None),
        ('"x"', "x"),
        ('{"a": [1]}', {"a": [1]}),
        ("", ""),
        ("abc", "abc"),
        ("01", "01"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("[1", "[1"),
        ("True", "True"),
    ],
)
def test_text_that_is_json_is_read_and_other_text_stays(text: str, value: object) -> None:
    assert parse_json(text) == value


def test_bottomless_or_endless_json_stays_text() -> None:
    for text in ("[" * 100_000, "9" * 100_000):
        assert parse_json(text) == text
