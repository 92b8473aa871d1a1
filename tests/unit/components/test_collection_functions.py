"""JavaScript functions filter, map and sort lists, in a box of their own."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.collection_tools import component
from trunkline.components.common import script
from trunkline.sdk import InputError, LogLevel
from trunkline.sdk.testing import Harness

PEOPLE = [{"name": "Ada", "age": 36}, {"name": "Alan", "age": 41}, {"name": "Grace", "age": 85}]


async def filtered(code: str, listed: object = PEOPLE) -> object:
    return await result_of(component, "filter", {"listInput": listed, "filterCodeInput": code})


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("(item) => item.age > 40", ["Alan", "Grace"]),
        ("(item, index) => index === 0;", ["Ada"]),
        ("function (item) { return item.name.startsWith('A'); }", ["Ada", "Alan"]),
        ("(item) => { item.name = 'changed'; return item.age === 85 }  ;\n", ["Grace"]),
        ("({ age }) => /^8/.test(age) // a remark", ["Grace"]),
        ("() => 0", []),
    ],
)
async def test_a_filter_keeps_what_its_function_says(code: str, names: list[str]):
    kept = await filtered(code)
    assert isinstance(kept, list)
    assert [person["name"] for person in kept] == names


async def test_without_a_function_everything_is_kept():
    assert await result_of(component, "filter", {"listInput": PEOPLE}) == PEOPLE


async def test_what_is_kept_is_the_element_itself_even_where_javascript_cannot_hold_it():
    listed = [2**60 + 1, b"\xff", {"data": b"\x00", "contentType": "image/png"}]
    assert await filtered("() => true ", listed) == listed


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"transformCodeInput": "(item) => item.name.toUpperCase()"}, ["ADA", "ALAN", "GRACE"]),
        ({"transformCodeInput": "(item, index) => ({ ...item, index })"}, [
            {**person, "index": index} for index, person in enumerate(PEOPLE)
        ]),
        ({"transformCodeInput": "(item) => item.age", "filterCodeInput": "(item) => item.age > 40"}, [41, 85]),
        (
            {"transformCodeInput": "(item, index, context) => item.age + context.years", "contextInput": {"years": 10}},
            [46, 51, 95],
        ),
        ({"transformCodeInput": "() => undefined"}, [None, None, None]),
        ({}, PEOPLE),
    ],
)  # fmt: skip
async def test_a_list_is_mapped(inputs: dict[str, object], expected: object):
    assert await result_of(component, "map", {"listInput": PEOPLE, **inputs}) == expected


@pytest.mark.parametrize(
    ("code", "listed", "expected"),
    [
        ("(a, b) => b - a", [1, 3, 2], [3, 2, 1]),
        ("(a, b) => { return a.age < b.age ? 1 : -1; }", PEOPLE, PEOPLE[::-1]),
        ("", ["b", "a"], ["a", "b"]),
        ("() => NaN", [2, 1], [2, 1]),
    ],
)
async def test_a_list_is_sorted(code: str, listed: object, expected: object):
    assert await result_of(component, "sort", {"listInput": listed, "sortCodeInput": code}) == expected


async def test_what_a_function_writes_to_its_console_is_in_the_log():
    harness = Harness(component)
    code = "(item) => { console.log('saw', item); return true; }"
    await harness.action("filter", {"listInput": [1, {"a": 2}], "filterCodeInput": code})
    assert harness.lines == [(LogLevel.INFO, "saw 1"), (LogLevel.INFO, 'saw {"a":2}')]


async def test_no_more_than_a_hundred_lines_are_logged():
    harness = Harness(component)
    code = "(item) => { console.log(item); return true; }"
    await harness.action("filter", {"listInput": list(range(300)), "filterCodeInput": code})
    assert len(harness.lines) == 100


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("(item) => {", "failed: SyntaxError"),
        ("42", "this is no function"),
        ("async (item) => true", "the function may not be async"),
        ("(item) => item.no.such", "failed: TypeError: cannot read property 'such' of undefined"),
        ("(item) => { throw new Error('boo'); }", "failed: Error: boo"),
        ("(item) => (function again() { return again(); })()", "calls itself too deep"),
        ("(item) => 'x'.repeat(1e9)", "needed more than 192 MB"),
        ("(item) => { const a = []; while (true) a.push(new Array(1000).fill(item)); }", "need.* more than 192 MB"),
        ("(item) => { JSON.stringify = () => 7; return true; }", "returned nothing that JSON can hold"),
        ("(JSON.parse = () => ({ flatMap: () => [99] }), () => true)", "changed how lists work"),
        ("(JSON.parse = () => ({ flatMap: () => 'all' }), () => true)", "changed how lists work"),
    ],
)
async def test_a_function_that_fails_is_told_so_by_its_input(code: str, words: str):
    with pytest.raises(InputError, match=f"input 'filterCodeInput' .*{words}"):
        await filtered(code)


@pytest.mark.parametrize(
    "name", ["process", "require", "fetch", "setTimeout", "XMLHttpRequest", "std", "os", "Deno", "print", "WebAssembly"]
)
async def test_a_function_sees_nothing_of_the_world(name: str):
    assert await filtered(f"() => typeof {name} === 'undefined'", [1]) == [1]


async def test_a_function_cannot_load_a_file_as_a_module(tmp_path):
    module = tmp_path / "secret.js"
    module.write_text("export const secret = 42;")
    with pytest.raises(InputError, match="the function may not be async"):
        await filtered(f"() => import('{module}')")


async def test_one_call_knows_nothing_of_another():
    assert await filtered("() => { globalThis.left = 1; return true; }", [1]) == [1]
    assert await filtered("() => typeof left === 'undefined'", [1]) == [1]


@pytest.mark.parametrize("code", ["() => { while (true); }", "() => /^(a+)+$/.test('a'.repeat(40) + '!')"])
async def test_a_function_without_end_is_stopped(code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "TIME_LIMIT_S", 0.1)
    with pytest.raises(InputError, match=r"took longer than 0.1 s and was stopped"):
        await filtered(code)


async def test_while_a_function_works_python_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "TIME_LIMIT_S", 0.5)
    started = threading.Event()

    def endless() -> None:
        started.set()
        with pytest.raises(script.ScriptFailed, match="took longer"):
            script.run("while (true);", {}, {})

    work = asyncio.create_task(asyncio.to_thread(endless))
    turns, longest, last = 0, 0.0, time.monotonic()
    while not work.done():
        await asyncio.sleep(0)
        turns, longest, last = turns + 1, max(longest, time.monotonic() - last), time.monotonic()
    await work
    assert started.is_set()
    assert turns > 100
    assert longest < 0.25


async def test_data_that_json_cannot_hold_is_refused():
    with pytest.raises(InputError, match="cannot be given the data"):
        await filtered("() => false", [float("nan")])


async def test_more_data_than_fits_is_refused():
    with pytest.raises(InputError, match="cannot be given more than 32 MB"):
        await filtered("() => false", ["x" * 1024 * 1024] * 33)
