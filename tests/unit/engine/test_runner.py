from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.engine.support import (
    Actions,
    CrashError,
    MemoryJournal,
    Table,
    TickClock,
    drive,
    handling,
    loop,
    many,
    on_condition,
    on_value,
    plan_of,
    ref,
    step,
    template,
    value,
)
from trunkline.engine.ports import ActionResult, Call, Response, Severity, StepError, StepKey
from trunkline.engine.runner import run

ITEMS = ref("trigger.results.body.data")
FAILED = {"error": "no", "failed": True}


def fails(call: Call) -> ActionResult:
    raise StepError("no")


def stop(**inputs: object) -> Table:
    return step("Stop", "stop-execution.stopExecution", **inputs)


async def test_steps_run_in_order_and_see_the_results_before_them() -> None:
    plan = plan_of(step("First", a=ref("trigger.results.body.data")), step("Second", b=ref("first.results.a")))
    outcome, journal = await drive(plan, data=7)
    assert outcome.succeeded
    assert outcome.last == ActionResult({"b": 7})
    assert [(one.key, one.data, one.position) for one in journal.written] == [
        (StepKey("first"), {"a": 7}, 1),
        (StepKey("second"), {"b": 7}, 2),
    ]


async def test_a_record_says_when_the_step_ran() -> None:
    _, journal = await drive(plan_of(step("A"), step("B")))
    first, second = journal.written
    assert first.ended_at - first.started_at == timedelta(seconds=1)
    assert second.started_at > first.ended_at


async def test_a_call_carries_step_inputs_key_and_attempt() -> None:
    actions = Actions()
    await drive(plan_of(loop("L", ITEMS, step("Save it", "shop.save", x=value("1")))), actions, data=[1])
    [call] = actions.calls
    assert (call.step.component_key, call.step.action_key, call.step.name) == ("shop", "save", "Save it")
    assert (call.inputs, call.attempt) == ({"x": "1"}, 1)
    assert call.idempotency_parts == ("saveIt", "l[0]")


async def test_the_automatic_lines_tell_the_story() -> None:
    _, journal = await drive(plan_of(loop("L", ITEMS, step("Save"))), data=[1])
    assert journal.lines == [
        (Severity.INFO, "Starting Instance Execution of flow 'Flow'", None, ""),
        (Severity.INFO, "Starting step 'L'", "l", ""),
        (Severity.INFO, "Starting step 'Save'", "save", "l[0]"),
        (Severity.INFO, "Ending Instance Execution of flow 'Flow': succeeded", None, ""),
    ]


async def test_a_failing_step_ends_the_execution() -> None:
    actions = Actions(bad=fails)
    outcome, journal = await drive(plan_of(step("Bad"), step("Never")), actions)
    assert (outcome.succeeded, outcome.error, outcome.failed_step) == (False, "no", StepKey("bad"))
    assert actions.names == ["bad"]
    assert (journal.written[0].error, journal.written[0].data) == ("no", FAILED)
    assert journal.lines[-2] == (Severity.ERROR, "Step 'Bad' failed: no", "bad", "")
    assert journal.messages[-1] == "Ending Instance Execution of flow 'Flow': failed"


async def test_an_action_may_also_return_its_failure() -> None:
    outcome, _ = await drive(plan_of(step("Bad")), Actions(bad=lambda _: ActionResult(error="no")))
    assert (outcome.succeeded, outcome.error) == (False, "no")


async def test_an_ignored_failure_can_be_looked_at_by_later_steps() -> None:
    plan = plan_of(
        handling(step("Bad"), "ignore"),
        on_condition("Check", ["exists", ref("bad.results.error")], [step("Told", x=ref("bad.results.error"))]),
    )
    outcome, journal = await drive(plan, Actions(bad=fails))
    assert outcome.succeeded
    assert (journal.data("bad"), journal.data("told")) == (FAILED, {"x": "no"})
    assert (Severity.WARN, "Step 'Bad' failed, and its error handling goes on: no", "bad", "") in journal.lines


