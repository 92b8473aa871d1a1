"""The whole platform as processes, with a server of its own that writes to disk, a load, and questions afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from tests.factories import ROOT_KEY
from tests.factories.definitions import Table, log_step, step, value, webhook_flow
from tests.factories.deployed import Running, deployed_flow
from tests.fault.road.erp import Erp
from tests.fault.road.load import Load
from tests.stack import Stack
from tests.waiting import wait_until
from trunkline.db import migrate
from trunkline.db.embedded import EmbeddedPostgres
from trunkline.db.models import Status
from trunkline.db.session import Database

_UNENDED = f"SELECT count(*) FROM execution WHERE status < {int(Status.SUCCEEDED)}"
_STATES = "SELECT id, status, attempt, error FROM execution WHERE id = ANY($1)"
_OF_INSTANCE = "SELECT id, status, attempt, error FROM execution WHERE instance_id = $1"
_STEPS = "SELECT execution_id, step_name FROM step_result WHERE execution_id = ANY($1) AND position > 0"
_TERMINATE = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()
"""
_TAKING = """
SELECT count(*) FROM pg_stat_activity WHERE application_name = 'trunkline-dispatch' AND query <> ''
"""
STEPS = 4  # of the flow below, without its trigger
EFFECTS = 2


@dataclass
class World:
    """What a test may hurt, and what it may ask."""

    server: EmbeddedPostgres
    stack: Stack
    erp: Erp
    flows: Running
    workers_wanted: int = 2

    async def query(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask the database, on a connection of its own."""
        connection = await asyncpg.connect(self.server.url, timeout=10)
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    async def terminate(self, application_name: str) -> int:
        """End the database connections of one purpose in all processes; return how many there were."""
        return int((await self.query(_TERMINATE, application_name))[0][0])

    async def kill_postgres(self) -> None:
        """Kill the database server; its supervisor starts it again. No worker is just about to start."""
        await self.working()
        killed = self.server.postmaster_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await wait_until(lambda: self.server.postmaster_pid not in {None, killed}, timeout_s=30)
        await wait_until(self.answers, timeout_s=30)

    async def answers(self) -> bool:
        """Say whether the database can be asked."""
        try:
            await self.query("SELECT 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    async def kill_web(self) -> None:
        """Kill the web server and start another."""
        assert self.stack.web is not None
        self.stack.kill(self.stack.web)
        self.stack.start_web()
        await asyncio.to_thread(self.stack.wait_ready)

    def kill_worker(self) -> None:
        """Kill one worker."""
        self.stack.kill(self.stack.workers[0])

    async def stop_worker(self) -> int:
        """Stop one worker in order; return its exit code."""
        worker = self.stack.workers.pop(0)
        worker.terminate()
        return await asyncio.to_thread(worker.wait, 30)

    async def settle(self, *, timeout_s: float = 30.0) -> None:
        """Wait until nothing runs and no job is left."""

        async def is_settled() -> bool:
            unended = (await self.query(_UNENDED))[0][0]
            return unended == 0 and (await self.query("SELECT count(*) FROM pgqueuer"))[0][0] == 0

        await wait_until(is_settled, timeout_s=timeout_s, what="all executions have ended and the queue is empty")

    async def mend(self) -> None:
        """Start what was killed and is missing, and wait until all of it works; nothing may have ended by itself."""
        ended = [worker.returncode for worker in self.stack.workers if worker.poll() is not None]
        assert not ended, f"workers ended by themselves: {ended}\n{self.stack.output()}"
        while len(self.stack.workers) < self.workers_wanted:
            self.stack.start_worker()
        await self.working()

    async def working(self) -> None:
        """Wait until all workers take jobs."""
        wanted = len(self.stack.workers)

        async def all_take() -> bool:
            return int((await self.query(_TAKING))[0][0]) >= wanted

        await wait_until(all_take, timeout_s=20, what=f"{wanted} workers take jobs")

    async def states(self, execution_ids: list[UUID]) -> dict[UUID, asyncpg.Record]:
        """Return the stored states of executions."""
        return {row["id"]: row for row in await self.query(_STATES, execution_ids)}

    async def check(self, load: Load) -> None:
        """Fail unless all that was answered ended well and once, and the ERP knows of nothing else."""
        stored = {row["id"]: row for row in await self.query(_OF_INSTANCE, self.flows.instance_id)}
        lost = [id for id in load.answered if id not in stored]
        assert not lost, f"{len(lost)} answered requests are not stored"
        bad = {id: (row["status"], row["error"]) for id, row in stored.items() if row["status"] != Status.SUCCEEDED}
        assert not bad, f"{len(bad)} executions did not succeed: {list(bad.items())[:3]}"
        await self._check_steps(list(stored))
        expected = {f"{id}/{name}" for id in stored for name in ("bookOrder", "shipOrder")}
        done = set(self.erp.calls)
        assert done == expected, f"missing at the ERP: {len(expected - done)}, of nobody: {len(done - expected)}"

    async def _check_steps(self, execution_ids: list[UUID]) -> None:
        rows = [(row["execution_id"], row["step_name"]) for row in await self.query(_STEPS, execution_ids)]
        assert len(rows) == len(set(rows)), "a step's result is stored twice"
        assert len(rows) == STEPS * len(execution_ids), "results of steps are missing"

    async def forget(self) -> None:
        """Forget what has run, for the next test."""
        await self.query("TRUNCATE execution, step_result, log")
        self.erp.calls.clear()


def order_flow(erp: Erp, *, slow_ms: int = 300, name: str = "Orders") -> Table:
    """Return a flow that books and ships at the ERP, where shipping takes a while."""
    return webhook_flow(
        name,
        log_step("order {{n}}", name="Note order"),
        step("http", "httpPost", name="Book order", inputs={"url": value(f"{erp.url}/book")}),
        step("http", "httpPost", name="Ship order", inputs={"url": value(f"{erp.url}/slow/{slow_ms}")}),
        log_step("done", name="Note end"),
    )


@asynccontextmanager
async def running_world(folder: Path, erp: Erp, *, workers: int = 2) -> AsyncIterator[World]:
    """Start the platform, with a deployed flow of orders."""
    home = folder / "stack"
    home.mkdir()
    (home / "root.key").write_text(ROOT_KEY.hex())
    async with EmbeddedPostgres(folder / "postgres") as server:
        await migrate.upgrade(server.url)
        database = Database(server.url)
        flows = await deployed_flow(database, order_flow(erp), order_flow(erp, slow_ms=11_000, name="Slow orders"))
        await database.close()
        stack = Stack(server.url, home)
        try:
            await asyncio.to_thread(stack.start, workers=workers)
            yield World(server, stack, erp, flows, workers)
        finally:
            await asyncio.to_thread(stack.stop)
