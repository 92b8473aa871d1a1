"""Lists and objects are made, cut, compared and aggregated."""

from __future__ import annotations

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.collection_tools import component
from trunkline.sdk import InputError

PEOPLE = [{"name": "Ada", "age": 36}, {"name": "Alan", "age": 41}, {"name": "Grace", "age": 85}]


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("append", {"listInput": [1], "elementInput": {"a": 1}}, [1, {"a": 1}]),
        ("chunks", {"listInput": [1, 2, 3, 4, 5], "numberInput": "2"}, [[1, 2], [3, 4], [5]]),
        ("chunks", {"listInput": "[1, 2]"}, [[1], [2]]),
        ("concatenate", {"listInput": [1], "secondListInput": "[2]"}, [1, 2]),
        ("count", {"listInput": [1, True, 1.0, "1", [1]], "elementInput": 1}, 2),
        ("count", {"listInput": [{"a": 1, "b": 2}], "elementInput": {"b": 2, "a": 1}}, 1),
        ("create", {"items": ["a", 1, {"b": None}]}, ["a", 1, {"b": None}]),
        ("deDuplicate", {"listInput": [1, 2, 1, True, {"a": 1}, {"a": 1.0}]}, [1, 2, True, {"a": 1}]),
        ("deDuplicate", {"listInput": [b"\xff", b"\xfe", b"\xff", "a", b"a"]}, [b"\xff", b"\xfe", "a", b"a"]),
        ("first", {"listInput": [7, 8]}, 7),
        ("first", {"listInput": []}, None),
        ("last", {"listInput": [7, 8]}, 8),
        ("flatten", {"listInput": [[1], [2, [3]], 4]}, [1, 2, [3], 4]),
        ("length", {"listInput": PEOPLE}, 3),
        ("remove", {"listInput": ["a", "b", "a"], "elementInput": "a"}, ["b"]),
        ("selectItemFromList", {"listInput": [[1, 2], [3]], "index": "0.1"}, 2),
        ("selectItemFromList", {"listInput": [1, 2], "index": "-1"}, 2),
        ("selectItemFromList", {"listInput": [1, 2], "index": 5}, None),
        ("takeFirst", {"listInput": [1, 2, 3], "numberInput": "2"}, [1, 2]),
        ("takeLast", {"listInput": [1, 2, 3], "numberInput": "2"}, [2, 3]),
        ("takeLast", {"listInput": [1], "numberInput": "2"}, [1]),
    ],
)
async def test_lists_become_what_the_action_says(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        (
            "createObject",
            {"keyValueInput": [{"key": "a", "value": 1}, {"key": "b.c", "value": [2]}, {"key": "b.d", "value": None}]},
            {"a": 1, "b": {"c": [2], "d": None}},
        ),
        ("createObject", {}, {}),
        ("combineCollections", {"collectionsInput": {"a.b": [1]}}, {"a.b": [1]}),
        ("addKey", {"object": {"a": 1}, "key": "b", "value": 2}, {"a": 1, "b": 2}),
        (
            "addKey",
            {"object": '{"employee": {"id": "1"}}', "objectPath": "employee.contact", "key": "email", "value": "x@y.z"},
            {"employee": {"id": "1", "contact": {"email": "x@y.z"}}},
        ),
        ("addMultipleKeys", {"object": {"a": 1}, "keyValueInput": {"b": 2}}, {"a": 1, "b": 2}),
        (
            "addMultipleKeys",
            {"object": {"a": 1}, "keyValueInput": {"b": 2}, "dynamicKeyValues": '[{"key": "c", "value": 3}]'},
            {"a": 1, "c": 3},
        ),
        ("fromObject", {"object": {"a": 1, "b": [2]}}, [{"key": "a", "value": 1}, {"key": "b", "value": [2]}]),
        ("toObject", {"keyValueList": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]}, {"a": 1, "b": 2}),
        (
            "fieldValueMapping",
            {"keyMappings": {"name": "FullName", "age": "Age"}, "valueMappings": {"name": "Ada"}},
            [{"key": "FullName", "value": "Ada"}],
        ),
    ],
)
async def test_objects_become_what_the_action_says(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


@pytest.mark.parametrize(
    ("name", "numbers", "expected"),
    [
        ("AVERAGE", [1, "2", 6], 3),
        ("COUNT", ["a", None], 2),
        ("MAX", [1, 5.5], 5.5),
        ("MIN", [3, -1], -1),
        ("sum", [1, 2.5, 0.5], 4),
        ("PRODUCT", [2, 3, 4], 24),
        ("MEDIAN", [9, 1, 2, 3], 2.5),
        ("SUM", [], 0),
        ("PRODUCT", [], 1),
        ("COUNT", [], 0),
    ],
)
async def test_a_list_is_aggregated(name: str, numbers: list[object], expected: float):
    inputs = {"listInput": numbers, "aggregateFunctionInput": name}
    assert await result_of(component, "aggregate", inputs) == expected


async def test_only_what_the_filter_keeps_is_aggregated():
    inputs = {
        "listInput": [1, 20, 300],
        "aggregateFunctionInput": "SUM",
        "filterCodeInput": "(value, index) => value > 10 && index < 2",
    }
    assert await result_of(component, "aggregate", inputs) == 20


async def test_the_object_that_a_step_gave_is_not_changed_by_a_later_step():
    given = {"a": {"b": 1}}
    await result_of(component, "addKey", {"object": given, "objectPath": "a", "key": "c", "value": 2})
    assert given == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("length", {"listInput": "{}"}, "input 'listInput' .* needs a list"),
        ("length", {"listInput": "[1"}, "input 'listInput' .* needs valid JSON"),
        ("length", {}, "input 'listInput' .* is missing"),
        ("chunks", {"listInput": [1], "numberInput": "0"}, "input 'numberInput' .* from 1"),
        ("takeLast", {"listInput": [1], "numberInput": "0"}, "input 'numberInput' .* from 1"),
        ("selectItemFromList", {"listInput": [1], "index": "x"}, "input 'index' .* needs a position"),
        ("selectItemFromList", {"listInput": [1], "index": "0.0"}, "input 'index' .* deeper than the lists"),
        ("aggregate", {"listInput": [1], "aggregateFunctionInput": "MODE"}, "needs one of AVERAGE, COUNT"),
        ("aggregate", {"listInput": [], "aggregateFunctionInput": "MAX"}, "no element is left, and MAX needs one"),
        ("aggregate", {"listInput": [1, {}], "aggregateFunctionInput": "SUM"}, "element 1 is not a number"),
        ("addKey", {"object": "[]", "key": "a"}, "input 'object' .* needs an object"),
        ("addKey", {"object": {"a": 1}, "objectPath": "a", "key": "b"}, "input 'objectPath' .* already a value at 'a'"),
        ("createObject", {"keyValueInput": {"a": 1, "a.b": 2}}, "input 'keyValueInput' .* already a value at 'a'"),
        ("createObject", {"keyValueInput": {".".join("a" * 200): 2}}, "input 'keyValueInput' .* deeper than 100"),
        ("toObject", {"keyValueList": "[1]"}, "input 'keyValueList' .* each entry as {key, value}"),
    ],
)
async def test_what_cannot_be_done_is_said_in_words_that_name_the_input(
    key: str, inputs: dict[str, object], words: str
):
    with pytest.raises(InputError, match=words):
        await result_of(component, key, inputs)
