"""Publish a draft: an immutable version of its own, which instances can be pinned to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.actor import Actor, Permission
from trunkline.db.models import Integration
from trunkline.errors import Invalid
from trunkline.integrations import queries
from trunkline.integrations.importing import read_definition
from trunkline.integrations.rows import copy_rows
from trunkline.integrations.support import refuse_unsupported
from trunkline.log import get

log = get(__name__)


async def publish_integration(
    session: AsyncSession,
    actor: Actor,
    integration_id: UUID,
    *,
    comment: str | None = None,
    attributes: Mapping[str, object] | None = None,
) -> Integration:
    """Make a version of the draft as it is now and return it; the draft stays for further changes.

    Raises:
        PermissionDenied: the actor lacks ``integrations.manage``.
        NotFound: there is no such integration.
        InvalidDefinition: it asks for what components do not offer (any more), or the runner cannot do yet.
    """
    actor.require(Permission.MANAGE_INTEGRATIONS)
    draft = await queries.locked_draft(session, actor, integration_id)
    refuse_unsupported(await read_definition(session, actor, draft.definition))
    draft.version_number += 1
    await _retire_latest(session, draft)
    version = _version_of(draft, actor, comment, attributes)
    session.add(version)
    await session.flush()
    await copy_rows(session, draft, version)
    log.info("integration.published", integration_id=str(draft.id), version=version.version_number)
    return version


async def set_availability(session: AsyncSession, actor: Actor, version_id: UUID, *, available: bool) -> Integration:
    """Offer a version for new use, or withdraw it; instances that are on it stay on it.

    Raises:
        PermissionDenied: the actor lacks ``integrations.manage``.
        NotFound: there is no such version.
        Invalid: the id is that of a draft.
    """
    actor.require(Permission.MANAGE_INTEGRATIONS)
    version = await queries.one_integration(session, actor, version_id)
    if version.is_draft:
        raise Invalid("this is the draft; give the id of a published version", field="id")
    version.version_is_available = available
    await session.flush()
    log.info("integration.availability_changed", integration_id=str(version.id), available=available)
    return version


def read_attributes(text: str | None) -> Mapping[str, object] | None:
    """Return a version's attributes (commit, addresses) from the JSON text that clients send.

    Raises:
        Invalid: it is not a JSON object.
    """
    if not text:
        return None
    try:
        attributes = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        attributes = None
    if not isinstance(attributes, dict):
        raise Invalid('must be a JSON object, like {"commitHash": "…"}', field="attributes")
    return attributes


async def _retire_latest(session: AsyncSession, draft: Integration) -> None:
    await session.execute(
        sa.update(Integration)
        .where(Integration.sequence_id == draft.sequence_id, Integration.version_is_latest)
        .values(version_is_latest=False)
    )


def _version_of(
    draft: Integration, actor: Actor, comment: str | None, attributes: Mapping[str, object] | None
) -> Integration:
    return Integration(
        org_id=draft.org_id,
        sequence_id=draft.sequence_id,
        is_draft=False,
        version_number=draft.version_number,
        version_is_latest=True,
        version_comment=comment or None,
        version_attributes=dict(attributes) if attributes else None,
        published_at=clock.now(),
        published_by_id=actor.user_id,
        name=draft.name,
        description=draft.description,
        category=draft.category,
        documentation=draft.documentation,
        labels=list(draft.labels),
        definition=draft.definition,
    )
