"""Blocking component code runs in threads of their own, away from the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from trunkline.sdk import Context, Logger, LogLevel

MOST_THREADS = 64
_places = asyncio.Semaphore(MOST_THREADS)


class _Call:
    """One call in a thread; when the event loop has gone on without it, its end and log lines are dropped."""

    def __init__(self, call: Callable[[Context], object], context: Context) -> None:
        self._loop = asyncio.get_running_loop()
        self._write = context.logger.write
        self._call = call
        self._context = replace(context, logger=Logger(self._relay))
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.is_left = False
        self.result: object = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._call(self._context)
        except BaseException as wrong:  # noqa: BLE001 - it is raised again where the call is awaited
            self.error = wrong
        self._tell_loop(self._settle)

    def _settle(self) -> None:
        _places.release()
        if not self.ended.done():
            self.ended.set_result(None)

    def _relay(self, level: LogLevel, message: str) -> None:
        self._tell_loop(lambda: None if self.is_left else self._write(level, message))

    def _tell_loop(self, what: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the process stops, nobody waits for this any more
            self._loop.call_soon_threadsafe(what)


async def in_thread(call: Callable[[Context], object], context: Context) -> object:
    """Run ``call`` in a thread and return its result; its log lines arrive on the event loop, in order.

    A thread cannot be stopped: one whose time is over keeps its place until it returns. It is a daemon, so that it
    does not keep the process from stopping either.
    """
    await _places.acquire()
    running = _Call(call, context)
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(running.run,), name="component", daemon=True).start()
    try:
        await running.ended
    finally:
        running.is_left = True
    if running.error is not None:
        raise running.error
    return running.result
