"""The brake: senders get in faster than workers get through.

When runs wait for more than a second, answers come a little later, so that senders who wait for them slow down and
the workers keep up; when runs wait too long, new calls are refused.
"""

from __future__ import annotations

import asyncio

import asyncpg

from trunkline import log as logging
from trunkline.errors import TooMany
from trunkline.executions import dispatch
from trunkline.executions.connection import Connect, Healing

log = logging.get(__name__)

_LOOK_EVERY_S = 1.0
_RETRY_AFTER_S = 10
_EASE_FROM_S = 1.0
_EASE_SHARE = 0.01  # of the time that the oldest run has waited
_EASE_MOST_S = 0.25


class Brake:
    """Looks once a second, while requests come, at how long the oldest due run has waited."""

    def __init__(self, connect: Connect, *, limit_s: float) -> None:
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

    async def ease(self) -> None:
        """Wait a moment when runs wait: 10 ms for every second, a quarter of a second at most."""
        if self._oldest_s > _EASE_FROM_S:
            await asyncio.sleep(min(self._oldest_s * _EASE_SHARE, _EASE_MOST_S))

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
