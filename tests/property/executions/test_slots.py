"""Slots under any interleaving of takers, leavers and those who give back."""

from __future__ import annotations

import asyncio
import random

from hypothesis import given
from hypothesis import strategies as st

from trunkline.worker.slots import Slots


@given(
    count=st.integers(1, 5),
    wants=st.lists(st.integers(1, 6), min_size=1, max_size=25),
    leaving=st.sets(st.integers(0, 24)),
    seed=st.integers(0, 1000),
)
def test_never_more_are_out_than_there_are_and_everybody_who_stays_gets_some(
    count: int, wants: list[int], leaving: set[int], seed: int
) -> None:
    chance = random.Random(seed)

    async def drive() -> None:
        slots, out = Slots(count), 0

        async def take(want: int) -> int:
            nonlocal out
            taken = await slots.take(want)
            assert 1 <= taken <= want
            out += taken
            assert out <= count
            try:
                for _ in range(chance.randrange(4)):
                    await asyncio.sleep(0)
            finally:
                out -= taken
                slots.give_back(taken)
            return taken

        tasks = []
        for number, want in enumerate(wants):
            tasks.append(asyncio.create_task(take(want)))
            for _ in range(chance.randrange(3)):
                await asyncio.sleep(0)
            if number in leaving:
                tasks[chance.randrange(len(tasks))].cancel()
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(answer, int | asyncio.CancelledError) for answer in answers)
        assert await slots.take(count) == count

    asyncio.run(drive())
