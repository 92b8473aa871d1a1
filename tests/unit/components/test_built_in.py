"""The built-in components are accepted, have the public names, and the engine's own have no code."""

from __future__ import annotations

import pytest

from tests.unit.components.helpers import HELPER_INPUTS, HELPERS
from trunkline.components.branch import component as branch
from trunkline.components.http import component as http
from trunkline.components.log import component as log
from trunkline.components.loop import component as loop
from trunkline.components.schedule_triggers import component as schedule_triggers
from trunkline.components.stop_execution import component as stop_execution
from trunkline.components.webhook_triggers import component as webhook_triggers
from trunkline.sdk import Component, InputError, LogLevel, Runs, Support
from trunkline.sdk.testing import Harness, acceptance_problems

COMPONENTS = [branch, http, log, loop, schedule_triggers, stop_execution, webhook_triggers, *HELPERS]
OPTIONS = (
    "connection headers queryParams responseType timeout includeFullResponse maxRetries retryDelayMS"
    " retryOnAllErrors useExponentialBackoff ignoreSslErrors debugRequest"
)
INPUTS = {
    **HELPER_INPUTS,
    "webhook-triggers.webhook": "body contentType headers statusCode",
    "http.webhook": "body contentType headers statusCode",
    "schedule-triggers.schedule": "",
    "log.writeLog": "level message",
    "branch.branchOnValue": "inputValue branchValueMappings",
    "branch.branchOnExpression": "conditions",
    "branch.selectExecutedStepResult": "stepResults",
    "loop.loopOverItems": "items",
    "loop.loopNTimes": "iterationCount",
    "loop.breakLoop": "",
    "stop-execution.stopExecution": "statusCode contentType jsonBody headers",
    "http.httpGet": f"url {OPTIONS}",
    "http.httpHead": f"url {OPTIONS}",
    "http.httpPost": f"url data {OPTIONS}",
    "http.httpPut": f"url data {OPTIONS}",
    "http.httpPatch": f"url data {OPTIONS}",
    "http.httpDelete": f"url data {OPTIONS}",
    "http.httpRequest": f"method url data {OPTIONS}",
    "http.httpPostFormData": f"url formData fileData fileDataFileNames httpMethod {OPTIONS}",
}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.key)
def test_a_built_in_component_is_accepted(component: Component):
    assert acceptance_problems(component) == []


def test_actions_and_inputs_have_the_names_that_definitions_use():
    declared = {
        f"{component.key}.{member.key}": " ".join(field.key for field in member.inputs.fields)
        for component in COMPONENTS
        for member in (*component.actions, *component.triggers)
    }
    assert declared == INPUTS


def test_the_engine_evaluates_what_steers_the_flow():
    steering = (*branch.actions, *loop.actions, *stop_execution.actions)
    assert {one.runs for one in steering} == {Runs.BY_ENGINE}
    assert [one.key for one in steering if one.break_loop] == ["breakLoop"]
    assert [one.key for one in steering if one.terminate_execution] == ["stopExecution"]


def test_the_plain_triggers_need_no_code_per_request():
    triggers = (*webhook_triggers.triggers, *schedule_triggers.triggers, *http.triggers)
    assert all(trigger.is_passive for trigger in triggers)


def test_the_schedule_trigger_needs_a_schedule():
    assert schedule_triggers.triggers[0].schedule_support is Support.REQUIRED
    assert webhook_triggers.triggers[0].schedule_support is Support.INVALID


async def test_a_log_line_has_its_level_and_structures_are_json():
    harness = Harness(log)
    await harness.action("writeLog", {"level": "warn", "message": "careful"})
    await harness.action("writeLog", {"message": {"a": 1}})
    assert harness.lines == [(LogLevel.WARN, "careful"), (LogLevel.INFO, '{"a": 1}')]


async def test_a_log_line_is_cut_at_its_limit():
    harness = Harness(log)
    await harness.action("writeLog", {"message": "x" * 5000})
    assert len(harness.lines[0][1]) == 4096


async def test_a_log_line_of_an_unknown_level_is_refused():
    with pytest.raises(InputError, match="needs one of trace, debug, info, warn, error, metric"):
        await Harness(log).action("writeLog", {"level": "loud", "message": "x"})
