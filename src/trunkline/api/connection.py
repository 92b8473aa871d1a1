"""The ``connection`` decorator: a scoped select becomes a Relay list with paging, filters and order."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from graphql import GraphQLField, GraphQLResolveInfo
from sqlalchemy.orm import InstrumentedAttribute

from trunkline.api import filters as filtering
from trunkline.api import paging as relay
from trunkline.api.children import count_children, read_children
from trunkline.api.context import RequestContext
from trunkline.api.filters import Filter
from trunkline.api.names import snake
from trunkline.api.ordering import Expression, Order, chosen, complete, order_values
from trunkline.api.page import EMPTY, Page, Slice
from trunkline.api.reading import Reading
from trunkline.db.base import Base

Scope = Callable[..., sa.Select[Any]]


@dataclass(frozen=True, eq=False)
class Connection:
    """The resolver that ``connection`` makes of a scope."""

    model: type[Base]
    scope: Scope
    parent: InstrumentedAttribute[Any] | None
    parent_key: str
    filters: Mapping[str, Filter]
    orders: Mapping[str, Expression]
    default: Sequence[Order]
    newest_first: bool
    own_arguments: frozenset[str]

    def __call__(self, parent: Any, info: GraphQLResolveInfo[RequestContext], **arguments: Any) -> Page:
        """Return the page that the arguments ask for; nothing is read before it is selected."""
        context, paging = info.context, relay.parse(arguments, info.context.settings.graphql_page_size)
        reading = Reading(
            model=self.model,
            statement=self._filtered(context, arguments),
            orders=self._orders(arguments),
            paging=paging,
        )
        name = (self, _frozen(arguments))
        key = None if self.parent is None else getattr(parent, self.parent_key)
        read, count = (self._fetch, self._count) if self.parent is None else (self._children, self._counts)
        return Page(
            fetch=partial(_load, context, (name, "page"), partial(read, context, reading), key, EMPTY),
            count=partial(_load, context, (name, "count"), partial(count, context, reading), key, 0),
        )

    def problems(self, field: GraphQLField) -> list[str]:
        """Return what of the schema's field this connection does not answer: arguments, orders."""
        found = [f"argument {name}" for name in field.args if not self._takes(name)]
        for name in {"orderBy", "sortBy"} & field.args.keys():
            found += [f"{name} {value}" for value in order_values(field, name) if value not in self.orders]
        return found

    def _takes(self, name: str) -> bool:
        if name in relay.ARGUMENTS or snake(name) in self.own_arguments:
            return True
        return filtering.find(name, self.filters, self.model) is not None

    def _filtered(self, context: RequestContext, arguments: dict[str, Any]) -> sa.Select[Any]:
        given = {name: value for name, value in arguments.items() if name not in relay.ARGUMENTS}
        own = {snake(name): value for name, value in given.items() if snake(name) in self.own_arguments}
        statement = self.scope(context, **own)
        for name, value in given.items():
            condition = filtering.find(name, self.filters, self.model)
            if value is not None and snake(name) not in own and condition is not None:
                statement = statement.where(condition(value))
        return statement

    def _orders(self, arguments: dict[str, Any]) -> list[Order]:
        orders = chosen(arguments, self.orders) or self.default
        return complete(orders, self.model, newest_first=self.newest_first)

    async def _fetch(self, context: RequestContext, reading: Reading, keys: Sequence[None]) -> dict[None, Slice]:
        return dict.fromkeys(keys, reading.cut(await context.rows(reading.select())))

    async def _count(self, context: RequestContext, reading: Reading, keys: Sequence[None]) -> dict[None, int]:
        return dict.fromkeys(keys, (await context.rows(reading.count()))[0][0])

    async def _children(self, context: RequestContext, reading: Reading, keys: Sequence[UUID]) -> Mapping[UUID, Slice]:
        return await read_children(context, reading, self._parent_column, keys)

    async def _counts(self, context: RequestContext, reading: Reading, keys: Sequence[UUID]) -> Mapping[UUID, int]:
        return await count_children(context, reading, self._parent_column, keys)

    @property
    def _parent_column(self) -> InstrumentedAttribute[Any]:
        if self.parent is None:
            raise RuntimeError("this connection has no parent")
        return self.parent


def connection(
    model: type[Base],
    *,
    parent: InstrumentedAttribute[Any] | None = None,
    parent_key: str = "id",
    filters: Mapping[str, Filter] | None = None,
    orders: Mapping[str, Expression] | None = None,
    default: Sequence[Order] = (),
    newest_first: bool = False,
) -> Callable[[Scope], Connection]:
    """Make a function that returns a scoped select of ``model`` the resolver of a connection.

    The function gets the context, and of the field's arguments those that it names as parameters (in snake
    case). Other arguments are filters: looked up in ``filters`` (whole name, then without the lookup), then
    among the model's columns. ``orders`` maps values of the ``…OrderField`` enum to expressions. With ``parent``
    the list is a child's: rows whose ``parent`` column is the parent object's ``parent_key``, for all parents
    in one statement.
    """

    def decorate(scope: Scope) -> Connection:
        own = frozenset(list(inspect.signature(scope).parameters)[1:])
        return Connection(
            model, scope, parent, parent_key, filters or {}, orders or {}, tuple(default), newest_first, own
        )

    return decorate


async def _load(
    context: RequestContext,
    name: object,
    fetch: Callable[[Sequence[Any]], Awaitable[Mapping[Any, Any]]],
    key: UUID | None,
    missing: Any,
) -> Any:
    found = await context.loaders.get(name, fetch).load(key)
    return missing if found is None else found


def _frozen(arguments: dict[str, Any]) -> bytes:
    return msgspec.json.encode(arguments, enc_hook=str, order="sorted")
