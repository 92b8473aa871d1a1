"""Group commit: what arrives while one commit is under way goes into the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from trunkline.errors import Internal

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Waiting = tuple[Item, "asyncio.Future[Answer]"]


class GroupCommit(Generic[Item, Answer]):
    """Turns many small writes into few transactions, without a timer.

    An item that comes alone is written at once; under load the batches grow by themselves, because more
    arrives during each commit. One batch is under way at a time, so one connection is enough.
    """

    def __init__(self, write: Callable[[list[Item]], Awaitable[Sequence[Answer]]], *, max_batch: int = 200) -> None:
        """``write`` makes a batch durable and returns one answer for each item, in order; it may raise."""
        self._write = write
        self._max_batch = max_batch
        self._waiting: list[Waiting[Item, Answer]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Answer:
        """Wait until ``item`` is durable and return its answer.

        Raises:
            Internal: the whole batch could not be written, whoever was in it.
            Exception: what ``write`` raised for this item when it was alone in its batch.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._writer is None:
            self._writer = asyncio.create_task(self._run())
        return await answer

    async def drain(self) -> None:
        """Wait until everything that was added is written."""
        while self._writer is not None:
            await asyncio.wait({self._writer})

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._max_batch], self._waiting[self._max_batch :]
                await self._commit(batch)
        finally:
            self._writer = None

    async def _commit(self, batch: list[Waiting[Item, Answer]]) -> None:
        """Write a batch; when it fails, halve it until the guilty item stands alone."""
        try:
            answers = await self._write([item for item, _ in batch])
        except Internal as error:  # nobody's fault: to try each alone would take as long for each
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        except Exception as error:  # noqa: BLE001 - whoever waits for the item gets it
            if len(batch) > 1:
                middle = len(batch) // 2
                await self._commit(batch[:middle])
                await self._commit(batch[middle:])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():  # whoever waited may have gone away
                future.set_result(answer)
