"""CSV is parsed and made."""

from __future__ import annotations

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.csv import component
from trunkline.sdk import InputError


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("parse", {"csv": "id,name\n1,Ada\n\n2,Alan\n"}, [["id", "name"], ["1", "Ada"], ["2", "Alan"]]),
        ("parse", {"csv": "id,name\n1,Ada", "ignoreHeaders": "true"}, [["1", "Ada"]]),
        ("parse", {"csv": 'a;"b;c\nd"', "delimiter": ";"}, [["a", "b;c\nd"]]),
        ("parse", {"csv": "a\tb", "delimiter": "\\t"}, [["a", "b"]]),
        ("parse", {"csv": "a\tb", "delimiter": "tab"}, [["a", "b"]]),
        ("parse", {"csv": {"data": b"\xef\xbb\xbfa,b", "contentType": "text/csv"}}, [["a", "b"]]),
        ("generateFromObject", {"inputArray": [{"a": 1, "b": None}, {"c": "x"}]}, "a,b,c\r\n1,,\r\n,,x\r\n"),
        ("generateFromObject", {"inputArray": '[{"a": 1}]', "includeHeader": "false"}, "1\r\n"),
        ("generateFromObject", {"inputArray": [{"a": 1, "b": 2}], "delimiter": "|"}, "a|b\r\n1|2\r\n"),
        ("generateFromObject", {"inputArray": []}, ""),
        ("generate", {"data": [["a", 'b"c'], [1, 2]]}, 'a,"b""c"\r\n1,2\r\n'),
    ],
)
async def test_csv_is_parsed_and_made(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("parse", {"csv": 'a,"b'}, "input 'csv' .* needs CSV .line 1"),
        ("parse", {}, "input 'csv' .* is missing"),
        ("parse", {"csv": "a", "delimiter": "ab"}, "input 'delimiter' .* needs one character"),
        ("parse", {"csv": "a", "delimiter": '"'}, "input 'delimiter' .* needs one character"),
        ("generateFromObject", {"inputArray": "[1]"}, "input 'inputArray' .* a list of objects"),
        ("generateFromObject", {"inputArray": "[{"}, "input 'inputArray' .* valid JSON"),
        ("generate", {"data": [1]}, "input 'data' .* each row needs a list"),
    ],
)
async def test_bad_data_is_refused_in_words_that_name_the_input(key: str, inputs: dict[str, object], words: str):
    with pytest.raises(InputError, match=words):
        await result_of(component, key, inputs)
