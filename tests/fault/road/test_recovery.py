"""How soon and how cleanly the platform goes on after one thing has died."""

from __future__ import annotations

import asyncio
import signal
import statistics
import time
from datetime import datetime
from uuid import UUID

import httpx

from tests.fault.road.load import Load
from tests.fault.road.world import World
from tests.waiting import wait_until
from trunkline import clock
from trunkline.api import ids
from trunkline.db.models import Status

DEAD_WORKER_LIMIT_S = 15.0
LISTEN_LIMIT_S = 5.0
QUICK_S = 0.5  # by looking alone a run would begin within 1.5 s
_RUNNING = f"SELECT count(*) FROM execution WHERE status = {int(Status.RUNNING)}"


async def start(world: World, flow: str) -> UUID:
    """Call a flow and return its execution."""
    async with httpx.AsyncClient(base_url=world.stack.url, trust_env=False) as client:
        answer = await client.post(world.flows.path_of(flow), json={"number": 1})
    return ids.decode(answer.json()["executionId"], "InstanceExecutionResult")


async def wait_for(world: World, execution_id: UUID, status: Status, *, timeout_s: float = 10.0) -> None:
    async def has_come() -> bool:
        row = (await world.states([execution_id])).get(execution_id)
        return row is not None and row["status"] == status

    await wait_until(has_come, timeout_s=timeout_s, what=f"the execution is {status.name}")


async def attempts(world: World, load: Load) -> set[int]:
    return {row["attempt"] for row in (await world.states(load.answered)).values()}


async def delay_s(world: World) -> float:
    """Start a run, and return how long it waited for a worker."""
    id = await start(world, "Orders")
    await wait_for(world, id, Status.SUCCEEDED)
    began: datetime = (await world.query("SELECT started_at FROM execution WHERE id = $1", id))[0][0]
    return (began - clock.time_of(id)).total_seconds()


async def some_run(world: World, *, at_least: int = 20) -> None:
    async def do() -> bool:
        return int((await world.query(_RUNNING))[0][0]) >= at_least

    await wait_until(do, what=f"{at_least} executions run")


async def test_a_dead_workers_runs_go_on_within_15_seconds(world: World) -> None:
    load = Load(world.stack.port, world.flows.path, 150)
    sending = asyncio.create_task(load.run(2.0))
    await some_run(world)

    for _ in range(world.workers_wanted):
        world.kill_worker()
    killed_at = time.monotonic()
    world.stack.start_worker()
    await sending
    await world.settle(timeout_s=DEAD_WORKER_LIMIT_S - (time.monotonic() - killed_at))

    await world.check(load)
    assert await attempts(world, load) == {1, 2}


async def test_after_the_loss_of_the_dispatch_connection_jobs_come_at_once_and_runs_go_on(world: World) -> None:
    slow = await start(world, "Slow orders")
    await wait_for(world, slow, Status.RUNNING)

    assert await world.terminate("trunkline-dispatch") == world.workers_wanted
    lost_at = time.monotonic()
    await world.working()
    rebuilt_s = time.monotonic() - lost_at
    delays_s = [await delay_s(world) for _ in range(7)]
    await wait_for(world, slow, Status.SUCCEEDED, timeout_s=20)

    assert rebuilt_s < LISTEN_LIMIT_S
    assert statistics.median(delays_s) < QUICK_S
    assert (await world.states([slow]))[slow]["attempt"] == 1
    assert set(world.erp.calls.values()) == {1}


async def test_a_restart_of_postgresql_under_load_starts_no_long_run_over(world: World) -> None:
    slow = [await start(world, "Slow orders") for _ in range(4)]
    load = Load(world.stack.port, world.flows.path, 150)
    sending = asyncio.create_task(load.run(2.0))
    await some_run(world)

    await world.kill_postgres()
    back_at = time.monotonic()
    await world.working()
    rebuilt_s = time.monotonic() - back_at
    await sending
    await world.settle()

    assert rebuilt_s < LISTEN_LIMIT_S
    await world.check(load)
    assert {row["attempt"] for row in (await world.states(slow)).values()} == {1}
    assert {key: count for key, count in world.erp.calls.items() if count > 1} == {}


async def test_a_worker_that_slept_past_its_lease_changes_nothing_when_it_wakes(world: World) -> None:
    load = Load(world.stack.port, world.flows.path, 100)
    sending = asyncio.create_task(load.run(1.5))
    await some_run(world)
    sleeper = world.stack.workers[0]

    sleeper.send_signal(signal.SIGSTOP)
    try:
        await sending
        await world.settle(timeout_s=DEAD_WORKER_LIMIT_S)
    finally:
        sleeper.send_signal(signal.SIGCONT)
    ended = {id: tuple(row) for id, row in (await world.states(load.answered)).items()}
    afterwards = Load(world.stack.port, world.flows.path, 100)
    await afterwards.run(1.0)
    await world.settle()

    assert sleeper.poll() is None
    assert {id: tuple(row) for id, row in (await world.states(load.answered)).items()} == ended
    load.answered += afterwards.answered
    await world.check(load)


async def test_an_orderly_stop_of_a_worker_under_load_loses_nothing_and_wastes_no_attempt(world: World) -> None:
    load = Load(world.stack.port, world.flows.path, 150)
    sending = asyncio.create_task(load.run(2.0))
    await some_run(world)

    code = await world.stop_worker()
    await sending
    await world.settle()

    assert code == 0
    await world.check(load)
    assert await attempts(world, load) == {1}
    assert set(world.erp.calls.values()) == {1}


async def test_an_orderly_stop_of_the_web_server_under_load_answers_what_it_stores(world: World) -> None:
    load = Load(world.stack.port, world.flows.path, 150)
    sending = asyncio.create_task(load.run(1.5))
    await some_run(world)
    web = world.stack.web
    assert web is not None

    web.terminate()
    code = await asyncio.to_thread(web.wait, 20)
    await sending
    world.stack.start_web()
    await asyncio.to_thread(world.stack.wait_ready)
    await world.settle()

    assert code == 0
    await world.check(load)
    stored = await world.query("SELECT id FROM execution WHERE instance_id = $1", world.flows.instance_id)
    assert {row["id"] for row in stored} == set(load.answered)
