"""Stores executions: rows, payloads and a dispatch job in one transaction for all that wait.

Nothing is acknowledged before it is durable. This file owns its transactions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from trunkline.blobs.store import Blobs
from trunkline.db.channels import EXECUTIONS
from trunkline.db.models import InvokeType, Status
from trunkline.errors import Invalid
from trunkline.executions import dispatch
from trunkline.executions.connection import Connect, Healing
from trunkline.executions.group_commit import GroupCommit

TRIGGER_POSITION = 0
_EXECUTION = (
    "id", "org_id", "customer_id", "instance_id", "integration_id", "flow_config_id", "deployment_id",
    "status", "invoke_type", "attempt", "is_test",
)  # fmt: skip
_PAYLOAD = (
    "execution_id", "position", "org_id", "step_name", "loop_path", "started_at", "ended_at", "size_bytes", "data",
    "blob_key",
)  # fmt: skip
_GIVE_UP_AFTER_S = 20.0
MAX_BATCH = 200


@dataclass(frozen=True, slots=True)
class NewExecution:
    """An execution about to be stored; ``payload`` as ``payload.pack_request`` makes it, or in a blob."""

    id: UUID
    org_id: UUID
    customer_id: UUID
    instance_id: UUID
    integration_id: UUID
    flow_config_id: UUID
    deployment_id: UUID
    invoke_type: InvokeType
    is_test: bool
    trigger_step: str
    at: datetime
    payload: bytes | None
    size_bytes: int
    blob_key: str | None = None


def notice(ids: Sequence[UUID]) -> str:
    """Return the NOTIFY payload for these executions; 200 of them fit into PostgreSQL's 8000 bytes."""
    return ",".join(id.hex for id in ids)


async def write(connection: asyncpg.Connection, batch: Sequence[NewExecution]) -> None:
    """Store executions, their payloads and one dispatch job, in the caller's transaction; 200 at most."""
    queued = int(Status.QUEUED)
    executions = [
        (e.id, e.org_id, e.customer_id, e.instance_id, e.integration_id, e.flow_config_id, e.deployment_id,
         queued, int(e.invoke_type), 0, e.is_test)
        for e in batch
    ]  # fmt: skip
    payloads = [
        (
            e.id,
            TRIGGER_POSITION,
            e.org_id,
            e.trigger_step,
            "",
            e.at,
            e.at,
            e.size_bytes,
            e.payload,
            e.blob_key,
        )
        for e in batch
    ]
    ids = [e.id for e in batch]
    await connection.copy_records_to_table("execution", records=executions, columns=_EXECUTION)
    await connection.copy_records_to_table("step_result", records=payloads, columns=_PAYLOAD)
    await dispatch.enqueue(connection, ids)
    await connection.execute("SELECT pg_notify($1, $2)", EXECUTIONS, notice(ids))


class Ingest:
    """Stores executions for one process, on one connection of its own that heals by itself."""

    def __init__(self, connect: Connect, blobs: Blobs, *, inline_bytes: int) -> None:
        self._connection = Healing(connect, "ingest", give_up_after_s=_GIVE_UP_AFTER_S)
        self._blobs = blobs
        self._inline_bytes = inline_bytes
        self._group = GroupCommit(self._store, max_batch=MAX_BATCH)

    async def open(self) -> None:
        """Connect, so that the first request does not wait for it."""
        await self._connection.open()

    async def close(self) -> None:
        """Write what still waits, then disconnect."""
        await self._group.drain()
        await self._connection.close()

    async def add(self, execution: NewExecution) -> None:
        """Return when the execution is durable.

        Raises:
            Internal: the database did not come back within 20 seconds; the execution may or may not be stored.
            Invalid: this execution cannot be stored; others of its batch are.
        """
        if execution.payload is not None and execution.size_bytes > self._inline_bytes:
            execution = await self._outsource(execution, execution.payload)
        try:
            await self._group.add(execution)
        except (asyncpg.DataError, UnicodeError, OverflowError) as wrong:
            raise Invalid("the request holds something that cannot be stored") from wrong

    async def _outsource(self, execution: NewExecution, payload: bytes) -> NewExecution:
        """Put a large payload into the blob store first, so that no row names a blob that is not there."""
        key = self._blobs.key_of(execution.org_id, execution.id, TRIGGER_POSITION)
        await self._blobs.put(key, payload)
        return replace(execution, payload=None, blob_key=key)

    async def _store(self, batch: list[NewExecution]) -> list[None]:
        await self._connection.retried(lambda connection, again: _write_missing(connection, batch, again))
        return [None] * len(batch)


async def _write_missing(connection: asyncpg.Connection, batch: list[NewExecution], again: bool) -> None:
    """Write a batch; after an interrupted try only what that one has not committed: read, never guessed."""
    async with connection.transaction():
        if again:
            known = await _known(connection, [e.id for e in batch])
            batch = [e for e in batch if e.id not in known]
        if batch:
            await write(connection, batch)


async def _known(connection: asyncpg.Connection, ids: list[UUID]) -> set[UUID]:
    query = "SELECT id FROM execution WHERE id = ANY($1) AND id BETWEEN $2 AND $3"
    return {row["id"] for row in await connection.fetch(query, ids, min(ids), max(ids))}
