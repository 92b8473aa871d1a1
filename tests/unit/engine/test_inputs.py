from __future__ import annotations

import pytest

from tests.unit.engine.support import Table, config_var, many, plan_of, ref, step, template, value
from trunkline.engine.reference import Scope

SCOPE = Scope({"trigger": {"body": {"data": {"n": 1, "k": "key"}}}}, {}, {"Var": "v", "Conn": {"fields": {}}})


def resolved(given: Table) -> object:
    plan = plan_of(step("Act", x=given), variables=("Var", "Conn"))
    return plan.steps[0].inputs.resolve(SCOPE)["x"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (value("200"), "200"),
        (value(""), ""),
        (ref("trigger.results.body.data.n"), 1),
        (ref(""), None),
        (config_var("Var"), "v"),
        (config_var(""), None),
        (config_var("Conn"), {"fields": {}}),
        (template("n={{$trigger.results.body.data.n}} {{#Var}}"), "n=1 v"),
        (template("no values"), "no values"),
        (many(), []),
        (many(value("a"), ref("trigger.results.body.data.n"), many(value("b"))), ["a", 1, ["b"]]),
        (
            many({"name": "h", **value("x")}, {"name": template("{{#Var}}!"), **ref("trigger.results.body.data.k")}),
            [{"key": "h", "value": "x"}, {"key": "v!", "value": "key"}],
        ),
        (many({"name": "", **value("a")}, {"name": "", **value("b")}), ["a", "b"]),
        (
            many({"name": "", **value("a")}, {"name": "k", **value("b")}),
            [{"key": "", "value": "a"}, {"key": "k", "value": "b"}],
        ),
    ],
)
def test_an_input_becomes_the_value_that_an_action_gets(given: Table, found: object) -> None:
    assert resolved(given) == found


def test_inputs_keep_the_order_of_the_definition() -> None:
    plan = plan_of(step("Act", b=ref("trigger.results"), a=value("1"), c=template("{{#Var}}")), variables=("Var",))
    assert list(plan.steps[0].inputs.resolve(SCOPE)) == ["b", "a", "c"]


def test_what_one_action_does_to_its_lists_is_not_seen_by_the_next() -> None:
    plan = plan_of(step("Act", x=many(value("a"))))
    first = plan.steps[0].inputs.resolve(SCOPE)
    assert isinstance(first["x"], list)
    first["x"].append("spoilt")
    first["y"] = "spoilt"
    assert plan.steps[0].inputs.resolve(SCOPE) == {"x": ["a"]}


def test_a_file_passes_through_untouched() -> None:
    file = {"data": b"\x00\xff", "contentType": "image/png"}
    plan = plan_of(step("Act", x=ref("trigger.results.file")))
    assert plan.steps[0].inputs.resolve(Scope({"trigger": {"file": file}}, {}, {}))["x"] is file
