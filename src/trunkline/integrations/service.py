"""Change and delete integrations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor, Permission
from trunkline.db.models import Integration
from trunkline.engine.definition import Definition
from trunkline.engine.parse import parse
from trunkline.engine.render import render
from trunkline.errors import Conflict, Invalid
from trunkline.integrations import queries
from trunkline.integrations.identity import MAX_NAME
from trunkline.log import get

log = get(__name__)


@dataclass(frozen=True, slots=True)
class IntegrationChanges:
    """What to change; None leaves as it is."""

    name: str | None = None
    description: str | None = None
    category: str | None = None
    labels: tuple[str, ...] | None = None


async def update_integration(
    session: AsyncSession, actor: Actor, integration_id: UUID, changes: IntegrationChanges
) -> Integration:
    """Change what the draft says about itself, in its row and in its definition; return the draft.

    Raises:
        PermissionDenied: the actor lacks ``integrations.manage``.
        NotFound: there is no such integration.
        Invalid: the name is empty.
        Conflict: another integration has the name.
    """
    actor.require(Permission.MANAGE_INTEGRATIONS)
    draft = await queries.locked_draft(session, actor, integration_id)
    if changes.name is not None:
        await _check_name(session, actor, draft, changes.name)
    definition = _changed(parse(draft.definition), changes)
    draft.name = definition.name
    draft.description = definition.description
    draft.category = definition.category
    draft.labels = list(definition.labels)
    draft.definition = render(definition)
    await session.flush()
    log.info("integration.updated", integration_id=str(draft.id))
    return draft


async def delete_integration(session: AsyncSession, actor: Actor, integration_id: UUID) -> Integration:
    """Delete an integration with all its versions; return the draft as it was.

    Raises:
        PermissionDenied: the actor lacks ``integrations.manage``.
        NotFound: there is no such integration.
        Conflict: it has instances.
    """
    actor.require(Permission.MANAGE_INTEGRATIONS)
    draft = await queries.locked_draft(session, actor, integration_id)
    count = await queries.count_instances(session, draft.sequence_id)
    if count:
        instances = "1 instance" if count == 1 else f"{count} instances"
        raise Conflict(f"{draft.name!r} has {instances}; delete them first", field="id")
    session.expunge(draft)
    await session.execute(
        sa.delete(Integration).where(Integration.org_id == actor.org_id, Integration.sequence_id == draft.sequence_id)
    )
    log.info("integration.deleted", integration_id=str(draft.id))
    return draft


async def _check_name(session: AsyncSession, actor: Actor, draft: Integration, name: str) -> None:
    if not name.strip():
        raise Invalid("an integration needs a name", field="name")
    if len(name) > MAX_NAME:
        raise Invalid(f"a name has at most {MAX_NAME} characters, not {len(name)}", field="name")
    if await queries.name_is_taken(session, actor, name, by_other_than=draft.id):
        raise Conflict(f"another integration is named {name!r}; choose another name", field="name")


def _changed(definition: Definition, changes: IntegrationChanges) -> Definition:
    return replace(
        definition,
        name=definition.name if changes.name is None else changes.name,
        description=definition.description if changes.description is None else changes.description,
        category=definition.category if changes.category is None else changes.category,
        labels=definition.labels if changes.labels is None else changes.labels,
    )
