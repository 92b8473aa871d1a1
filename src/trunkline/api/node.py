"""The ``node`` decorator: a scoped select becomes the resolver of one object by its global id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.api import ids
from trunkline.api.context import RequestContext
from trunkline.errors import NotFound

Scope = Callable[[RequestContext], sa.Select[Any]]


def node(type_name: str, *, what: str | None = None) -> Callable[[Scope], Callable[..., Awaitable[Any]]]:
    """Make a function that returns a scoped select the resolver of ``thing(id: ID!)``.

    The resolver raises NotFound when the select has no row with this id; ``what`` is the word for it.
    """

    def decorate(scope: Scope) -> Callable[..., Awaitable[Any]]:
        @wraps(scope)
        async def resolve(
            _root: object,
            info: GraphQLResolveInfo[RequestContext],
            id: str,
        ) -> Any:
            wanted, statement = ids.decode(id, type_name), scope(info.context)
            entity: Any = statement.column_descriptions[0]["entity"]
            rows = await info.context.rows(statement.where(entity.id == wanted))
            if not rows:
                raise NotFound(f"there is no {what or type_name.lower()} with this id", field="id")
            return rows[0][0]

        return resolve

    return decorate
