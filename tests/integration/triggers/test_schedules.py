"""Schedules: each due instant has one record and starts at most one execution, whoever looks and whenever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from tests.factories import keyring
from tests.factories.definitions import scheduled_flow, value
from tests.factories.deployed import Running, deployed_flow
from tests.integration.executions.road import Road
from tests.waiting import wait_until
from trunkline import clock
from trunkline.db.models import DueInstant, DueOutcome, Execution, Instance, InvokeType, Schedule, Status
from trunkline.db.session import Database
from trunkline.executions.deployments import Deployments
from trunkline.triggers.schedules import Schedules

NOW = datetime(2031, 3, 4, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Let it be half a minute past noon of a day that no other test is in."""
    set_clock(NOW)
    yield NOW
    clock.shift(timedelta(0))


def set_clock(at: datetime) -> None:
    clock.shift(timedelta(0))
    clock.shift(at - clock.now())


@asynccontextmanager
async def schedules_on(database: Database) -> AsyncIterator[Schedules]:
    deployments = Deployments(database, keyring, base_url="http://trunkline.test")
    schedules = Schedules(partial(database.connect_engine, "trunkline-schedules"), deployments)
    yield schedules
    await schedules._connection.close()


@pytest.fixture
async def schedules(fresh: Database) -> AsyncIterator[Schedules]:
    """Return one worker's schedules."""
    async with schedules_on(fresh) as opened:
        yield opened


@pytest.fixture
async def fresh(fresh_database_url: str) -> AsyncIterator[Database]:
    """Return a database for one test alone."""
    database = Database(fresh_database_url)
    yield database
    await database.close()


async def scheduled(
    database: Database, *, cron: str = "* * * * *", zone: str = "UTC", next_at: datetime | None, enabled: bool = True
) -> Running:
    """Store a deployed flow with a schedule that is due at ``next_at``."""
    running = await deployed_flow(database, scheduled_flow(schedule=value(cron or "0 0 * * *")), enabled=enabled)
    async with database.engine_session() as session:
        session.add(
            Schedule(
                id=running.flow_config_id, org_id=running.org_id, instance_id=running.instance_id, cron=cron,
                time_zone=zone, next_at=next_at,
            )
        )  # fmt: skip
    return running


async def ledger(database: Database, running: Running) -> list[tuple[datetime, DueOutcome]]:
    """Return what became of the due instants of a flow, in their order."""
    return [(row.due_at, DueOutcome(row.outcome)) for row in await records(database, running)]


async def records(database: Database, running: Running) -> list[DueInstant]:
    query = sa.select(DueInstant).where(DueInstant.schedule_id == running.flow_config_id).order_by(DueInstant.due_at)
    async with database.engine_session() as session:
        return list(await session.scalars(query))


async def executions(database: Database, running: Running) -> list[Execution]:
    query = sa.select(Execution).where(Execution.instance_id == running.instance_id).order_by(Execution.id)
    async with database.engine_session() as session:
        return list(await session.scalars(query))


async def next_at(database: Database, running: Running) -> datetime | None:
    async with database.engine_session() as session:
        return (await session.get_one(Schedule, running.flow_config_id)).next_at


async def test_a_due_schedule_starts_its_flow_and_moves_on(
    schedules: Schedules, fresh: Database, noon: datetime
) -> None:
    due = noon.replace(second=0)
    running = await scheduled(fresh, next_at=due)

    assert await schedules.fire_due() == 1
    assert await schedules.fire_due() == 0

    [execution] = await executions(fresh, running)
    assert (execution.status, execution.invoke_type) == (Status.QUEUED, InvokeType.SCHEDULED)
    assert await ledger(fresh, running) == [(due, DueOutcome.RAN)]
    assert (await records(fresh, running))[0].execution_id == execution.id
    assert await next_at(fresh, running) == due + MINUTE


async def test_what_is_not_due_yet_does_not_start(schedules: Schedules, fresh: Database, noon: datetime) -> None:
    running = await scheduled(fresh, next_at=noon + timedelta(seconds=1))

    assert await schedules.fire_due() == 0

    assert await ledger(fresh, running) == []