@pytest.mark.parametrize(
    ("more", "slept", "succeeded"),
    [
        ({"maxAttempts": 3, "delaySeconds": 5}, [5, 5], True),
        ({"maxAttempts": 3, "delaySeconds": 5, "usesExponentialBackoff": True}, [5, 10], True),
        ({"maxAttempts": 2, "delaySeconds": 0}, [], True),
        ({"maxAttempts": 1, "delaySeconds": 5}, [5], False),
        ({"maxAttempts": 0, "delaySeconds": 5}, [], False),
    ],
)
async def test_a_step_is_tried_again_as_its_handling_says(more: Table, slept: list[float], succeeded: bool) -> None:
    clock = TickClock()

    def third_time(call: Call) -> ActionResult:
        if call.attempt < 3:
            raise StepError("not yet")
        return ActionResult("done")

    outcome, journal = await drive(
        plan_of(handling(step("Try"), "retry", **more)), Actions(**{"try": third_time}), clock=clock
    )
    assert (outcome.succeeded, clock.slept) == (succeeded, slept)
    assert len(journal.written) == 1


async def test_a_final_error_can_be_ignored() -> None:
    plan = plan_of(handling(step("Bad"), "retry", maxAttempts=2, ignoreFinalError=True), step("Next"))
    actions = Actions(bad=fails)
    outcome, journal = await drive(plan, actions)
    assert outcome.succeeded
    assert actions.names == ["bad", "bad", "bad", "next"]
    assert journal.data("bad") == FAILED


@pytest.mark.parametrize(
    ("error", "slept", "calls"),
    [
        (StepError("no", retry_after_s=30), [30, 30], 3),
        (StepError("no", retry_after_s=1), [5, 5], 3),
        (StepError("no", retry_after_s=86_400), [], 1),
        (StepError("no", retryable=False), [], 1),
    ],
)
async def test_an_error_steers_its_own_retry(error: StepError, slept: list[float], calls: int) -> None:
    clock, plan = TickClock(), plan_of(handling(step("Bad"), "retry", maxAttempts=2, delaySeconds=5))

    def bad(call: Call) -> ActionResult:
        raise error

    actions = Actions(bad=bad)
    await drive(plan, actions, clock=clock)
    assert (clock.slept, len(actions.calls)) == (slept, calls)


async def test_a_flows_error_handling_holds_for_steps_without_their_own() -> None:
    plan = plan_of(step("Bad"), handling(step("Worse"), "fail"), errorConfig={"errorHandlerType": "ignore"})
    outcome, _ = await drive(plan, Actions(bad=fails, worse=fails))
    assert outcome.failed_step == StepKey("worse")


async def test_errors_that_are_no_step_errors_pass_through() -> None:
    def breaks(call: Call) -> ActionResult:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await drive(plan_of(step("A")), Actions(a=breaks))


@pytest.mark.parametrize(
    ("data", "taken"), [("red", "Red"), (5, "Five"), (True, "Yes"), ("blue", "Else"), (None, "Else"), ([1], "Else")]
)
async def test_a_branch_on_value_takes_the_first_that_matches(data: object, taken: str) -> None:
    made = on_value("Br", ITEMS, red=[step("Red")], **{"5": [step("Five")], "true": [step("Yes")]}, Else=[step("Else")])
    actions = Actions()
    _, journal = await drive(plan_of(made, step("After", x=ref("br.results"))), actions, data=data)
    assert actions.names == [taken.lower(), "after"]
    assert journal.all[StepKey("br")].branch == journal.data("br")


async def test_a_branch_on_expression_takes_the_first_that_holds() -> None:
    made = on_condition("Br", ["greaterThan", ITEMS, value("10")], [step("Big")], [step("Small")])
    for data, expected in ((11, "big"), ("9", "small")):
        actions = Actions()
        await drive(plan_of(made), actions, data=data)
        assert actions.names == [expected]


async def test_a_condition_that_cannot_compare_fails_the_step() -> None:
    outcome, _ = await drive(plan_of(on_condition("Br", ["isEmpty", ITEMS], [])), data=5)
    assert outcome.failed_step == StepKey("br")
    assert outcome.error is not None
    assert "a list or a text" in outcome.error


@pytest.mark.parametrize(("branch", "ran"), [("Left", ["act", "l"]), ("Other", ["act", "e"]), (None, ["act"])])
async def test_any_action_may_branch(branch: str | None, ran: list[str]) -> None:
    branches = [{"name": "Left", "steps": [step("L")]}, {"name": "Else", "steps": [step("E")]}]
    actions = Actions(act=lambda _: ActionResult("data", branch=branch))
    _, journal = await drive(plan_of({**step("Act"), "branches": branches}), actions)
    assert actions.names == ran
    assert journal.data("act") == "data"


async def test_the_trigger_may_branch_too() -> None:
    plan = plan_of(step("After"))
    made = plan_of({**step("Inner")}).steps
    object.__setattr__(plan.trigger, "branches", {"New": made, "Else": ()})
    actions = Actions()
    arguments = {"trigger": {}, "config": {}, "perform": actions, "clock": TickClock()}
    await run(plan, journal=MemoryJournal(), trigger_branch="New", **arguments)  # type: ignore[arg-type] # mixed values
    assert actions.names == ["inner", "after"]


