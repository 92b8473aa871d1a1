"""A ``Definition`` to text: the one printer. Keys come in one order; what is absent is left out."""

from __future__ import annotations

from trunkline.engine.definition import (
    ConfigPage,
    ConfigVariable,
    Definition,
    Flow,
    QueueConfig,
    ReferenceInput,
    RetryConfig,
    Schedule,
    Step,
    StepErrorConfig,
    TriggerResolver,
)
from trunkline.engine.rendering import (
    component_table,
    input_to_json,
    inputs_table,
    part_table,
    present,
    to_yaml,
)

__all__ = ["input_to_json", "render"]

Table = dict[str, object]


def render(definition: Definition) -> str:
    """Return a definition as YAML; ``parse`` reads it back as an equal one."""
    table = present(
        {
            "definitionVersion": definition.definition_version,
            "name": definition.name,
            "description": definition.description,
            "documentation": definition.documentation,
            "category": definition.category,
            "labels": definition.labels,
            "version": definition.version,
            "isCodeNative": definition.is_code_native or None,
            "defaultInstanceProfile": definition.default_instance_profile,
            "endpointType": definition.endpoint_type,
            "preprocessFlowName": definition.preprocess_flow_name,
            "flowNameField": _reference(definition.flow_name_field),
            "externalCustomerIdField": _reference(definition.external_customer_id_field),
            "externalCustomerUserIdField": _reference(definition.external_customer_user_id_field),
            "renameAttributes": definition.rename_attributes,
            "importMetadata": definition.import_metadata,
        }
    )
    table["requiredConfigVars"] = [_variable(variable) for variable in definition.config_variables]
    table["configPages"] = [_page(page) for page in definition.config_pages]
    table["flows"] = [_flow(flow) for flow in definition.flows]
    return to_yaml(table)


def _reference(given: ReferenceInput | None) -> Table | None:
    return input_to_json(given) if given is not None else None


def _variable(variable: ConfigVariable) -> Table:
    return present(
        {
            "key": variable.key,
            "stableKey": variable.stable_key,
            "description": variable.description,
            "header": variable.header,
            "dataType": variable.data_type,
            "defaultValue": variable.default_value,
            "orgOnly": variable.org_only,
            "collectionType": variable.collection_type,
            "pickList": variable.pick_list,
            "scheduleType": variable.schedule_type,
            "timeZone": variable.time_zone,
            "codeLanguage": variable.code_language,
            "connection": part_table(variable.connection),
            "useScopedConfigVar": variable.use_scoped_config_var,
            "onPremiseConnectionConfig": variable.on_premise,
            "dataSource": part_table(variable.data_source),
            "detailDataSource": part_table(variable.detail_data_source),
            "inputs": inputs_table(variable.inputs) or None,
            "credentialTypes": variable.credential_types,
            "meta": variable.meta,
        }
    )


def _page(page: ConfigPage) -> Table:
    elements = [{"type": element.type.value, "value": element.value} for element in page.elements]
    return {
        "name": page.name,
        "tagline": page.tagline,
        "userLevelConfigured": page.user_level_configured,
        "elements": elements,
    }


def _flow(flow: Flow) -> Table:
    table = present(
        {
            "name": flow.name,
            "stableKey": flow.stable_key,
            "description": flow.description,
            "isSynchronous": flow.is_synchronous,
            "isAgentFlow": flow.is_agent_flow or None,
            "endpointSecurityType": flow.endpoint_security,
            "organizationApiKeys": flow.organization_api_keys,
            "testApiKeys": flow.test_api_keys,
            "retryConfig": _retry(flow.retry_config),
            "queueConfig": _queue(flow.queue_config),
            "triggerResolver": _resolver(flow.trigger_resolver),
            "errorConfig": _on_error(flow.error_config),
            "schemas": flow.schemas,
            "renameAttributes": flow.rename_attributes,
        }
    )
    if flow.supplemental_components:
        table["supplementalComponents"] = [component_table(part) for part in flow.supplemental_components]
    return {**table, "steps": [_step(step) for step in flow.steps]}


def _step(step: Step) -> Table:
    table = present(
        {
            "name": step.name,
            "stableKey": step.stable_key,
            "description": step.description,
            "isTrigger": step.is_trigger or None,
            "action": part_table(step.action),
            "inputs": inputs_table(step.inputs),
            "schedule": _schedule(step.schedule),
            "errorConfig": _on_error(step.error_config),
            "credential": step.credential,
        }
    )
    if step.branches:
        table["branches"] = [
            {"name": branch.name, "steps": [_step(inner) for inner in branch.steps]} for branch in step.branches
        ]
    if step.steps:
        table["steps"] = [_step(inner) for inner in step.steps]
    return table


def _schedule(schedule: Schedule | None) -> Table | None:
    if schedule is None:
        return None
    meta = present({"scheduleType": schedule.schedule_type, "timeZone": schedule.time_zone})
    return {"type": schedule.source.value, "value": schedule.value, "meta": meta}


def _on_error(config: StepErrorConfig | None) -> Table | None:
    if config is None:
        return None
    return {
        "errorHandlerType": config.handler.value,
        "maxAttempts": config.max_attempts,
        "delaySeconds": config.delay_s,
        "usesExponentialBackoff": config.uses_exponential_backoff,
        "ignoreFinalError": config.ignore_final_error,
    }


def _retry(config: RetryConfig | None) -> Table | None:
    if config is None:
        return None
    return present(
        {
            "maxAttempts": config.max_attempts,
            "delayMinutes": config.delay_minutes,
            "usesExponentialBackoff": config.uses_exponential_backoff,
            "uniqueRequestIdField": _reference(config.unique_request_id_field),
        }
    )


def _queue(config: QueueConfig | None) -> Table | None:
    if config is None:
        return None
    return present(
        {
            "type": config.queue_type,
            "usesFifoQueue": config.uses_fifo_queue,
            "concurrencyLimit": config.concurrency_limit,
            "singletonExecutions": config.singleton_executions,
            "dedupeIdField": _reference(config.dedupe_id_field),
        }
    )


def _resolver(config: TriggerResolver | None) -> Table | None:
    if config is None:
        return None
    return present(
        {
            "enabled": config.enabled,
            "batchSize": config.batch_size,
            "concurrentBatchLimit": config.concurrent_batch_limit,
            "runInitialSyncOnDeploy": config.run_initial_sync_on_deploy,
        }
    )
