"""Group commit: what comes together is written together, and each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from trunkline.errors import Internal
from trunkline.executions.group_commit import GroupCommit


class Writer:
    """Writes batches while its gate is open; refuses the items it was told to."""

    def __init__(self, *, guilty: Sequence[int] = (), error: type[Exception] = ValueError) -> None:
        self.batches: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._guilty = set(guilty)
        self._error = error

    async def __call__(self, batch: list[int]) -> list[str]:
        await self.gate.wait()
        self.batches.append(batch)
        if wrong := self._guilty & set(batch):
            raise self._error(f"{sorted(wrong)} cannot be written")
        return [f"wrote {item}" for item in batch]

    @property
    def written(self) -> list[int]:
        return [item for batch in self.batches if not self._guilty & set(batch) for item in batch]


async def test_an_item_that_comes_alone_is_written_at_once() -> None:
    writer = Writer()

    assert await GroupCommit(writer).add(1) == "wrote 1"

    assert writer.batches == [[1]]


async def test_what_comes_during_a_commit_goes_into_the_next_in_order() -> None:
    writer = Writer()
    writer.gate.clear()
    group = GroupCommit(writer)
    first = asyncio.create_task(group.add(0))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(group.add(number)) for number in range(1, 6)]
    await asyncio.sleep(0)
    writer.gate.set()

    assert await asyncio.gather(first, *rest) == [f"wrote {number}" for number in range(6)]

    assert writer.batches == [[0], [1, 2, 3, 4, 5]]


async def test_no_batch_is_larger_than_the_limit() -> None:
    writer = Writer()
    group = GroupCommit(writer, max_batch=4)

    answers = await asyncio.gather(*(group.add(number) for number in range(10)))

    assert answers == [f"wrote {number}" for number in range(10)]
    assert [len(batch) for batch in writer.batches] == [4, 4, 2]


async def test_a_guilty_item_fails_alone_with_its_own_error() -> None:
    writer = Writer(guilty=[3])
    group = GroupCommit(writer)

    answers = await asyncio.gather(*(group.add(number) for number in range(8)), return_exceptions=True)

    assert [number for number, answer in enumerate(answers) if isinstance(answer, ValueError)] == [3]
    assert str(answers[3]) == "[3] cannot be written"
    assert sorted(writer.written) == [0, 1, 2, 4, 5, 6, 7]


async def test_when_nothing_can_be_written_all_are_told_after_one_try() -> None:
    writer = Writer(guilty=[3], error=Internal)
    group = GroupCommit(writer)

    answers = await asyncio.gather(*(group.add(number) for number in range(8)), return_exceptions=True)

    assert all(isinstance(answer, Internal) for answer in answers)
    assert writer.batches == [list(range(8))]


async def test_after_a_failure_the_next_items_are_written() -> None:
    writer = Writer(guilty=[1])
    group = GroupCommit(writer)
    with pytest.raises(ValueError, match="1"):
        await group.add(1)

    assert await group.add(2) == "wrote 2"


async def test_who_stops_waiting_keeps_nobody_else_from_an_answer() -> None:
    writer = Writer()
    writer.gate.clear()
    group = GroupCommit(writer)
    tasks = [asyncio.create_task(group.add(number)) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    writer.gate.set()

    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(answers[1], asyncio.CancelledError)
    assert (answers[0], answers[2]) == ("wrote 0", "wrote 2")
    assert sorted(writer.written) == [0, 1, 2]  # what was handed in is written all the same


async def test_a_guilty_item_that_nobody_waits_for_any_more_harms_nobody() -> None:
    writer = Writer(guilty=[1])
    writer.gate.clear()
    group = GroupCommit(writer)
    tasks = [asyncio.create_task(group.add(number)) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    writer.gate.set()

    answers = await asyncio.gather(tasks[0], tasks[2])

    assert answers == ["wrote 0", "wrote 2"]


async def test_draining_waits_until_everything_is_written() -> None:
    writer = Writer()
    writer.gate.clear()
    group = GroupCommit(writer, max_batch=2)
    tasks = [asyncio.create_task(group.add(number)) for number in range(5)]
    await asyncio.sleep(0)
    draining = asyncio.create_task(group.drain())
    await asyncio.sleep(0)
    assert not draining.done()

    writer.gate.set()
    await draining

    assert sorted(writer.written) == [0, 1, 2, 3, 4]
    await asyncio.gather(*tasks)


async def test_draining_what_is_empty_returns_at_once() -> None:
    await GroupCommit(Writer()).drain()
