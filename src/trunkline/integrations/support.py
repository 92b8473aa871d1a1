"""What the format knows and the runner does not do yet: refused at publishing, in words.

To build a feature, delete its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from trunkline.engine.definition import Definition, Flow
from trunkline.engine.kinds import EndpointType, QueueType
from trunkline.engine.problems import InvalidDefinition, Problem

OfIntegration: TypeAlias = Callable[[Definition], object]
OfFlow: TypeAlias = Callable[[Flow], object]

UNSUPPORTED: tuple[tuple[str, OfIntegration, str], ...] = (
    ("isCodeNative", lambda whole: whole.is_code_native, "code-native integrations"),
    (
        "endpointType",
        lambda whole: whole.endpoint_type is not EndpointType.FLOW_SPECIFIC,
        "endpoints that several flows share",
    ),
    ("preprocessFlowName", lambda whole: whole.preprocess_flow_name, "preprocess flows"),
    (
        "configPages",
        lambda whole: any(page.user_level_configured for page in whole.config_pages),
        "pages that each user configures",
    ),
)


def _queues(flow: Flow) -> bool:
    queue = flow.queue_config
    if queue is None:
        return False
    is_named = queue.queue_type not in (None, QueueType.PARALLEL)
    return queue.uses_fifo_queue or is_named or queue.concurrency_limit is not None


UNSUPPORTED_IN_FLOWS: tuple[tuple[str, OfFlow, str], ...] = (
    ("queueConfig", _queues, "queues that run executions in order or few at a time"),
    (
        "queueConfig.singletonExecutions",
        lambda flow: flow.queue_config and flow.queue_config.singleton_executions,
        "executions that wait for the one before (singleton)",
    ),
    (
        "queueConfig.dedupeIdField",
        lambda flow: flow.queue_config and flow.queue_config.dedupe_id_field,
        "drops of duplicate requests",
    ),
    (
        "retryConfig",
        lambda flow: flow.retry_config and flow.retry_config.max_attempts > 0,
        "retries of whole executions",
    ),
    (
        "triggerResolver",
        lambda flow: flow.trigger_resolver and flow.trigger_resolver.enabled,
        "batches of a trigger's items",
    ),
)


_ADVICE = "are not supported yet; remove this to publish"


def refuse_unsupported(definition: Definition) -> None:
    """Pass if the runner does everything that ``definition`` asks for.

    Raises:
        InvalidDefinition: it asks for more; names every such place.
    """
    problems = tuple(_found(definition))
    if problems:
        raise InvalidDefinition(problems)


def _found(definition: Definition) -> Iterator[Problem]:
    for key, asks_for, feature in UNSUPPORTED:
        if asks_for(definition):
            yield Problem(key, f"{feature} {_ADVICE}")
    for index, flow in enumerate(definition.flows):
        for key, asks, feature in UNSUPPORTED_IN_FLOWS:
            if asks(flow):
                yield Problem(f"flows[{index}].{key}", f"{feature} {_ADVICE}")
