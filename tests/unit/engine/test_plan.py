from __future__ import annotations

import pytest

from tests.unit.engine.support import definition_of, flow, handling, loop, on_value, plan_of, ref, step, value
from trunkline.engine.definition import Flow, StepErrorConfig
from trunkline.engine.kinds import ErrorHandler
from trunkline.engine.plan import StepKind, compile_flow


def test_a_plan_holds_what_running_needs() -> None:
    plan = plan_of(
        loop("Each", ref("trigger.results"), step("Inner")),
        on_value("Check", ref("trigger.results"), a=[step("In branch")]),
        step("Stop", "stop-execution.stopExecution"),
        isSynchronous=True,
        endpointSecurityType="organization",
        organizationApiKeys=["k"],
    )
    assert (plan.name, plan.is_synchronous, plan.organization_api_keys) == ("Flow", True, ("k",))
    assert [step.kind for step in plan.steps] == [StepKind.LOOP, StepKind.BRANCH, StepKind.STOP]
    assert plan.trigger.kind is StepKind.TRIGGER
    assert set(plan.by_key) == {"trigger", "each", "inner", "check", "inBranch", "stop"}
    assert plan.by_key["each"].body_keys == ("inner",)
    assert plan.retry.max_attempts == 0
    assert not plan.is_preprocess


def test_error_handling_is_decided_beforehand() -> None:
    plan = plan_of(
        step("A"),
        handling(step("B"), "ignore"),
        handling(step("C"), "retry"),
        handling(step("D"), "retry", ignoreFinalError=True),
        handling(step("E"), "fail", ignoreFinalError=True),
    )
    assert [step.ignores_errors for step in plan.steps] == [False, True, False, True, False]
    assert plan.steps[0].on_error == StepErrorConfig(handler=ErrorHandler.FAIL)


def test_ids_of_requests_are_read_from_the_trigger() -> None:
    plan = plan_of(
        retryConfig={"maxAttempts": 1, "uniqueRequestIdField": ref("trigger.results.headers.Request-Id")},
        queueConfig={"usesFifoQueue": True, "dedupeIdField": ref("trigger.results.body.data.id")},
    )
    payload = {"headers": {"request-id": "r"}, "body": {"data": {"id": 5}}}
    assert plan.unique_request_id is not None
    assert plan.dedupe_id is not None
    assert (plan.unique_request_id.find(payload), plan.dedupe_id.find(payload)) == ("r", 5)


def test_the_preprocess_flow_knows_that_it_is_one() -> None:
    definition = definition_of(flow(name="Route"), flow(name="Work"), preprocessFlowName="Route")
    assert [compile_flow(definition, one).is_preprocess for one in definition.flows] == [True, False]


def test_a_flow_that_was_never_checked_is_not_compiled() -> None:
    definition = definition_of(flow(step("Act", x=value("1"))))
    for steps in ((), definition.flows[0].steps[1:]):
        with pytest.raises(ValueError, match="flow 'F'"):
            compile_flow(definition, Flow(name="F", steps=steps))
