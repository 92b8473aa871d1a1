"""Who acts, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from trunkline.errors import PermissionDenied


class Permission(StrEnum):
    """What a role can allow."""

    VIEW = "view"
    MANAGE_CUSTOMERS = "customers.manage"
    MANAGE_INTEGRATIONS = "integrations.manage"
    MANAGE_INSTANCES = "instances.manage"
    RUN_FLOWS = "flows.run"
    MANAGE_ORGANIZATION = "organization.manage"


class Role(StrEnum):
    """The roles of an organization's people, from most to least."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.MEMBER: frozenset(Permission) - {Permission.MANAGE_ORGANIZATION},
    Role.VIEWER: frozenset({Permission.VIEW}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or a token of theirs) in one organization; every query starts from ``org_id``."""

    org_id: UUID
    user_id: UUID
    role: Role

    def require(self, permission: Permission) -> None:
        """Pass if the role allows it.

        Raises:
            PermissionDenied: it does not.
        """
        if permission not in PERMISSIONS[self.role]:
            raise PermissionDenied(f"your role {self.role.value!r} does not allow {permission.value!r}; ask an admin")
