"""The only source of time and ids. Tests shift time here, never the machine's clock."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

_shift = timedelta(0)
_random_pool = b""
_random_at = 0
_POOL_BYTES = 4096
_ID_RANDOM_BYTES = 10


def now() -> datetime:
    """Return the present as an aware UTC time."""
    return datetime.now(UTC) + _shift if _shift else datetime.now(UTC)


def monotonic_s() -> float:
    """Return seconds of a clock that never goes back, for measuring durations."""
    return time.monotonic()


def shift(by: timedelta) -> None:
    """Move ``now`` by ``by``, for tests; ``shift(timedelta(0))`` returns to the machine's time."""
    global _shift  # noqa: PLW0603 - the one place that holds the test's offset
    _shift = by


def new_id() -> UUID:
    """Return a new UUIDv7: 48 bits of milliseconds, then 74 random bits.

    Source: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    """
    return id_at(int((time.time() + _shift.total_seconds()) * 1000))


def id_at(at_ms: int, random_bits: int | None = None) -> UUID:
    """Return a UUIDv7 of this Unix time in milliseconds, with the given or fresh random bits."""
    bits = _random_74() if random_bits is None else random_bits
    high, low = bits >> 62, bits & ((1 << 62) - 1)
    return UUID(int=at_ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def first_id_of(day: date) -> UUID:
    """Return the smallest id of a UTC day: the border between two partitions."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return id_at(int(midnight.timestamp() * 1000), random_bits=0)


def first_id_at(at: datetime) -> UUID:
    """Return the smallest id of an instant, to compare ids with times."""
    return id_at(int(at.timestamp() * 1000), random_bits=0)


def time_of(id: UUID) -> datetime:
    """Return when a UUIDv7 was made, exact to the millisecond."""
    return datetime.fromtimestamp((id.int >> 80) / 1000, UTC)


def _random_74() -> int:
    """Return 74 random bits; the system is asked once for many ids."""
    global _random_pool, _random_at  # noqa: PLW0603 - a pool of random bytes, refilled in place
    if _random_at + _ID_RANDOM_BYTES > len(_random_pool):
        _random_pool, _random_at = os.urandom(_POOL_BYTES - _POOL_BYTES % _ID_RANDOM_BYTES), 0
    taken = _random_pool[_random_at : _random_at + _ID_RANDOM_BYTES]
    _random_at += _ID_RANDOM_BYTES
    return int.from_bytes(taken, "big") >> 6


def _forget_random() -> None:
    """Throw the pool away, so that a forked child does not repeat its parent's ids."""
    global _random_pool, _random_at
    _random_pool, _random_at = b"", 0


os.register_at_fork(after_in_child=_forget_random)
