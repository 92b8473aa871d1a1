"""Batching: what many objects of one answer need is read by one statement, never by one per object."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Fetch = Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]


class Loader:
    """Collects keys of one kind during a turn of the event loop, then fetches them together."""

    def __init__(self, fetch: Fetch[Any, Any]) -> None:
        self._fetch = fetch
        self._known: dict[Hashable, asyncio.Future[Any]] = {}
        self._waiting: list[Hashable] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def load(self, key: Hashable) -> asyncio.Future[Any]:
        """Return the future value of ``key``: None when nothing has it.

        Each reader gets a shield of its own, so that one who is cancelled does not cancel the others.
        """
        if key not in self._known:
            loop = asyncio.get_running_loop()
            self._known[key] = loop.create_future()
            if not self._waiting:
                loop.call_soon(self._start)
            self._waiting.append(key)
        return asyncio.shield(self._known[key])

    async def close(self) -> None:
        """Stop what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self) -> None:
        keys, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._fetch_all(keys))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch_all(self, keys: list[Hashable]) -> None:
        try:
            found = await self._fetch(keys)
        except Exception as wrong:  # noqa: BLE001 - handed to everybody who waits
            for key in keys:
                self._fail(self._known[key], wrong)
            return
        for key in keys:
            if not self._known[key].done():  # its reader may have been cancelled by an error elsewhere
                self._known[key].set_result(found.get(key))

    @staticmethod
    def _fail(future: asyncio.Future[Any], wrong: Exception) -> None:
        if not future.done():
            future.set_exception(wrong)
            future.exception()  # seen: the first reader's failure may cancel the others before they look


class Loaders:
    """The loaders of one request, by what they load."""

    def __init__(self) -> None:
        self._loaders: dict[Hashable, Loader] = {}

    def get(self, name: Hashable, fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> Loader:
        """Return the request's loader of this name; ``fetch`` maps keys to what was found."""
        if name not in self._loaders:
            self._loaders[name] = Loader(fetch)
        return self._loaders[name]

    async def forget(self) -> None:
        """Drop what was loaded: a mutation may have changed it."""
        await self.close()
        self._loaders.clear()

    async def close(self) -> None:
        """Stop what is under way."""
        for loader in self._loaders.values():
            await loader.close()
