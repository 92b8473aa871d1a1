from __future__ import annotations

import pytest

from trunkline.engine.problems import InvalidDefinition, Problems
from trunkline.engine.tree import MAX_DEPTH, MAX_TEXT_CHARS, meaning, read_tree, to_json


def read(text: str) -> object:
    problems = Problems()
    node = read_tree(text, problems)
    problems.raise_if_any()
    return to_json(node)


def reason(text: str) -> str:
    with pytest.raises(InvalidDefinition) as caught:
        read(text)
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: '1'", {"a": "1"}),
        ("a: !!str 1", {"a": "1"}),
        ("a: yes", {"a": "yes"}),
        ("a: 2020-01-01", {"a": "2020-01-01"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: [0x1f, 0o17, -1, .5, 1., true]", {"a": [31, 15, -1, 0.5, 1.0, True]}),
        ("x: &x [1]\ny: *x", {"x": [1], "y": [1]}),
        ("base: &b {p: 1, q: 2}\nown: {<<: *b, q: 3}", {"base": {"p": 1, "q": 2}, "own": {"p": 1, "q": 3}}),
        ("own: {q: 3, <<: [{q: 1, r: 1}, {r: 2}]}", {"own": {"q": 3, "r": 1}}),
        ("'<<': 1", {"<<": 1}),
        ("", {}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
    ],
)
def test_yaml_becomes_plain_values(text: str, value: object) -> None:
    assert read(text) == value


def test_numbers_that_no_number_can_hold_stay_text() -> None:
    assert meaning("9" * 5000) == "9" * 5000
    assert meaning("1e999") == "1e999"


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['true']",
        "a: !!python/name:os.system",
        "a: !!binary aGk=",
        "a: !custom {b: 1}",
        "!!set {a, b}",
    ],
)
def test_tags_are_refused_and_never_obeyed(text: str) -> None:
    assert "is not allowed" in reason(text)


def test_broken_yaml_is_told_by_line_and_column() -> None:
    told = reason("name: x\nflows: [1, 2\n")
    assert "this is no YAML: line 3, column 1" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\n---\nb: 2", "more than one YAML document"),
        ("a: *nobody", "*nobody names nothing"),
        ("a: &a [*a]", "*a names nothing"),
        ("? [a]\n: 1", "a key must be a text"),
        ("a: 1\na: 2", "'a' stands twice"),
        ("a: {<<: 5}", "takes a table"),
        ("a: \x00", "characters that YAML does not allow"),
        ("a: '\ud800'", "half a character"),
        ("x" * (MAX_TEXT_CHARS + 1), "longer than"),
        ("[" * 1_000_000, "nested deeper than"),
        ("a: " + "{b: " * (MAX_DEPTH + 1), "nested deeper than"),
        ("a: [" + "1," * 500_001 + "]", "more than 500,000 values"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, words: str) -> None:
    assert words in reason(text)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 500,000 values" in reason("\n".join(lines))


def test_aliases_cannot_nest_deeper_than_the_limit() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, MAX_DEPTH + 1)]
    assert "nested deeper than" in reason("\n".join(lines))


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    value = read("a: " + "[" * depth + "]" * depth)
    assert isinstance(value, dict)
