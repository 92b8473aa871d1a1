from __future__ import annotations

import asyncio

import pytest

from tests.unit.engine.support import (
    Actions,
    Table,
    drive,
    handling,
    loop,
    on_condition,
    plan_of,
    ref,
    step,
    times,
    value,
)
from trunkline.engine.ports import ActionResult, Call, StepError, StepKey

ITEMS = ref("trigger.results.body.data")
BREAK = step("Break", "loop.breakLoop")
FAILED = {"error": "no", "failed": True}


def fails(call: Call) -> ActionResult:
    raise StepError("no")


def stop(**inputs: object) -> Table:
    return step("Stop", "stop-execution.stopExecution", **inputs)


async def test_a_loop_gives_the_last_body_steps_results() -> None:
    body = (step("A"), step("B", item=ref("l.currentItem"), at=ref("l.index")))
    _, journal = await drive(plan_of(loop("L", ITEMS, *body), step("After", x=ref("l.results"))), data=["p", "q"])
    expected = [{"item": "p", "at": 0}, {"item": "q", "at": 1}]
    assert journal.data("l") == expected
    assert journal.data("after") == {"x": expected}
    assert [one.key.loop_path for one in journal.written] == ["l[0]", "l[0]", "l[1]", "l[1]", "", ""]


@pytest.mark.parametrize(
    ("data", "items"),
    [
        ([], []),
        ({"a": 1}, [{"key": "a", "value": 1}]),
        ("[1, 2]", [1, 2]),
        ({}, []),
    ],
)
async def test_a_loop_goes_over_lists_and_objects(data: object, items: list[object]) -> None:
    actions = Actions(act=lambda call: ActionResult(call.inputs["x"]))
    _, journal = await drive(plan_of(loop("L", ITEMS, step("Act", x=ref("l.currentItem")))), actions, data=data)
    assert journal.data("l") == items


@pytest.mark.parametrize("data", [None, 5, "", "text", True])
async def test_a_loop_over_no_list_fails(data: object) -> None:
    outcome, _ = await drive(plan_of(loop("L", ITEMS, step("Act"))), data=data)
    assert outcome.error is not None
    assert outcome.error.startswith("items must be a list")


async def test_a_counting_loop_has_an_index_and_no_item() -> None:
    _, journal = await drive(plan_of(times("L", "2", step("A", i=ref("l.index"), x=ref("l.currentItem")))))
    assert journal.data("l") == [{"i": 0, "x": None}, {"i": 1, "x": None}]


@pytest.mark.parametrize(("count", "rounds"), [("0", 0), ("3", 3), ("", 1000)])
async def test_a_counting_loop_counts_to_a_thousand_when_nothing_is_said(count: str, rounds: int) -> None:
    actions = Actions()
    await drive(plan_of(times("L", count, step("A"))), actions)
    assert len(actions.calls) == rounds


@pytest.mark.parametrize("count", ["-1", "1000001", "x", "1.5", "9" * 30])
async def test_a_counting_loop_refuses_a_count_that_is_none(count: str) -> None:
    outcome, _ = await drive(plan_of(times("L", count)))
    assert outcome.error is not None
    assert "iterationCount" in outcome.error


async def test_a_break_ends_the_innermost_loop_only() -> None:
    stops = on_condition("Check", ["equal", ref("m.index"), value("1")], [BREAK])
    plan = plan_of(times("L", "2", times("M", "5", step("A"), stops, step("B"))), step("After"))
    actions = Actions()
    outcome, journal = await drive(plan, actions)
    assert outcome.succeeded
    assert actions.names == ["a", "b", "a", "a", "b", "a", "after"]
    assert journal.data("m", "l[0]") == [{}, None]
    assert StepKey("a", "l[1]/m[1]") in journal.all


async def test_an_iteration_does_not_see_what_an_earlier_one_left() -> None:
    sometimes = on_condition("Check", ["equal", ref("l.index"), value("0")], [step("Once", x=value("1"))])
    look = step("Look", x=ref("once.results.x"))
    _, journal = await drive(plan_of(times("L", "2", sometimes, look), step("After", x=ref("once.results"))))
    assert journal.data("l") == [{"x": "1"}, {"x": None}]
    assert journal.data("after") == {"x": None}


async def test_a_loop_that_ignores_errors_goes_on_with_the_next_item() -> None:
    def odd(call: Call) -> ActionResult:
        if call.inputs["x"] == 1:
            raise StepError("no")
        return ActionResult(call.inputs["x"])

    plan = plan_of(handling(loop("L", ITEMS, step("Act", x=ref("l.currentItem")), step("B")), "ignore"), step("After"))
    outcome, journal = await drive(plan, Actions(act=odd), data=[0, 1, 2])
    assert (outcome.succeeded, outcome.error, outcome.failed_step) == (True, None, None)
    assert journal.data("l") == [{}, FAILED, {}]


async def test_a_failure_in_a_loop_ends_the_execution_with_its_place() -> None:
    outcome, journal = await drive(plan_of(loop("L", ITEMS, step("Bad"))), Actions(bad=fails), data=[1, 2])
    assert outcome.failed_step == StepKey("bad", "l[0]")
    assert StepKey("l") not in journal.all


async def test_a_long_loop_of_quick_steps_lets_others_run() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await drive(plan_of(times("L", "2000", step("A"))))
    task.cancel()
    assert turns > 10


async def test_a_loop_of_a_hundred_thousand_items_is_no_problem() -> None:
    _, journal = await drive(plan_of(times("L", "100000")))
    assert journal.data("l") == [None] * 100_000
