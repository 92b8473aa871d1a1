"""The way back: who waits is woken, also when the listening connection dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.factories import make_execution
from tests.integration.executions.road import terminate
from tests.waiting import wait_until
from trunkline import clock
from trunkline.db.channels import ENDPOINTS, EXECUTIONS
from trunkline.db.models import Execution, Status
from trunkline.db.session import Database
from trunkline.executions.answers import Answers, Subscription
from trunkline.executions.ingest import notice

SOON_S = 3.0


@pytest.fixture(scope="module")
async def database(road_url: str) -> AsyncIterator[Database]:
    """Return the module's database."""
    opened = Database(road_url)
    yield opened
    await opened.close()


class Heard(list[UUID | None]):
    """What a cache was told of instances."""


@pytest.fixture
async def heard() -> Heard:
    """Return what the cache is told."""
    return Heard()


@pytest.fixture
async def answers(database: Database, heard: Heard) -> AsyncIterator[Answers]:
    """Return the listener of a process."""
    opened = Answers(partial(database.connect_engine, "trunkline-answers"), endpoint_changed=heard.append)
    await opened.open()
    yield opened
    await opened.close()


async def tell(database: Database, *ids: UUID) -> None:
    async with database.engine_session() as session:
        await session.execute(sa.select(sa.func.pg_notify(EXECUTIONS, notice(ids))))


async def end(database: Database, id: UUID, *, telling: bool = True) -> None:
    """End an execution, and tell so in the same transaction."""
    async with database.engine_session() as session:
        await session.execute(sa.update(Execution).where(Execution.id == id).values(status=Status.SUCCEEDED))
        if telling:
            await session.execute(sa.select(sa.func.pg_notify(EXECUTIONS, notice([id]))))


async def running(database: Database, org_id: UUID | None = None) -> UUID:
    return (await make_execution(database, org_id or clock.new_id(), status=Status.RUNNING)).id


async def test_who_waits_for_an_execution_is_woken_by_its_end(database: Database, answers: Answers) -> None:
    id = await running(database)
    waiting = asyncio.create_task(answers.ended(id, timeout_s=10))
    await tell(database, id)  # it has changed, and not ended

    await end(database, id)

    assert await asyncio.wait_for(waiting, SOON_S) is True


async def test_an_end_between_expecting_and_asking_is_not_missed(database: Database, answers: Answers) -> None:
    id = await running(database)
    answers.expect(id)
    await end(database, id)
    await tell_through(database, answers)

    assert await answers.ended(id, timeout_s=0.1) is True


async def tell_through(database: Database, answers: Answers) -> None:
    """Return when everything that was told so far has been heard."""
    with answers.subscribed(clock.new_id()) as subscription:
        await tell(database, (await make_execution(database, subscription.org_id)).id)
        await asyncio.wait_for(subscription.next(), SOON_S)


async def test_who_waits_too_long_is_told_so_and_forgotten(database: Database, answers: Answers) -> None:
    id = await running(database)

    assert await answers.ended(id, timeout_s=0.05) is False
    assert answers._waiting == {}


async def test_who_waits_is_woken_although_the_end_came_while_nobody_listened(
    database: Database, answers: Answers, road_url: str
) -> None:
    id = await running(database)
    waiting = asyncio.create_task(answers.ended(id, timeout_s=10))
    await end(database, id, telling=False)
    assert await terminate(road_url, "answers") == 1

    assert await asyncio.wait_for(waiting, 2 * SOON_S) is True


async def test_listening_goes_on_after_every_loss(
    database: Database, answers: Answers, heard: Heard, road_url: str
) -> None:
    for _ in range(3):
        rounds = heard.count(None)
        assert await terminate(road_url, "answers") == 1
        await wait_until(lambda before=rounds: heard.count(None) > before)
        assert answers.is_listening

    id = await running(database)
    waiting = asyncio.create_task(answers.ended(id, timeout_s=10))
    await tell_through(database, answers)
    await end(database, id)
    assert await asyncio.wait_for(waiting, SOON_S) is True


async def test_a_subscriber_hears_of_its_own_organization_only(database: Database, answers: Answers) -> None:
    mine, theirs = clock.new_id(), clock.new_id()
    with answers.subscribed(mine) as subscription, answers.subscribed(theirs) as other:
        own, foreign = await running(database, mine), await running(database, theirs)

        await tell(database, own, foreign)

        assert await asyncio.wait_for(subscription.next(), SOON_S) == [own]
        assert await asyncio.wait_for(other.next(), SOON_S) == [foreign]


async def test_a_subscriber_is_told_of_a_gap_after_a_reconnect(
    database: Database, answers: Answers, road_url: str
) -> None:
    with answers.subscribed(clock.new_id()) as subscription:
        await terminate(road_url, "answers")

        assert await asyncio.wait_for(subscription.next(), 2 * SOON_S) is None


async def test_a_reader_who_does_not_keep_up_is_told_of_a_gap() -> None:
    subscription = Subscription(clock.new_id())
    for _ in range(1001):
        subscription.put([clock.new_id()])

    assert await subscription.next() is None
    last = [clock.new_id()]
    subscription.put(last)
    assert await subscription.next() == last


async def test_a_cache_hears_which_instance_changed_and_nothing_of_what_is_no_id(
    database: Database, answers: Answers, heard: Heard
) -> None:
    id = clock.new_id()
    async with database.engine_session() as session:
        await session.execute(sa.select(sa.func.pg_notify(ENDPOINTS, "nonsense")))
        await session.execute(sa.select(sa.func.pg_notify(ENDPOINTS, str(id))))

    await wait_until(lambda: id in heard)

    assert heard == [None, id]


async def test_opening_waits_until_it_listens(database: Database, tmp_path: Path) -> None:
    opened = Answers(partial(database.connect_engine, "trunkline-answers"), endpoint_changed=lambda _: None)

    await opened.open()

    assert opened.is_listening
    await opened.close()
