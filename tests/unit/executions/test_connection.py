"""A connection that heals: it is built anew, work is done again, and some give up."""

from __future__ import annotations

import asyncpg
import pytest

from trunkline.errors import Internal, SetupError
from trunkline.executions.connection import Healing


class Away:
    """A database that cannot be reached, counted."""

    def __init__(self) -> None:
        self.tries = 0

    async def __call__(self) -> asyncpg.Connection:
        self.tries += 1
        raise SetupError("the database is away")


async def never(_connection: asyncpg.Connection, _again: bool) -> None:
    raise AssertionError("there is no connection to work with")


async def test_who_may_give_up_does_so_in_words_when_the_database_stays_away() -> None:
    away = Away()

    with pytest.raises(Internal, match="try again later"):
        await Healing(away, "test", give_up_after_s=0.25).retried(never)

    assert away.tries >= 2


async def test_opening_tells_at_once_that_the_database_is_away() -> None:
    with pytest.raises(SetupError):
        await Healing(Away(), "test").open()


async def test_closing_what_was_never_open_does_nothing() -> None:
    await Healing(Away(), "test").close()
