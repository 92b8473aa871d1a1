"""Resolvers of single child objects, read for all parents of an answer by one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from graphql import GraphQLResolveInfo
from sqlalchemy.orm import InstrumentedAttribute

from trunkline.api.context import RequestContext
from trunkline.db.base import Base

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Info = GraphQLResolveInfo[RequestContext]


def batch(
    model: type[Base], key: InstrumentedAttribute[Any]
) -> Callable[[Callable[[Any], Hashable]], Callable[..., Any]]:
    """Make a function from parent to key the resolver of the ``model`` whose ``key`` column is that.

    All parents of an answer are served by one select within the actor's organization; a key of None gives None.
    """

    def decorate(key_of: Callable[[Any], Hashable]) -> Callable[..., Any]:
        @wraps(key_of)
        def resolve(parent: Any, info: Info) -> asyncio.Future[Any] | None:
            wanted = key_of(parent)
            if wanted is None:
                return None
            return load_by(info.context, model, key, wanted)

        return resolve

    return decorate


def load_by(
    context: RequestContext, model: type[Base], key: InstrumentedAttribute[Any], wanted: Hashable
) -> asyncio.Future[Any]:
    """Return the future ``model`` whose ``key`` column is ``wanted``, read together with others of its kind."""

    async def fetch(keys: Sequence[Hashable]) -> Mapping[Hashable, object]:
        statement = sa.select(key, model).where(key.in_(keys)).where(*_tenancy(model, context))
        return {row[0]: row[1] for row in await context.rows(statement)}

    return context.loaders.get((model, key.key), fetch).load(wanted)


def batched(
    fetch: Callable[[RequestContext, Sequence[K]], Awaitable[Mapping[K, V]]],
) -> Callable[[Callable[[Any], K | None]], Callable[..., Any]]:
    """Make a function from parent to key a resolver of what ``fetch`` finds for all keys at once."""

    def decorate(key_of: Callable[[Any], K | None]) -> Callable[..., Any]:
        @wraps(key_of)
        def resolve(parent: Any, info: Info) -> asyncio.Future[Any] | None:
            context, wanted = info.context, key_of(parent)
            if wanted is None:
                return None

            async def fetch_keys(keys: Sequence[K]) -> Mapping[K, V]:
                return await fetch(context, keys)

            return context.loaders.get(fetch, fetch_keys).load(wanted)

        return resolve

    return decorate


def _tenancy(model: type[Base], context: RequestContext) -> list[sa.ColumnElement[bool]]:
    column = getattr(model, "org_id", None)
    if column is None:
        return []  # an organization itself; row-level security stands behind
    mine: sa.ColumnElement[bool] = column == context.actor.org_id
    return [sa.or_(mine, column.is_(None)) if column.nullable else mine]
