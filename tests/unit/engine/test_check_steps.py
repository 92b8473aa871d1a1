from __future__ import annotations

import pytest

from tests.unit.engine.support import (
    Table,
    config_var,
    definition_of,
    flow,
    found_at,
    loop,
    many,
    on_condition,
    on_value,
    ref,
    step,
    template,
    times,
    value,
    whole,
)

BREAK = step("Break", "loop.breakLoop")
ITEMS = ref("trigger.results.body.data")


def test_a_reference_to_no_step_names_the_nearest_one() -> None:
    problem = found_at(
        whole(flow(step("Fetch"), step("Act", a=ref("fetsh.results.x")))), "flows[0].steps[2].inputs.a.value"
    )
    assert problem.suggestion == "fetch"
    assert "'fetsh'" in problem.reason


@pytest.mark.parametrize(
    ("steps", "path", "words"),
    [
        ([step("A", x=ref("b.results")), step("B")], "[1].inputs.x", "'B' comes later"),
        ([step("A", x=ref("a.results"))], "[1].inputs.x", "'A' cannot see its own results"),
        ([step("A", x=ref("trigger.result"))], "[1].inputs.x", "'result' is nothing a step has"),
        ([step("A", x=ref("trigger"))], "[1].inputs.x", "needs a part of the step"),
        ([step("A", x=template("hi {{$b.results}}"))], "[1].inputs.x", "no step 'b'"),
        ([step("A", x=template("hi {{$}}"))], "[1].inputs.x", "empty"),
        ([step("A", x=many({"name": ref("b.results"), **value("")}))], "[1].inputs.x.value[0].name", "no step 'b'"),
        ([step("A", x=config_var("Nobody"))], "[1].inputs.x", "no config variable 'Nobody'"),
        ([step("A", x=template("{{#Nobody}}"))], "[1].inputs.x", "no config variable 'Nobody'"),
        ([step("A", x=ref("trigger.currentItem"))], "[1].inputs.x", "'Trigger' is no loop"),
        ([loop("L", ITEMS, step("A")), step("B", x=ref("l.currentItem"))], "[2].inputs.x", "'L' is known only inside"),
        (
            [loop("L", ITEMS, step("A", x=ref("l.results")))],
            "[1].steps[0].inputs.x",
            "'L' has no results before it ends",
        ),
        (
            [on_value("Br", ITEMS, a=[step("A")], b=[step("B", x=ref("a.results"))])],
            "[1].branches[1].steps[0].inputs.x",
            "'A' stands in another branch",
        ),
        (
            [on_value("Br", ITEMS, a=[step("A", x=ref("b.results"))], b=[step("B")])],
            "[1].branches[0].steps[0].inputs.x",
            "'B' stands in another branch",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_its_reason(steps: list[Table], path: str, words: str) -> None:
    problem = found_at(whole(flow(*steps)), f"flows[0].steps{path}.value")
    assert words in problem.reason


@pytest.mark.parametrize(
    "steps",
    [
        [loop("L", ITEMS, step("A", x=ref("l.currentItem.y"), i=ref("l.index"))), step("B", x=ref("l.results.0"))],
        [loop("L", ITEMS, loop("M", ref("l.currentItem"), step("A", x=ref("l.index"), y=ref("m.index"))))],
        [on_value("Br", ITEMS, a=[step("A", x=ref("br.results"))]), step("B", x=ref("a.results"), y=ref("br.results"))],
        [loop("L", ITEMS, step("A")), step("B", x=ref("a.results"))],
        [times("L", "3", on_value("Br", ITEMS, a=[BREAK]))],
        [step("A", x=config_var(""), y=ref(""), z=template("{{ x | y }}"))],
    ],
)
def test_references_to_what_may_be_there_are_fine(steps: list[Table]) -> None:
    assert definition_of(flow(*steps))


def test_a_break_outside_of_loops_is_told() -> None:
    assert "outside of any loop" in found_at(whole(flow(BREAK)), "flows[0].steps[1]").reason


def test_a_second_trigger_is_told_wherever_it_stands() -> None:
    inner = {**step("Again"), "isTrigger": True}
    found_at(whole(flow(loop("L", ITEMS, inner))), "flows[0].steps[1].steps[0].isTrigger")


def test_branch_names_must_fit_the_inputs() -> None:
    made = on_value("Br", ITEMS, Yes=[], No=[])
    made["branches"] = [{"name": "Yes", "steps": []}, {"name": "Nope", "steps": []}, {"name": "Else", "steps": []}]
    problem = found_at(whole(flow(made)), "flows[0].steps[1].inputs.branchValueMappings.value[1].name")
    assert problem.suggestion == "Nope"


def test_two_branches_of_one_name_are_told() -> None:
    made = on_value("Br", ITEMS, Yes=[])
    made["branches"] = [{"name": "Yes", "steps": []}, {"name": "Yes", "steps": []}]
    found_at(whole(flow(made)), "flows[0].steps[1].branches[1].name")


@pytest.mark.parametrize(
    ("condition", "words", "suggestion"),
    [
        (["equals", value("1"), value("1")], "no operator", "equal"),
        (["and", ["equal", value("1")]], "equal needs 2 values", None),
        ([], "begins with an operator", None),
        (["and", "x"], "begins with an operator", None),
    ],
)
def test_a_condition_that_is_none_is_told(condition: list[object], words: str, suggestion: str | None) -> None:
    problem = found_at(whole(flow(on_condition("Br", condition, []))), "flows[0].steps[1].inputs.conditions.value[0]")
    assert words in problem.reason
    assert problem.suggestion == suggestion


def test_references_inside_conditions_are_checked_once() -> None:
    condition = ["and", ["or", ["exists", ref("nobody.results")]]]
    found_at(
        whole(flow(on_condition("Br", condition, []))),
        "flows[0].steps[1].inputs.conditions.value[0].value[1][1][1].value",
    )


def test_many_branches_with_many_steps_are_checked_in_reasonable_time() -> None:
    branches = {f"b{n}": [step(f"S {n}", x=ref("trigger.results"))] for n in range(2000)}
    assert len(definition_of(flow(on_value("Br", ITEMS, **branches))).flows[0].steps) == 2
