"""Reading one row that must be there, and writing one that may clash."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.api.names import camel
from trunkline.db.base import Base
from trunkline.errors import Conflict, Internal, NotFound, TrunklineError

Row = TypeVar("Row", bound=Base)

_UNIQUE = "23505"
_FOREIGN_KEY = "23503"


async def one_or_not_found(session: AsyncSession, statement: sa.Select[Row], what: str, *, field: str = "id") -> Row:
    """Return the only row of a select.

    Raises:
        NotFound: it gives none; the message says that there is no such ``what``.
    """
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"there is no {what} with this {'id' if field.endswith('id') else field}", field=field)
    return found


async def insert_or_conflict(session: AsyncSession, row: Base, *, field: str | None = None) -> None:
    """Add a row and write it.

    Raises:
        Conflict: another row has a value that must be unique; names that column, or ``field``.
    """
    session.add(row)
    await flush_or_conflict(session, field=field)


async def flush_or_conflict(session: AsyncSession, *, field: str | None = None) -> None:
    """Write what was changed. After a conflict the transaction (or the mutation's savepoint) is done for.

    Raises:
        Conflict: another row has a value that must be unique, or needs one that goes.
    """
    try:
        await session.flush()
    except sa.exc.IntegrityError as wrong:
        raise conflict_of(wrong, field=field) from wrong


def conflict_of(wrong: sa.exc.IntegrityError, *, field: str | None = None) -> TrunklineError:
    """Return the error that an integrity error of the database means to people."""
    cause: Any = wrong.orig.__cause__ if wrong.orig else None
    state, table = getattr(cause, "sqlstate", None), str(getattr(cause, "table_name", ""))
    if state == _UNIQUE:
        name = field or _field_of(table, str(cause.constraint_name))
        return Conflict(f"another {_words(table)} has this {_words(name or 'value')}", field=name)
    if state == _FOREIGN_KEY:
        return Conflict(f"it clashes with what is there: {_words(table)} needs it, or names what is gone", field=field)
    return Internal(f"the database refused a row of {table}")


def _field_of(table: str, constraint: str) -> str | None:
    """Return the API's name of the column that a unique constraint is about: its last one."""
    found = Base.metadata.tables.get(table)
    if found is None:
        return None
    unique: list[sa.UniqueConstraint | sa.Index] = [
        *(one for one in found.constraints if isinstance(one, sa.UniqueConstraint)),
        *found.indexes,
    ]
    columns = [column.name for one in unique if one.name == constraint for column in one.columns]
    return camel(columns[-1]) if columns else None


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).replace("_", " ")
