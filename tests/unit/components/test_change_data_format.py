"""Formats are read and written, and one becomes another."""

from __future__ import annotations

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.change_data_format import component
from trunkline.sdk import InputError

XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ORDER = {"order": {"@_id": "7", "line": [{"sku": "A", "count": 2}, {"sku": "B", "count": 1.5}], "note": "soon"}}
ORDER_XML = (
    XML_HEAD + '<order id="7"><line><sku>A</sku><count>2</count></line><line><sku>B</sku><count>1.5</count></line>'
    "<note>soon</note></order>"
)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("convertToBoolean", "Yes", True),
        ("convertToBoolean", 0, False),
        ("convertToInt", "42.9", 42),
        ("convertToInt", "-7", -7),
        ("convertToInt", " 12345678901234567890 ", 12345678901234567890),
        ("convertToNumber", "42.5", 42.5),
        ("convertToNumber", "1e3", 1000),
        ("convertToString", 42.0, "42"),
        ("convertToString", {"a": True}, '{"a": true}'),
        ("convertToString", {"data": b"abc", "contentType": "text/plain"}, "abc"),
        ("convertToString", None, ""),
    ],
)
async def test_a_value_becomes_one_of_another_kind(key: str, value: object, expected: object):
    result = await result_of(component, key, {"value": value})
    assert (result, type(result)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("deserializeFromJson", {"data": '{"a": [1, null]}'}, {"a": [1, None]}),
        ("deserializeFromJson", {"data": b'\xef\xbb\xbf"text"'}, "text"),
        ("deserializeFromJson", {"data": {"data": '{"a": 1}', "contentType": "application/json"}}, {"a": 1}),
        ("deserializeFromJson", {"data": {"a": 1}}, {"a": 1}),
        ("deserializeFromYaml", {"data": "a: [1, yes]\nb: 2031-02-28\n3: x"},
         {"a": [1, True], "b": "2031-02-28", "3": "x"}),
        ("deserializeFromYaml", {"data": "a: &x [1]\nb: *x"}, {"a": [1], "b": [1]}),
        ("deserializeFromXml", {"data": ORDER_XML}, ORDER),
        ("deserializeFromXml", {"data": "<a><b>1</b></a>", "numbersAsStrings": "true"}, {"a": {"b": "1"}}),
        ("deserializeFromXml", {"data": "<a><b>007</b><c>12345678901234567890</c></a>"},
         {"a": {"b": "007", "c": "12345678901234567890"}}),
        ("deserializeFromXml", {"data": "<a>x<b/> y <![CDATA[<z>]]></a>"}, {"a": {"b": "", "#text": "x y <z>"}}),
        ("deserializeFromXml", {"data": '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a>&nbsp;&lt;</a>'},
         {"a": "&nbsp;<"}),
        ("deserializeFromXml", {"data": b'<?xml version="1.0"?><n:a xmlns:n="urn:x" n:b="1"/>'},
         {"n:a": {"@_xmlns:n": "urn:x", "@_n:b": "1"}}),
        ("deserializeFromCsv", {"data": 'id,name\n1,"A, ""B"""\n2\n'}, [{"id": "1", "name": 'A, "B"'}, {"id": "2"}]),
        ("deserializeFromCsv", {"data": "a,b\n1,2", "csvHeader": "false"}, [["a", "b"], ["1", "2"]]),
        ("deserializeFromCsv", {"data": "p__first,p__last,age\nAda,L,36", "unflattenCsvKeys": "true"},
         [{"p": {"first": "Ada", "last": "L"}, "age": "36"}]),
        ("deserializeFromBinary", {"data": b'{"a": 1}'}, {"a": 1}),
        ("deserializeFromBinary", {"data": b"words"}, "words"),
        ("deserializeFromBinary", {"data": b"\xff\xd8"}, b"\xff\xd8"),
        ("deserializeFormData", {"data": {"data": "a=1&b=x+y&a=%C3%A9&c=", "contentType": "text/plain"}},
         {"a": ["1", "é"], "b": "x y", "c": ""}),
        ("serializeFormData", {"data": {"a": [1, True], "b": "x y&"}}, "a=1&a=true&b=x+y%26"),
        ("deserializeJsonl", {"data": '{"a": 1}\n\n"x\u2028y"\r\n'}, [{"a": 1}, "x\u2028y"]),
        ("serializeJsonl", {"data": [{"a": 1}, "é"]}, '{"a": 1}\n"é"\n'),
        ("binaryToJson", {"data": {"a": [1.5, None]}}, '{"a": [1.5, null]}'),
        ("binaryToJson", {"data": '{"a":1}'}, '{"a": 1}'),
        ("binaryToJson", {"data": "words"}, '"words"'),
        ("binaryToXml", {"data": ORDER}, ORDER_XML),
        ("binaryToXml", {"data": [{"a": 1}, {"a": "<&"}]},
         XML_HEAD + "<root><item><a>1</a></item><item><a>&lt;&amp;</a></item></root>"),
        ("binaryToXml", {"data": {"a b": {"#text": "x\x00", "@_1": '"'}}}, XML_HEAD + "<a_b _='\"'>x</a_b>"),
        ("binaryToYaml", {"data": {"b": [1, {"c": None}], "a": "é"}}, "b:\n- 1\n- c: null\na: é\n"),
        ("binaryToCsv", {"data": [{"a": 1, "b": {"c": 2}}, {"a": None, "d": "x,y"}]},
         'a,b,d\r\n1,"{""c"": 2}",\r\n,,"x,y"\r\n'),
        ("binaryToCsv", {"data": {"a": True}}, "a\r\ntrue\r\n"),
        ("binaryToCsv", {"data": [["a", "b"], [1, 2]]}, "a,b\r\n1,2\r\n"),
        ("prettyPrint", {"data": '{"a":[1]}'}, '{\n  "a": [\n    1\n  ]\n}'),
    ],
)  # fmt: skip
async def test_a_format_is_read_or_written(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


TABLE = {
    "CSV": "id,name\r\n1,Ada\r\n",
    "JSON": '[{"id": "1", "name": "Ada"}]',
    "XML": XML_HEAD + "<root><item><id>1</id><name>Ada</name></item></root>",
    "YAML": "- id: '1'\n  name: Ada\n",
}


@pytest.mark.parametrize("source", ["CSV", "JSON", "YAML"])
@pytest.mark.parametrize("target", ["CSV", "JSON", "XML", "YAML"])
async def test_every_format_becomes_every_other(source: str, target: str):
    if source != target:
        key = f"{source.lower()}To{target.capitalize()}"
        assert await result_of(component, key, {"data": TABLE[source]}) == TABLE[target]


async def test_xml_becomes_the_others():
    data = "<a><b>1</b><b>2</b></a>"
    assert await result_of(component, "xmlToJson", {"data": data}) == '{"a": {"b": [1, 2]}}'
    assert (
        await result_of(component, "xmlToYaml", {"data": data, "numbersAsStrings": True})
        == "a:\n  b:\n  - '1'\n  - '2'\n"
    )
    assert await result_of(component, "xmlToCsv", {"data": "<a>x</a>"}) == "a\r\nx\r\n"


LAUGHS = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)
)
XML_LAUGHS = '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><a>&m;</a>'


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("deserializeFromJson", {"data": "{a: 1}"}, "valid JSON"),
        ("deserializeFromJson", {}, "is missing"),
        ("deserializeFromYaml", {"data": "a: [1"}, "YAML .while parsing"),
        ("deserializeFromYaml", {"data": "!!python/object/apply:os.getcwd []"}, "could not determine a constructor"),
        ("deserializeFromYaml", {"data": LAUGHS}, "at most 2000000 values"),
        ("deserializeFromYaml", {"data": "a: &a [*a]"}, "at most 200 levels"),
        ("deserializeFromYaml", {"data": "a: 2031-02-30"}, "values that there are"),
        ("deserializeFromYaml", {"data": "[" * 1_000_000}, "at most 200 levels"),
        ("deserializeFromYaml", {"data": "- " * 100_000 + "x"}, "at most 200 levels"),
        ("deserializeFromXml", {"data": "<a><b></a>"}, "XML .mismatched tag"),
        ("deserializeFromXml", {"data": XML_LAUGHS}, "declares no entities of its own; this declares 'l'"),
        ("deserializeFromXml", {"data": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><a>&x;</a>'}, "declares 'x'"),
        ("deserializeFromXml", {"data": "<a>" * 300 + "</a>" * 300}, "at most 200 levels"),
        ("deserializeFromCsv", {"data": 'a,"b'}, "CSV .line 1"),
        ("deserializeFromCsv", {"data": "a,a__b\n1,2", "unflattenCsvKeys": "true"}, "a column 'a' or columns"),
        ("deserializeFromCsv", {"data": "a__b,a\n1,2", "unflattenCsvKeys": "true"}, "a column 'a' or columns"),
        ("deserializeFormData", {"data": "&".join(["a=1"] * 10_001)}, "more than 10000 fields"),
        ("deserializeJsonl", {"data": '{"a": 1}\n{"a"'}, "line 2 needs valid JSON"),
        ("serializeFormData", {"data": "[1]"}, "needs an object"),
        ("serializeJsonl", {"data": [float("nan")]}, "written in this format"),
        ("binaryToJson", {"data": {"a": float("inf")}}, "written in this format"),
        ("binaryToCsv", {"data": [1, 2]}, "a list of objects"),
        ("jsonToCsv", {"data": "3"}, "a list of objects"),
        ("xmlToJson", {"data": "no"}, "XML .syntax error"),
    ],
)  # fmt: skip
async def test_bad_data_is_refused_in_words(key: str, inputs: dict[str, object], words: str):
    with pytest.raises(InputError, match=words) as error:
        await result_of(component, key, inputs)
    assert error.value.key == "data"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("convertToBoolean", "maybe", "needs true or false"),
        ("convertToInt", "many", "needs a number"),
        ("convertToNumber", "1/2", "needs a number"),
        ("convertToNumber", "inf", "needs a finite number"),
    ],
)
async def test_what_is_no_such_value_is_refused(key: str, value: str, words: str):
    with pytest.raises(InputError, match=f"input 'value' .*{words}"):
        await result_of(component, key, {"value": value})


async def test_a_cell_may_be_large():
    cell = "x" * 500_000
    assert await result_of(component, "deserializeFromCsv", {"data": f"a\n{cell}"}) == [{"a": cell}]


async def test_structures_nested_too_deep_are_not_written():
    data: object = 1
    for _ in range(300):
        data = {"a": data}
    for key in ("binaryToJson", "binaryToXml", "binaryToYaml"):
        with pytest.raises(InputError, match="at most 200 levels"):
            await result_of(component, key, {"data": data})
