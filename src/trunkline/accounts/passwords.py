"""Passwords: argon2id, worked out in a thread and a few at a time, since each takes memory and a core."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trunkline.errors import Invalid

SHORTEST = 10
LONGEST = 1024
_AT_A_TIME = 2

_hasher = PasswordHasher()
_turns = asyncio.Semaphore(_AT_A_TIME)
_NOBODY = _hasher.hash("a password that nobody has")


def check_new(password: str) -> None:
    """Pass if ``password`` may be chosen.

    Raises:
        Invalid: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"the password must have {SHORTEST} to {LONGEST} characters", field="password")


async def hash_of(password: str) -> str:
    """Return the hash to store."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Say whether ``password`` is the one behind ``stored``; just as slow when there is none."""
    async with _turns:
        is_right = await asyncio.to_thread(_verify, password[: LONGEST + 1], stored or _NOBODY)
    return is_right and stored is not None


def _verify(password: str, stored: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
