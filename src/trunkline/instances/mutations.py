"""Changes of instances in the API: create, configure, deploy, pause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.api.ids import global_id
from trunkline.api.payload import Input, payload
from trunkline.db.models import Instance
from trunkline.instances import service
from trunkline.instances.configure import Setting
from trunkline.instances.deploy import deploy_instance
from trunkline.instances.flow_configs import FlowSettings
from trunkline.instances.values import Given

InstanceId = Annotated[UUID, global_id("Instance")]
IntegrationId = Annotated[UUID, global_id("Integration")]

mutation = Fields("RootMutation")

BINDINGS = [mutation]


class ValueInput(Input):
    """A value for one variable."""

    key: str
    value: str | None = None
    values: str | None = None
    schedule_type: str | None = None
    time_zone: str | None = None

    def setting(self) -> Setting:
        """Return it as the service takes it."""
        return Setting(self.key, Given(self.value, self.schedule_type, self.time_zone), self.values is not None)


class FlowInput(Input):
    """Settings of one flow."""

    flow_id: Annotated[UUID, global_id("IntegrationFlow")]
    api_keys: tuple[str, ...] | None = None
    test_payload: str | None = None
    test_content_type: str | None = None
    test_headers: str | None = None

    def settings(self) -> FlowSettings:
        """Return them as the service takes them."""
        return FlowSettings(self.flow_id, self.api_keys, self.test_payload, self.test_content_type, self.test_headers)


class CreateInput(Input):
    """A new instance."""

    name: str
    integration: IntegrationId
    customer: Annotated[UUID, global_id("Customer")]
    description: str | None = None
    labels: tuple[str, ...] | None = None
    config_variables: tuple[ValueInput, ...] | None = None
    flow_configs: tuple[FlowInput, ...] | None = None
    config_mode: str | None = None


@mutation.field("createInstance")
@payload("instance", CreateInput)
async def create_instance(context: RequestContext, given: CreateInput) -> Instance:
    """Add an instance."""
    new = service.NewInstance(
        name=given.name,
        integration_id=given.integration,
        customer_id=given.customer,
        description=given.description or "",
        labels=given.labels,
        values=_settings(given.config_variables),
        flows=_flow_settings(given.flow_configs),
    )
    return await service.create_instance(context.session, context.actor, context.keyring, new)


class UpdateInput(Input):
    """What changes of an instance; null leaves as it is."""

    id: InstanceId
    name: str | None = None
    description: str | None = None
    labels: tuple[str, ...] | None = None
    enabled: bool | None = None
    global_debug: bool | None = None
    integration: IntegrationId | None = None
    config_variables: tuple[ValueInput, ...] | None = None
    flow_configs: tuple[FlowInput, ...] | None = None
    preserve_deploy_state: bool | None = None
    config_mode: str | None = None


@mutation.field("updateInstance")
@payload("instance", UpdateInput)
async def update_instance(context: RequestContext, given: UpdateInput) -> Instance:
    """Change an instance."""
    changes = service.InstanceChanges(
        name=given.name,
        description=given.description,
        labels=given.labels,
        enabled=given.enabled,
        global_debug=given.global_debug,
        integration_id=given.integration,
        values=None if given.config_variables is None else _settings(given.config_variables),
        flows=_flow_settings(given.flow_configs),
        keep_deploy_state=bool(given.preserve_deploy_state),
    )
    return await service.update_instance(context.session, context.actor, context.keyring, given.id, changes)


class UpdateValuesInput(Input):
    """Values to change."""

    id: InstanceId
    config_variables: tuple[ValueInput, ...] | None = None
    config_complete: bool | None = None
    config_mode: str | None = None


@mutation.field("updateInstanceConfigVariables")
@payload("instance", UpdateValuesInput)
async def update_values(context: RequestContext, given: UpdateValuesInput) -> Instance:
    """Change some values."""
    return await service.update_values(
        context.session,
        context.actor,
        given.id,
        _settings(given.config_variables),
        is_complete=given.config_complete is not False,
    )


class DeployInput(Input):
    """What is deployed."""

    id: InstanceId
    force: bool | None = None


@mutation.field("deployInstance")
@payload("instance", DeployInput)
async def deploy(context: RequestContext, given: DeployInput) -> Instance:
    """Deploy an instance."""
    return await deploy_instance(context.session, context.actor, given.id, force=bool(given.force))


def _settings(given: Sequence[ValueInput] | None) -> list[Setting]:
    return [one.setting() for one in given or ()]


def _flow_settings(given: Sequence[FlowInput] | None) -> list[FlowSettings]:
    return [one.settings() for one in given or ()]
