from __future__ import annotations

import json

import pytest

from tests.unit.engine.support import (
    config_var,
    definition_of,
    flow,
    found_at,
    many,
    problems_of,
    ref,
    step,
    trigger,
    value,
    whole,
)
from trunkline.engine.definition import ComplexInput, ConfigVarInput, ReferenceInput, ValueInput
from trunkline.engine.kinds import DataType, EndpointType, ErrorHandler, ScheduleType
from trunkline.engine.parse import InvalidDefinition, parse, read
from trunkline.engine.problems import MAX_PROBLEMS

EXAMPLE = """
definitionVersion: 7
name: Order mirror
description: ""
endpointType: flow_specific
labels: [orders]
requiredConfigVars:
  - {key: Shop connection, stableKey: shop-conn, dataType: connection, orgOnly: false,
     connection: {component: {key: shop, version: 3, isPublic: false}, key: apiKey},
     inputs: {apiKey: {type: value, value: "", meta: {writeOnly: true}}}}
  - {key: Notify, dataType: boolean, defaultValue: true}
configPages:
  - name: Connect
    elements: [{type: htmlElement, value: "<h2>Shop</h2>"}, {type: configVar, value: Notify}]
flows:
  - name: New order
    retryConfig: {maxAttempts: 3, delayMinutes: 2, usesExponentialBackoff: true,
                  uniqueRequestIdField: {type: reference, value: trigger.results.body.data.id}}
    steps:
      - {name: Trigger, isTrigger: true,
         schedule: {type: value, value: "*/5 * * * *", meta: {scheduleType: minute, timeZone: ""}},
         action: {component: {key: webhook-triggers, version: LATEST, isPublic: true}, key: webhook}}
      - name: Each line
        action: {component: {key: loop, version: LATEST, isPublic: true}, key: loopOverItems}
        inputs: {items: {type: reference, value: trigger.results.body.data.lines}}
        steps:
          - name: Save line
            action: {component: {key: shop, version: 3, isPublic: false}, key: saveLine}
            errorConfig: {errorHandlerType: retry, maxAttempts: 2, delaySeconds: 5, ignoreFinalError: true}
            inputs:
              connection: {type: configVar, value: Shop connection}
              count: {type: value, value: 5}
              headers: {type: complex, value: [{name: {type: value, value: X}, type: value, value: y}]}
"""


def test_a_definition_is_read_into_values() -> None:
    found = parse(EXAMPLE)
    assert (found.name, found.labels, found.endpoint_type) == ("Order mirror", ("orders",), EndpointType.FLOW_SPECIFIC)
    connection, notify = found.config_variables
    assert connection.connection is not None
    assert (connection.connection.component.version, connection.connection.component.is_public) == (3, False)
    assert connection.inputs["apiKey"].meta == {"writeOnly": True}
    assert (notify.data_type, notify.default_value) == (DataType.BOOLEAN, "true")
    [only] = found.flows
    assert only.retry_config is not None
    assert only.retry_config.unique_request_id_field == ReferenceInput(value="trigger.results.body.data.id")
    first, loop = only.steps
    assert first.schedule is not None
    assert first.schedule.schedule_type is ScheduleType.MINUTE
    [save] = loop.steps
    assert save.error_config is not None
    assert (save.error_config.handler, save.error_config.delay_s) == (ErrorHandler.RETRY, 5)
    assert save.inputs == {
        "connection": ConfigVarInput(value="Shop connection"),
        "count": ValueInput(value="5"),
        "headers": ComplexInput(value=(ValueInput(value="y", name=ValueInput(value="X")),)),
    }


@pytest.mark.parametrize("version", [6, 7])
def test_both_versions_that_tools_write_are_read(version: int) -> None:
    assert definition_of(flow(), definitionVersion=version).definition_version == version


@pytest.mark.parametrize("version", [5, 8, "x", None])
def test_other_versions_of_the_format_are_refused(version: object) -> None:
    found_at(whole(flow(), definitionVersion=version), "definitionVersion")


@pytest.mark.parametrize("text", ["", "just text", "[1, 2]", "5", "null", "{}"])
def test_what_is_no_table_is_refused(text: str) -> None:
    assert "a definition is a table" in found_at(text, "").reason


def test_a_problem_tells_path_line_reason_and_what_was_meant() -> None:
    text = EXAMPLE.replace("key: saveLine", "kye: saveLine")
    missing, unknown = problems_of(text)
    assert missing.path == "flows[0].steps[1].steps[0].action.key"
    assert missing.reason == "is missing"
    assert unknown.path == "flows[0].steps[1].steps[0].action.kye"
    assert unknown.suggestion == "key"
    assert unknown.line == 28 == text[: text.index("kye")].count("\n") + 1
    assert str(unknown).endswith("did you mean 'key'?")


