"""One page of one list as statements: where it starts, how far it goes, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from trunkline.api.ordering import Order, after, decode_cursor, encode_cursor, key_columns
from trunkline.api.page import Slice
from trunkline.api.paging import Paging
from trunkline.db.base import Base


@dataclass(frozen=True, slots=True)
class Reading:
    """A filtered select, its total order, and which piece of it is wanted."""

    model: type[Base]
    statement: sa.Select[Any]
    orders: Sequence[Order]
    paging: Paging

    @property
    def walked(self) -> Sequence[Order]:
        """Return the orders in the direction that the rows are read: backwards for ``last``."""
        return [order.reversed() for order in self.orders] if self.paging.from_end else self.orders

    def select(self) -> sa.Select[Any]:
        """Return the statement of the page: model first, ordering values last, one row more than asked.

        Raises:
            Invalid: a cursor that does not belong to this list.
        """
        labels = [order.expression.label(f"order_{at}") for at, order in enumerate(self.orders)]
        statement = self.statement.add_columns(*labels).where(*self._bounds())
        statement = statement.order_by(None).order_by(*(order.clause for order in self.walked))
        statement = statement.limit(self.paging.size + 1)
        return statement.offset(self.paging.offset) if self.paging.offset else statement

    def count(self) -> sa.Select[Any]:
        """Return the statement that counts the whole list, whatever the page."""
        keys = self.statement.with_only_columns(*key_columns(self.model), maintain_column_froms=True)
        return sa.select(sa.func.count()).select_from(keys.order_by(None).subquery())

    def cut(self, rows: Sequence[sa.Row[Any]]) -> Slice:
        """Return the page in the rows that ``select`` gave."""
        paging = self.paging
        has_more = len(rows) > paging.size
        page = list(rows[: paging.size])
        skipped = paging.offset > 0
        if paging.from_end:
            page.reverse()
        return Slice(
            nodes=[row[0] for row in page],
            cursors=[encode_cursor(self.orders, row[-len(self.orders) :]) for row in page],
            has_next=paging.before is not None or skipped if paging.from_end else has_more,
            has_previous=has_more if paging.from_end else paging.after is not None or skipped,
        )

    def _bounds(self) -> list[sa.ColumnElement[bool]]:
        bounds = []
        if self.paging.after is not None:
            bounds.append(after(self.orders, decode_cursor(self.paging.after, self.orders, field="after")))
        if self.paging.before is not None:
            back = [order.reversed() for order in self.orders]
            bounds.append(after(back, decode_cursor(self.paging.before, self.orders, field="before")))
        return bounds
