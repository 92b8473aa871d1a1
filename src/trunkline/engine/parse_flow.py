"""Reads flows and their steps."""

from __future__ import annotations

from trunkline.engine.definition import (
    Branch,
    ComponentPart,
    ComponentRef,
    Flow,
    QueueConfig,
    RetryConfig,
    Schedule,
    Step,
    StepErrorConfig,
    TriggerResolver,
)
from trunkline.engine.kinds import (
    EndpointSecurity,
    ErrorHandler,
    QueueType,
    ScheduleSource,
    ScheduleType,
)
from trunkline.engine.parse_inputs import read_component, read_inputs, read_part, read_reference
from trunkline.engine.reader import Fields

MAX_FLOW_ATTEMPTS = 10
MAX_DELAY_MINUTES = 60
MAX_STEP_ATTEMPTS = 5
MAX_DELAY_S = 60
MIN_CONCURRENCY, MAX_CONCURRENCY = 2, 15


def read_flow(fields: Fields) -> Flow:
    """Return one flow."""
    flow = Flow(
        name=fields.required_text("name"),
        steps=_steps(fields),
        description=fields.text("description") or "",
        stable_key=fields.text("stableKey"),
        is_synchronous=fields.flag("isSynchronous") or False,
        is_agent_flow=fields.flag("isAgentFlow") or False,
        endpoint_security=_security(fields),
        organization_api_keys=fields.texts("organizationApiKeys"),
        test_api_keys=fields.texts("testApiKeys"),
        retry_config=_retry(fields.table("retryConfig")),
        queue_config=_queue(fields.table("queueConfig")),
        trigger_resolver=_resolver(fields.table("triggerResolver")),
        error_config=_error_config(fields.table("errorConfig")),
        schemas=fields.json_table("schemas"),
        supplemental_components=tuple(map(read_component, fields.tables("supplementalComponents"))),
        rename_attributes=fields.json("renameAttributes"),
    )
    fields.close()
    return flow


def _security(fields: Fields) -> EndpointSecurity:
    return fields.choice("endpointSecurityType", EndpointSecurity) or EndpointSecurity.CUSTOMER_OPTIONAL


def _steps(fields: Fields) -> tuple[Step, ...]:
    return tuple(map(_step, fields.tables("steps")))


def _step(fields: Fields) -> Step:
    step = Step(
        name=fields.required_text("name"),
        action=_action(fields),
        inputs=read_inputs(fields, "inputs"),
        description=fields.text("description") or "",
        stable_key=fields.text("stableKey"),
        is_trigger=fields.flag("isTrigger") or False,
        schedule=_schedule(fields.table("schedule")),
        error_config=_error_config(fields.table("errorConfig")),
        branches=tuple(map(_branch, fields.tables("branches"))),
        steps=_steps(fields),
        credential=fields.json("credential"),
    )
    fields.close()
    return step


def _action(fields: Fields) -> ComponentPart:
    action = read_part(fields, "action")
    if action is None:
        if fields.node("action") is None:
            fields.wrong("action", "is missing")
        return ComponentPart(component=ComponentRef(key=""), key="")
    return action


def _branch(fields: Fields) -> Branch:
    branch = Branch(name=fields.required_text("name"), steps=_steps(fields))
    fields.close()
    return branch


def _schedule(fields: Fields | None) -> Schedule | None:
    if fields is None:
        return None
    meta = fields.table("meta")
    schedule = Schedule(
        source=fields.choice("type", ScheduleSource) or ScheduleSource.VALUE,
        value=(fields.loose_text("value") or "").strip(),
        schedule_type=meta.choice("scheduleType", ScheduleType) if meta is not None else None,
        time_zone=(meta.text("timeZone") or "") if meta is not None else "",
    )
    if meta is not None:
        meta.close()
    fields.close()
    return schedule


def _error_config(fields: Fields | None) -> StepErrorConfig | None:
    if fields is None:
        return None
    config = StepErrorConfig(
        handler=fields.choice("errorHandlerType", ErrorHandler) or ErrorHandler.FAIL,
        max_attempts=fields.number("maxAttempts", 0, MAX_STEP_ATTEMPTS) or 0,
        delay_s=fields.number("delaySeconds", 0, MAX_DELAY_S) or 0,
        uses_exponential_backoff=fields.flag("usesExponentialBackoff") or False,
        ignore_final_error=fields.flag("ignoreFinalError") or False,
    )
    fields.close()
    return config


def _retry(fields: Fields | None) -> RetryConfig | None:
    if fields is None:
        return None
    config = RetryConfig(
        max_attempts=fields.number("maxAttempts", 0, MAX_FLOW_ATTEMPTS) or 0,
        delay_minutes=fields.number("delayMinutes", 0, MAX_DELAY_MINUTES) or 0,
        uses_exponential_backoff=fields.flag("usesExponentialBackoff") or False,
        unique_request_id_field=read_reference(fields, "uniqueRequestIdField"),
    )
    fields.close()
    return config


def _queue(fields: Fields | None) -> QueueConfig | None:
    if fields is None:
        return None
    config = QueueConfig(
        queue_type=fields.choice("type", QueueType),
        uses_fifo_queue=fields.flag("usesFifoQueue") or False,
        concurrency_limit=fields.number("concurrencyLimit", MIN_CONCURRENCY, MAX_CONCURRENCY),
        singleton_executions=fields.flag("singletonExecutions") or False,
        dedupe_id_field=read_reference(fields, "dedupeIdField"),
    )
    fields.close()
    return config


def _resolver(fields: Fields | None) -> TriggerResolver | None:
    if fields is None:
        return None
    resolver = TriggerResolver(
        enabled=fields.flag("enabled") or False,
        batch_size=fields.number("batchSize", 1),
        concurrent_batch_limit=fields.number("concurrentBatchLimit", 1),
        run_initial_sync_on_deploy=fields.flag("runInitialSyncOnDeploy") or False,
    )
    fields.close()
    return resolver
