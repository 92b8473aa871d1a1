"""Customers, integrations and what is deployed of them, for tests."""

from __future__ import annotations

from uuid import UUID

from tests.factories.accounts import random_name
from trunkline import clock
from trunkline.db.models import (
    Customer,
    Deployment,
    Flow,
    Instance,
    InstanceFlowConfig,
    Integration,
)
from trunkline.db.session import Database

DEFINITION = "definitionVersion: 7\nname: Test\nflows: []\n"


async def make_customer(
    database: Database, org_id: UUID, *, name: str | None = None, external_id: str | None = None
) -> Customer:
    """Store a customer."""
    customer = Customer(org_id=org_id, name=name or random_name("Customer"), external_id=external_id)
    async with database.engine_session() as session:
        session.add(customer)
    return customer


async def make_integration(
    database: Database,
    org_id: UUID,
    *,
    name: str | None = None,
    version_number: int = 1,
    is_draft: bool = False,
    definition: str = DEFINITION,
) -> Integration:
    """Store one version of an integration of its own, published unless ``is_draft``."""
    integration = Integration(
        org_id=org_id,
        sequence_id=clock.new_id(),
        is_draft=is_draft,
        version_number=0 if is_draft else version_number,
        version_is_latest=not is_draft,
        published_at=None if is_draft else clock.now(),
        name=name or random_name("Integration"),
        definition=definition,
    )
    async with database.engine_session() as session:
        session.add(integration)
    return integration


async def make_flow(database: Database, integration: Integration, *, name: str = "Flow 1") -> Flow:
    """Store a flow of an integration version."""
    flow = Flow(
        org_id=integration.org_id,
        integration_id=integration.id,
        stable_key=name.lower().replace(" ", "-"),
        name=name,
        position=0,
        is_synchronous=False,
        endpoint_security_type="customer_optional",
        trigger_component_key="webhook-triggers",
        trigger_action_key="webhook",
    )
    async with database.engine_session() as session:
        session.add(flow)
    return flow


async def make_instance(
    database: Database,
    customer: Customer,
    integration: Integration,
    *,
    name: str | None = None,
    enabled: bool = True,
) -> Instance:
    """Store an instance that is configured and not deployed yet."""
    instance = Instance(
        org_id=customer.org_id,
        customer_id=customer.id,
        integration_id=integration.id,
        name=name or random_name("Instance"),
        enabled=enabled,
        config_state="FULLY_CONFIGURED",
    )
    async with database.engine_session() as session:
        session.add(instance)
    return instance


async def make_flow_config(database: Database, instance: Instance, flow: Flow) -> InstanceFlowConfig:
    """Store the endpoint of a flow of an instance."""
    config = InstanceFlowConfig(org_id=instance.org_id, instance_id=instance.id, flow_stable_key=flow.stable_key)
    async with database.engine_session() as session:
        session.add(config)
    return config


async def make_deployment(
    database: Database, instance: Instance, *, number: int = 1, config: dict[str, object] | None = None
) -> Deployment:
    """Store a deployment and make it the one that the instance runs."""
    deployment = Deployment(
        org_id=instance.org_id,
        instance_id=instance.id,
        integration_id=instance.integration_id,
        number=number,
        config=config or {},
        flows={},
        created_at=clock.now(),
    )
    async with database.engine_session() as session:
        session.add(deployment)
        await session.flush()
        running = await session.get_one(Instance, instance.id)
        running.deployment_id = deployment.id
        running.needs_deploy = False
        running.last_deployed_at = deployment.created_at
    return deployment
