"""Lists of many parents at once: one lateral join gives each parent its own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute, aliased

from trunkline.api.context import RequestContext
from trunkline.api.page import Slice
from trunkline.api.reading import Reading


async def read_children(
    context: RequestContext, reading: Reading, parent: InstrumentedAttribute[Any], keys: Sequence[UUID]
) -> Mapping[UUID, Slice]:
    """Return the page of every parent; the index on the parent column is read as far as the page goes."""
    wanted = sa.func.unnest(sa.literal(list(keys), postgresql.ARRAY(parent.type)))
    wanted_keys = wanted.table_valued(sa.column("parent", parent.type), name="wanted").render_derived()
    page = reading.select().where(parent == wanted_keys.c.parent).lateral("page")
    values = [page.c[f"order_{at}"] for at in range(len(reading.orders))]
    statement = (
        sa.select(aliased(reading.model, page), wanted_keys.c.parent, *values)
        .select_from(wanted_keys)
        .join(page, sa.true())
        .order_by(*(value.desc() if order.descending else value.asc() for value, order in _walk(reading, values)))
    )
    by_parent: dict[UUID, list[sa.Row[Any]]] = {key: [] for key in keys}
    for row in await context.rows(statement):
        by_parent[row[1]].append(row)
    return {key: reading.cut(rows) for key, rows in by_parent.items()}


async def count_children(
    context: RequestContext, reading: Reading, parent: InstrumentedAttribute[Any], keys: Sequence[UUID]
) -> Mapping[UUID, int]:
    """Return how many rows each parent has; those without any are left out."""
    statement = reading.statement.with_only_columns(parent, sa.func.count(), maintain_column_froms=True)
    rows = await context.rows(statement.where(parent.in_(keys)).order_by(None).group_by(parent))
    return {row[0]: row[1] for row in rows}


def _walk(reading: Reading, values: Sequence[sa.ColumnElement[Any]]) -> list[tuple[sa.ColumnElement[Any], Any]]:
    return list(zip(values, reading.walked, strict=True))
