"""Slots: as many at once as there are, first come first served, and none is lost."""

from __future__ import annotations

import asyncio

from trunkline.worker.slots import Slots


async def settle() -> None:
    """Let everybody do what they can do now."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_as_many_as_are_free_are_taken_at_once() -> None:
    slots = Slots(10)

    assert [await slots.take(4), await slots.take(4), await slots.take(4)] == [4, 4, 2]


async def test_who_finds_none_waits_until_one_is_given_back() -> None:
    slots = Slots(1)
    await slots.take(1)
    waiting = asyncio.create_task(slots.take(5))
    await settle()
    assert not waiting.done()

    slots.give_back(1)

    assert await waiting == 1


async def test_who_comes_first_is_served_first() -> None:
    slots = Slots(2)
    await slots.take(2)
    order: list[str] = []

    async def take(name: str, count: int) -> None:
        await slots.take(count)
        order.append(name)

    tasks = [asyncio.create_task(take(name, 1)) for name in ("first", "second", "third")]
    await settle()
    for _ in range(3):
        slots.give_back(1)
        await settle()

    assert order == ["first", "second", "third"]
    await asyncio.gather(*tasks)


async def test_several_places_given_back_at_once_wake_several() -> None:
    slots = Slots(3)
    await slots.take(3)
    tasks = [asyncio.create_task(slots.take(1)) for _ in range(3)]
    await settle()

    slots.give_back(3)

    assert await asyncio.gather(*tasks) == [1, 1, 1]


async def test_who_stops_waiting_passes_its_turn_on() -> None:
    slots = Slots(1)
    await slots.take(1)
    leaving, staying = asyncio.create_task(slots.take(1)), asyncio.create_task(slots.take(1))
    await settle()

    slots.give_back(1)
    leaving.cancel()  # its turn had just come

    assert await asyncio.wait_for(staying, 1) == 1


async def test_who_stops_waiting_before_its_turn_is_out_of_the_line() -> None:
    slots = Slots(1)
    await slots.take(1)
    leaving, staying = asyncio.create_task(slots.take(1)), asyncio.create_task(slots.take(1))
    await settle()
    leaving.cancel()
    await settle()

    slots.give_back(1)

    assert await asyncio.wait_for(staying, 1) == 1


async def test_one_who_comes_between_does_not_make_a_place_disappear() -> None:
    slots = Slots(1)
    await slots.take(1)
    waiting = asyncio.create_task(slots.take(1))
    await settle()
    slots.give_back(1)
    assert await slots.take(1) == 1  # before the one who waits could run

    await settle()
    assert not waiting.done()
    slots.give_back(1)

    assert await asyncio.wait_for(waiting, 1) == 1
