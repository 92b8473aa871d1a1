"""How often somebody may try to sign in: counts failures by e-mail and address, and by address alone."""

from __future__ import annotations

import math
from collections import OrderedDict, deque

from trunkline import clock
from trunkline.errors import TooMany

WINDOW_S = 300.0
PER_PERSON = 10
PER_ADDRESS = 100
_KEPT = 10_000


class Attempts:
    """Failures of the last five minutes, in this process; beyond a limit the oldest are forgotten."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def check(self, email: str, address: str) -> None:
        """Pass if one more attempt is allowed.

        Raises:
            TooMany: says when to come again.
        """
        now = clock.monotonic_s()
        for key, limit in _limits(email, address):
            failed = self._recent(key, now)
            if len(failed) >= limit:
                wait_s = math.ceil(failed[0] + WINDOW_S - now)
                raise TooMany("too many failed attempts to sign in; wait and try again", retry_after_s=max(1, wait_s))

    def failed(self, email: str, address: str) -> None:
        """Remember a failure."""
        for key, _limit in _limits(email, address):
            self._failures.setdefault(key, deque()).append(clock.monotonic_s())
            self._failures.move_to_end(key)
        while len(self._failures) > _KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, email: str, address: str) -> None:
        """Forget the failures of a person who got in."""
        self._failures.pop((email, address), None)

    def _recent(self, key: tuple[str, ...], now: float) -> deque[float]:
        failed = self._failures.get(key, deque())
        while failed and failed[0] <= now - WINDOW_S:
            failed.popleft()
        return failed


def _limits(email: str, address: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    return ((email, address), PER_PERSON), ((address,), PER_ADDRESS)
