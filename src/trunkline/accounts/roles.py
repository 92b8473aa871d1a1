"""The roles as the API shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from trunkline.actor import Role
from trunkline.api import ids

_DESCRIPTIONS = {
    Role.OWNER: "Everything, including what belongs to the organization itself.",
    Role.ADMIN: "Everything, including what belongs to the organization itself.",
    Role.MEMBER: "Customers, integrations and instances; not the organization's own settings.",
    Role.VIEWER: "Looks at everything and changes nothing.",
}


@dataclass(frozen=True, slots=True)
class ShownRole:
    """A role, its words, and its rank: the highest level may most."""

    id: str
    name: str
    description: str
    level: int


def _shown(rank: int, role: Role) -> ShownRole:
    id = ids.encode("Role", uuid5(NAMESPACE_URL, f"trunkline:role:{role.value}"))
    return ShownRole(id, role.value.capitalize(), _DESCRIPTIONS[role], rank)


SHOWN: dict[Role, ShownRole] = {role: _shown(len(Role) - at, role) for at, role in enumerate(Role)}
