"""Import a definition: check it, and make it a new integration or the draft of one that is there."""

from __future__ import annotations

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.actor import Actor, Permission
from trunkline.db.models import Integration
from trunkline.engine.definition import Definition
from trunkline.engine.parse import parse, read
from trunkline.engine.render import render
from trunkline.errors import Conflict, Invalid, NotFound
from trunkline.integrations import queries
from trunkline.integrations.catalogue import load_catalogue, named_components
from trunkline.integrations.checking import check_components
from trunkline.integrations.identity import Known, with_stable_keys
from trunkline.integrations.rows import replace_rows
from trunkline.log import get

log = get(__name__)


async def import_integration(
    session: AsyncSession,
    actor: Actor,
    text: str,
    *,
    integration_id: UUID | None = None,
    replace: bool = False,
) -> Integration:
    """Store a definition as the draft of ``integration_id``, or of a new integration; return the draft.

    Raises:
        PermissionDenied: the actor lacks ``integrations.manage``.
        InvalidDefinition: the definition breaks rules of the format, or asks for what no component offers.
        NotFound: there is no such integration.
        Conflict: another integration has this name.
        Invalid: it would turn low-code into code, or back, and ``replace`` is not set.
    """
    actor.require(Permission.MANAGE_INTEGRATIONS)
    definition = await read_definition(session, actor, text)
    draft = None if integration_id is None else await _draft(session, actor, integration_id)
    await _check_name(session, actor, definition.name, draft)
    if draft is not None and not replace:
        await _check_kind(draft, definition)
    definition = with_stable_keys(definition, await _known(session, draft))
    if draft is None:
        draft = _new_draft(actor, definition)
        session.add(draft)
    _fill(draft, definition)
    await session.flush()
    await replace_rows(session, draft, definition)
    log.info("integration.imported", integration_id=str(draft.id), flows=len(definition.flows))
    return draft


async def read_definition(session: AsyncSession, actor: Actor, text: str) -> Definition:
    """Return the definition in ``text``, checked against the format and the catalogue.

    Raises:
        InvalidDefinition: something is wrong; it names everything, with line and nearest valid name.
    """
    definition, problems = await asyncio.to_thread(read, text)  # large ones take their time
    catalogue = await load_catalogue(session, actor, named_components(definition))
    check_components(definition, catalogue, problems)
    problems.raise_if_any()
    return definition


async def _draft(session: AsyncSession, actor: Actor, integration_id: UUID) -> Integration:
    try:
        return await queries.locked_draft(session, actor, integration_id)
    except NotFound as wrong:
        raise NotFound(wrong.message, field="integrationId") from None


async def _check_name(session: AsyncSession, actor: Actor, name: str, draft: Integration | None) -> None:
    if await queries.name_is_taken(session, actor, name, by_other_than=draft.id if draft else None):
        what = f"another integration is named {name!r}"
        raise Conflict(f"{what}; choose another name, or give its id to update it", field="definition")


async def _check_kind(draft: Integration, definition: Definition) -> None:
    """Pass if both definitions are low-code, or both code: turning one into the other is seldom meant."""
    was_code = (await asyncio.to_thread(parse, draft.definition)).is_code_native
    if was_code != definition.is_code_native:
        kinds = ("code-native", "low-code") if was_code else ("low-code", "code-native")
        raise Invalid(
            f"this would turn a {kinds[0]} integration into a {kinds[1]} one; set replace to do so",
            field="replace",
        )


async def _known(session: AsyncSession, draft: Integration | None) -> Known:
    if draft is None:
        return Known()
    return Known(
        flows={flow.name: flow.stable_key for flow in await queries.flows_of(session, draft.id)},
        variables={row.key: row.stable_key for row in await queries.variables_of(session, draft.id)},
    )


def _new_draft(actor: Actor, definition: Definition) -> Integration:
    return Integration(
        org_id=actor.org_id, sequence_id=clock.new_id(), is_draft=True, version_number=0, name=definition.name
    )


def _fill(draft: Integration, definition: Definition) -> None:
    draft.name = definition.name
    draft.description = definition.description
    draft.category = definition.category
    draft.documentation = definition.documentation
    draft.labels = list(definition.labels)
    draft.definition = render(definition)
