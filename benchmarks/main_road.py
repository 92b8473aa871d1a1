"""The main road under load: ``python -m benchmarks.main_road`` prints a table and one JSON line.

Web server, worker, PostgreSQL and the load generator (wrk) share this machine. 1 KiB of JSON, five steps, 10,000
endpoints of 100 customers, each with a key; logs, roles, partitions and fsync as in production.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import asyncpg
from tests.stack import Stack

from benchmarks import load, measure
from benchmarks.limit import limit
from benchmarks.seed import Target, seed
from trunkline import clock
from trunkline.db import migrate
from trunkline.db.embedded import EmbeddedPostgres

CONNECTIONS = 64
LIMIT_S = 10.0


async def one_run(seconds: int) -> dict[str, object]:
    """Measure once, on fresh data."""
    with tempfile.TemporaryDirectory(prefix="trunkline-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        async with EmbeddedPostgres(home) as postgres:
            await migrate.upgrade(postgres.url)
            targets = await seed(postgres.url, home, customers=100, instances_each=10)
            stack = Stack(postgres.url, home, settings={"TRUNKLINE_WEBHOOK_RATE_PER_S": "0"})
            began = time.monotonic()
            await asyncio.to_thread(stack.start)
            ready_s = time.monotonic() - began
            connection = await asyncpg.connect(postgres.url)
            try:
                result = await _measure(connection, stack, postgres.postmaster_pid or 0, targets, seconds)
            finally:
                await connection.close()
                await asyncio.to_thread(stack.stop)
            bare = await limit(postgres.url, LIMIT_S)
    finished = result["finished_per_s"]
    assert isinstance(finished, int)
    return {
        **result, "ready_s": round(ready_s, 2), "limit_per_s": round(bare), "share_of_limit": round(finished / bare, 3),
    }  # fmt: skip


async def _measure(
    connection: asyncpg.Connection, stack: Stack, postgres_pid: int, targets: list[Target], seconds: int
) -> dict[str, object]:
    roles = measure.roles_of(stack, postgres_pid)
    await asyncio.sleep(3)
    idle = roles.memory_mib()
    cold = await _at_rate(connection, stack, targets, rate_per_s=50, seconds=10)  # nearly every request a new endpoint
    await asyncio.to_thread(load.send, stack.url, targets, connections=CONNECTIONS, seconds=20)  # warm-up
    await _drained(connection)
    light = await _at_rate(connection, stack, targets, rate_per_s=50, seconds=20)
    full = await _full_load(connection, stack, roles, targets, seconds)
    assert isinstance(full["finished_per_s"], int)
    half = await _at_rate(connection, stack, targets, rate_per_s=full["finished_per_s"] / 2, seconds=20)
    return {
        **full,
        "start_p50_ms_at_50": light["start_p50_ms"], "start_p99_ms_at_50": light["start_p99_ms"],
        "start_p50_ms_cold": cold["start_p50_ms"], "half_rate_per_s": half["rate_per_s"],
        "half_accept_p50_ms": half["accept_p50_ms"], "half_accept_p99_ms": half["accept_p99_ms"],
        "idle_mib": idle, "loaded_mib": roles.memory_mib(),
    }  # fmt: skip


async def _full_load(
    connection: asyncpg.Connection, stack: Stack, roles: measure.Roles, targets: list[Target], seconds: int
) -> dict[str, object]:
    before, since = roles.cpu_s(), clock.now()
    sent = await asyncio.to_thread(load.send, stack.url, targets, connections=CONNECTIONS, seconds=seconds)
    until = clock.now()
    backlog = await measure.unended(connection)
    done = await measure.finished(connection, since, until)
    drain_s = await _drained(connection)
    used = {role: after - before[role] for role, after in roles.cpu_s().items()}  # of all that came in
    return {
        "accepted_per_s": round(sent.rate_per_s), "finished_per_s": round(done / (until - since).total_seconds()),
        "refused": sent.refused, "accept_p50_ms": round(sent.p50_ms, 1), "accept_p99_ms": round(sent.p99_ms, 1),
        "backlog": backlog, "drain_s": round(drain_s, 1),
        "cpu_ms": {role: round(1000 * seconds_used / sent.answered, 3) for role, seconds_used in used.items()},
    }  # fmt: skip


async def _at_rate(
    connection: asyncpg.Connection, stack: Stack, targets: list[Target], *, rate_per_s: float, seconds: int
) -> dict[str, float]:
    since = clock.now()
    sent = await asyncio.to_thread(
        load.send, stack.url, targets, connections=CONNECTIONS, seconds=seconds, rate_per_s=rate_per_s
    )
    await _drained(connection)
    p50, p99 = await measure.start_latency_ms(connection, since)
    return {
        "rate_per_s": round(sent.rate_per_s), "accept_p50_ms": round(sent.p50_ms, 1),
        "accept_p99_ms": round(sent.p99_ms, 1), "start_p50_ms": p50, "start_p99_ms": p99,
    }  # fmt: skip


async def _drained(connection: asyncpg.Connection) -> float:
    began = time.monotonic()
    while await measure.unended(connection):
        await asyncio.sleep(0.2)
    return time.monotonic() - began


def table(runs: list[dict[str, object]]) -> str:
    """Return the figures of all runs, a line each, the median last."""
    lines = []
    for name, first in runs[0].items():
        values = [run[name] for run in runs]
        median = statistics.median(values) if isinstance(first, int | float) else ""
        lines.append(
            f"{name:<22}"
            + "".join(f"{value!s:>58}" if isinstance(value, dict) else f"{value!s:>12}" for value in values)
            + f"{median!s:>12}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of full load")
    parser.add_argument("--runs", type=int, default=2)
    args = parser.parse_args()
    runs = [asyncio.run(one_run(args.seconds)) for _ in range(args.runs)]
    print(table(runs))
    print(json.dumps({"benchmark": "main_road", "cores": os.cpu_count(), "seconds": args.seconds, "runs": runs}))


if __name__ == "__main__":
    main()
