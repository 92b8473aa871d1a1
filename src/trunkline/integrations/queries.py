"""Selects of integrations; each starts from the actor's organization."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.db.models import Flow, Instance, Integration, RequiredConfigVariable
from trunkline.errors import NotFound


async def one_integration(session: AsyncSession, actor: Actor, integration_id: UUID) -> Integration:
    """Return a draft or a published version.

    Raises:
        NotFound: the organization has no such integration.
    """
    found = await session.scalar(
        sa.select(Integration).where(Integration.org_id == actor.org_id, Integration.id == integration_id)
    )
    if found is None:
        raise NotFound("there is no such integration", field="id")
    return found


async def locked_draft(session: AsyncSession, actor: Actor, integration_id: UUID) -> Integration:
    """Return the draft that a draft's, version's or sequence's id means, locked until the transaction ends.

    Raises:
        NotFound: the organization has no such integration.
    """
    sequence = sa.select(Integration.sequence_id).where(
        Integration.org_id == actor.org_id,
        (Integration.id == integration_id) | (Integration.sequence_id == integration_id),
    )
    found = await session.scalar(
        sa.select(Integration)
        .where(Integration.org_id == actor.org_id, Integration.is_draft, Integration.sequence_id.in_(sequence))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("there is no such integration", field="id")
    return found


async def flows_of(session: AsyncSession, integration_id: UUID) -> Sequence[Flow]:
    """Return the flows of a draft or version, in the definition's order."""
    rows = await session.scalars(sa.select(Flow).where(Flow.integration_id == integration_id).order_by(Flow.position))
    return rows.all()


async def variables_of(session: AsyncSession, integration_id: UUID) -> Sequence[RequiredConfigVariable]:
    """Return the required config variables of a draft or version, in the definition's order."""
    rows = await session.scalars(
        sa.select(RequiredConfigVariable)
        .where(RequiredConfigVariable.integration_id == integration_id)
        .order_by(RequiredConfigVariable.position)
    )
    return rows.all()


async def count_instances(session: AsyncSession, sequence_id: UUID) -> int:
    """Return how many instances any version of an integration has."""
    versions = sa.select(Integration.id).where(Integration.sequence_id == sequence_id)
    counted = sa.select(sa.func.count()).select_from(Instance).where(Instance.integration_id.in_(versions))
    return await session.scalar(counted) or 0


async def name_is_taken(session: AsyncSession, actor: Actor, name: str, *, by_other_than: UUID | None) -> bool:
    """Say whether another draft of the organization has this name."""
    others = sa.select(Integration.id).where(
        Integration.org_id == actor.org_id, Integration.is_draft, Integration.name == name
    )
    if by_other_than is not None:
        others = others.where(Integration.id != by_other_than)
    return await session.scalar(others.limit(1)) is not None
