"""Deploy: make the draft of an instance what runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.actor import Actor, Permission
from trunkline.api.payload import Problems
from trunkline.db.models import Deployment, Flow, Instance, InstanceFlowConfig, Integration
from trunkline.engine.kinds import EndpointSecurity
from trunkline.engine.parse import parse
from trunkline.errors import Invalid
from trunkline.instances import queries
from trunkline.instances.draft import ConfigState, Draft, refresh
from trunkline.instances.schedules import Planned, planned, store_schedules
from trunkline.instances.service import notify_endpoints
from trunkline.log import get

log = get(__name__)


async def deploy_instance(session: AsyncSession, actor: Actor, instance_id: UUID, *, force: bool = False) -> Instance:
    """Take a snapshot of the draft and let the instance run it; schedules follow in the same transaction.

    With ``force`` an incomplete configuration is deployed too: steps see null for what is missing.

    Raises:
        PermissionDenied: the actor lacks ``instances.manage``.
        NotFound: there is no such instance.
        Invalid: values are missing or wrong, or a flow needs an API key first; names each.
    """
    actor.require(Permission.MANAGE_INSTANCES)
    instance = await queries.locked_instance(session, actor, instance_id)
    draft = await _checked_draft(session, instance, force=force)
    flow_configs = await queries.flow_configs_of(session, instance.id)
    flows = await queries.flows_of(session, instance.integration_id)
    _check_api_keys({flow: flow_configs[flow.stable_key] for flow in flows})
    plans = await _plans(session, instance, draft)
    deployment = Deployment(
        org_id=instance.org_id,
        instance_id=instance.id,
        integration_id=instance.integration_id,
        number=await _next_number(session, instance),
        config=dict(draft.config),
        flows={flow.stable_key: _snapshot(flow, flow_configs, plans) for flow in flows},
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    session.add(deployment)
    await session.flush()
    await _point_to(session, instance, deployment)
    await store_schedules(session, instance, {flow_configs[key].id: plan for key, plan in plans.items()})
    await notify_endpoints(session, instance.id)
    log.info("instance.deployed", instance_id=str(instance.id), deployment=deployment.number, force=force)
    return instance


async def _checked_draft(session: AsyncSession, instance: Instance, *, force: bool) -> Draft:
    """Return the draft; that it was once saved as incomplete does not count when nothing is missing."""
    draft = await refresh(session, instance)
    if instance.config_state != ConfigState.FULLY_CONFIGURED and not force:
        raise Problems({"configVariables": draft.problems})
    return draft


def _check_api_keys(flow_configs: Mapping[Flow, InstanceFlowConfig]) -> None:
    """Pass if every flow that must not be open has a key; nobody may deploy past this."""
    bare = [
        repr(flow.name)
        for flow, config in flow_configs.items()
        if flow.endpoint_security_type == EndpointSecurity.CUSTOMER_REQUIRED and config.api_keys is None
    ]
    if bare:
        raise Invalid(f"set an API key first for {', '.join(bare)}: its endpoint requires one", field="flowConfigs")


async def _plans(session: AsyncSession, instance: Instance, draft: Draft) -> Mapping[str, Planned]:
    """Return the schedules of the flows that have one, by stable key."""
    text = await session.scalar(sa.select(Integration.definition).where(Integration.id == instance.integration_id))
    definition = await asyncio.to_thread(parse, text or "")
    found = {flow.stable_key or "": planned(flow, draft.config) for flow in definition.flows}
    return {key: plan for key, plan in found.items() if plan is not None}


def _snapshot(
    flow: Flow, flow_configs: Mapping[str, InstanceFlowConfig], plans: Mapping[str, Planned]
) -> dict[str, object]:
    plan = plans.get(flow.stable_key)
    return {
        "flow_config_id": str(flow_configs[flow.stable_key].id),
        "name": flow.name,
        "schedule": None if plan is None else {"cron": plan.cron, "time_zone": plan.time_zone},
    }


async def _next_number(session: AsyncSession, instance: Instance) -> int:
    last = await session.scalar(sa.select(sa.func.max(Deployment.number)).where(Deployment.instance_id == instance.id))
    return (last or 0) + 1


async def _point_to(session: AsyncSession, instance: Instance, deployment: Deployment) -> None:
    instance.deployment_id = deployment.id
    instance.needs_deploy = False
    instance.last_deployed_at = deployment.created_at
    await session.flush()
