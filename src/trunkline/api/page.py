"""What a connection field gives; each part is worked out only when the request selects it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from trunkline.api.bindings import Fields, is_connection, is_edge, object_types


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page and where each of them stands in the list."""

    nodes: Sequence[Any]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


EMPTY = Slice((), (), has_next=False, has_previous=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A row and its cursor."""

    node: Any
    cursor: str


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Relay's account of what lies around a page."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page not read yet: ``fetch`` and ``count`` may be called more than once and share their work."""

    fetch: Callable[[], Awaitable[Slice]]
    count: Callable[[], Awaitable[int]]


async def nodes(page: Page, _info: object) -> Sequence[Any]:
    """Return the objects of the page."""
    return (await page.fetch()).nodes


async def edges(page: Page, _info: object) -> list[Edge]:
    """Return the objects of the page, each with its cursor."""
    found = await page.fetch()
    return [Edge(node, cursor) for node, cursor in zip(found.nodes, found.cursors, strict=True)]


async def page_info(page: Page, _info: object) -> PageInfo:
    """Return what lies around the page."""
    found = await page.fetch()
    first, last = (found.cursors[0], found.cursors[-1]) if found.cursors else (None, None)
    return PageInfo(found.has_next, found.has_previous, first, last)


async def total_count(page: Page, _info: object) -> int:
    """Return how many objects the list has, all pages together."""
    return await page.count()


_PARTS = {"nodes": nodes, "edges": edges, "pageInfo": page_info, "totalCount": total_count}


def bindings(schema: GraphQLSchema) -> list[Fields]:
    """Return the bindings of all connection and edge types of ``schema``, and of PageInfo."""
    found = [Fields("PageInfo", PageInfo)] if "PageInfo" in schema.type_map else []
    for type_ in object_types(schema):
        if is_connection(type_):
            fields = Fields(type_.name)
            for name in type_.fields.keys() & _PARTS.keys():
                fields.field(name)(_PARTS[name])
            found.append(fields)
        elif is_edge(type_):
            found.append(Fields(type_.name, Edge))
    return found