@pytest.mark.parametrize(
    ("more", "path", "suggestion"),
    [
        ({"endpointTyp": "flow_specific"}, "endpointTyp", "endpointType"),
        ({"endpointType": "flow-specific"}, "endpointType", "flow_specific"),
        ({"FLOWS": []}, "FLOWS", None),
    ],
)
def test_misspelt_keys_and_words_get_the_nearest_right_one(more: dict[str, object], path: str, suggestion: str) -> None:
    assert found_at(whole(flow(), **more), path).suggestion == suggestion


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"isSynchronous": "maybe"}, "flows[0].isSynchronous"),
        ({"description": 5}, "flows[0].description"),
        ({"description": ["x"]}, "flows[0].description"),
        ({"organizationApiKeys": "x"}, "flows[0].organizationApiKeys"),
        ({"organizationApiKeys": [["x"]]}, "flows[0].organizationApiKeys[0]"),
        ({"retryConfig": []}, "flows[0].retryConfig"),
        ({"retryConfig": {"maxAttempts": 11}}, "flows[0].retryConfig.maxAttempts"),
        ({"retryConfig": {"maxAttempts": -1}}, "flows[0].retryConfig.maxAttempts"),
        ({"retryConfig": {"maxAttempts": 1.5}}, "flows[0].retryConfig.maxAttempts"),
        ({"retryConfig": {"delayMinutes": 61}}, "flows[0].retryConfig.delayMinutes"),
        ({"retryConfig": {"uniqueRequestIdField": value("x")}}, "flows[0].retryConfig.uniqueRequestIdField"),
        ({"queueConfig": {"usesFifoQueue": True, "concurrencyLimit": 1}}, "flows[0].queueConfig.concurrencyLimit"),
        ({"queueConfig": {"usesFifoQueue": True, "concurrencyLimit": 16}}, "flows[0].queueConfig.concurrencyLimit"),
        ({"queueConfig": {"singletonExecutions": True}}, "flows[0].queueConfig"),
        ({"queueConfig": {"usesFifoQueue": True}, "isSynchronous": True}, "flows[0].queueConfig"),
        ({"retryConfig": {"maxAttempts": 1}, "isSynchronous": True}, "flows[0].retryConfig"),
        ({"triggerResolver": {"batchSize": 0}}, "flows[0].triggerResolver.batchSize"),
        ({"endpointSecurityType": "open"}, "flows[0].endpointSecurityType"),
        ({"schemas": "x"}, "flows[0].schemas"),
        ({"name": ""}, "flows[0].name"),
        ({"name": None}, "flows[0].name"),
    ],
)
def test_wrong_settings_of_a_flow_are_told(change: dict[str, object], path: str) -> None:
    found_at(whole({**flow(), **change}), path)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"errorConfig": {"errorHandlerType": "retry", "maxAttempts": 6}}, "errorConfig.maxAttempts"),
        ({"errorConfig": {"errorHandlerType": "retry", "delaySeconds": 61}}, "errorConfig.delaySeconds"),
        ({"errorConfig": {"errorHandlerType": "retries"}}, "errorConfig.errorHandlerType"),
        ({"action": None}, "action"),
        ({"action": {"key": "x"}}, "action.component"),
        ({"action": {"key": "x", "component": {"key": "c", "version": "newest"}}}, "action.component.version"),
        ({"action": {"key": "x", "component": {"key": ""}}}, "action.component.key"),
        ({"inputs": {"a": {"type": "valeu", "value": ""}}}, "inputs.a.type"),
        ({"inputs": {"a": {"value": ""}}}, "inputs.a.type"),
        ({"inputs": {"a": {"type": "value", "value": {"x": 1}}}}, "inputs.a.value"),
        ({"inputs": {"a": {"type": "complex", "value": "x"}}}, "inputs.a.value"),
        ({"inputs": {"a": "text"}}, "inputs.a"),
        ({"inputs": {"a": {"type": "value", "value": "", "valeu": ""}}}, "inputs.a.valeu"),
        ({"inputs": {"a": {"type": "dataSource", "value": "x"}}}, "inputs.a"),
        ({"name": "日本"}, "name"),
        ({"isTrigger": True}, "isTrigger"),
        ({"steps": [step("Inner")]}, "steps"),
    ],
)
def test_wrong_settings_of_a_step_are_told(change: dict[str, object], path: str) -> None:
    found_at(whole(flow({**step("Act"), **change})), f"flows[0].steps[1].{path}")


