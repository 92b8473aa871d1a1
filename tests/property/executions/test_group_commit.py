"""Group commit, whatever fails and whoever leaves."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from trunkline.executions.group_commit import GroupCommit

ITEMS = st.integers(1, 40)
SOME = st.sets(st.integers(0, 39))


@given(count=ITEMS, guilty=SOME, leaving=SOME, max_batch=st.integers(1, 12), arrivals=st.integers(1, 5))
def test_each_item_gets_its_own_answer_and_is_written_once(
    count: int, guilty: set[int], leaving: set[int], max_batch: int, arrivals: int
) -> None:
    written: list[int] = []

    async def write(batch: list[int]) -> list[int]:
        assert len(batch) <= max_batch
        await asyncio.sleep(0)
        if guilty & set(batch):
            raise ValueError(min(guilty & set(batch)))
        written.extend(batch)
        return [item * 2 for item in batch]

    async def drive() -> list[int | BaseException]:
        group: GroupCommit[int, int] = GroupCommit(write, max_batch=max_batch)
        tasks = []
        for number in range(count):
            tasks.append(asyncio.create_task(group.add(number)))
            if number % arrivals == 0:
                await asyncio.sleep(0)
            if number in leaving:
                tasks[-1].cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        await group.drain()
        return answers

    answers = asyncio.run(drive())

    for number, answer in enumerate(answers):
        if isinstance(answer, asyncio.CancelledError):
            assert number in leaving
        elif number in guilty:
            assert isinstance(answer, ValueError)
            assert answer.args == (number,)
        else:
            assert answer == number * 2
    assert len(written) == len(set(written))
    assert set(range(count)) - guilty - leaving <= set(written) <= set(range(count)) - guilty
