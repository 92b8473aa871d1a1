"""The API of customers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.api.batch import batch
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.ids import global_id
from trunkline.api.node import node
from trunkline.api.payload import Input, payload
from trunkline.customers import queries, service
from trunkline.customers.service import CustomerChanges
from trunkline.db.models import Component, Customer, Organization, User

query = Fields("RootQuery")
mutation = Fields("RootMutation")
customer = Fields("Customer", Customer)
user = Fields("User")
component = Fields("Component")

BINDINGS = [query, mutation, customer, user, component]


class NewCustomer(Input):
    """The input of ``createCustomer``."""

    name: str
    description: str | None = None
    external_id: str | None = None
    labels: tuple[str, ...] | None = None


class ChangedCustomer(Input):
    """The input of ``updateCustomer``: what is left out stays as it is, null takes the external id away."""

    id: Annotated[UUID, global_id("Customer")]
    name: str | None = None
    description: str | None = None
    external_id: str | None = None
    labels: tuple[str, ...] | None = None


class DeletedCustomer(Input):
    """The input of ``deleteCustomer``."""

    id: Annotated[UUID, global_id("Customer")]


def _is_system(value: bool) -> sa.ColumnElement[bool]:
    return sa.literal(not value)  # test runs need no customer of their own, so none is the system's


@query.field("customer")
@node("Customer")
def one_customer(context: RequestContext) -> sa.Select[Customer]:
    """Return the organization's customers, to choose one of them."""
    return queries.customers_of(context.actor)


@query.field("customers")
@connection(
    Customer,
    filters={"isSystem": _is_system},
    orders={
        "CREATED_AT": Customer.created_at,
        "DESCRIPTION": Customer.description,
        "NAME": Customer.name,
        "UPDATED_AT": Customer.updated_at,
    },
)
def customers(context: RequestContext) -> sa.Select[Customer]:
    """Return the organization's customers."""
    return queries.customers_of(context.actor)


@query.field("customerLabels")
async def customer_labels(_root: object, info: GraphQLResolveInfo[RequestContext]) -> list[str]:
    """Return the labels in use, in alphabetical order."""
    context = info.context
    label = sa.func.unnest(Customer.labels).label("label")
    used = sa.select(label).where(Customer.org_id == context.actor.org_id).distinct().order_by(label)
    return [row[0] for row in await context.rows(used)]


@mutation.field("createCustomer")
@payload("customer", NewCustomer)
async def create_customer(context: RequestContext, new: NewCustomer) -> Customer:
    """Add a customer."""
    wanted = service.NewCustomer(
        name=new.name,
        description=new.description or "",
        external_id=new.external_id,
        labels=new.labels or (),
    )
    return await service.create_customer(context.session, context.actor, wanted)


@mutation.field("updateCustomer")
@payload("customer", ChangedCustomer)
async def update_customer(context: RequestContext, changed: ChangedCustomer) -> Customer:
    """Change a customer."""
    given = changed.changes()
    if "external_id" in given:
        given["external_id"] = changed.external_id or ""
    changes = CustomerChanges(**given)
    return await service.update_customer(context.session, context.actor, changed.id, changes)


@mutation.field("deleteCustomer")
@payload("customer", DeletedCustomer)
async def delete_customer(context: RequestContext, gone: DeletedCustomer) -> Customer:
    """Delete a customer."""
    return await service.delete_customer(context.session, context.actor, gone.id)


@customer.field("isSystem")
def is_system(_customer: Customer, _info: object) -> bool:
    """Say whether the platform made the customer for itself, which it never does."""
    return False


@customer.field("allowEmbeddedDesigner")
def allow_embedded_designer(_customer: Customer, _info: object) -> bool:
    """Say whether the customer's users may build workflows, which nobody's may."""
    return False


@customer.field("allowWorkflowCopilot")
def allow_workflow_copilot(_customer: Customer, _info: object) -> bool:
    """Say whether the customer's users may have workflows built for them, which nobody's may."""
    return False


@customer.field("org")
@batch(Organization, Organization.id)
def organization_of_customer(customer: Customer) -> UUID:
    """Return the id of the organization that a customer belongs to."""
    return customer.org_id


@user.field("customer")
def customer_of_user(_user: User, _info: object) -> None:
    """Return the customer that a person belongs to: all people are the organization's own."""


@component.field("customer")
def customer_of_component(_component: Component, _info: object) -> None:
    """Return the customer that a component is made for: all are made for everybody."""
