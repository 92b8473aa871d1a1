"""JSONata expressions query data, and never without end."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.jsonata import component, engine
from trunkline.sdk import InputError

DATA = {
    "account": "Firefly",
    "orders": [
        {"id": "a", "price": 34.45, "quantity": 2, "tags": ["hat", "new"]},
        {"id": "b", "price": 21.67, "quantity": 1, "tags": []},
    ],
    "nothing": None,
}


async def transformed(expression: str, data: object = DATA) -> object:
    return await result_of(component, "transform", {"expression": expression, "data": data})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("account", "Firefly"),
        ("orders.id", ["a", "b"]),
        ("orders[price > 30].id", "a"),
        ("$sum(orders.(price * quantity))", pytest.approx(90.57)),
        ("$count(orders)", 2),
        ('{"name": account, "ids": orders.id}', {"name": "Firefly", "ids": ["a", "b"]}),
        ("orders.{'id': id, 'first': tags[0]}", [{"id": "a", "first": "hat"}, {"id": "b"}]),
        ("unknown", None),
        ("nothing", None),
        ("[1..5][$ > 3]", [4, 5]),
        ("account & '!' ~> $uppercase", "FIREFLY!"),
        ("$map([1,2,3], function($v) { $v * 2 })", [2, 4, 6]),
        ("( $f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10) )", 3628800),
        ("$replace('a1b22', /[0-9]+/, '#')", "a#b#"),
        ("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", "Smith, John"),
        ("$replace('a.b.c', '.', '-')", "a-b-c"),
        ("$match('ab12', /[a-z]([a-z])/).groups[0]", "b"),
        ("$split('a, b,c', /, */)", ["a", "b", "c"]),
        ("$contains('Abc', /ABC/i)", True),
        ("$pad('x', 3, '-') & $pad('x', -3)", "x--  x"),
        ("account.$pad(9)", "Firefly  "),
        ("$join(orders.id, '+')", "a+b"),
        ("$string(orders[1])", '{"id":"b","price":21.67,"quantity":1,"tags":[]}'),
        ("$eval('1 + 1')", 2),
        ("orders^(>price).id", ["a", "b"]),
        ("$distinct([1, 2, 1])", [1, 2]),
    ],
)
async def test_an_expression_has_its_result(expression: str, expected: object):
    assert await transformed(expression) == expected


async def test_data_may_be_json_text_or_a_list():
    assert await transformed("$.a", '{"a": [1]}') == [1]
    assert await transformed("$sum($)", [1, 2, 3]) == 6


async def test_a_file_in_the_data_is_text():
    assert await transformed("file.data", {"file": {"data": b"abc", "contentType": "text/plain"}}) == "abc"


async def test_the_data_of_a_step_is_not_changed_by_an_expression():
    given = {"a": {"b": 1}}
    await transformed("$ ~> |a|{'b': 2}|", given)
    assert given == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("orders[", "at character"),
        ("1 + 'a'", "must evaluate to a number"),
        ("$nosuch()", "non-function"),
        ("$error('my own words')", "my own words"),
        ("function($x) { $x }", "its result is a function"),
        ("$match('a', /(?=a)/)", "may not look around"),
        ("1/0", "division|Number out of range|zero"),
    ],
)
async def test_a_broken_expression_is_refused_in_words(expression: str, words: str):
    with pytest.raises(InputError, match=f"input 'expression' (?s:.*)({words})"):
        await transformed(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "( $f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('xxxxxxxxxx', 60) )",
        "( $f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $f([1, 2], 60) )",
        "$pad('x', 10000000000)",
        "$pad('x', -10000000000)",
        "( $a := $pad('x', 100000, 'x'); $replace($a, 'x', $a) )",
        "( $a := $pad('x', 100000, 'x'); $replace($a, /x/, $a) )",
        "( $a := $pad('x', 1000000, 'x'); $replace($a, /(.*)/, $pad('$1', 2000, '$1')) )",
        "( $a := $pad('x', 10000, 'x'); $join($split($a, ''), $a) )",
        "[1..9999999]",
        "( $f := function($n) { $n = 0 ? 0 : ($length($pad('x', 16000000)); $f($n - 1)) }; $f(1000) )",
    ],
)
async def test_an_expression_that_makes_too_much_is_stopped(expression: str):
    with pytest.raises(InputError, match="makes more than 16 MB of text, or a list of more than 1000000 items"):
        await transformed(expression)


@pytest.mark.parametrize("expression", ["( $f := function() { 1 + $f() }; $f() )", "(" * 5000 + ")" * 5000])
async def test_an_expression_without_a_floor_is_stopped(expression: str):
    with pytest.raises(InputError, match="nested too deep, or calls itself without end"):
        await transformed(expression)


async def test_an_expression_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "TIME_LIMIT_S", 0.1)
    with pytest.raises(InputError, match=r"took longer than 0.1 s and was stopped"):
        await transformed("( $f := function() { $f() }; $f() )")


async def test_a_pattern_made_to_take_for_ever_takes_no_time():
    assert await transformed("$contains(a, /^(a+)+$/)", {"a": "a" * 50_000 + "!"}) is False


@pytest.mark.parametrize(
    "expression",
    [
        "$toMillis($pad('a', 1000, 'a') & '!', '(a+)+')",
        "$toMillis($pad('1', 1000, '1'), $pad('[Y]', 180, '[Y]') & 'x')",
        "( $f := function($a)<" + "n+" * 30 + ":n> { 1 }; $f(" + "1," * 200 + "'x') )",
    ],
)
async def test_other_words_that_become_patterns_take_no_time_either(expression: str):
    with suppress(InputError):  # whether it fits is the library's to say; that it comes back is ours
        assert await transformed(expression) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$toMillis('2031-02-28T12:00:00Z')", 1930046400000),
        ("$toMillis('28.02.2031', '[D01].[M01].[Y0001]')", 1930003200000),
        ("$toMillis('28 February 2031', '[D] [MNn] [Y]')", 1930003200000),
        ("$fromMillis(1930046400000, '[D01]/[M01]/[Y0001]')", "28/02/2031"),
        ("( $f := function($a, $b)<nn?:n> { $a + 1 }; $f(1) )", 2),
    ],
)
async def test_times_and_signatures_work_as_they_should(expression: str, expected: object):
    assert await transformed(expression) == expected


async def test_an_expression_that_is_too_long_is_refused():
    with pytest.raises(InputError, match="longer than 100000 characters"):
        await transformed(" " * 100_000 + "1")


@pytest.mark.parametrize("data", [{"a": float("nan")}, "{a}"])
async def test_data_that_is_no_json_is_refused(data: object):
    with pytest.raises(InputError, match=r"input 'data' .* needs"):
        await transformed("a", data)


def test_the_library_does_not_change_how_deep_the_whole_process_may_go():
    assert sys.getrecursionlimit() < 10_000
