"""The ``listing`` decorator: a short list in memory, such as a component's actions, as a Relay connection."""

from __future__ import annotations

import inspect
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo

from trunkline.api import paging as relay
from trunkline.api.context import RequestContext
from trunkline.api.names import snake
from trunkline.api.ordering import order_values
from trunkline.api.page import Page, Slice
from trunkline.errors import Invalid

Key = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Listing:
    """The resolver that ``listing`` makes of a function."""

    items: Callable[..., Sequence[Any]]
    orders: Mapping[str, Key]
    own_arguments: frozenset[str]

    def __call__(self, parent: Any, info: GraphQLResolveInfo[RequestContext], **arguments: Any) -> Page:
        """Return the page that the arguments ask for."""
        paging = relay.parse(arguments, info.context.settings.graphql_page_size)
        own = {snake(name): value for name, value in arguments.items() if name not in relay.ARGUMENTS}
        items = list(self.items(parent, **own))
        for order in reversed([arguments.get("orderBy"), *(arguments.get("sortBy") or [])]):
            if order is not None:
                items.sort(key=self.orders[order["field"]], reverse=order["direction"] == "DESC")

        async def fetch() -> Slice:
            return _cut(items, paging)

        async def count() -> int:
            return len(items)

        return Page(fetch, count)

    def problems(self, field: GraphQLField) -> list[str]:
        """Return the arguments of the schema's field that this list does not answer."""
        known = relay.ARGUMENTS
        found = [
            f"argument {name}" for name in field.args if name not in known and snake(name) not in self.own_arguments
        ]
        for name in {"orderBy", "sortBy"} & field.args.keys():
            found += [f"{name} {value}" for value in order_values(field, name) if value not in self.orders]
        return found


def listing(orders: Mapping[str, Key] | None = None) -> Callable[[Callable[..., Sequence[Any]]], Listing]:
    """Make a function from parent (and filter arguments, in snake case) to a list the resolver of a connection."""

    def decorate(items: Callable[..., Sequence[Any]]) -> Listing:
        own = frozenset(list(inspect.signature(items).parameters)[1:])
        return Listing(items, orders or {}, own)

    return decorate


def _cut(items: Sequence[Any], paging: relay.Paging) -> Slice:
    start = 0 if paging.after is None else _position(paging.after, "after") + 1
    end = len(items) if paging.before is None else min(_position(paging.before, "before"), len(items))
    if paging.from_end:
        end = max(start, end - paging.offset)
        start = max(start, end - paging.size)
    else:
        start += paging.offset
        end = min(end, start + paging.size)
    return Slice(
        nodes=items[start:end],
        cursors=[_cursor(at) for at in range(start, max(start, end))],
        has_next=end < len(items),
        has_previous=start > 0,
    )


def _cursor(position: int) -> str:
    return urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def _position(cursor: str, field: str) -> int:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        text = ""
    name, _, position = text.partition(":")
    if name != "at" or not position.isdigit():
        raise Invalid("this cursor does not belong to this list; start at its first page", field=field)
    return int(position)
