"""The integration definition, format version 7, as frozen values.

Every key of the format has its field; what may be absent has a default, so that writing a definition and
reading it again gives an equal one. Texts that are names of other things (steps, config variables, flows)
stay texts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from trunkline.engine.kinds import (
    CollectionType,
    DataType,
    ElementType,
    EndpointSecurity,
    EndpointType,
    ErrorHandler,
    OnPremise,
    QueueType,
    ScheduleSource,
    ScheduleType,
)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

ELSE_BRANCH = "Else"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueInput:
    """A fixed text; ``''`` means not given."""

    value: str
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceInput:
    """A path into another step's results; the value found keeps its type."""

    value: str
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigVarInput:
    """The value of the config variable with this key; ``''`` means none."""

    value: str
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateInput:
    """Text with ``{{$reference}}`` and ``{{#Config Var}}`` in it."""

    value: str
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexInput:
    """A list of inputs, of named inputs, or a condition (operators as text, nested lists)."""

    value: tuple[Item, ...]
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSourceInput:
    """An input that a data source fills; known to the format, of use to config variables only."""

    value: Json
    name: str | Input | None = None
    meta: Mapping[str, Json] | None = None


Input: TypeAlias = "ValueInput | ReferenceInput | ConfigVarInput | TemplateInput | ComplexInput | DataSourceInput"
Item: TypeAlias = "str | Input | tuple[Item, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRef:
    """A component by key. Neither a version nor a signature means the latest version."""

    key: str
    version: int | None = None
    signature: str | None = None
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPart:
    """Something that a component offers: an action, trigger, data source or connection, by its key."""

    component: ComponentRef
    key: str
    template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepErrorConfig:
    """What to do when a step fails; ``max_attempts`` counts the tries after the first."""

    handler: ErrorHandler = ErrorHandler.FAIL
    max_attempts: int = 0
    delay_s: int = 0
    uses_exponential_backoff: bool = False
    ignore_final_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a trigger fires: a cron text, or the key of a config variable that holds one."""

    source: ScheduleSource
    value: str
    schedule_type: ScheduleType | None = None
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One of the ways on from a branching step."""

    name: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of a flow; ``steps`` is the body of a loop."""

    name: str
    action: ComponentPart
    inputs: Mapping[str, Input] = field(default_factory=dict)
    description: str = ""
    stable_key: str | None = None
    is_trigger: bool = False
    schedule: Schedule | None = None
    error_config: StepErrorConfig | None = None
    branches: tuple[Branch, ...] = ()
    steps: tuple[Step, ...] = ()
    credential: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryConfig:
    """How often and when a failed execution is run again as a whole."""

    max_attempts: int = 0
    delay_minutes: int = 0
    uses_exponential_backoff: bool = False
    unique_request_id_field: ReferenceInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """How executions of one flow stand in line."""

    queue_type: QueueType | None = None
    uses_fifo_queue: bool = False
    concurrency_limit: int | None = None
    singleton_executions: bool = False
    dedupe_id_field: ReferenceInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerResolver:
    """How the items that a trigger found are spread over executions."""

    enabled: bool = False
    batch_size: int | None = None
    concurrent_batch_limit: int | None = None
    run_initial_sync_on_deploy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A trigger and the steps that run when it fires."""

    name: str
    steps: tuple[Step, ...]
    description: str = ""
    stable_key: str | None = None
    is_synchronous: bool = False
    is_agent_flow: bool = False
    endpoint_security: EndpointSecurity = EndpointSecurity.CUSTOMER_OPTIONAL
    organization_api_keys: tuple[str, ...] = ()
    test_api_keys: tuple[str, ...] = ()
    retry_config: RetryConfig | None = None
    queue_config: QueueConfig | None = None
    trigger_resolver: TriggerResolver | None = None
    error_config: StepErrorConfig | None = None
    schemas: Mapping[str, Json] | None = None
    supplemental_components: tuple[ComponentRef, ...] = ()
    rename_attributes: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigVariable:
    """A value that is asked for when an instance is configured; ``key`` is also its name for people."""

    key: str
    data_type: DataType = DataType.STRING
    stable_key: str | None = None
    description: str = ""
    header: str | None = None
    default_value: str | None = None
    org_only: bool | None = None
    meta: Mapping[str, Json] | None = None
    collection_type: CollectionType | None = None
    pick_list: tuple[str, ...] = ()
    schedule_type: ScheduleType | None = None
    time_zone: str | None = None
    code_language: str | None = None
    data_source: ComponentPart | None = None
    detail_data_source: ComponentPart | None = None
    connection: ComponentPart | None = None
    on_premise: OnPremise | None = None
    use_scoped_config_var: str | None = None
    inputs: Mapping[str, Input] = field(default_factory=dict)
    credential_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageElement:
    """One element of a config page; for a config variable ``value`` is its key."""

    type: ElementType
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigPage:
    """One page of the wizard."""

    name: str
    tagline: str = ""
    user_level_configured: bool = False
    elements: tuple[PageElement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A whole integration."""

    name: str
    flows: tuple[Flow, ...]
    definition_version: int = 7
    description: str = ""
    documentation: str = ""
    category: str = ""
    labels: tuple[str, ...] = ()
    version: str | None = None
    is_code_native: bool = False
    default_instance_profile: str | None = None
    endpoint_type: EndpointType = EndpointType.FLOW_SPECIFIC
    preprocess_flow_name: str | None = None
    flow_name_field: ReferenceInput | None = None
    external_customer_id_field: ReferenceInput | None = None
    external_customer_user_id_field: ReferenceInput | None = None
    config_variables: tuple[ConfigVariable, ...] = ()
    config_pages: tuple[ConfigPage, ...] = ()
    rename_attributes: Json = None
    import_metadata: Json = None


def walk_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield every step, those of branches and loop bodies too, in the order of the definition."""
    for step in steps:
        yield step
        for branch in step.branches:
            yield from walk_steps(branch.steps)
        yield from walk_steps(step.steps)
