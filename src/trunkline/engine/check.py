"""The rules of a definition that span more than one key: names, routing, limits of flows, schedules."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.engine.check_steps import StepChecks
from trunkline.engine.definition import (
    ConfigVariable,
    Definition,
    Flow,
    ReferenceInput,
    Schedule,
    Step,
)
from trunkline.engine.kinds import DataType, ElementType, EndpointType, ScheduleSource, ScheduleType
from trunkline.engine.problems import Problems, below, quoted
from trunkline.engine.reference import BadReferenceError, TriggerPath, camel, split
from trunkline.engine.schedule import validate
from trunkline.errors import Invalid

_UNSCHEDULED = (ScheduleType.NONE, ScheduleType.ONCE)


def check(definition: Definition, problems: Problems) -> None:
    """Note everything in a definition that is well formed and still wrong."""
    config_keys = _check_config(definition, problems)
    _check_pages(definition, config_keys, problems)
    _check_routing(definition, problems)
    if not definition.flows:
        problems.add("flows", "there must be at least one flow")
    no_twins("flows", "flow", [(f"flows[{i}].name", f.name) for i, f in enumerate(definition.flows)], problems)
    for index, flow in enumerate(definition.flows):
        _check_flow(flow, f"flows[{index}]", config_keys, problems)


def no_twins(what: str, noun: str, names: Iterable[tuple[str, str]], problems: Problems) -> dict[str, None]:
    """Note names that are given twice; return all of them."""
    seen: dict[str, None] = {}
    for path, name in names:
        if name in seen and name:
            problems.add(path, f"another {noun} of {what} is called {quoted(name)} too")
        seen[name] = None
    return seen


def _check_config(definition: Definition, problems: Problems) -> dict[str, None]:
    variables = definition.config_variables
    named = [(f"requiredConfigVars[{i}].key", variable.key) for i, variable in enumerate(variables)]
    keys = no_twins("requiredConfigVars", "config variable", named, problems)
    for index, variable in enumerate(variables):
        path = f"requiredConfigVars[{index}]"
        _check_variable(variable, path, problems)
        checks = StepChecks(problems, keys)
        for name, given in variable.inputs.items():
            checks.config_input(given, below(f"{path}.inputs", name))
    return keys


def _check_variable(variable: ConfigVariable, path: str, problems: Problems) -> None:
    has_cron = variable.data_type is DataType.SCHEDULE and variable.schedule_type not in _UNSCHEDULED
    if has_cron and variable.default_value:
        _check_cron(variable.default_value, variable.time_zone or "", f"{path}.defaultValue", problems)
    needs_connection = variable.data_type is DataType.CONNECTION and variable.use_scoped_config_var is None
    if needs_connection and variable.connection is None:
        problems.add(f"{path}.connection", "is missing; a connection needs it, or useScopedConfigVar")


def _check_pages(definition: Definition, config_keys: dict[str, None], problems: Problems) -> None:
    placed: list[tuple[str, str]] = []
    for page_index, page in enumerate(definition.config_pages):
        for index, element in enumerate(page.elements):
            path = f"configPages[{page_index}].elements[{index}].value"
            if element.type is not ElementType.CONFIG_VAR:
                continue
            if element.value not in config_keys:
                reason = f"there is no config variable {quoted(element.value)}"
                problems.add_unknown(path, reason, element.value, config_keys)
            placed.append((path, element.value))
    no_twins("the pages", "element", placed, problems)


def _check_routing(definition: Definition, problems: Problems) -> None:
    names = [flow.name for flow in definition.flows]
    preprocess = definition.preprocess_flow_name
    if preprocess and preprocess not in names:
        problems.add_unknown("preprocessFlowName", f"there is no flow {quoted(preprocess)}", preprocess, names)
    if definition.endpoint_type is EndpointType.FLOW_SPECIFIC:
        return
    if definition.flow_name_field is None:
        reason = f"is missing; the endpoint type {definition.endpoint_type} needs to know where the flow's name is"
        problems.add("flowNameField", reason)
    shared = definition.endpoint_type is EndpointType.SHARED_INSTANCE
    if shared and definition.external_customer_id_field is None:
        reason = "is missing; the endpoint type shared_instance needs to know where the customer's id is"
        problems.add("externalCustomerIdField", reason)
    flow = next((flow for flow in definition.flows if flow.name == preprocess), None)
    _check_route_field(definition.flow_name_field, "flowNameField", flow, problems)
    _check_route_field(definition.external_customer_id_field, "externalCustomerIdField", flow, problems)
    _check_route_field(definition.external_customer_user_id_field, "externalCustomerUserIdField", flow, problems)


def _check_route_field(given: ReferenceInput | None, path: str, preprocess: Flow | None, problems: Problems) -> None:
    if given is None:
        return
    try:
        root = split(given.value)[0]
    except BadReferenceError as error:
        problems.add(f"{path}.value", error.reason)
        return
    if preprocess is None:
        return
    keys = [camel(step.name) for step in preprocess.steps]
    if root not in keys:
        reason = f"{quoted(root)} is no step of the preprocess flow {quoted(preprocess.name)}"
        problems.add_unknown(f"{path}.value", reason, root, keys)


def _check_flow(flow: Flow, path: str, config_keys: dict[str, None], problems: Problems) -> None:
    if not flow.steps:
        problems.add(f"{path}.steps", "there must be a trigger as first step")
        return
    trigger = flow.steps[0]
    if not trigger.is_trigger:
        problems.add(f"{path}.steps[0].isTrigger", "the first step must be the trigger (isTrigger: true)")
    _check_schedule(trigger.schedule, f"{path}.steps[0].schedule", config_keys, problems)
    _check_lines(flow, trigger, path, problems)
    StepChecks(problems, config_keys).flow(flow, path)


def _check_lines(flow: Flow, trigger: Step, path: str, problems: Problems) -> None:
    """Check what a flow says about retrying and queueing."""
    retry, queue = flow.retry_config, flow.queue_config
    if retry is not None:
        _check_trigger_field(
            retry.unique_request_id_field, f"{path}.retryConfig.uniqueRequestIdField", trigger, flow, problems
        )
        if retry.max_attempts > 0 and flow.is_synchronous:
            problems.add(f"{path}.retryConfig", "a synchronous flow is not retried: its caller waits")
    if queue is None:
        return
    _check_trigger_field(queue.dedupe_id_field, f"{path}.queueConfig.dedupeIdField", trigger, flow, problems)
    if queue.uses_fifo_queue and queue.singleton_executions:
        problems.add(f"{path}.queueConfig", "usesFifoQueue and singletonExecutions exclude each other")
    if queue.uses_fifo_queue and trigger.schedule is not None:
        problems.add(f"{path}.queueConfig", "a scheduled flow has no FIFO queue; use singletonExecutions")
    if queue.uses_fifo_queue and flow.is_synchronous:
        problems.add(f"{path}.queueConfig", "a synchronous flow has no FIFO queue: its caller waits")
    if queue.singleton_executions and trigger.schedule is None:
        problems.add(f"{path}.queueConfig", "singletonExecutions is for scheduled flows only")


def _check_trigger_field(
    given: ReferenceInput | None, path: str, trigger: Step, flow: Flow, problems: Problems
) -> None:
    if given is None:
        return
    try:
        TriggerPath.parse(given.value, camel(trigger.name))
        root = split(given.value)[0]
    except BadReferenceError as error:
        problems.add(f"{path}.value", error.reason)
        return
    if root in {camel(step.name) for step in flow.steps[1:]}:
        problems.add(f"{path}.value", f"{quoted(root)} has no results yet; only those of the trigger are there")


def _check_schedule(schedule: Schedule | None, path: str, config_keys: dict[str, None], problems: Problems) -> None:
    if schedule is None:
        return
    if schedule.source is ScheduleSource.CONFIG_VAR:
        if schedule.value not in config_keys:
            reason = f"there is no config variable {quoted(schedule.value)}"
            problems.add_unknown(f"{path}.value", reason, schedule.value, config_keys)
    elif schedule.schedule_type not in _UNSCHEDULED:
        _check_cron(schedule.value, schedule.time_zone, f"{path}.value", problems)


def _check_cron(cron: str, zone: str, path: str, problems: Problems) -> None:
    try:
        validate(cron, zone)
    except Invalid as error:
        problems.add(path, error.message)
