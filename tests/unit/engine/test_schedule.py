from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trunkline.engine.schedule import next_fire, validate
from trunkline.errors import Invalid


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fires(cron: str, zone: str, after: str, count: int) -> list[str]:
    """The next firings, as month, day and time in UTC."""
    found: list[str] = []
    moment = at(after)
    for _ in range(count):
        fired = next_fire(cron, zone, moment)
        assert fired is not None
        moment = fired
        found.append(moment.strftime("%m-%d %H:%M"))
    return found


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        ("*/5 * * * *", "", "2030-01-01 00:00", ["01-01 00:05", "01-01 00:10"]),
        ("*/5 * * * *", "", "2030-01-01 00:04:59", ["01-01 00:05"]),
        ("00 00 */1 * *", "UTC", "2030-01-01 00:00", ["01-02 00:00", "01-03 00:00"]),
        ("30 6 * * mon-fri", "Europe/Berlin", "2030-01-04 12:00", ["01-07 05:30"]),
        ("0 9 1 * 1", "", "2030-01-01 09:00", ["01-07 09:00", "01-14 09:00"]),
        ("0 0 29 2 *", "", "2030-01-01 00:00", ["02-29 00:00"]),
        ("15 * * * *", "Asia/Kolkata", "2030-01-01 00:00", ["01-01 00:45", "01-01 01:45"]),
        # Berlin, clocks go forward on March 31, 2030 at 01:00 UTC: 02:00-03:00 is left out
        ("30 2 * * *", "Europe/Berlin", "2030-03-30 00:00", ["03-30 01:30", "03-31 01:00", "04-01 00:30"]),
        ("0,30 2 * * *", "Europe/Berlin", "2030-03-30 12:00", ["03-31 01:00", "04-01 00:00"]),
        ("0 2,3 * * *", "Europe/Berlin", "2030-03-30 12:00", ["03-31 01:00", "04-01 00:00"]),
        ("30 * * * *", "Europe/Berlin", "2030-03-31 00:00", ["03-31 00:30", "03-31 01:30"]),
        # and back on October 27, 2030 at 01:00 UTC: 02:00-03:00 comes twice
        ("30 2 * * *", "Europe/Berlin", "2030-10-26 12:00", ["10-27 00:30", "10-28 01:30"]),
        ("30 2 * * *", "Europe/Berlin", "2030-10-27 01:00", ["10-28 01:30"]),
        ("*/30 2 * * *", "Europe/Berlin", "2030-10-26 12:00", ["10-27 00:00", "10-27 00:30", "10-28 01:00"]),
        ("0 3 * * *", "Europe/Berlin", "2030-10-26 12:00", ["10-27 02:00"]),
        (
            "30 * * * *",
            "Europe/Berlin",
            "2030-10-26 23:00",
            ["10-26 23:30", "10-27 00:30", "10-27 01:30", "10-27 02:30"],
        ),
        # Lord Howe goes by half hours: back on April 7, 2030, forward on October 6, at 15:00 and 15:30 UTC
        ("45 1 * * *", "Australia/Lord_Howe", "2030-04-06 00:00", ["04-06 14:45", "04-07 15:15"]),
        ("15 2 * * *", "Australia/Lord_Howe", "2030-10-05 00:00", ["10-05 15:30", "10-06 15:15"]),
        ("45 * * * *", "Australia/Lord_Howe", "2030-04-06 14:00", ["04-06 14:45", "04-06 15:15", "04-06 16:15"]),
        # Apia left out a whole day
        ("0 12 30 12 *", "Pacific/Apia", "2011-12-01 00:00", ["12-30 10:00", "12-29 22:00"]),
        ("0 * * * *", "Pacific/Apia", "2011-12-30 08:30", ["12-30 09:00", "12-30 10:00", "12-30 11:00"]),
    ],
)
def test_a_schedule_fires_by_the_clocks_of_its_zone(cron: str, zone: str, after: str, expected: list[str]) -> None:
    assert fires(cron, zone, after, len(expected)) == expected


@pytest.mark.parametrize("cron", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_a_schedule_that_never_fires_is_refused(cron: str) -> None:
    assert next_fire(cron, "", at("2030-01-01 00:00")) is None
    with pytest.raises(Invalid, match="never fires"):
        validate(cron, "")


@pytest.mark.parametrize(
    "cron",
    [
        "", "* * * *", "* * * * * *", "@daily", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "x * * * *",
        "*/0 * * * *", "H * * * *", "R * * * *", "1,,2 * * * *", "٣ * * * *", "0-59/99999 * * * *", "* * * * noday",
        "-1 * * * *", "*" * 300 + " * * * *", "1" * 5000 + " * * * *",
    ],
)  # fmt: skip
def test_a_schedule_that_cannot_be_read_is_refused_in_words(cron: str) -> None:
    with pytest.raises(Invalid, match="schedule"):
        validate(cron, "")
    with pytest.raises(Invalid):
        next_fire(cron, "", at("2030-01-01 00:00"))


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berln", "did you mean Europe/Berlin"),
        ("Europe", "no time zone"),
        ("../etc", "no time zone"),
        ("\0", "no time zone"),
    ],
)
def test_a_zone_that_is_not_known_is_refused(zone: str, hint: str) -> None:
    with pytest.raises(Invalid, match=hint):
        validate("0 0 * * *", zone)


def test_a_rare_schedule_is_found_years_ahead() -> None:
    assert next_fire("0 0 29 2 1", "", at("2030-01-01 00:00")) == at("2030-02-04 00:00")  # the 29th, or a Monday
    fired = next_fire("30 * 29 2 *", "America/New_York", at("2029-03-01 12:00"))
    assert fired == at("2032-02-29 05:30")


def test_the_next_firing_is_always_later_than_the_moment_asked_for() -> None:
    moment = at("2030-10-27 00:59:59") + timedelta(microseconds=999_999)
    fired = next_fire("* * * * *", "Europe/Berlin", moment)
    assert fired == at("2030-10-27 01:00")
