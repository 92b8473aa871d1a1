"""Selects of instances and what belongs to them; each starts from the actor's organization."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.db.models import (
    Deployment,
    Flow,
    Instance,
    InstanceConfigVariable,
    InstanceFlowConfig,
    Integration,
    Organization,
    RequiredConfigVariable,
)
from trunkline.errors import Invalid, NotFound


async def locked_instance(session: AsyncSession, actor: Actor, instance_id: UUID) -> Instance:
    """Return an instance, locked until the transaction ends, so that changes of it come one after the other.

    Raises:
        NotFound: the organization has no such instance.
    """
    found = await session.scalar(
        sa.select(Instance)
        .where(Instance.org_id == actor.org_id, Instance.id == instance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("there is no such instance", field="id")
    return found


async def published_version(session: AsyncSession, actor: Actor, integration_id: UUID) -> Integration:
    """Return the version with this id; the id of a draft or of a sequence means the newest available version.

    Raises:
        NotFound: the organization has no such integration.
        Invalid: nothing of it is published, or the version was withdrawn.
    """
    rows = await session.scalars(
        sa.select(Integration)
        .where(Integration.org_id == actor.org_id)
        .where((Integration.id == integration_id) | (Integration.sequence_id == integration_id))
    )
    named = sorted(rows, key=lambda row: row.id != integration_id)
    if not named:
        raise NotFound("there is no such integration", field="integration")
    first = named[0]
    if first.id == integration_id and not first.is_draft:
        if not first.version_is_available:
            raise Invalid(
                f"version {first.version_number} of {first.name!r} is withdrawn; choose another version",
                field="integration",
            )
        return first
    return await _newest_available(session, actor, first)


async def _newest_available(session: AsyncSession, actor: Actor, of: Integration) -> Integration:
    newest = await session.scalar(
        sa.select(Integration)
        .where(Integration.org_id == actor.org_id, Integration.sequence_id == of.sequence_id)
        .where(~Integration.is_draft, Integration.version_is_available)
        .order_by(Integration.version_number.desc())
        .limit(1)
    )
    if newest is None:
        raise Invalid(f"{of.name!r} has no published version; publish it first", field="integration")
    return newest


async def sequence_of(session: AsyncSession, integration_id: UUID) -> UUID | None:
    """Return which integration a version belongs to."""
    return await session.scalar(sa.select(Integration.sequence_id).where(Integration.id == integration_id))


async def variables_of(session: AsyncSession, integration_id: UUID) -> Sequence[RequiredConfigVariable]:
    """Return what an instance of this version has to be told, in the definition's order."""
    rows = await session.scalars(
        sa.select(RequiredConfigVariable)
        .where(RequiredConfigVariable.integration_id == integration_id)
        .order_by(RequiredConfigVariable.position)
    )
    return rows.all()


async def flows_of(session: AsyncSession, integration_id: UUID) -> Sequence[Flow]:
    """Return the flows of a version, in the definition's order."""
    rows = await session.scalars(sa.select(Flow).where(Flow.integration_id == integration_id).order_by(Flow.position))
    return rows.all()


async def values_of(session: AsyncSession, instance_id: UUID) -> dict[str, InstanceConfigVariable]:
    """Return the rows of an instance's values by the variables' stable keys."""
    rows = await session.scalars(
        sa.select(InstanceConfigVariable).where(InstanceConfigVariable.instance_id == instance_id)
    )
    return {row.stable_key: row for row in rows}


async def flow_configs_of(session: AsyncSession, instance_id: UUID) -> dict[str, InstanceFlowConfig]:
    """Return an instance's flow settings by the flows' stable keys."""
    rows = await session.scalars(sa.select(InstanceFlowConfig).where(InstanceFlowConfig.instance_id == instance_id))
    return {row.flow_stable_key: row for row in rows}


async def deployment_of(session: AsyncSession, instance: Instance) -> Deployment | None:
    """Return what runs now, None before the first deploy."""
    if instance.deployment_id is None:
        return None
    return await session.get(Deployment, instance.deployment_id)


async def wrapped_key_of(session: AsyncSession, org_id: UUID) -> bytes:
    """Return an organization's data key, wrapped by the root key."""
    key = await session.scalar(sa.select(Organization.wrapped_key).where(Organization.id == org_id))
    if key is None:
        raise NotFound("there is no such organization")
    return key
