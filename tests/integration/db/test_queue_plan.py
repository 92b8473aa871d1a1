from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from pgqueuer.adapters.persistence.qb import QueryQueueBuilder

from trunkline import clock
from trunkline.db.session import Database

BACKLOG = "SELECT 0, 'queued', 'run' FROM generate_series(1, 5000)"
BATCH = 10


@pytest.fixture
async def queue(fresh_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Return a hot-path connection to a queue with a backlog, of which statistics know."""
    owner = await asyncpg.connect(fresh_database_url)
    await owner.execute(f"INSERT INTO pgqueuer (priority, status, entrypoint) {BACKLOG}")
    await owner.execute("ANALYZE pgqueuer")
    await owner.close()
    database = Database(fresh_database_url)
    connection = await database.connect_engine("test-queue")
    yield connection
    await connection.close()
    await database.close()


async def test_a_claim_reads_its_batch_only_and_not_the_backlog(queue: asyncpg.Connection) -> None:
    claim = QueryQueueBuilder().build_dequeue_query(
        batch_size=BATCH,
        entrypoints=["run"],
        concurrency_limits=[0],
        queue_manager_id=clock.new_id(),
        global_concurrency_limit=100,
        heartbeat_timeout=timedelta(seconds=10),
    )
    explained = await queue.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {claim.sql}", *claim.args)

    read = [node["Actual Rows"] * node["Actual Loops"] for node in nodes(json.loads(explained)[0]["Plan"])]

    assert await queue.fetchval("SELECT count(*) FROM pgqueuer WHERE status = 'picked'") == BATCH
    assert max(read) <= 2 * BATCH


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)
