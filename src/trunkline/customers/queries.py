"""Selects of customers; each starts from the actor's organization."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.db.models import Customer, Instance


def customers_of(actor: Actor) -> sa.Select[Customer]:
    """Return the organization's customers."""
    return sa.select(Customer).where(Customer.org_id == actor.org_id)


def locked_customer(actor: Actor, customer_id: UUID) -> sa.Select[Customer]:
    """Return one customer, locked until the transaction ends, so that no instance is added meanwhile."""
    return customers_of(actor).where(Customer.id == customer_id).with_for_update()


async def count_instances(session: AsyncSession, customer_id: UUID) -> int:
    """Return how many instances a customer has."""
    counted = sa.select(sa.func.count()).select_from(Instance).where(Instance.customer_id == customer_id)
    return await session.scalar(counted) or 0
