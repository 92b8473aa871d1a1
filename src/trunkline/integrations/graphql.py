"""Integrations in the API: drafts, versions, and what they say about themselves."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.api.batch import batch
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.node import node
from trunkline.api.ordering import Order
from trunkline.db.models import Flow, Integration, RequiredConfigVariable, User
from trunkline.errors import Invalid
from trunkline.integrations import flow_fields, mutations
from trunkline.integrations.definitions import pages_of, read_stored

Info = GraphQLResolveInfo[RequestContext]

query = Fields("RootQuery")
integration = Fields("Integration", Integration)

BINDINGS = [query, integration, *mutations.BINDINGS, *flow_fields.BINDINGS]

_ORDERS = {
    "CATEGORY": Integration.category,
    "CREATED_AT": Integration.created_at,
    "DESCRIPTION": Integration.description,
    "NAME": Integration.name,
    "PUBLISHED_AT": Integration.published_at,
    "UPDATED_AT": Integration.updated_at,
    "VERSION_NUMBER": Integration.version_number,
}


def _mine(context: RequestContext) -> sa.Select[Integration]:
    return sa.select(Integration).where(Integration.org_id == context.actor.org_id)


query.field("integration")(node("Integration")(_mine))


@query.field("integrations")
@connection(
    Integration,
    filters={
        "customer": lambda _customer: sa.false(),  # none belongs to a customer
        "customer_Isnull": lambda is_null: sa.true() if is_null else sa.false(),
    },
    orders=_ORDERS,
    default=[Order("NAME", Integration.name)],
)
def integrations(
    context: RequestContext,
    all_versions: bool | None = None,
    version_number: int | None = None,
    version_sequence_id: str | None = None,
    draft: bool | None = None,
) -> sa.Select[Integration]:
    """Return the drafts, or published versions too when the arguments speak of versions."""
    found = _mine(context)
    if version_number is not None:
        found = found.where(Integration.version_number == version_number, ~Integration.is_draft)
    if version_sequence_id is not None:
        found = found.where(Integration.sequence_id == flow_fields.sequence_id(version_sequence_id))
    if draft is not None:
        return found.where(Integration.is_draft == draft)
    speaks_of_versions = all_versions or version_number is not None or version_sequence_id is not None
    return found if speaks_of_versions else found.where(Integration.is_draft)


@integration.field("versionSequence")
@connection(
    Integration,
    parent=Integration.sequence_id,
    parent_key="sequence_id",
    orders={"PUBLISHED_AT": Integration.published_at, "VERSION_NUMBER": Integration.version_number},
    default=[Order("VERSION_NUMBER", Integration.version_number, descending=True)],
)
def version_sequence(context: RequestContext) -> sa.Select[Integration]:
    """Return the published versions."""
    return _mine(context).where(~Integration.is_draft)


@integration.field("flows")
@connection(Flow, parent=Flow.integration_id, default=[Order("position", Flow.position)])
def flows(context: RequestContext) -> sa.Select[Flow]:
    """Return the flows in the definition's order."""
    return sa.select(Flow).where(Flow.org_id == context.actor.org_id)


@integration.field("requiredConfigVariables")
@connection(
    RequiredConfigVariable,
    parent=RequiredConfigVariable.integration_id,
    orders={"SORT_ORDER": RequiredConfigVariable.position},
    default=[Order("SORT_ORDER", RequiredConfigVariable.position)],
)
def required_config_variables(context: RequestContext) -> sa.Select[RequiredConfigVariable]:
    """Return the required config variables in the definition's order."""
    return sa.select(RequiredConfigVariable).where(RequiredConfigVariable.org_id == context.actor.org_id)


@integration.field("definition")
def definition(
    of: Integration,
    _info: Info,
    version: int | None = None,
    definition_type: str | None = None,
    use_latest_component_versions: bool | None = None,  # noqa: ARG001 - components always mean their latest
    **_: object,
) -> str:
    """Return the definition as YAML."""
    if definition_type == "WORKFLOW":
        raise Invalid("this is an integration, not a workflow", field="definitionType")
    if version not in (None, 6, 7):
        raise Invalid("definitions are written in format version 7", field="version")
    return of.definition


@integration.field("configPages")
async def config_pages(of: Integration, _info: Info) -> object:
    """Return the pages of the config wizard, in the format's own form."""
    return pages_of(await read_stored(of.definition))


@integration.field("isCodeNative")
async def is_code_native(of: Integration, _info: Info) -> bool:
    """Say whether the integration is written in code."""
    return (await read_stored(of.definition)).is_code_native


@integration.field("endpointType")
async def endpoint_type(of: Integration, _info: Info) -> str:
    """Return how many webhook addresses there are."""
    return (await read_stored(of.definition)).endpoint_type.value.upper()


@integration.field("customer")
def customer(_of: Integration, _info: Info) -> None:
    """Return the owning customer: none, integrations belong to the organization."""


@integration.field("versionCreatedAt")
def version_created_at(of: Integration, _info: Info) -> object:
    """Return when the version was published."""
    return of.published_at


@integration.field("versionCreatedBy")
@batch(User, User.id)
def version_created_by(of: Integration) -> UUID | None:
    """Return who published the version."""
    return of.published_by_id


@integration.field("versionSequenceId")
def version_sequence_id(of: Integration, _info: Info) -> str:
    """Return what all versions have in common."""
    return str(of.sequence_id)
