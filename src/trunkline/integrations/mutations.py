"""Changes of integrations in the API: import, publish, update, delete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from graphql import GraphQLResolveInfo

from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.api.ids import global_id
from trunkline.api.payload import Input, Problems, Result, payload
from trunkline.db.models import Integration
from trunkline.engine.problems import InvalidDefinition
from trunkline.errors import Invalid
from trunkline.integrations import importing, publishing, service

IntegrationId = Annotated[UUID, global_id("Integration")]

mutation = Fields("RootMutation")


class ImportInput(Input):
    """What is imported, and into which integration."""

    definition: str
    integration_id: IntegrationId | None = None
    replace: bool | None = None


@mutation.field("importIntegration")
@payload("integration", ImportInput)
async def import_integration(context: RequestContext, given: ImportInput) -> Integration:
    """Import a definition."""
    with _problem_by_problem():
        return await importing.import_integration(
            context.session,
            context.actor,
            given.definition,
            integration_id=given.integration_id,
            replace=bool(given.replace),
        )


class PublishInput(Input):
    """What is published, and what is said about it."""

    id: IntegrationId
    comment: str | None = None
    attributes: str | None = None


@mutation.field("publishIntegration")
@payload("integration", PublishInput)
async def publish_integration(context: RequestContext, given: PublishInput) -> Integration:
    """Publish a draft."""
    attributes = publishing.read_attributes(given.attributes)
    with _problem_by_problem():
        return await publishing.publish_integration(
            context.session, context.actor, given.id, comment=given.comment, attributes=attributes
        )


class UpdateInput(Input):
    """What changes of a draft; null leaves as it is."""

    id: IntegrationId
    name: str | None = None
    description: str | None = None
    category: str | None = None
    labels: tuple[str, ...] | None = None
    customer: str | None = None


@mutation.field("updateIntegration")
@payload("integration", UpdateInput)
async def update_integration(context: RequestContext, given: UpdateInput) -> Integration:
    """Change a draft."""
    if given.customer is not None:
        raise Invalid("integrations belong to the organization, not to a customer", field="customer")
    changes = service.IntegrationChanges(given.name, given.description, given.category, given.labels)
    return await service.update_integration(context.session, context.actor, given.id, changes)


class DeleteInput(Input):
    """What is deleted."""

    id: IntegrationId


@mutation.field("deleteIntegration")
@payload("integration", DeleteInput)
async def delete_integration(context: RequestContext, given: DeleteInput) -> Integration:
    """Delete an integration with all its versions."""
    return await service.delete_integration(context.session, context.actor, given.id)


class AvailabilityInput(Input):
    """Which version, and whether new instances may use it."""

    id: IntegrationId
    available: bool


@mutation.field("updateIntegrationVersionAvailability")
@payload("integration", AvailabilityInput)
async def update_availability(context: RequestContext, given: AvailabilityInput) -> Integration:
    """Offer or withdraw a version."""
    return await publishing.set_availability(context.session, context.actor, given.id, available=given.available)


class ValidateInput(Input):
    """What is checked."""

    definition: str


@dataclass(frozen=True, slots=True)
class Validity:
    """The verdict on a definition."""

    is_valid: bool


BINDINGS = [mutation, Fields("ValidateIntegrationSchemaResult", Validity)]


@payload("result", ValidateInput)
async def _validate(context: RequestContext, given: ValidateInput) -> Validity:
    with _problem_by_problem():
        await importing.read_definition(context.session, context.actor, given.definition)
    return Validity(is_valid=True)


@mutation.field("validateIntegrationSchema")
async def validate_integration_schema(
    root: object,
    info: GraphQLResolveInfo[RequestContext],
    input: dict[str, object],  # noqa: A002 - the API's name of the argument
) -> Result:
    """Say whether a definition could be imported; what is wrong stands in ``errors`` beside the verdict."""
    result = await _validate(root, info, input)
    return result if result.value else replace(result, value=Validity(is_valid=False))


@contextmanager
def _problem_by_problem() -> Iterator[None]:
    """Tell each problem of a definition as a message of its own."""
    try:
        yield
    except InvalidDefinition as wrong:
        raise Problems({"definition": [str(problem) for problem in wrong.problems]}) from None
