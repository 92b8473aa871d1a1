"""Stable keys: kept over imports, renames and versions; made from names when there are none."""

from __future__ import annotations

import pytest

from tests.factories.definitions import definition, variable, webhook_flow
from trunkline.engine.parse import parse
from trunkline.engine.problems import InvalidDefinition
from trunkline.integrations.identity import Known, with_stable_keys


def flow_keys(text: str, known: dict[str, str] | None = None) -> list[str | None]:
    found = with_stable_keys(parse(text), Known(flows=known or {}))
    return [flow.stable_key for flow in found.flows]


def test_a_flow_without_a_stable_key_gets_one_from_its_name() -> None:
    assert flow_keys(definition("D", webhook_flow("New orders (daily)"))) == ["new-orders-daily"]
    assert flow_keys(definition("D", webhook_flow("注文"))) == ["item"]


def test_names_that_read_alike_get_different_keys() -> None:
    assert flow_keys(definition("D", webhook_flow("A b"), webhook_flow("A-b"))) == ["a-b", "a-b-2"]


def test_a_flow_of_the_same_name_keeps_the_key_it_has() -> None:
    assert flow_keys(definition("D", webhook_flow("Orders")), {"Orders": "old-key"}) == ["old-key"]


def test_a_stable_key_that_the_definition_gives_counts() -> None:
    text = definition("D", webhook_flow("Orders", stableKey="mine"))
    assert flow_keys(text, {"Orders": "old-key"}) == ["mine"]


def test_a_renamed_flow_keeps_its_key() -> None:
    renames = {"flows": [{"oldName": "Orders", "newName": "Sales"}]}
    text = definition("D", webhook_flow("Sales"), renameAttributes=renames)
    assert flow_keys(text, {"Orders": "orders"}) == ["orders"]
    assert with_stable_keys(parse(text), Known()).rename_attributes is None


def test_a_new_flow_never_takes_the_key_of_one_that_is_there() -> None:
    renames = {"flows": [{"oldName": "Orders", "newName": "Sales"}]}
    text = definition("D", webhook_flow("Sales"), webhook_flow("Orders"), renameAttributes=renames)
    assert flow_keys(text, {"Orders": "orders"}) == ["orders", "orders-2"]


def test_variables_are_known_by_their_keys_in_the_same_way() -> None:
    text = definition(
        "D",
        variables=[variable("Host name"), variable("Limit", "number")],
        renameAttributes={"requiredConfigVars": [{"oldName": "Host", "newName": "Host name"}]},
    )
    found = with_stable_keys(parse(text), Known(variables={"Host": "host"}))
    assert [one.stable_key for one in found.config_variables] == ["host", "limit"]


def test_two_flows_cannot_have_one_key() -> None:
    text = definition("D", webhook_flow("A", stableKey="same"), webhook_flow("B", stableKey="same"))
    with pytest.raises(InvalidDefinition) as refused:
        flow_keys(text)
    assert "'same'" in refused.value.message
    assert "flows[1].stableKey" in refused.value.message


@pytest.mark.parametrize(
    ("renames", "message"),
    [
        (["x"], "renameAttributes: must be {flows: [...], requiredConfigVars: [...]}"),
        ({"flows": [{"oldName": "A"}]}, "renameAttributes.flows[0]: must be {oldName: text, newName: text}"),
    ],
)
def test_a_rename_that_says_nothing_is_refused(renames: object, message: str) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        flow_keys(definition("D", webhook_flow("A"), renameAttributes=renames))
    assert refused.value.message == message


def test_a_given_key_wins_over_the_name_that_had_it() -> None:
    text = definition("D", webhook_flow("Orders"), webhook_flow("Sales", stableKey="orders"))
    assert flow_keys(text, {"Orders": "orders"}) == ["orders-2", "orders"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (definition("n" * 301), "name: has 301 characters; 300 are the most"),
        (
            definition("D", webhook_flow("A", stableKey="k" * 400)),
            "flows[0].stableKey: has 400 characters; 300 are the most",
        ),
    ],
)
def test_what_cannot_be_indexed_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        flow_keys(text)
    assert refused.value.message == message
