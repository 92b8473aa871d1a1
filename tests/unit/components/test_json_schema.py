"""JSON is checked by its schema; the schema is a stranger's too, and must not harm."""

from __future__ import annotations

import json

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.collection_tools import component, validate
from trunkline.sdk import InputError, NotRetryable

SCHEMA = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "code": {"type": "string", "pattern": "^[A-Z]+$"},
        "tags": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/tag"}},
    },
    "additionalProperties": False,
    "$defs": {"tag": {"enum": ["a", "b"]}},
}


async def checked(data: object, schema: object = SCHEMA) -> object:
    return await result_of(component, "validateJsonSchema", {"jsonInput": data, "jsonSchema": schema})


@pytest.mark.parametrize("data", [{"id": 1}, {"id": 2, "code": "AB", "tags": ["a", "b"]}])
async def test_json_that_keeps_to_its_schema_is_the_result(data: object):
    assert await checked(data) == data
    assert await checked(json.dumps(data), json.dumps(SCHEMA)) == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "'id' is a required property"),
        ({"id": 0}, "id: 0 is less than the minimum of 1"),
        ({"id": "1"}, "id: '1' is not of type 'integer'"),
        ({"id": 1, "code": "ab"}, r"code: 'ab' does not match '\^\[A-Z\]\+\$'"),
        ({"id": 1, "tags": ["a", "c"]}, "tags.1: 'c' is not one of"),
        ({"id": 1, "tags": ["a", "a"]}, "tags: it has the same element twice"),
        ({"id": 1, "other": 2}, "Additional properties are not allowed"),
        ([], "is not of type 'object'"),
    ],
)
async def test_json_that_does_not_is_refused_with_place_and_reason(data: object, words: str):
    with pytest.raises(NotRetryable, match=words):
        await checked(data)


async def test_the_first_ten_faults_are_told():
    with pytest.raises(NotRetryable) as error:
        await checked([1] * 50, {"items": {"type": "string"}})
    assert error.value.message.count("is not of type") == 10


@pytest.mark.parametrize("version", ["draft-04", "draft-06", "draft-07"])
async def test_a_schema_may_be_of_an_older_draft(version: str):
    schema = {"$schema": f"http://json-schema.org/{version}/schema#", "type": "object"}
    assert await checked({}, schema) == {}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "strin"}, "it is no JSON Schema: type"),
        ("[]", "needs an object"),
        ("{", "needs valid JSON"),
        ({"$ref": "http://127.0.0.1:1/schema.json"}, "Unresolvable"),
        ({"$ref": "file:///etc/hostname"}, "Unresolvable"),
        ({"$ref": "#/nowhere"}, "nowhere"),
        ({"pattern": "(?=a)"}, "may not look around"),
        ({"properties": {"a": {"patternProperties": {"^(a+)+$": {}}}}}, "without patternProperties"),
    ],
)
async def test_a_schema_that_cannot_be_used_is_refused(schema: object, words: str):
    with pytest.raises(InputError, match=f"input 'jsonSchema' (?s:.*){words}"):
        await checked('"aa"', schema)


async def test_a_schema_that_refers_to_itself_without_end_is_stopped():
    with pytest.raises(InputError, match="refers to itself without end"):
        await checked({}, {"allOf": [{"$ref": "#"}]})


async def test_a_pattern_made_to_take_for_ever_takes_no_time():
    with pytest.raises(NotRetryable, match="does not match"):
        await checked(["a" * 50_000 + "!"], {"items": {"pattern": "^(a+)+$"}})


async def test_a_schema_that_doubles_its_work_at_each_level_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(validate, "TIME_LIMIT_S", 0.1)
    levels = {f"level{n}": {"allOf": [{"$ref": f"#/$defs/level{n - 1}"}] * 2} for n in range(1, 40)}
    schema = {"$defs": {"level0": {"type": "object"}, **levels}, "$ref": "#/$defs/level39"}
    with pytest.raises(InputError, match=r"checking took longer than 0.1 s"):
        await checked({}, schema)


async def test_a_check_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(validate, "TIME_LIMIT_S", 0.1)
    schema = {"contains": {"enum": list(range(5_000, 10_000))}}
    with pytest.raises(InputError, match=r"checking took longer than 0.1 s"):
        await checked(list(range(5_000)), schema)


async def test_json_nested_too_deep_is_refused():
    with pytest.raises(InputError, match=r"input 'jsonInput' .* at most 200 levels"):
        await checked("[" * 300 + "]" * 300, {})