async def test_many_workers_fire_each_due_instant_once(fresh: Database, noon: datetime) -> None:
    due = noon.replace(second=0)
    all_running = [await scheduled(fresh, next_at=due) for _ in range(30)]

    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(schedules_on(fresh)) for _ in range(4)]
        for minute in range(3):
            set_clock(noon + minute * MINUTE)
            await asyncio.gather(*(worker.fire_due() for worker in workers for _ in range(2)))

    expected = [(due + minute * MINUTE, DueOutcome.RAN) for minute in range(3)]
    for running in all_running:
        assert await ledger(fresh, running) == expected
        assert len(await executions(fresh, running)) == 3


async def test_a_start_that_comes_late_says_how_late(schedules: Schedules, fresh: Database, noon: datetime) -> None:
    running = await scheduled(fresh, cron="0 12 * * *", next_at=noon.replace(second=0))
    set_clock(noon + 10 * MINUTE)

    await schedules.fire_due()

    [record] = await records(fresh, running)
    assert (DueOutcome(record.outcome), record.reason) == (DueOutcome.LATE, "started 630 s late")
    assert len(await executions(fresh, running)) == 1


async def test_of_what_was_missed_only_the_latest_runs(schedules: Schedules, fresh: Database, noon: datetime) -> None:
    due = noon.replace(second=0)
    running = await scheduled(fresh, cron="*/5 * * * *", next_at=due)
    set_clock(noon + 17 * MINUTE)

    await schedules.fire_due()

    assert await ledger(fresh, running) == [
        (due, DueOutcome.MISSED),
        (due + 5 * MINUTE, DueOutcome.MISSED),
        (due + 10 * MINUTE, DueOutcome.MISSED),
        (due + 15 * MINUTE, DueOutcome.LATE),
    ]
    assert len(await executions(fresh, running)) == 1


async def test_a_long_absence_is_recorded_in_several_looks_and_starts_one_run(
    schedules: Schedules, fresh: Database, noon: datetime
) -> None:
    due = noon.replace(second=0)
    running = await scheduled(fresh, next_at=due)
    set_clock(noon + timedelta(days=2))

    looks = 0
    while await schedules.fire_due():
        looks += 1

    found = await ledger(fresh, running)
    assert looks == 3
    assert [at for at, _ in found] == [due + minute * MINUTE for minute in range(2 * 24 * 60 + 1)]
    assert {outcome for _, outcome in found[:-1]} == {DueOutcome.MISSED}
    assert found[-1][1] == DueOutcome.RAN
    assert len(await executions(fresh, running)) == 1


async def test_a_paused_instance_skips_its_instants_and_does_not_fire_them_when_unpaused(
    schedules: Schedules, fresh: Database, noon: datetime
) -> None:
    due = noon.replace(second=0)
    running = await scheduled(fresh, next_at=due, enabled=False)
    await schedules.fire_due()
    set_clock(noon + 2 * MINUTE)
    await schedules.fire_due()
    async with fresh.engine_session() as session:
        await session.execute(sa.update(Instance).where(Instance.id == running.instance_id).values(enabled=True))

    assert await schedules.fire_due() == 0
    assert await executions(fresh, running) == []
    set_clock(noon + 3 * MINUTE)
    await schedules.fire_due()

    found = await records(fresh, running)
    assert [DueOutcome(record.outcome) for record in found] == [DueOutcome.SKIPPED] * 3 + [DueOutcome.RAN]
    assert {record.reason for record in found[:3]} == {"the instance was paused"}
    assert len(await executions(fresh, running)) == 1


async def test_an_instant_that_has_its_record_does_not_start_again(
    schedules: Schedules, fresh: Database, noon: datetime
) -> None:
    due = noon.replace(second=0)
    running = await scheduled(fresh, next_at=due)
    await schedules.fire_due()
    async with fresh.engine_session() as session:
        (await session.get_one(Schedule, running.flow_config_id)).next_at = due

    await schedules.fire_due()

    assert await ledger(fresh, running) == [(due, DueOutcome.RAN)]
    assert len(await executions(fresh, running)) == 1
    assert await next_at(fresh, running) == due + MINUTE


