"""Whatever dies under load, and whenever: what was answered ends once, and nothing is done twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from tests.fault.road.load import Load
from tests.fault.road.world import World

SEEDS = range(10)
LOAD_S = 3.0
RATE_PER_S = 100
Harm = Callable[[World], Awaitable[object]]


async def kill_worker(world: World) -> None:
    world.kill_worker()
    world.stack.start_worker()


async def stop_worker(world: World) -> None:
    stopping = asyncio.create_task(world.stop_worker())
    world.stack.start_worker()
    assert await stopping == 0, world.stack.output()


def terminate(purpose: str) -> Harm:
    return lambda world: world.terminate(f"trunkline-{purpose}")


HARMS: dict[str, Harm] = {
    "PostgreSQL killed": World.kill_postgres,
    "worker killed": kill_worker,
    "web server killed": World.kill_web,
    "worker stopped": stop_worker,
    "dispatch connection lost": terminate("dispatch"),
    "journal connection lost": terminate("journal"),
    "claims connection lost": terminate("claims"),
    "ingest connection lost": terminate("ingest"),
    "answers connection lost": terminate("answers"),
}


def chosen(seed: int) -> list[tuple[float, str]]:
    """Return what happens in this round, and how long after what happened before; each harm leads in some round."""
    chance = random.Random(seed)
    leading = list(HARMS)[seed % len(HARMS)]
    names = [leading, *chance.sample(sorted(HARMS.keys() - {leading}), k=chance.choice([1, 2]))]
    chance.shuffle(names)
    return [(chance.uniform(0.1, 1.2), name) for name in names]


async def hurt(world: World, harms: list[tuple[float, str]]) -> None:
    for pause_s, name in harms:
        await asyncio.sleep(pause_s)
        await HARMS[name](world)


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_was_answered_ends_once_whatever_dies(world: World, seed: int) -> None:
    load = Load(world.stack.port, world.flows.path, RATE_PER_S)

    async with asyncio.TaskGroup() as group:
        group.create_task(load.run(LOAD_S))
        group.create_task(hurt(world, chosen(seed)))
    await load.run(0.5)  # what comes afterwards is answered, however long the harm kept the server busy
    await world.settle(timeout_s=40)

    assert load.answered
    await world.check(load)