async def test_the_result_of_the_branch_that_ran_can_be_selected() -> None:
    select = step("Pick", "branch.selectExecutedStepResult", stepResults=many(ref("a.results"), ref("b.results")))
    plan = plan_of(on_value("Br", ITEMS, x=[step("A", v=value("1"))], Else=[step("B", v=value("2"))]), select)
    for data, expected in (("x", {"v": "1"}), ("y", {"v": "2"})):
        _, journal = await drive(plan, data=data)
        assert journal.data("pick") == expected


async def test_stop_ends_everything_as_a_success_with_an_answer() -> None:
    made = stop(
        statusCode=value("201"),
        contentType=value("text/plain"),
        headers=many({"name": "X-A", **value("1")}),
        jsonBody=template("n={{$l.currentItem}}"),
    )
    outcome, journal = await drive(plan_of(loop("L", ITEMS, made), step("Never")), data=[7, 8])
    assert outcome.succeeded
    assert outcome.response == Response(201, "text/plain", {"X-A": "1"}, "n=7")
    assert [one.key for one in journal.written] == [StepKey("stop", "l[0]")]


async def test_stop_answers_200_with_json_when_nothing_is_said() -> None:
    outcome, _ = await drive(plan_of(stop(statusCode=value(""), jsonBody=ITEMS)), data={"a": 1})
    assert outcome.response == Response(200, "application/json", {}, {"a": 1})


@pytest.mark.parametrize("status", ["99", "600", "ok"])
async def test_stop_refuses_a_status_that_is_none(status: str) -> None:
    outcome, _ = await drive(plan_of(stop(statusCode=value(status))))
    assert not outcome.succeeded


async def test_what_is_recorded_is_not_performed_again() -> None:
    plan = plan_of(step("A"), loop("L", ITEMS, step("B", x=ref("l.currentItem"))), step("C", x=ref("l.results")))
    first = MemoryJournal(crash_after=2)
    with pytest.raises(CrashError):
        await drive(plan, journal=first, data=[1, 2])
    actions = Actions()
    outcome, second = await drive(plan, actions, journal=MemoryJournal(first), data=[1, 2])
    assert outcome.succeeded
    assert [(call.key.step, call.key.loop_path) for call in actions.calls] == [("b", "l[1]"), ("c", "")]
    assert second.data("c") == {"x": [{"x": 1}, {"x": 2}]}
    assert sorted(one.position for one in second.all.values()) == [1, 2, 3, 4, 5]
    assert second.messages[0] == "Resuming Instance Execution of flow 'Flow' after 2 finished steps"


async def test_a_recorded_branch_is_taken_again_whatever_its_inputs_say_now() -> None:
    plan = plan_of(on_value("Br", ITEMS, x=[step("A")], Else=[step("B")]))
    first = MemoryJournal(crash_after=1)
    with pytest.raises(CrashError):
        await drive(plan, journal=first, data="x")
    actions = Actions()
    await drive(plan, actions, journal=MemoryJournal(first), data="y")
    assert actions.names == ["a"]


async def test_a_recorded_failure_and_a_recorded_stop_end_the_execution_again() -> None:
    bad = plan_of(step("Bad"))
    _, first = await drive(bad, Actions(bad=fails))
    outcome, _ = await drive(bad, Actions(), journal=MemoryJournal(first))
    assert (outcome.succeeded, outcome.error, outcome.failed_step) == (False, "no", StepKey("bad"))
    stopped = plan_of(stop(jsonBody=ITEMS), step("Never"))
    _, first = await drive(stopped, data="x")
    outcome, _ = await drive(stopped, journal=MemoryJournal(first), data="x")
    assert outcome.response == Response(200, "application/json", {}, "x")


async def test_the_content_type_of_the_last_step_survives_a_crash() -> None:
    plan = plan_of(step("A"))
    _, first = await drive(plan, Actions(a=lambda _: ActionResult("<a/>", "application/xml")))
    outcome, _ = await drive(plan, journal=MemoryJournal(first))
    assert outcome.last == ActionResult("<a/>", "application/xml")


async def test_data_nested_without_end_fails_the_step_only() -> None:
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]
    outcome, _ = await drive(plan_of(step("A", x=template("{{$trigger.results.body.data}}"))), data=deep)
    assert outcome.error == "the data is nested too deeply"
