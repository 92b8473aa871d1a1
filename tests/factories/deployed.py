"""What runs: an instance of flows, deployed for a customer, as rows (deploying through the API has its own tests)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from tests.factories.accounts import keyring, make_organization, random_name
from tests.factories.definitions import Table, definition, webhook_flow
from tests.factories.deployments import make_customer
from trunkline import clock
from trunkline.api import ids
from trunkline.db.models import Customer, Deployment, Flow, Instance, InstanceFlowConfig, Integration, Organization
from trunkline.db.session import Database
from trunkline.engine.definition import Flow as FlowDefinition
from trunkline.engine.parse import parse
from trunkline.instances.flow_configs import API_KEYS


@dataclass(frozen=True)
class Running:
    """A deployed instance: ids, and the webhook addresses of its flows by name."""

    org_id: UUID
    customer_id: UUID
    integration_id: UUID
    instance_id: UUID
    deployment_id: UUID
    flow_config_ids: Mapping[str, UUID]
    keys: tuple[str, ...]

    @property
    def flow_config_id(self) -> UUID:
        """Return the id of the first flow's config."""
        return next(iter(self.flow_config_ids.values()))

    @property
    def path(self) -> str:
        """Return the webhook address of the first flow, without host."""
        return self.path_of(next(iter(self.flow_config_ids)))

    def path_of(self, flow: str) -> str:
        """Return the webhook address of a flow, without host."""
        return f"/trigger/{ids.encode('InstanceFlowConfig', self.flow_config_ids[flow])}"


async def deployed_flow(
    database: Database,
    *flows: Table,
    config: Mapping[str, object] | None = None,
    api_keys: Sequence[str] = (),
    variables: Sequence[Table] = (),
    organization: Organization | None = None,
    enabled: bool = True,
) -> Running:
    """Store an organization unless given, a customer and an instance of ``flows`` that runs."""
    owner = organization or await make_organization(database, name=random_name("Organization"))
    text = definition(random_name("Integration"), *(flows or [webhook_flow()]), variables=variables)
    parsed = parse(text).flows
    customer = await make_customer(database, owner.id)
    flow_configs = [_flow_config(owner, flow, number, api_keys) for number, flow in enumerate(parsed)]
    async with database.engine_session() as session:
        integration = _integration(owner, text)
        session.add(integration)
        await session.flush()
        session.add_all(_flow(integration, flow, number) for number, flow in enumerate(parsed))
        instance = _instance(customer, integration, enabled=enabled)
        session.add(instance)
        await session.flush()
        for flow_config in flow_configs:
            flow_config.instance_id = instance.id
        deployment = _deployment(instance, parsed, flow_configs, config or {})
        session.add_all([*flow_configs, deployment])
        await session.flush()
        await session.execute(sa.update(Instance).where(Instance.id == instance.id).values(deployment_id=deployment.id))
    named = {flow.name: flow_config.id for flow, flow_config in zip(parsed, flow_configs, strict=True)}
    return Running(owner.id, customer.id, integration.id, instance.id, deployment.id, named, tuple(api_keys))


def new_key() -> str:
    """Return an API key as people make them."""
    return secrets.token_urlsafe(24)


def sealed_keys(owner: Organization, flow_config_id: UUID, keys: Sequence[str]) -> bytes:
    """Return API keys of an endpoint as they are stored."""
    text = json.dumps(list(keys)).encode()
    return keyring.encrypt(owner.id, owner.wrapped_key, text, object_id=flow_config_id, field=API_KEYS)


def _integration(owner: Organization, text: str) -> Integration:
    return Integration(
        id=clock.new_id(), org_id=owner.id, sequence_id=clock.new_id(), is_draft=False, version_number=1,
        version_is_latest=True, published_at=clock.now(), name=random_name("Integration"), definition=text,
    )  # fmt: skip


def _stable_key(flow: FlowDefinition, number: int) -> str:
    return flow.stable_key or f"flow-{number}"


def _flow(integration: Integration, flow: FlowDefinition, number: int) -> Flow:
    return Flow(
        org_id=integration.org_id, integration_id=integration.id, stable_key=_stable_key(flow, number), name=flow.name,
        position=number, is_synchronous=False, endpoint_security_type="customer_optional",
        trigger_component_key="webhook-triggers", trigger_action_key="webhook",
    )  # fmt: skip


def _instance(customer: Customer, integration: Integration, *, enabled: bool) -> Instance:
    return Instance(
        id=clock.new_id(), org_id=customer.org_id, customer_id=customer.id, integration_id=integration.id,
        name=random_name("Instance"), enabled=enabled, config_state="FULLY_CONFIGURED", needs_deploy=False,
        last_deployed_at=clock.now(),
    )  # fmt: skip


def _flow_config(owner: Organization, flow: FlowDefinition, number: int, keys: Sequence[str]) -> InstanceFlowConfig:
    id = clock.new_id()
    return InstanceFlowConfig(
        id=id, org_id=owner.id, flow_stable_key=_stable_key(flow, number),
        api_keys=sealed_keys(owner, id, keys) if keys else None,
    )  # fmt: skip


def _deployment(
    instance: Instance,
    flows: Sequence[FlowDefinition],
    flow_configs: Sequence[InstanceFlowConfig],
    config: Mapping[str, object],
) -> Deployment:
    snapshot: dict[str, object] = {
        flow_config.flow_stable_key: {"flow_config_id": str(flow_config.id), "name": flow.name, "schedule": None}
        for flow, flow_config in zip(flows, flow_configs, strict=True)
    }
    return Deployment(
        id=clock.new_id(), org_id=instance.org_id, instance_id=instance.id, integration_id=instance.integration_id,
        number=1, config=dict(config), flows=snapshot, created_at=clock.now(),
    )  # fmt: skip