@pytest.mark.parametrize(
    ("cron", "now", "following"),
    [
        # Berlin: 02:30 does not exist on this day, and comes twice on that one
        ("30 2 * * *", datetime(2031, 3, 29, 1, 30, tzinfo=UTC), datetime(2031, 3, 30, 1, 0, tzinfo=UTC)),
        ("30 2 * * *", datetime(2031, 3, 30, 1, 0, tzinfo=UTC), datetime(2031, 3, 31, 0, 30, tzinfo=UTC)),
        ("30 2 * * *", datetime(2031, 10, 26, 0, 30, tzinfo=UTC), datetime(2031, 10, 27, 1, 30, tzinfo=UTC)),
        ("*/30 * * * *", datetime(2031, 10, 26, 0, 30, tzinfo=UTC), datetime(2031, 10, 26, 1, 0, tzinfo=UTC)),
    ],
)
async def test_a_schedule_moves_on_over_a_clock_change_of_its_zone(
    schedules: Schedules, fresh: Database, noon: datetime, cron: str, now: datetime, following: datetime
) -> None:
    running = await scheduled(fresh, cron=cron, zone="Europe/Berlin", next_at=now)
    set_clock(now + timedelta(seconds=1))

    await schedules.fire_due()

    assert await ledger(fresh, running) == [(now, DueOutcome.RAN)]
    assert await next_at(fresh, running) == following


async def test_a_schedule_of_once_fires_once(schedules: Schedules, fresh: Database, noon: datetime) -> None:
    running = await scheduled(fresh, cron="", next_at=noon)

    await schedules.fire_due()

    assert await ledger(fresh, running) == [(noon, DueOutcome.RAN)]
    assert await next_at(fresh, running) is None


async def test_a_schedule_that_cannot_start_is_recorded_and_keeps_no_other_from_starting(
    schedules: Schedules, fresh: Database, noon: datetime
) -> None:
    due = noon.replace(second=0)
    undeployed, broken, healthy, lost_zone = [await scheduled(fresh, next_at=due) for _ in range(4)]
    async with fresh.engine_session() as session:
        await session.execute(sa.text("UPDATE instance SET deployment_id = NULL WHERE id = :id"), {
            "id": undeployed.instance_id,
        })  # fmt: skip
        await session.execute(sa.text("DELETE FROM flow WHERE integration_id = :id"), {"id": broken.integration_id})
        await session.execute(sa.text("UPDATE schedule SET time_zone = 'Mars/Base' WHERE id = :id"), {
            "id": lost_zone.flow_config_id,
        })  # fmt: skip

    assert await schedules.fire_due() == 4

    assert await ledger(fresh, healthy) == [(due, DueOutcome.RAN)]
    for running in (undeployed, broken, lost_zone):
        [record] = await records(fresh, running)
        assert (record.outcome, record.execution_id) == (DueOutcome.SKIPPED, None)
        assert record.reason
        assert await executions(fresh, running) == []
    assert await next_at(fresh, undeployed) == due + MINUTE
    assert await next_at(fresh, lost_zone) is None


async def test_a_worker_fires_at_the_time_and_its_run_has_only_metadata(road: Road) -> None:
    running = await scheduled(road.database, cron="", next_at=clock.now() + timedelta(seconds=0.3))
    async with road.database.engine_session() as session:
        await session.execute(sa.text(f"SELECT pg_notify('trunkline_endpoints', '{running.instance_id}')"))

    async def has_started() -> bool:
        return bool(await executions(road.database, running))

    await wait_until(has_started, timeout_s=5)
    [execution] = await executions(road.database, running)
    assert (await road.ended(execution.id)).status == Status.SUCCEEDED
    given = await road.given(execution.id)
    assert (given["body"], given["headers"]) == ({"data": None, "contentType": ""}, {})
