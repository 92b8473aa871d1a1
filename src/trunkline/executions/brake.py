"""The brake: senders get in faster than workers get through, so new calls are refused when runs wait too long."""

from __future__ import annotations

import asyncio

import asyncpg

from trunkline import log as logging
from trunkline.errors import TooMany
from trunkline.executions import dispatch
from trunkline.executions.connection import Healing

log = logging.get(__name__)

_LOOK_EVERY_S = 1.0
_RETRY_AFTER_S = 10


class Brake:
    """Looks once a second, while requests come, at how long the oldest due run has waited."""

    def __init__(self, connect: dispatch.Connect, *, limit_s: float) -> None:
        self._connection = Healing(connect, "brake")
        self._limit_s = limit_s
        self._oldest_s = 0.0
        self._asked = asyncio.Event()

    def check(self) -> None:
        """Pass if new runs may come in.

        Raises:
            TooMany: the oldest waiting run waits longer than the limit.
        """
        self._asked.set()
        if self._oldest_s > self._limit_s:
            waits = round(self._oldest_s)
            raise TooMany(
                f"too many runs wait, the oldest for {waits} s; send again later",
                retry_after_s=_RETRY_AFTER_S,
            )

    async def run(self) -> None:
        """Keep looking, until cancelled."""
        try:
            while True:
                await self._asked.wait()
                self._asked.clear()
                self._oldest_s = await self._connection.retried(self._look)
                await asyncio.sleep(_LOOK_EVERY_S)
        finally:
            await self._connection.close()

    async def _look(self, connection: asyncpg.Connection, _again: bool) -> float:
        oldest_s = await dispatch.oldest_waiting_s(connection)
        if (oldest_s > self._limit_s) != (self._oldest_s > self._limit_s):
            log.warning("brake.changed", is_on=oldest_s > self._limit_s, oldest_waiting_s=round(oldest_s, 1))
        return oldest_s
