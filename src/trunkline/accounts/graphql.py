"""The API of organizations and their people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.accounts.roles import SHOWN, ShownRole
from trunkline.actor import Role
from trunkline.api import ids
from trunkline.api.batch import batch
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.node import node
from trunkline.db.models import Organization, User

query = Fields("RootQuery")
organization = Fields("Organization", Organization)
user = Fields("User", User)
role = Fields("Role", ShownRole)

BINDINGS = [query, organization, user, role]

_ORDERS: dict[str, Any] = {
    "CREATED_AT": User.created_at,
    "EMAIL": User.email,
    "NAME": User.name,
    "ROLE": User.role,
    "UPDATED_AT": User.updated_at,
}


@query.field("authenticatedUser")
async def authenticated_user(_root: object, info: GraphQLResolveInfo[RequestContext]) -> User:
    """Return who calls."""
    actor = info.context.actor
    mine = sa.select(User).where(User.org_id == actor.org_id, User.id == actor.user_id)
    return (await info.context.rows(mine))[0][0]


@query.field("organization")
async def own_organization(_root: object, info: GraphQLResolveInfo[RequestContext]) -> Organization:
    """Return the caller's organization."""
    own = sa.select(Organization).where(Organization.id == info.context.actor.org_id)
    return (await info.context.rows(own))[0][0]


@query.field("organizationRoles")
def organization_roles(_root: object, _info: object) -> list[ShownRole]:
    """Return all roles, the mightiest first."""
    return list(SHOWN.values())


@query.field("user")
@node("User")
def one_user(context: RequestContext) -> sa.Select[User]:
    """Return the organization's people, to choose one of them."""
    return sa.select(User).where(User.org_id == context.actor.org_id)


@query.field("users")
@connection(User, orders=_ORDERS)
def users(context: RequestContext) -> sa.Select[User]:
    """Return the organization's people."""
    return sa.select(User).where(User.org_id == context.actor.org_id)


@organization.field("users")
@connection(User, parent=User.org_id, orders=_ORDERS)
def users_of_organization(context: RequestContext) -> sa.Select[User]:
    """Return the organization's people."""
    return sa.select(User).where(User.org_id == context.actor.org_id)


@user.field("org")
@batch(Organization, Organization.id)
def organization_of_user(user: User) -> UUID:
    """Return the id of a person's organization."""
    return user.org_id


@user.field("role")
def role_of_user(user: User, _info: object) -> ShownRole:
    """Return what a person may do."""
    return SHOWN[Role(user.role)]


@user.field("tenantId")
def tenant_of_user(user: User, _info: object) -> str:
    """Return the id of the organization as the place to sign in to."""
    return ids.encode("Organization", user.org_id)
