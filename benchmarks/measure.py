"""Processor time and memory of the stack's roles, and figures that SQL counts."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
import psutil
from tests.stack import Stack

_FINISHED = "SELECT count(*) FROM execution WHERE status >= 2 AND ended_at BETWEEN $1 AND $2"
_UNENDED = "SELECT count(*) FROM execution WHERE status < 2"
# From accepted to the start of the first step, in milliseconds.
_START = """
SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (
  ORDER BY extract(epoch FROM first.started_at - t.started_at) * 1000)
FROM step_result AS t JOIN step_result AS first ON first.execution_id = t.execution_id AND first.position = 1
WHERE t.position = 0 AND t.started_at > $1
"""


@dataclass(frozen=True)
class Roles:
    """Root process ids of each role."""

    pids: Mapping[str, int]

    def cpu_s(self) -> dict[str, float]:
        """Return processor seconds by role so far, the loader's included."""
        used = {role: sum(_cpu_s(p) for p in _tree(pid)) for role, pid in self.pids.items()}
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {**used, "loader": children.ru_utime + children.ru_stime}

    def memory_mib(self) -> dict[str, int]:
        """Return memory by role, shared pages counted once (PSS)."""
        return {role: sum(p.memory_full_info().pss for p in _tree(pid)) >> 20 for role, pid in self.pids.items()}


def roles_of(stack: Stack, postgres_pid: int) -> Roles:
    """Return the roles of a stack with one worker."""
    assert stack.web is not None
    return Roles({"web": stack.web.pid, "worker": stack.workers[0].pid, "postgres": postgres_pid})


def _tree(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def _cpu_s(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.NoSuchProcess:
        return 0.0


async def finished(connection: asyncpg.Connection, since: object, until: object) -> int:
    """Return how many executions ended between two times."""
    return int(await connection.fetchval(_FINISHED, since, until))


async def unended(connection: asyncpg.Connection) -> int:
    """Return how many executions have not ended."""
    return int(await connection.fetchval(_UNENDED))


async def start_latency_ms(connection: asyncpg.Connection, since: object) -> tuple[float, float]:
    """Return p50 and p99 from accepted to the first step, of what was accepted since."""
    p50, p99 = await connection.fetchval(_START, since)
    return round(p50, 1), round(p99, 1)
