"""Selects of components; each starts from what the actor's organization may use."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor
from trunkline.db.models import Component
from trunkline.errors import NotFound


def usable(actor: Actor) -> sa.Select[Component]:
    """Return all versions of the components that everybody has, and of the organization's own."""
    return sa.select(Component).where(sa.or_(Component.org_id.is_(None), Component.org_id == actor.org_id))


async def find(session: AsyncSession, actor: Actor, key: str, *, version_number: int | None = None) -> Component:
    """Return a version of a component, the latest unless told; an organization's own wins over a public one.

    Raises:
        NotFound: the organization has no such component or version.
    """
    is_wanted = Component.version_is_latest if version_number is None else Component.version_number == version_number
    statement = usable(actor).where(Component.key == key, is_wanted).order_by(Component.org_id.is_(None)).limit(1)
    found = await session.scalar(statement)
    if found is None:
        which = "" if version_number is None else f" in version {version_number}"
        raise NotFound(f"there is no component {key!r}{which}", field="key")
    return found
