"""Takes executions over for this worker, reads what earlier attempts left, and gives them back.

This file owns its transactions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from trunkline.blobs.store import Blobs
from trunkline.db.models import InvokeType, Status
from trunkline.engine.ports import Recorded, StepKey
from trunkline.executions import dispatch, rows
from trunkline.executions.connection import Connect, Healing
from trunkline.executions.group_commit import GroupCommit
from trunkline.executions.rows import Claimed

# A terminal execution is not returned, so it never runs again; one of a paused instance stays queued. Subqueries by
# row, not joins: a planner with old statistics would read whole partitions.
_CLAIM = f"""
WITH claimed AS (
    UPDATE execution AS e
    SET status = {int(Status.RUNNING)}, attempt = attempt + 1, started_at = coalesce(started_at, clock_timestamp())
    WHERE id = ANY($1) AND id BETWEEN $2 AND $3 AND status IN ({int(Status.QUEUED)}, {int(Status.RUNNING)})
      AND (SELECT i.enabled OR e.is_test FROM instance AS i WHERE i.id = e.instance_id)
    RETURNING id, attempt, org_id, instance_id, flow_config_id, deployment_id, invoke_type, is_test, started_at
)
SELECT claimed.*, payload.data, payload.blob_key FROM claimed CROSS JOIN LATERAL (
    SELECT data, blob_key FROM step_result
    WHERE execution_id = claimed.id AND execution_id BETWEEN $2 AND $3 AND position = 0 LIMIT 1
) AS payload
"""
_RECORDED = """
SELECT position, step_name, loop_path, branch, started_at, ended_at, error, data, blob_key FROM step_result
WHERE execution_id = $1 AND position > 0 ORDER BY position
"""
_NEXT_LINE = "SELECT coalesce(max(line) + 1, 0) FROM log WHERE execution_id = $1"
_RELEASE = f"""
UPDATE execution AS e SET status = {int(Status.QUEUED)} FROM unnest($1::uuid[], $2::smallint[]) AS mine (id, attempt)
WHERE e.id = mine.id AND e.id = ANY($1) AND e.id BETWEEN $3 AND $4
  AND e.attempt = mine.attempt AND e.status = {int(Status.RUNNING)}
RETURNING e.id
"""

_MOST_JOBS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier attempts at an execution left."""

    recorded: dict[StepKey, Recorded]
    next_line: int


class Claims:
    """Claims for one worker, on one connection of its own that heals by itself."""

    def __init__(self, connect: Connect, blobs: Blobs) -> None:
        self._connection = Healing(connect, "claims")
        self._blobs = blobs
        self._group = GroupCommit(self._claim, max_batch=_MOST_JOBS_AT_ONCE)

    async def open(self) -> None:
        """Connect."""
        await self._connection.open()

    async def close(self) -> None:
        """Disconnect."""
        await self._connection.close()

    async def claim(self, ids: Sequence[UUID]) -> list[Claimed]:
        """Take executions over; those that have ended, or whose instance is paused, are left out."""
        return await self._group.add(ids)

    async def _claim(self, batches: list[Sequence[UUID]]) -> list[list[Claimed]]:
        """Claim what several jobs ask for in one statement."""
        ids = list({id for batch in batches for id in batch})

        async def work(connection: asyncpg.Connection, _again: bool) -> list[asyncpg.Record]:
            found: list[asyncpg.Record] = await connection.fetch(_CLAIM, ids, min(ids), max(ids))
            return found

        claimed = {row["id"]: _claimed(row) for row in await self._connection.retried(work)}
        # Two jobs may name the same execution: the first that asks gets it.
        return [[claimed.pop(id) for id in batch if id in claimed] for batch in batches]

    async def reach(self) -> None:
        """Return when the database can be reached."""
        await self._connection.retried(lambda connection, _again: connection.execute("SELECT 1"))

    async def payload_of(self, claimed: Claimed) -> bytes:
        """Return the stored form of what an execution's trigger was given.

        Raises:
            NotFound: it is gone from the blob store. SetupError: the blob store cannot be read.
        """
        return claimed.payload if claimed.payload is not None else await self._blobs.get(claimed.blob_key or "")

    async def earlier(self, execution_id: UUID) -> Earlier:
        """Return the finished steps of an execution, and where its log goes on."""

        async def work(connection: asyncpg.Connection, _again: bool) -> tuple[list[asyncpg.Record], int]:
            steps = await connection.fetch(_RECORDED, execution_id)
            return steps, await connection.fetchval(_NEXT_LINE, execution_id)

        steps, next_line = await self._connection.retried(work)
        recorded = [await self._recorded(row) for row in steps]
        return Earlier({step.key: step for step in recorded}, next_line)

    async def release(self, claimed: Sequence[Claimed]) -> None:
        """Give executions back to the front of the queue, for another worker to go on with."""

        async def work(connection: asyncpg.Connection, _again: bool) -> None:
            ids = [run.id for run in claimed]
            async with connection.transaction():
                found = await connection.fetch(_RELEASE, ids, [run.attempt for run in claimed], min(ids), max(ids))
                if found:
                    await dispatch.enqueue(connection, [row["id"] for row in found], urgent=True)

        if claimed:
            await self._connection.retried(work)

    async def requeue(self, ids: Sequence[UUID]) -> None:
        """Put executions that were not claimed back at the front of the queue."""
        await self._connection.retried(lambda connection, _again: dispatch.enqueue(connection, ids, urgent=True))

    async def _recorded(self, row: asyncpg.Record) -> Recorded:
        data = row["data"] if row["data"] is not None else await self._blobs.get(row["blob_key"])
        stored = rows.unpack(data)
        content_type = stored["contentType"]
        return Recorded(
            StepKey(row["step_name"], row["loop_path"]), row["started_at"], row["ended_at"], stored["data"],
            row["branch"], row["error"], row["position"], content_type if isinstance(content_type, str) else None,
        )  # fmt: skip


def _claimed(row: asyncpg.Record) -> Claimed:
    return Claimed(
        row["id"], row["attempt"], row["org_id"], row["instance_id"], row["flow_config_id"], row["deployment_id"],
        InvokeType(row["invoke_type"]), row["is_test"], row["started_at"], row["data"], row["blob_key"],
    )  # fmt: skip
