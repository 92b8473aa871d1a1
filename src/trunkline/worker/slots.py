"""A count of free places that many can take several of at once."""

from __future__ import annotations

import asyncio
from collections import deque


class Slots:
    """``count`` places; who comes first is served first."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self, up_to: int) -> int:
        """Wait until a place is free; take as many as are free, at most ``up_to``, and return how many."""
        while self._free <= 0 or self._waiting:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._wake()  # it was this one's turn: let the next have it
                raise
            if self._free > 0:
                break
        taken = min(self._free, up_to)
        self._free -= taken
        self._wake()
        return taken

    def give_back(self, count: int) -> None:
        """Free ``count`` places."""
        self._free += count
        self._wake()

    def _wake(self) -> None:
        """Let the first in line go on, if there is a place; it wakes the next itself."""
        while self._free > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
