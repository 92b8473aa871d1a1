from __future__ import annotations

from collections.abc import Mapping

from tests.unit.engine.support import (
    Actions,
    Call,
    MemoryJournal,
    drive,
    handling,
    loop,
    on_value,
    plan_of,
    ref,
    step,
    template,
    times,
    value,
)
from trunkline.engine.display import inputs_of, outline
from trunkline.engine.plan import FlowPlan
from trunkline.engine.ports import ActionResult, StepKey

ITEMS = ref("trigger.results.body.data")


def shown(plan: FlowPlan, key: StepKey, journal: MemoryJournal, data: object) -> dict[str, object]:
    trigger: Mapping[str, object] = {"body": {"data": data}, "headers": {}}
    return inputs_of(plan, key, journal.all, trigger, {"Var": "v"})


def test_an_outline_is_the_tree_of_a_flow_in_its_order() -> None:
    plan = plan_of(
        loop("Each", ITEMS, on_value("Check", ref("each.currentItem"), a=[step("Inner", "shop.save")])), step("Last")
    )
    assert [(one.name, one.key, one.parent, one.branch, one.kind) for one in outline(plan)] == [
        ("Trigger", "trigger", None, None, "trigger"),
        ("Each", "each", None, None, "loop"),
        ("Check", "check", "each", None, "branch"),
        ("Inner", "inner", "check", "a", "action"),
        ("Last", "last", None, None, "action"),
    ]
    assert (outline(plan)[3].component_key, outline(plan)[3].action_key) == ("shop", "save")


async def test_every_step_shows_the_inputs_that_it_saw() -> None:
    plan = plan_of(
        step("First", x=ITEMS, v=template("{{#Var}}")),
        loop(
            "Outer",
            ref("first.results.x"),
            step("Count", n=ref("outer.index")),
            loop("Inner", ref("outer.currentItem"), step("Act", i=ref("inner.currentItem"), o=ref("count.results.n"))),
            handling(step("Bad", x=ref("act.results.i")), "ignore"),
        ),
        times("Again", "2", step("Late", x=ref("outer.results"), y=ref("again.index"), z=ref("act.results"))),
        variables=("Var",),
    )
    data = [["a", "b"], [], ["c"]]
    actions = Actions(bad=lambda _: ActionResult(error="no"))
    _, journal = await drive(plan, actions, data=data, config={"Var": "v"})
    assert len(actions.calls) > 8
    for call in actions.calls:
        assert shown(plan, call.key, journal, data) == call.inputs, call.key


async def test_a_loop_shows_its_items_and_an_unknown_step_nothing() -> None:
    plan = plan_of(loop("Each", ITEMS, step("Act", x=ref("each.currentItem"))))
    _, journal = await drive(plan, data=[1])
    assert shown(plan, StepKey("each"), journal, [1]) == {"items": [1]}
    assert shown(plan, StepKey("gone"), journal, [1]) == {}
    assert shown(plan, StepKey("act", "gone[0]"), journal, [1]) == {"x": None}
    assert shown(plan, StepKey("act", "each[5]"), journal, [1]) == {"x": None}
    assert shown(plan, StepKey("act", "each[0]"), journal, "no list") == {"x": None}


async def test_a_step_under_way_shows_its_inputs_before_it_is_recorded() -> None:
    plan = plan_of(step("First", x=value("1")), step("Second", y=ref("first.results.x")))
    seen: list[dict[str, object]] = []
    journal = MemoryJournal()

    def look(call: Call) -> ActionResult:
        seen.append(shown(plan, call.key, journal, None))
        return ActionResult(None)

    await drive(plan, Actions(second=look), journal=journal)
    assert seen == [{"y": "1"}]
