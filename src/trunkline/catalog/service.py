"""Brings the installed components into the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.db.models import Component
from trunkline.log import get
from trunkline.sdk import Component as Installed

log = get(__name__)

_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('trunkline.catalog'))")


async def register(session: AsyncSession, components: Iterable[Installed]) -> None:
    """Store the installed components; the session must see all organizations.

    A version that is there already takes over a changed declaration and keeps its id. Versions that are not
    installed any more stay: definitions may name them.
    """
    await session.execute(_LOCK)  # processes that start together register one after the other
    known = await _known(session)
    for component in components:
        row = known.get((component.key, component.version))
        if row is None:
            row = Component(org_id=None, key=component.key, version_number=component.version)
            session.add(row)
            known[component.key, component.version] = row
            _describe(row, component)
            log.info("component.registered", component=component.key, version=component.version)
        elif row.signature != component.signature:
            _describe(row, component)
            log.info("component.changed", component=component.key, version=component.version)
    _mark_latest(known.values())
    await session.flush()


async def _known(session: AsyncSession) -> dict[tuple[str, int], Component]:
    rows = await session.scalars(sa.select(Component).where(Component.org_id.is_(None)))
    return {(row.key, row.version_number): row for row in rows}


def _describe(row: Component, component: Installed) -> None:
    row.label = component.label
    row.description = component.description
    row.category = component.category
    row.signature = component.signature
    row.declaration = dict(component.declaration)


def _mark_latest(rows: Iterable[Component]) -> None:
    rows = list(rows)
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.key] = max(row.version_number, newest.get(row.key, row.version_number))
    for row in rows:
        row.version_is_latest = row.version_number == newest[row.key]
