"""The limit: what bare asyncpg does on this machine, now. Group commit in, claim by SKIP LOCKED, group commit out.

No HTTP, no steps, no logs, no keys; one process for each side. Our share of it is what all the rest costs.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time

import asyncpg

BATCH = 200
PAYLOAD = b"x" * 1024
_TABLE = """
DROP TABLE IF EXISTS bench_queue;
CREATE TABLE bench_queue (id bigserial PRIMARY KEY, status smallint NOT NULL, payload bytea NOT NULL, result bytea)
  WITH (fillfactor = 50);
CREATE INDEX ON bench_queue (id) WHERE status = 0;
"""
_CLAIM = """
UPDATE bench_queue SET status = 1 WHERE id IN (
  SELECT id FROM bench_queue WHERE status = 0 ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
# A table that was empty a moment ago makes the planner sort it whole: the limit must not depend on that.
_BY_INDEX = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off"
_FINISH = "UPDATE bench_queue SET status = 2, result = $2 WHERE id = ANY($1)"


async def limit(url: str, seconds: float) -> float:
    """Return executions a second that go in, are claimed, and come out."""
    connection = await asyncpg.connect(url)
    await connection.execute(_TABLE)
    processes = [
        multiprocessing.get_context("spawn").Process(target=side, args=(url, seconds)) for side in (_put, _take)
    ]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)
    done = await connection.fetchval("SELECT count(*) FROM bench_queue WHERE status = 2")
    await connection.execute("DROP TABLE bench_queue")
    await connection.close()
    return float(done / seconds)


def _put(url: str, seconds: float) -> None:
    asyncio.run(_put_all(url, seconds))


def _take(url: str, seconds: float) -> None:
    asyncio.run(_take_all(url, seconds))


async def _put_all(url: str, seconds: float) -> None:
    connection = await asyncpg.connect(url)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        records = [(0, PAYLOAD)] * BATCH
        await connection.copy_records_to_table("bench_queue", records=records, columns=("status", "payload"))
    await connection.close()


async def _take_all(url: str, seconds: float) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(_BY_INDEX)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        rows = await connection.fetch(_CLAIM)
        if rows:
            await connection.execute(_FINISH, [row["id"] for row in rows], b"result")
    await connection.close()
