"""Schedules against a slow but plain reading of the same rule: look at every minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.engine.schedule import next_fire

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)
CHANGES = {  # the days on which clocks change in 2030
    "Europe/Berlin": (datetime(2030, 3, 31, tzinfo=UTC), datetime(2030, 10, 27, tzinfo=UTC)),
    "America/New_York": (datetime(2030, 3, 10, tzinfo=UTC), datetime(2030, 11, 3, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2030, 4, 6, tzinfo=UTC), datetime(2030, 10, 5, tzinfo=UTC)),
}


def fires(cron: str, zone: str, start: datetime, end: datetime) -> list[datetime]:
    found = []
    moment = next_fire(cron, zone, start)
    while moment is not None and moment < end:
        found.append(moment)
        moment = next_fire(cron, zone, moment)
    return found


def local_minutes(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every minute as instant and local time."""
    where = ZoneInfo(zone)
    while start < end:
        yield start, start.astimezone(where).replace(tzinfo=None, fold=0)
        start += MINUTE


def expected(minutes: set[int], hours: set[int] | None, zone: str, start: datetime, end: datetime) -> list[datetime]:
    seen = list(local_minutes(zone, start - timedelta(hours=6), end + timedelta(hours=6)))
    if hours is None:
        return [at for at, local in seen if local.minute in minutes and start < at < end]
    first: dict[datetime, datetime] = {}
    for at, local in seen:
        first.setdefault(local, at)
    found = set()
    wanted = seen[0][1]
    while wanted < seen[-1][1]:
        if wanted.minute in minutes and wanted.hour in hours:
            found.add(first.get(wanted) or next(at for at, local in seen if local > wanted))
        wanted += MINUTE
    return sorted(at for at in found if start < at < end)


@given(
    zone=st.sampled_from(ZONES),
    change=st.integers(0, 1),
    before_h=st.integers(0, 20),
    minutes=st.sets(st.integers(0, 59), min_size=1, max_size=3),
    hours=st.none() | st.sets(st.integers(0, 5), min_size=1, max_size=3),
)
@settings(max_examples=25, deadline=None)
def test_around_a_clock_change_the_rule_is_kept(
    zone: str, change: int, before_h: int, minutes: set[int], hours: set[int] | None
) -> None:
    start = CHANGES[zone][change] - timedelta(hours=before_h)
    end = start + timedelta(hours=30)
    hour_field = "*" if hours is None else ",".join(map(str, sorted(hours)))
    cron = f"{','.join(map(str, sorted(minutes)))} {hour_field} * * *"
    assert fires(cron, zone, start, end) == expected(minutes, hours, zone, start, end)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cron", ["30 2 * * *", "45 1 * * *", "0 2 * * *"])
def test_over_a_whole_year_a_daily_time_comes_once_every_local_day(zone: str, cron: str) -> None:
    where = ZoneInfo(zone)
    start = datetime(2030, 1, 1, tzinfo=where).astimezone(UTC)
    end = datetime(2031, 1, 1, tzinfo=where).astimezone(UTC)
    days = [at.astimezone(where).date() for at in fires(cron, zone, start, end)]
    assert len(days) == len(set(days)) == 365


@pytest.mark.parametrize("zone", ZONES)
def test_over_a_whole_year_an_hourly_schedule_never_pauses(zone: str) -> None:
    start, end = datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    found = fires("15 * * * *", zone, start, end)
    gaps = {later - earlier for earlier, later in pairwise(found)}
    by_half_hours = {timedelta(minutes=30), timedelta(minutes=90)}
    assert gaps - by_half_hours == {timedelta(hours=1)}
    assert (gaps & by_half_hours == set()) is (zone != "Australia/Lord_Howe")
    assert len(found) == (8759 if zone == "Australia/Lord_Howe" else 8760)
