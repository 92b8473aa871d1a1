"""Orders and keyset cursors: where a page starts is told by the values of the ordering columns."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, get_named_type
from sqlalchemy.orm import InstrumentedAttribute

from trunkline.db.base import Base
from trunkline.errors import Invalid

Expression = sa.ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One ordering expression; ``name`` goes into cursors, so that they fit this order only."""

    name: str
    expression: Expression
    descending: bool = False

    @property
    def clause(self) -> sa.UnaryExpression[Any]:
        """Return it as PostgreSQL orders by it: nulls last going up, first going down."""
        return self.expression.desc() if self.descending else self.expression.asc()

    @property
    def is_nullable(self) -> bool:
        """Say whether a value can be missing; what is no plain column may be."""
        return bool(getattr(self.expression, "nullable", True))

    def reversed(self) -> Order:
        """Return the opposite order."""
        return Order(self.name, self.expression, not self.descending)


def key_columns(model: type[Base]) -> list[Expression]:
    """Return the columns of the primary key, as the model's attributes."""
    mapper = sa.inspect(model)
    return [getattr(model, mapper.get_property_by_column(column).key) for column in mapper.primary_key]


def complete(orders: Sequence[Order], model: type[Base], *, newest_first: bool) -> list[Order]:
    """Add the primary key, so that the order is total; it goes the way of the last order given."""
    descending = orders[-1].descending if orders else newest_first
    have = {id(order.expression) for order in orders}
    keys = [column for column in key_columns(model) if id(column) not in have]
    return [*orders, *(Order(f"key{at}", column, descending) for at, column in enumerate(keys))]


def chosen(arguments: Mapping[str, Any], fields: Mapping[str, Expression]) -> list[Order]:
    """Return the orders that ``orderBy`` and ``sortBy`` ask for, each expression once."""
    asked = [arguments.get("orderBy"), *(arguments.get("sortBy") or [])]
    orders: dict[str, Order] = {}
    for one in asked:
        if one is not None:
            name = one["field"]
            orders.setdefault(name, Order(name, fields[name], one["direction"] == "DESC"))
    return list(orders.values())


def order_values(field: GraphQLField, argument: str) -> list[str]:
    """Return the values of the enum that an ``orderBy`` or ``sortBy`` argument of a field offers."""
    order = get_named_type(field.args[argument].type)
    if not isinstance(order, GraphQLInputObjectType):
        return [str(order)]
    enum = get_named_type(order.fields["field"].type)
    return list(enum.values) if isinstance(enum, GraphQLEnumType) else [str(enum)]


def encode_cursor(orders: Sequence[Order], values: Sequence[object]) -> str:
    """Return the cursor of the row with these values of the ordering expressions."""
    return urlsafe_b64encode(msgspec.json.encode([_signature(orders), *values])).decode().rstrip("=")


def decode_cursor(cursor: str, orders: Sequence[Order], *, field: str) -> list[Any]:
    """Return the values in a cursor of this order.

    Raises:
        Invalid: it is not a cursor, or one of another order.
    """
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, *values = msgspec.json.decode(raw, type=list[Any])
        if signature == _signature(orders) and len(values) == len(orders):
            return [_typed(order, value) for order, value in zip(orders, values, strict=True)]
    except (ValueError, msgspec.DecodeError):
        pass  # told below, like a cursor of another order
    raise Invalid(
        "this cursor does not belong to this list in this order; start at its first page",
        field=field,
    )


def after(orders: Sequence[Order], values: Sequence[object]) -> sa.ColumnElement[bool]:
    """Return the condition of the rows that come after the one with these values."""
    if len({order.descending for order in orders}) == 1 and not any(order.is_nullable for order in orders):
        return _after_tuple(orders, values)
    clauses: list[sa.ColumnElement[bool]] = []
    same: list[sa.ColumnElement[bool]] = []
    for order, value in zip(orders, values, strict=True):
        clauses.append(sa.and_(*same, _beyond(order, value)))
        same.append(order.expression.is_(None) if value is None else order.expression == _bound(order, value))
    return sa.or_(*clauses)


def _after_tuple(orders: Sequence[Order], values: Sequence[object]) -> sa.ColumnElement[bool]:
    """Compare as one row, which an index over the columns answers directly."""
    here = sa.tuple_(*(order.expression for order in orders))
    there = sa.tuple_(*(_bound(order, value) for order, value in zip(orders, values, strict=True)))
    return here < there if orders[0].descending else here > there


def _beyond(order: Order, value: object) -> sa.ColumnElement[bool]:
    column = order.expression
    if value is None:  # nulls are the last going up and the first going down
        return column.is_not(None) if order.descending else sa.false()
    if order.descending:
        return column < _bound(order, value)
    further = column > _bound(order, value)
    return sa.or_(further, column.is_(None)) if order.is_nullable else further


def _bound(order: Order, value: object) -> sa.BindParameter[Any]:
    return sa.literal(value, order.expression.type)


def _signature(orders: Sequence[Order]) -> str:
    return " ".join(f"-{order.name}" if order.descending else order.name for order in orders)


def _typed(order: Order, value: object) -> object:
    wanted: type[object] = order.expression.type.python_type
    if value is None and order.is_nullable:
        return None
    if wanted in (datetime, UUID) and isinstance(value, str):
        return datetime.fromisoformat(value) if wanted is datetime else UUID(value)
    if isinstance(value, bool) != (wanted is bool) or not isinstance(value, wanted):
        raise ValueError("a value of another type")
    return value
