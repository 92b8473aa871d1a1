"""How values are shown, and which iterations are in sight of a step."""

from __future__ import annotations

import json

import pytest

from trunkline.executions.results import SHOWN_BYTES, Content, _around, as_json, shown
from trunkline.executions.rows import unpack


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, None, True]}, {"a": [1, None, True]}),
        (b"\x00\x01", "<2 bytes>"),
        ({"data": b"abc", "contentType": "image/png"}, {"data": "<3 bytes>", "contentType": "image/png"}),
        ({1: "number as key"}, {"1": "number as key"}),
        (float("nan"), None),
    ],
)
def test_a_value_is_shown_as_json_with_bytes_described(value: object, expected: object) -> None:
    text = shown(value)
    assert text is not None
    assert json.loads(text) == expected


def test_what_is_too_large_or_too_deep_is_not_shown() -> None:
    nested: object = None
    for _ in range(100_000):
        nested = [nested]
    assert shown("x" * SHOWN_BYTES) is None
    assert shown(nested) is None


def test_bytes_become_base64_in_full_json() -> None:
    assert json.loads(as_json({"file": [b"\x00\x01"]})) == {"file": [{"$bytes": "AAE="}]}


@pytest.mark.parametrize(
    ("content", "data", "content_type"),
    [
        (Content({"a": b"\x00"}, "x/y"), {"a": b"\x00"}, "x/y"),
        (Content({"a": 1}, "application/json; charset=utf-8"), '{"a":1}', "application/json; charset=utf-8"),
        (Content('{"a":1}', "application/json"), '{"a":1}', "application/json"),
        (Content({"a": 1}, None), {"a": 1}, ""),
    ],
)
def test_content_is_packed_as_clients_expect_it(content: Content, data: object, content_type: str) -> None:
    assert unpack(content.packed()) == {"data": data, "contentType": content_type}


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", [""]), ("a[0]", ["a[0]", ""]), ("a[0]/b[12]", ["a[0]/b[12]", "a[0]", ""])],
)
def test_a_step_sees_its_iteration_and_those_around_it(path: str, expected: list[str]) -> None:
    assert _around(path) == expected
