"""Instances in the API: lists, creation, configuration, deployment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo
from sqlalchemy.orm import aliased

from trunkline.api import ids
from trunkline.api.batch import batch
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.filters import reference
from trunkline.api.node import node
from trunkline.api.ordering import Order
from trunkline.db.models import (
    Customer,
    Flow,
    Instance,
    InstanceConfigVariable,
    InstanceFlowConfig,
    Integration,
    RequiredConfigVariable,
)
from trunkline.instances import child_fields, mutations
from trunkline.integrations.flow_fields import sequence_id

Info = GraphQLResolveInfo[RequestContext]

query = Fields("RootQuery")
instance = Fields("Instance", Instance)
customer = Fields("Customer")
integration = Fields("Integration")


@dataclass(frozen=True, slots=True)
class Label:
    """A label that instances have."""

    name: str

    @property
    def id(self) -> str:
        """Return the label itself: it has no row of its own."""
        return self.name


BINDINGS = [query, *mutations.BINDINGS, instance, customer, integration, Fields("Label", Label), *child_fields.BINDINGS]

_ORDERS = {
    "CATEGORY": Integration.category,
    "CREATED_AT": Instance.created_at,
    "CUSTOMER": Customer.name,
    "DESCRIPTION": Instance.description,
    "ENABLED": Instance.enabled,
    "INTEGRATION": Integration.name,
    "NAME": Instance.name,
    "UPDATED_AT": Instance.updated_at,
    "VERSION": Integration.version_number,
}
_BY_NAME = [Order("NAME", Instance.name)]
_of_any_version = aliased(Integration)


def _of_integration(global_id: str) -> sa.ColumnElement[bool]:
    """Match a version's instances, or those of all versions when the id is a draft's."""
    named = aliased(Integration)
    wanted = ids.decode(global_id, "Integration", field="integration")
    return sa.exists().where(named.id == wanted, _belongs_to(named))


def _belongs_to(named: type[Integration]) -> sa.ColumnElement[bool]:
    """Match where the instance's version is ``named``, or a version of the draft ``named``."""
    of_draft = sa.and_(named.is_draft, named.sequence_id == Integration.sequence_id)
    return sa.or_(named.id == Instance.integration_id, of_draft)


_FILTERS = {
    "customer": reference("Customer", Instance.customer_id, "customer"),
    "customer_ExternalId": Customer.external_id,
    "integration": _of_integration,
    "integration_VersionSequenceId": lambda given: Integration.sequence_id == sequence_id(given),
}


def _mine(context: RequestContext) -> sa.Select[Instance]:
    return (
        sa.select(Instance)
        .join(Customer, Customer.id == Instance.customer_id)
        .join(Integration, Integration.id == Instance.integration_id)
        .where(Instance.org_id == context.actor.org_id)
    )


query.field("instance")(node("Instance")(_mine))
query.field("instances")(connection(Instance, filters=_FILTERS, orders=_ORDERS, default=_BY_NAME)(_mine))
customer.field("instances")(
    connection(Instance, parent=Instance.customer_id, filters=_FILTERS, orders=_ORDERS, default=_BY_NAME)(_mine)
)


@integration.field("instances")
@connection(Instance, parent=_of_any_version.id, filters=_FILTERS, orders=_ORDERS, default=_BY_NAME)
def instances_of_integration(context: RequestContext) -> sa.Select[Instance]:
    """Return a version's instances; a draft's are those of all its versions."""
    return _mine(context).join(_of_any_version, _belongs_to(_of_any_version))


@query.field("instanceLabels")
async def instance_labels(_root: object, info: Info) -> list[Label]:
    """Return all labels that instances have."""
    label = sa.func.unnest(Instance.labels)
    names = sa.select(label.label("name")).where(Instance.org_id == info.context.actor.org_id).distinct()
    return [Label(row[0]) for row in await info.context.rows(names.order_by("name"))]


@instance.field("instanceType")
def instance_type(_of: Instance, _info: Info) -> str:
    """Return what the instance is of; workflows are not told apart yet, since there are none."""
    return "INTEGRATION"


@instance.field("deployedVersion")
async def deployed_version(of: Instance, info: Info) -> int | None:
    """Return the number of the version that runs."""
    return await child_fields.deployed_number(of, info)


@instance.field("customer")
@batch(Customer, Customer.id)
def customer_of(of: Instance) -> UUID:
    """Return whom the instance is for."""
    return of.customer_id


@instance.field("integration")
@batch(Integration, Integration.id)
def integration_of(of: Instance) -> UUID:
    """Return the version of the draft."""
    return of.integration_id


@instance.field("configVariables")
@connection(
    InstanceConfigVariable,
    parent=InstanceConfigVariable.instance_id,
    filters={
        "status": lambda given: InstanceConfigVariable.status == given.upper(),
        "status_In": child_fields.status_in,
    },
    default=[Order("position", RequiredConfigVariable.position)],
)
def config_variables(context: RequestContext) -> sa.Select[InstanceConfigVariable]:
    """Return the values of the variables that the draft's version has."""
    return (
        sa.select(InstanceConfigVariable)
        .join(Instance, Instance.id == InstanceConfigVariable.instance_id)
        .join(RequiredConfigVariable, RequiredConfigVariable.integration_id == Instance.integration_id)
        .where(RequiredConfigVariable.stable_key == InstanceConfigVariable.stable_key)
        .where(InstanceConfigVariable.org_id == context.actor.org_id)
    )


@instance.field("flowConfigs")
@connection(
    InstanceFlowConfig,
    parent=InstanceFlowConfig.instance_id,
    filters={"flow_Name": Flow.name},
    orders={"SORT_ORDER": Flow.position},
    default=[Order("SORT_ORDER", Flow.position)],
)
def flow_configs(context: RequestContext) -> sa.Select[InstanceFlowConfig]:
    """Return the settings of the flows that the draft's version has."""
    return (
        sa.select(InstanceFlowConfig)
        .join(Instance, Instance.id == InstanceFlowConfig.instance_id)
        .join(Flow, Flow.integration_id == Instance.integration_id)
        .where(Flow.stable_key == InstanceFlowConfig.flow_stable_key)
        .where(InstanceFlowConfig.org_id == context.actor.org_id)
    )
