"""What the runner cannot do yet is refused at publishing, in words that say what to remove."""

from __future__ import annotations

import pytest

from tests.factories.definitions import definition, webhook_flow
from trunkline.engine.parse import parse
from trunkline.engine.problems import InvalidDefinition
from trunkline.integrations.support import refuse_unsupported

PAGE = {"name": "Mine", "userLevelConfigured": True, "elements": []}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (definition("D", isCodeNative=True), "isCodeNative"),
        (definition("D", pages=[PAGE]), "configPages"),
        (definition("D", webhook_flow(queueConfig={"usesFifoQueue": True})), "flows[0].queueConfig"),
        (
            definition("D", webhook_flow(queueConfig={"usesFifoQueue": True, "concurrencyLimit": 5})),
            "flows[0].queueConfig",
        ),
        (definition("D", webhook_flow(queueConfig={"type": "throttled"})), "flows[0].queueConfig"),
        (
            definition(
                "D",
                webhook_flow(
                    queueConfig={"dedupeIdField": {"type": "reference", "value": "trigger.results.body.data.id"}}
                ),
            ),
            "flows[0].queueConfig.dedupeIdField",
        ),
        (definition("D", webhook_flow(retryConfig={"maxAttempts": 3, "delayMinutes": 1})), "flows[0].retryConfig"),
        (definition("D", webhook_flow(triggerResolver={"enabled": True})), "flows[0].triggerResolver"),
        (
            definition(
                "D",
                endpointType="instance_specific",
                flowNameField={"type": "reference", "value": "payload.results.body.data.flow"},
            ),
            "endpointType",
        ),
    ],
)
def test_a_feature_that_is_not_built_is_refused_by_its_place(text: str, path: str) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        refuse_unsupported(parse(text))
    assert path in [problem.path for problem in refused.value.problems]
    assert all(
        problem.reason.endswith("are not supported yet; remove this to publish") for problem in refused.value.problems
    )


@pytest.mark.parametrize(
    "text",
    [
        definition("D"),
        definition("D", webhook_flow(isSynchronous=True)),
        definition("D", webhook_flow(queueConfig={"usesFifoQueue": False})),
        definition("D", webhook_flow(queueConfig={"type": "parallel"})),
        definition("D", webhook_flow(retryConfig={"maxAttempts": 0})),
        definition("D", webhook_flow(triggerResolver={"enabled": False, "batchSize": 10})),
        definition("D", pages=[{"name": "All", "elements": []}]),
    ],
)
def test_what_the_runner_does_may_be_published(text: str) -> None:
    refuse_unsupported(parse(text))
