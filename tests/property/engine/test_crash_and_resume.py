"""A crash after any step changes neither the outcome nor the journal, and repeats no journaled step."""

from __future__ import annotations

import json
import zlib
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.engine.support import (
    Actions,
    CrashError,
    MemoryJournal,
    Table,
    drive,
    loop,
    on_condition,
    on_value,
    plan_of,
    ref,
    step,
    template,
    times,
    value,
)
from trunkline.engine.plan import FlowPlan
from trunkline.engine.ports import ActionResult, Call, Outcome, Recorded, StepError
from trunkline.engine.values import to_json_text

Result = TypeVar("Result")
DATA = [3, 1, 2]
HANDLERS: list[Table] = [
    {"errorHandlerType": "ignore"},
    {"errorHandlerType": "retry", "maxAttempts": 1, "delaySeconds": 1},
    {"errorHandlerType": "retry", "maxAttempts": 1, "ignoreFinalError": True},
]


@dataclass
class Names:
    """Gives steps their names, and remembers whose results may be referred to."""

    count: int = 0
    visible: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"


@st.composite
def flows(draw: st.DrawFn) -> list[Table]:
    return block(draw, Names(), depth=0)


def block(draw: st.DrawFn, names: Names, depth: int) -> list[Table]:
    return [made for _ in range(draw(st.integers(1, 3))) for made in any_step(draw, names, depth)]


def any_step(draw: st.DrawFn, names: Names, depth: int) -> list[Table]:
    kinds = ["act", "act", "fail", "flaky", "odd"]
    if depth < 3:
        kinds += ["loop", "times", "value", "condition"]
    if names.loops and depth > 1:
        kinds += ["break"]
    if depth > 0:
        kinds += ["stop"]
    kind = draw(st.sampled_from(kinds))
    name = names.new(kind)
    made = MAKERS.get(kind, act)(draw, names, name, depth)
    names.visible.append(name)
    if kind in ("act", "fail", "flaky", "odd", "loop", "times") and draw(st.booleans()):
        handler = draw(st.sampled_from(HANDLERS))
        made = {**made, "errorConfig": handler}
    return [made]


def reading(draw: st.DrawFn, names: Names) -> Table:
    options = [f"{name}.results" for name in names.visible] + ["trigger.results.body.data"]
    options += [f"{name}.index" for name in names.loops] + [f"{name}.currentItem" for name in names.loops]
    return ref(draw(st.sampled_from(options)))


def act(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    inner = reading(draw, names)["value"]
    return step(name, a=reading(draw, names), b=template(f"x {{{{${inner}}}}}"))


def looping(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    items = draw(st.sampled_from([ref("trigger.results.body.data"), value('["p", "q"]'), reading(draw, names)]))
    names.loops.append(name)
    body = block(draw, names, depth + 1)
    names.loops.pop()
    return loop(name, items, *body)


def counting(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    names.loops.append(name)
    body = block(draw, names, depth + 1)
    names.loops.pop()
    return times(name, str(draw(st.integers(0, 3))), *body)


def by_value(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    before = list(names.visible)
    given_value = reading(draw, names)
    branches: dict[str, list[Table]] = {}
    after = list(before)
    for branch in ("1", "0", "Else"):
        names.visible = [*before, name]
        branches[branch] = block(draw, names, depth + 1) if draw(st.booleans()) else []
        after += names.visible[len(before) + 1 :]
    names.visible = after
    return on_value(name, given_value, **branches)


def by_condition(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    before = list(names.visible)
    condition = ["or", ["equal", reading(draw, names), value("1")], ["exists", reading(draw, names)]]
    yes = block(draw, names, depth + 1)
    inner = names.visible[len(before) :]
    names.visible = list(before)
    otherwise = block(draw, names, depth + 1)
    names.visible += inner
    return on_condition(name, condition, yes, otherwise)


def breaking(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    return step(name, "loop.breakLoop")


def stopping(draw: st.DrawFn, names: Names, name: str, depth: int) -> Table:
    return step(name, "stop-execution.stopExecution", jsonBody=reading(draw, names), statusCode=value("202"))


MAKERS = {
    "loop": looping,
    "times": counting,
    "value": by_value,
    "condition": by_condition,
    "break": breaking,
    "stop": stopping,
}


class Working(Actions):
    """Gives results that depend on everything a step got; fails by the kind of the step alone."""

    async def _perform(self, call: Call) -> ActionResult:
        self.calls.append(call)
        kind = call.key.step.rstrip("0123456789")
        seen = zlib.crc32(to_json_text(call.inputs).encode())
        odd = kind == "odd" and seen % 2 == 1
        if kind == "fail" or odd or (kind == "flaky" and call.attempt == 1):
            raise StepError(f"failed at {call.key.loop_path}")
        return ActionResult({"of": call.key.step, "at": call.key.loop_path, "seen": seen}, "text/x")


def finish(coroutine: Coroutine[object, None, Result]) -> Result:
    """Run a coroutine that waits for nothing: the engine needs no event loop."""
    while True:
        try:
            coroutine.send(None)
        except StopIteration as done:
            result: Result = done.value
            return result


def attempt(plan: FlowPlan, journal: MemoryJournal) -> tuple[Outcome, Working]:
    actions = Working()
    outcome, _ = finish(drive(plan, actions, journal=journal, data=DATA))
    return outcome, actions


def without_times(journal: MemoryJournal) -> list[Recorded]:
    at = next(iter(journal.all.values())).started_at if journal.all else None
    return [replace(one, started_at=at, ended_at=at) for one in journal.all.values()] if at is not None else []


LAST_ITERATION_IS_SEEN = [
    times("times1", "2", step("act2", i=ref("times1.index"))),
    step("act3", a=ref("act2.results")),
]
BREAKS_IN_A_BRANCH = [
    times(
        "times1",
        "3",
        on_value("value2", ref("times1.index"), **{"1": [step("break3", "loop.breakLoop")]}),
        step("act4"),
    )
]


@given(steps=flows(), crashes=st.lists(st.integers(0, 12), max_size=3))
@example(steps=LAST_ITERATION_IS_SEEN, crashes=[3])
@example(steps=BREAKS_IN_A_BRANCH, crashes=[1, 1, 1])
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_crash_after_any_step_changes_no_result(steps: list[Table], crashes: list[int]) -> None:
    plan = plan_of(*steps)
    smooth = MemoryJournal()
    expected, all_calls = attempt(plan, smooth)
    journal = MemoryJournal()
    for crash_after in crashes:
        journal = MemoryJournal(journal, crash_after=crash_after)
        with suppress(CrashError):
            attempt(plan, journal)
    last = MemoryJournal(journal)
    outcome, calls = attempt(plan, last)
    assert outcome == expected
    assert without_times(last) == without_times(smooth)
    assert not {call.key for call in calls.calls} & set(journal.all)
    assert {call.key for call in calls.calls} <= {call.key for call in all_calls.calls}


@given(steps=flows())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_finished_step_is_recorded_once_and_in_order(steps: list[Table]) -> None:
    journal = MemoryJournal()
    outcome, actions = attempt(plan_of(*steps), journal)
    assert [one.position for one in journal.written] == list(range(1, len(journal.written) + 1))
    assert {call.key for call in actions.calls} <= set(journal.all)
    assert all(earlier.ended_at <= later.ended_at for earlier, later in pairwise(journal.written))
    assert outcome.succeeded is (outcome.error is None) is (outcome.failed_step is None)
    assert journal.messages[-1].startswith("Ending Instance Execution")
    json.dumps([one.data for one in journal.written])  # everything that is recorded can be stored