def test_all_problems_are_told_in_one_go() -> None:
    text = whole(
        flow(step("Act", a={"type": "vale", "value": ""}), nmae="x"),
        {**flow(), "retryConfig": {"maxAttempts": 99}},
        requiredConfigVars=[{"key": "A", "dataType": "text"}],
    )
    assert [problem.path for problem in problems_of(text)] == [
        "flows[0].steps[1].inputs.a.type",
        "flows[0].nmae",
        "flows[1].retryConfig.maxAttempts",
        "requiredConfigVars[0].dataType",
        "flows[1].name",
    ]


def test_endless_problems_are_cut_off() -> None:
    text = whole(flow(*(step(f"Act {n}", a=ref("nobody.results")) for n in range(500))))
    assert len(problems_of(text)) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("variable", "path"),
    [
        ({"key": "A"}, "dataType"),
        ({"dataType": "string"}, "key"),
        ({"key": "A", "dataType": "connection"}, "connection"),
        ({"key": "A", "dataType": "string", "collectionType": "list"}, "collectionType"),
        ({"key": "A", "dataType": "schedule", "defaultValue": "0 0 31 2 *"}, "defaultValue"),
        ({"key": "A", "dataType": "schedule", "defaultValue": "0 0 * * *", "timeZone": "Mars"}, "defaultValue"),
        ({"key": "A", "dataType": "picklist", "dataSource": {"key": "x"}}, "dataSource.component"),
        ({"key": "A", "dataType": "string", "inputs": {"a": config_var("B")}}, "inputs.a.value"),
    ],
)
def test_wrong_config_variables_are_told(variable: dict[str, object], path: str) -> None:
    found_at(whole(flow(), requiredConfigVars=[variable]), f"requiredConfigVars[0].{path}")


@pytest.mark.parametrize(
    "variable",
    [
        {"key": "A", "useScopedConfigVar": "crm"},
        {"key": "A", "dataType": "schedule", "scheduleType": "none", "defaultValue": "never"},
        {"key": "A", "dataType": "schedule", "defaultValue": ""},
        {"key": "A", "dataType": "number", "defaultValue": 15},
        {"key": "A", "dataType": "string", "inputs": {"a": config_var("A"), "b": config_var("")}},
    ],
)
def test_unusual_config_variables_are_fine(variable: dict[str, object]) -> None:
    assert definition_of(flow(), requiredConfigVars=[variable]).config_variables[0].key == "A"


def test_names_given_twice_are_told() -> None:
    text = whole(
        flow(step("Get data"), step("Get-Data")),
        flow(),
        requiredConfigVars=[{"key": "A", "dataType": "string"}, {"key": "A", "dataType": "string"}],
        configPages=[
            {"name": "P", "elements": [{"type": "configVar", "value": "A"}]},
            {"name": "Q", "elements": [{"type": "configVar", "value": "A"}]},
        ],
    )
    assert {problem.path for problem in problems_of(text)} == {
        "requiredConfigVars[1].key",
        "configPages[1].elements[0].value",
        "flows[1].name",
        "flows[0].steps[2].name",
    }


def test_a_page_that_shows_an_unknown_variable_is_told() -> None:
    pages = [{"name": "P", "elements": [{"type": "configVar", "value": "Fist"}, {"type": "html", "value": ""}]}]
    text = whole(flow(), requiredConfigVars=[{"key": "First", "dataType": "string"}], configPages=pages)
    kind, unknown = problems_of(text)
    assert (kind.path, kind.suggestion) == ("configPages[0].elements[1].type", "htmlElement")
    assert (unknown.path, unknown.suggestion) == ("configPages[0].elements[0].value", "First")


def test_a_flow_begins_with_its_only_trigger() -> None:
    assert found_at(whole({"name": "F", "steps": []}), "flows[0].steps")
    assert found_at(whole({"name": "F", "steps": [step("A")]}), "flows[0].steps[0].isTrigger")
    assert found_at(whole(flow(trigger("Second"))), "flows[0].steps[1].isTrigger")
    assert found_at(whole(), "flows")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"endpointType": "instance_specific"}, "flowNameField"),
        ({"endpointType": "shared_instance", "flowNameField": ref("payload.results.x")}, "externalCustomerIdField"),
        ({"preprocessFlowName": "Flw"}, "preprocessFlowName"),
        (
            {
                "endpointType": "instance_specific",
                "preprocessFlowName": "Flow",
                "flowNameField": ref("payload.results.x"),
            },
            "flowNameField.value",
        ),
        ({"endpointType": "instance_specific", "flowNameField": ref("a..b")}, "flowNameField.value"),
    ],
)
def test_routing_must_be_complete(more: dict[str, object], path: str) -> None:
    found_at(whole(flow(), **more), path)


