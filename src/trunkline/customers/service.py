"""Create, change and delete customers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor, Permission
from trunkline.api.rows import one_or_not_found
from trunkline.customers import queries
from trunkline.db.models import Customer
from trunkline.errors import Conflict, Invalid
from trunkline.log import get

log = get(__name__)

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What makes a customer."""

    name: str
    description: str = ""
    external_id: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerChanges:
    """What to change of a customer; None leaves as it is, an empty ``external_id`` takes it away."""

    name: str | None = None
    description: str | None = None
    external_id: str | None = None
    labels: tuple[str, ...] | None = None


async def create_customer(session: AsyncSession, actor: Actor, new: NewCustomer) -> Customer:
    """Add a customer to the actor's organization.

    Raises:
        PermissionDenied: the actor lacks ``customers.manage``.
        Conflict: another customer of the organization has this name or external id.
        Invalid: the name is empty or too long.
    """
    actor.require(Permission.MANAGE_CUSTOMERS)
    customer = Customer(
        org_id=actor.org_id,
        name=_name(new.name),
        description=new.description.strip(),
        external_id=_external_id(new.external_id),
        labels=_labels(new.labels),
    )
    await _refuse_twins(session, actor, customer)
    session.add(customer)
    await session.flush()
    log.info("customer.created", customer_id=str(customer.id))
    return customer


async def update_customer(session: AsyncSession, actor: Actor, customer_id: UUID, changes: CustomerChanges) -> Customer:
    """Change a customer.

    Raises:
        PermissionDenied: the actor lacks ``customers.manage``.
        NotFound: the organization has no such customer.
        Conflict: another customer of the organization has this name or external id.
        Invalid: the name is empty or too long.
    """
    actor.require(Permission.MANAGE_CUSTOMERS)
    customer = await one_or_not_found(session, queries.locked_customer(actor, customer_id), "customer")
    if changes.name is not None:
        customer.name = _name(changes.name)
    if changes.description is not None:
        customer.description = changes.description.strip()
    if changes.external_id is not None:
        customer.external_id = _external_id(changes.external_id)
    if changes.labels is not None:
        customer.labels = _labels(changes.labels)
    await _refuse_twins(session, actor, customer)
    await session.flush()
    log.info("customer.updated", customer_id=str(customer.id))
    return customer


async def delete_customer(session: AsyncSession, actor: Actor, customer_id: UUID) -> Customer:
    """Delete a customer that has no instances, and return it as it was.

    Raises:
        PermissionDenied: the actor lacks ``customers.manage``.
        NotFound: the organization has no such customer.
        Conflict: it has instances; says how many.
    """
    actor.require(Permission.MANAGE_CUSTOMERS)
    customer = await one_or_not_found(session, queries.locked_customer(actor, customer_id), "customer")
    count = await queries.count_instances(session, customer_id)
    if count:
        instances = "1 instance" if count == 1 else f"{count} instances"
        raise Conflict(f"customer {customer.name!r} has {instances}; delete them first", field="id")
    await session.delete(customer)
    await session.flush()
    log.info("customer.deleted", customer_id=str(customer_id))
    return customer


async def _refuse_twins(session: AsyncSession, actor: Actor, customer: Customer) -> None:
    """Look for a customer with the same name or external id, to say which; the constraints stand behind."""
    same = [Customer.name == customer.name]
    if customer.external_id is not None:
        same.append(Customer.external_id == customer.external_id)
    others = sa.select(Customer.name, Customer.external_id).where(
        Customer.org_id == actor.org_id, Customer.id.is_distinct_from(customer.id), sa.or_(*same)
    )
    with session.no_autoflush:
        rows = (await session.execute(others)).all()
    if any(name == customer.name for name, _ in rows):
        raise Conflict(f"another customer is called {customer.name!r}; choose another name", field="name")
    if rows:
        raise Conflict(
            f"customer {rows[0].name!r} has the external id {customer.external_id!r} already", field="external_id"
        )


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid("give the customer a name", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"the name has {len(name)} characters; at most {LONGEST_NAME} are allowed", field="name")
    return name.strip()


def _external_id(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _labels(labels: tuple[str, ...]) -> list[str]:
    """Return the labels without blanks around them, each once, in the order given."""
    return list(dict.fromkeys(label.strip() for label in labels if label.strip()))
