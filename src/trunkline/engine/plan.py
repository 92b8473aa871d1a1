"""Flows, compiled: everything that running one needs, immutable, so that a worker may keep it for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from trunkline.engine.control import Control, control_of
from trunkline.engine.definition import (
    ELSE_BRANCH,
    ComponentRef,
    Definition,
    Flow,
    Json,
    QueueConfig,
    ReferenceInput,
    RetryConfig,
    Schedule,
    Step,
    StepErrorConfig,
    TriggerResolver,
)
from trunkline.engine.inputs import Inputs, compile_inputs
from trunkline.engine.kinds import EndpointSecurity, ErrorHandler
from trunkline.engine.reference import TriggerPath, camel


class StepKind(StrEnum):
    """How the runner treats a step."""

    TRIGGER = "trigger"
    ACTION = "action"
    BRANCH = "branch"
    SELECT = "select"
    LOOP = "loop"
    BREAK = "break"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepPlan:
    """One step, compiled. ``key`` is what references call it; steps without ``control`` are performed."""

    name: str
    key: str
    kind: StepKind
    component: ComponentRef
    action_key: str
    inputs: Inputs
    control: Control | None
    on_error: StepErrorConfig
    ignores_errors: bool
    branches: Mapping[str, tuple[StepPlan, ...]]
    body: tuple[StepPlan, ...]
    body_keys: tuple[str, ...]
    starting_line: str
    description: str = ""
    stable_key: str | None = None

    @property
    def component_key(self) -> str:
        """Return the key of the component that the action belongs to."""
        return self.component.key

    def branch(self, name: str) -> tuple[StepPlan, ...]:
        """Return the steps of a branch; a branch that is not there means ``Else``, if there is one."""
        found = self.branches.get(name)
        return found if found is not None else self.branches.get(ELSE_BRANCH, ())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowPlan:
    """One flow, compiled: its trigger, the steps after it, and how it wants to be run."""

    name: str
    stable_key: str | None
    is_synchronous: bool
    is_agent_flow: bool
    is_preprocess: bool
    trigger: StepPlan
    steps: tuple[StepPlan, ...]
    by_key: Mapping[str, StepPlan]
    schedule: Schedule | None
    endpoint_security: EndpointSecurity
    organization_api_keys: tuple[str, ...]
    test_api_keys: tuple[str, ...]
    retry: RetryConfig
    queue: QueueConfig
    unique_request_id: TriggerPath | None
    dedupe_id: TriggerPath | None
    trigger_resolver: TriggerResolver | None
    schemas: Mapping[str, Json] | None = field(default=None)

    def __post_init__(self) -> None:
        if self.trigger.kind is not StepKind.TRIGGER:
            raise ValueError(f"flow {self.name!r} does not begin with a trigger")


def compile_flow(definition: Definition, flow: Flow) -> FlowPlan:
    """Compile a flow of a checked definition.

    Raises:
        ValueError: the flow breaks a rule that ``parse`` would have told of.
    """
    trigger, *steps = compiled = _compile_all(flow)
    retry, queue = flow.retry_config or RetryConfig(), flow.queue_config or QueueConfig()
    return FlowPlan(
        name=flow.name,
        stable_key=flow.stable_key,
        is_synchronous=flow.is_synchronous,
        is_agent_flow=flow.is_agent_flow,
        is_preprocess=definition.preprocess_flow_name == flow.name,
        trigger=trigger,
        steps=tuple(steps),
        by_key={step.key: step for step in all_steps(compiled)},
        schedule=flow.steps[0].schedule,
        endpoint_security=flow.endpoint_security,
        organization_api_keys=flow.organization_api_keys,
        test_api_keys=flow.test_api_keys,
        retry=retry,
        queue=queue,
        unique_request_id=_trigger_path(retry.unique_request_id_field, trigger),
        dedupe_id=_trigger_path(queue.dedupe_id_field, trigger),
        trigger_resolver=flow.trigger_resolver,
        schemas=flow.schemas,
    )


def all_steps(steps: tuple[StepPlan, ...]) -> Iterator[StepPlan]:
    """Yield every step, those of branches and loop bodies too, in the order of the flow."""
    for step in steps:
        yield step
        for branch in step.branches.values():
            yield from all_steps(branch)
        yield from all_steps(step.body)


def _compile_all(flow: Flow) -> tuple[StepPlan, ...]:
    if not flow.steps:
        raise ValueError(f"flow {flow.name!r} has no steps")
    return _compile_steps(flow.steps, flow.error_config or StepErrorConfig())


def _trigger_path(given: ReferenceInput | None, trigger: StepPlan) -> TriggerPath | None:
    return TriggerPath.parse(given.value, trigger.key) if given is not None else None


def _compile_steps(steps: tuple[Step, ...], default: StepErrorConfig) -> tuple[StepPlan, ...]:
    return tuple(_compile_step(step, default) for step in steps)


def _compile_step(step: Step, default: StepErrorConfig) -> StepPlan:
    on_error = step.error_config or default
    control = None if step.is_trigger else control_of(step)
    body = _compile_steps(step.steps, default)
    return StepPlan(
        name=step.name,
        key=camel(step.name),
        kind=_kind(step, control),
        component=step.action.component,
        action_key=step.action.key,
        inputs=compile_inputs(step.inputs),
        control=control,
        on_error=on_error,
        ignores_errors=_ignores(on_error),
        branches={branch.name: _compile_steps(branch.steps, default) for branch in step.branches},
        body=body,
        body_keys=tuple(inner.key for inner in all_steps(body)),
        starting_line=f"Starting step '{step.name}'",
        description=step.description,
        stable_key=step.stable_key,
    )


def _kind(step: Step, control: Control | None) -> StepKind:
    if step.is_trigger:
        return StepKind.TRIGGER
    return StepKind(control.kind) if control is not None else StepKind.ACTION


def _ignores(config: StepErrorConfig) -> bool:
    retried = config.handler is ErrorHandler.RETRY and config.ignore_final_error
    return config.handler is ErrorHandler.IGNORE or retried