def test_routing_by_a_preprocess_flow_or_by_the_request_is_fine() -> None:
    routed = {"endpointType": "instance_specific", "flowNameField": ref("trigger.results.headers.flow")}
    assert definition_of(flow(), preprocessFlowName="Flow", **routed).preprocess_flow_name == "Flow"
    by_request = {**routed, "flowNameField": ref("payload.results.body.data.flow")}
    assert definition_of(flow(), **by_request).flow_name_field is not None


@pytest.mark.parametrize(
    "schedule",
    [
        {"type": "value", "value": "* * *"},
        {"type": "value", "value": "61 * * * *"},
        {"type": "value", "value": "0 0 30 2 *"},
        {"type": "value", "value": ""},
        {"type": "value", "value": "0 0 * * *", "meta": {"timeZone": "Europe/Berln"}},
        {"type": "configVar", "value": "Nobody"},
    ],
)
def test_a_schedule_that_never_fires_or_cannot_be_read_is_told(schedule: dict[str, object]) -> None:
    found_at(whole({"name": "F", "steps": [{**trigger(), "schedule": schedule}]}), "flows[0].steps[0].schedule.value")


@pytest.mark.parametrize("kind", ["none", "once"])
def test_a_schedule_that_fires_once_or_never_needs_no_cron(kind: str) -> None:
    schedule = {"type": "value", "value": "", "meta": {"scheduleType": kind, "timeZone": ""}}
    assert definition_of({"name": "F", "steps": [{**trigger(), "schedule": schedule}]})


def test_fifo_is_for_unscheduled_flows_and_excludes_singletons() -> None:
    scheduled = {**trigger(), "schedule": {"type": "value", "value": "0 0 * * *"}}
    both = {"name": "F", "steps": [scheduled], "queueConfig": {"usesFifoQueue": True, "singletonExecutions": True}}
    reasons = [problem.reason for problem in problems_of(whole(both))]
    assert len(reasons) == 2
    alone = {**both, "queueConfig": {"singletonExecutions": True}}
    assert definition_of(alone).flows[0].queue_config is not None


def test_a_dedupe_field_reads_the_trigger_only() -> None:
    field = {"dedupeIdField": ref("act.results.id"), "usesFifoQueue": True}
    found_at(whole(flow(step("Act"), queueConfig=field)), "flows[0].queueConfig.dedupeIdField.value")


def test_free_forms_are_kept_as_they_are() -> None:
    schemas = {"invoke": {"type": "object", "properties": {"a": {"type": "number", "minimum": 0.5}}}}
    found = definition_of({**flow(), "schemas": schemas}, importMetadata={"x": [1, None, True]})
    assert found.flows[0].schemas == schemas
    assert found.import_metadata == {"x": [1, None, True]}


def test_values_inside_complex_inputs_are_read_at_any_depth() -> None:
    given = many(many(value("a"), many(ref("trigger.results"))), {"name": value("k"), **value("v")})
    found = definition_of(flow(step("Act", a=given))).flows[0].steps[1].inputs["a"]
    assert isinstance(found, ComplexInput)
    assert len(found.value) == 2


def test_an_error_message_has_every_problem_on_its_line() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        parse(json.dumps({"name": 5, "x": 1}))
    assert len(str(caught.value).splitlines()) == len(caught.value.problems) > 2
    assert caught.value.field == "definition"


def test_long_names_are_cut_in_what_is_told() -> None:
    long, key = "x" * 500_000, "k" * 1000
    act = {**step(long, **{key: ref(f"{long}.results")}), key: long}
    problems = problems_of(whole(flow(act), **{key: 1}))
    assert len(problems) == 3
    assert max(len(str(problem)) for problem in problems) < 500


def test_a_reference_of_very_many_parts_is_read_in_one_go() -> None:
    assert definition_of(flow(step("Act", x=ref("trigger.results" + ".x" * 300_000))))


def test_a_problem_deep_inside_is_told_with_its_line() -> None:
    text = """
definitionVersion: 7
name: x
flows:
- name: f
  steps:
  - {name: Trigger, isTrigger: true, action: {component: {key: c}, key: k}}
  - name: Act
    action: {component: {key: c}, key: k}
    inputs:
      dotted.name:
        type: complex
        value:
        - name: a
          type: reference
          value: nobody.results
"""
    problem = found_at(text, "flows[0].steps[1].inputs.dotted.name.value[0].value")
    assert problem.line == 16


def test_a_definition_with_problems_can_still_be_looked_at() -> None:
    definition, problems = read(whole(flow(step("Act", "shop.save"), nmae="x")))
    assert definition.flows[0].steps[1].action.component.key == "shop"
    with pytest.raises(InvalidDefinition, match="nmae"):
        problems.raise_if_any()
