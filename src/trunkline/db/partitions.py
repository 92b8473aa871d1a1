"""Partitions by day of the tables whose ids carry the day: made ahead, and dropped whole by retention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import asyncpg

from trunkline import clock, log
from trunkline.db.connect import Role
from trunkline.db.session import Database
from trunkline.errors import SetupError

_log = log.get(__name__)

PARTITIONED = {"execution": "id", "step_result": "execution_id", "log": "execution_id"}
"""The partitioned tables, and the column whose id decides the day."""

_NAME = re.compile(rf"({'|'.join(PARTITIONED)})(_default|_(\d{{8}}))?")
_READY_DAYS_AHEAD = 1
_LOCK_TIMEOUT = "3s"
_ATTEMPTS = 3
_ADVISORY_LOCK = 0x7472756E6B  # "trunk"
_VACUUM = "autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05"
_STORAGE = {
    # Each execution is updated twice: room on its page lets that happen without touching an index.
    "execution": f"fillfactor = 50, {_VACUUM}",
    "step_result": _VACUUM,
    "log": _VACUUM,
}
_CHILDREN = """
SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = to_regclass($1)
"""


def is_partitioned(table: str) -> bool:
    """Say whether this is the name of a partitioned table or of one of its partitions."""
    return _NAME.fullmatch(table) is not None


def partition_name(table: str, day: date) -> str:
    """Return the name of the partition that holds the rows of this UTC day."""
    return f"{table}_{day:%Y%m%d}"


async def ensure(connection: asyncpg.Connection, today: date, days_ahead: int = 7) -> list[str]:
    """Create what is missing from ``today`` to ``days_ahead`` later; return the names of what was created.

    Several processes may do it at once. Rows that went to the DEFAULT partition meanwhile are moved.

    Raises:
        SetupError: a table stays locked by others; nothing is lost, rows go to the DEFAULT partition.
    """
    created: list[str] = []
    for table in PARTITIONED:
        present = await _children(connection, table)
        if f"{table}_default" not in present:
            await _locked(connection, table, _default_statements(table))
            created.append(f"{table}_default")
        for day in (today + timedelta(days=ahead) for ahead in range(days_ahead + 1)):
            name = partition_name(table, day)
            if name not in present and await _create(connection, table, day):
                created.append(name)
    if created:
        _log.info("partitions.created", partitions=created)
    return created


async def make_ahead(database: Database) -> None:
    """Create what is missing from today to a week ahead; before a process takes in its first execution.

    Raises:
        SetupError: the database cannot be reached, or a table stays locked by others.
    """
    connection = await database.connect_engine("trunkline-partitions")
    try:
        await ensure(connection, clock.now().date())
    finally:
        await connection.close()


async def missing(connection: asyncpg.Connection, today: date) -> list[str]:
    """Return the partitions of today and tomorrow that do not exist; empty when all is well."""
    lacking: list[str] = []
    for table in PARTITIONED:
        names = [f"{table}_default"]
        names += [partition_name(table, today + timedelta(days=ahead)) for ahead in range(_READY_DAYS_AHEAD + 1)]
        present = await _children(connection, table)
        lacking += [name for name in names if name not in present]
    return lacking


async def drop_before(connection: asyncpg.Connection, day: date) -> list[str]:
    """Drop all rows of the days before ``day``; return the names of the dropped partitions.

    Raises:
        SetupError: a table stays locked by others; come again later.
    """
    dropped: list[str] = []
    for table, key in PARTITIONED.items():
        for name in sorted(await _children(connection, table)):
            if (held := _day_of(name)) is not None and held < day:
                await _locked(connection, table, [f"DROP TABLE IF EXISTS {name}"])
                dropped.append(name)
        await connection.execute(
            f"DELETE FROM {table}_default WHERE {key} < $1",  # noqa: S608 - names of our own
            clock.first_id_of(day),
        )
    if dropped:
        _log.info("partitions.dropped", partitions=dropped)
    return dropped


async def _create(connection: asyncpg.Connection, table: str, day: date) -> bool:
    """Create one partition; say whether it was this call that did."""
    return await _locked(connection, table, _partition_statements(table, day), unless=partition_name(table, day))


def _default_statements(table: str) -> Iterator[str]:
    yield f"CREATE TABLE IF NOT EXISTS {table}_default PARTITION OF {table} DEFAULT WITH ({_STORAGE[table]})"


def _partition_statements(table: str, day: date) -> Iterator[str]:
    """Build the partition aside and attach it: that locks the DEFAULT partition, and not the whole table."""
    name, key = partition_name(table, day), PARTITIONED[table]
    first, end = clock.first_id_of(day), clock.first_id_of(day + timedelta(days=1))
    yield f"LOCK TABLE {table}_default IN ACCESS EXCLUSIVE MODE"
    yield f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL) WITH ({_STORAGE[table]})"
    delete = f"DELETE FROM {table}_default WHERE {key} >= '{first}' AND {key} < '{end}'"  # noqa: S608 - our names
    yield f"WITH moved AS ({delete} RETURNING *) INSERT INTO {name} TABLE moved"
    yield f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')"


async def _locked(
    connection: asyncpg.Connection, table: str, statements: Iterator[str] | list[str], *, unless: str = ""
) -> bool:
    """Run the statements as the owner, one process at a time; not when a table named ``unless`` exists."""
    todo = list(statements)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            async with connection.transaction():
                # Reading the catalogue comes after the lock: what another process made is seen then.
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _ADVISORY_LOCK)
                if unless and await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", unless):
                    return False
                await connection.execute(f"SET LOCAL ROLE {Role.ENGINE}")
                await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
                for statement in todo:
                    await connection.execute(statement)
        except asyncpg.LockNotAvailableError:
            _log.warning("partitions.locked", table=table, attempt=attempt)
        else:
            return True
    raise SetupError(f"partitions of {table} cannot be changed: a long query or transaction holds the table")


async def _children(connection: asyncpg.Connection, table: str) -> set[str]:
    return {row["relname"] for row in await connection.fetch(_CHILDREN, table)}


def _day_of(partition: str) -> date | None:
    found = _NAME.fullmatch(partition)
    if found is None or found.group(3) is None:
        return None
    return date.fromisoformat(found.group(3))
