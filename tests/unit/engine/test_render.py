from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.unit.engine.support import definition_of, flow, loop, many, on_value, ref, step, template, trigger, value
from trunkline.engine.definition import Definition, ValueInput
from trunkline.engine.parse import parse
from trunkline.engine.render import render

EXAMPLES = sorted((Path(__file__).parents[4] / "shared" / "examples").glob("*.y*ml"))


def full() -> Definition:
    """A definition that uses every key of the format."""
    everything = {
        **step("Act", x=value("1"), y=template("{{#A}} {{$trigger.results}}"), z=many(many(value("a")), "and")),
        "description": "does it",
        "stableKey": "act",
        "errorConfig": {"errorHandlerType": "retry", "maxAttempts": 2, "delaySeconds": 3, "ignoreFinalError": True},
        "credential": "old",
    }
    scheduled = {
        **trigger(),
        "schedule": {"type": "value", "value": "0 5 * * *", "meta": {"scheduleType": "day", "timeZone": "Asia/Tokyo"}},
    }
    first = {
        "name": "F",
        "stableKey": "f",
        "description": "d",
        "isAgentFlow": True,
        "endpointSecurityType": "organization",
        "organizationApiKeys": ["k"],
        "testApiKeys": ["t"],
        "retryConfig": {"maxAttempts": 1, "delayMinutes": 2, "uniqueRequestIdField": ref("trigger.results.a")},
        "queueConfig": {"singletonExecutions": True, "type": "parallel", "dedupeIdField": ref("trigger.results.a")},
        "triggerResolver": {"enabled": True, "batchSize": 5, "concurrentBatchLimit": 2, "runInitialSyncOnDeploy": True},
        "errorConfig": {"errorHandlerType": "ignore"},
        "schemas": {"invoke": {"type": "object"}, "result": None},
        "supplementalComponents": [{"key": "c", "signature": "s", "isPublic": False}],
        "renameAttributes": {"steps": [{"oldName": "a", "newName": "b"}]},
        "steps": [scheduled, loop("L", ref("trigger.results"), on_value("B", ref("l.index"), x=[everything]))],
    }
    part = {"component": {"key": "c", "version": 4, "isPublic": True}, "key": "k"}
    variables = [
        {
            "key": "A", "dataType": "picklist", "stableKey": "a", "description": "d", "header": "h",
            "defaultValue": "x", "orgOnly": False, "meta": {"visibleToOrgDeployer": True},
            "collectionType": "valuelist", "pickList": ["x", "5"], "dataSource": part, "detailDataSource": part,
            "inputs": {
                "i": {**value("v"), "meta": {"writeOnly": True}}, "j": {"type": "dataSource", "value": {"a": 1}},
            },
        },
        {"key": "C", "dataType": "connection", "connection": {**part, "template": "t"},
         "onPremiseConnectionConfig": "allowed"},
        {"key": "S", "dataType": "schedule", "scheduleType": "hour", "timeZone": "UTC", "defaultValue": "0 * * * *"},
        {"key": "J", "dataType": "code", "codeLanguage": "json", "defaultValue": '{"a": 1}'},
        {"key": "R", "useScopedConfigVar": "crm"},
        {"key": "O", "dataType": "credential", "credentialTypes": ["basic"]},
    ]  # fmt: skip
    return definition_of(
        first,
        flow(name="Route"),
        documentation="# Title\n\ntext  \n",
        category="x",
        labels=["a", "no"],
        version="1.0",
        isCodeNative=True,
        defaultInstanceProfile="p",
        endpointType="shared_instance",
        preprocessFlowName="Route",
        flowNameField=ref("trigger.results.f"),
        externalCustomerIdField=ref("trigger.results.c"),
        externalCustomerUserIdField=ref("trigger.results.u"),
        requiredConfigVars=variables,
        configPages=[
            {"name": "P", "tagline": "t", "userLevelConfigured": True,
             "elements": [{"type": "configVar", "value": "A"}, {"type": "htmlElement", "value": "<b>"}]}
        ],
        renameAttributes={"flows": [{"oldName": "x", "newName": "F"}]},
        importMetadata={"any": [1, 2.5, None, "true"]},
    )  # fmt: skip


def test_nothing_of_the_format_is_lost_on_the_way_out_and_in() -> None:
    definition = full()
    assert parse(render(definition)) == definition


def test_rendering_is_canonical() -> None:
    text = render(full())
    assert render(parse(text)) == text
    assert text.startswith("definitionVersion: 7\nname: Test\n")


ODD_TEXTS = [
    "yes", "no", "1", "1e5", "0o17", "0x1f", "null", "~", "", " ", "2030-01-01", "12:30", "<<", "=",
    "a\n", "\n", "\n\n", "  lead\nx", "trail \nx", "tab\tx", "\r\n", "\r", "a\rb",
    "a: b", "# x", "- x", "'", '"', "{{#A}}", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "---", "...",
    "é 🚀", "\u2028", "\x85", "\x00", "\x7f", "\ufeff", "x" * 500, "one two " * 100,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_reads_back_as_itself(text: str) -> None:
    [plain] = definition_of(flow(step("Act"))).flows
    act = replace(plain.steps[1], inputs={"x": ValueInput(value=text)})
    definition = Definition(name="Test", flows=(replace(plain, steps=(plain.steps[0], act)),))
    rendered = render(definition)
    assert parse(rendered) == definition
    assert yaml.safe_load(rendered)["flows"][0]["steps"][1]["inputs"]["x"]["value"] == text


@pytest.mark.skipif(not EXAMPLES, reason="the published examples are not here")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_published_definitions_have_no_problems_and_render_back(path: Path) -> None:
    definition = parse(path.read_text(encoding="utf-8"))
    assert parse(render(definition)) == definition
