"""Text is split, joined, searched, replaced and encoded."""

from __future__ import annotations

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.text_manipulation import component
from trunkline.sdk import InputError


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("upperCase", {"text": "Grüße"}, "GRÜSSE"),
        ("upperCase", {}, ""),
        ("upperCase", {"text": {"data": b"abc", "contentType": "text/plain"}}, "ABC"),
        ("lowerCase", {"text": "ÀB"}, "àb"),
        ("trim", {"text": " \t a b \n"}, "a b"),
        ("stringLength", {"text": "äöü"}, 3),
        ("slice", {"text": "abcdef", "sliceStart": "1", "sliceStop": "3"}, "bc"),
        ("slice", {"text": "abcdef", "sliceStart": "-2"}, "ef"),
        ("split", {"text": "acme/widgets", "separator": "/"}, ["acme", "widgets"]),
        ("split", {"text": "abc"}, ["a", "b", "c"]),
        ("split", {"text": "", "separator": ","}, [""]),
        ("splitLines", {"text": "a\r\nb\n\n \nc\n"}, ["a", "b", "c"]),
        ("splitLines", {"text": "a\n\nb", "filterBlankLines": "false"}, ["a", "", "b"]),
        ("join", {"strings": ["gh", 17], "separator": "-"}, "gh-17"),
        ("join", {"strings": ["a", "b"]}, "ab"),
        ("join", {}, ""),
        ("joinLines", {"strings": ["a", "b"], "newlineType": "\n", "numberOfNewlines": "2"}, "a\n\nb"),
        ("joinLines", {"strings": ["a", "b"], "newlineType": "\\r\\n"}, "a\r\nb"),
        ("replace", {"text": "gh-gh-17", "find": "gh-"}, "17"),
        ("replace", {"text": "a.b.c", "find": ".", "replace": "$&"}, "a$&b$&c"),
        ("replaceMultipleSubstring", {"text": "one two", "replaceWith": {"one": "1", "two": "2"}}, "1 2"),
        (
            "replaceMultipleSubstring",
            {"text": "ab", "replaceWith": [{"key": "a", "value": "b"}, {"key": "b", "value": ""}]},
            "",
        ),
        ("encodeBase64", {"text": "Hello"}, "SGVsbG8="),
        ("encodeBase64", {"text": b"\x00\xff"}, "AP8="),
        ("decodeBase64", {"text": "SGVsbG8="}, "Hello"),
        ("decodeBase64", {"text": "SGVs\nbG8"}, "Hello"),
        ("decodeBase64", {"text": "-_8="}, {"data": b"\xfb\xff", "contentType": "application/octet-stream"}),
        ("htmlEncode", {"text": "<a href='x'>&</a>"}, "&lt;a href=&#x27;x&#x27;&gt;&amp;&lt;/a&gt;"),
        ("htmlDecode", {"text": "&lt;&eacute;&#65;"}, "<éA"),
    ],
)
async def test_text_becomes_what_the_action_says(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"),
    [
        ("[0-9]+", "g", ["12", "345"]),
        ("([a-z])([0-9]+)", "", ["a12", "a", "12"]),
        ("A", "gi", ["a"]),
        ("^b", "gm", ["b"]),
        ("(z)?a", "d", ["a", None]),
        ("a.*5", "s", ["a12\nb345"]),
        ("nothing", "g", None),
        ("nothing", "i", None),
        (r"\u0062\d{3}", "g", ["b345"]),
    ],
)
async def test_a_pattern_matches_as_in_javascript(pattern: str, flags: str, expected: object):
    inputs = {"text": "a12\nb345", "regex": pattern, "regexFlags": flags or "u"}
    assert await result_of(component, "match", inputs) == expected


async def test_a_pattern_made_to_take_for_ever_takes_no_time():
    inputs = {"text": "a" * 50_000 + "!", "regex": "^(a+)+$"}
    assert await result_of(component, "match", inputs) is None


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("match", {"text": "a", "regex": "(?=a)"}, "input 'regex' .* may not look around or refer back"),
        ("match", {"text": "a", "regex": "("}, "input 'regex' .* .missing .: "),
        ("match", {"text": "a", "regex": "a", "regexFlags": "gx"}, "unknown flags 'x'"),
        ("match", {"text": "a" * 200_000, "regex": "a"}, "input 'text' .* matches more than 100000 times"),
        ("replace", {"text": "a"}, "input 'find' .* is missing"),
        ("replace", {"text": "a" * 100_000, "find": "a", "replace": "b" * 1000}, "input 'text' .* beyond 32 MB"),
        ("replaceMultipleSubstring", {"text": "a", "replaceWith": {"": "b"}}, "input 'replaceWith' .* is empty"),
        ("join", {"strings": ["a"] * 1000, "separator": "-" * 40_000}, "input 'strings' .* larger than 32 MB"),
        ("joinLines", {"strings": ["a"], "newlineType": ";"}, "input 'newlineType' .* needs .n, .r.n or .r"),
        ("slice", {"text": "a", "sliceStart": "one"}, "input 'sliceStart' .* needs a number"),
        ("htmlDecode", {"text": "&#" + "9" * 5000 + ";"}, "input 'text' .* entity of thousands of digits"),
        ("decodeBase64", {"text": "a?b="}, "input 'text' .* is not Base64"),
        ("upperCase", {"text": b"\xff\xfe"}, "input 'text' .* needs text in UTF-8"),
        ("upperCase", {"text": "a" * (33 * 1024 * 1024)}, "input 'text' .* needs at most 32 MB"),
    ],
)
async def test_what_cannot_be_done_is_said_in_words_that_name_the_input(
    key: str, inputs: dict[str, object], words: str
):
    with pytest.raises(InputError, match=words):
        await result_of(component, key, inputs)
