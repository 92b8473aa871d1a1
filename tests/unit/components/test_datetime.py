"""Times are read, moved and written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.datetime import component
from trunkline.sdk import InputError

NOON = "2031-02-28T12:00:00Z"


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("adjustDateTime", {"dateTimeInput": NOON, "daysInput": "1"}, "2031-03-01T12:00:00.000Z"),
        (
            "adjustDateTime",
            {
                "dateTimeInput": "2031-02-28T12:00:00+02:00",
                "hoursInput": "-1",
                "minutesInput": "0.5",
                "secondsInput": "1",
            },
            "2031-02-28T09:00:31.000Z",
        ),
        ("adjustDateTime", {"dateTimeInput": 1000, "secondsInput": "1"}, "1970-01-01T00:00:02.000Z"),
        ("convertToEpoch", {"dateTimeInput": "1970-01-01T00:00:01.5Z"}, 1500),
        ("convertToEpoch", {"dateTimeInput": "1970-01-01T00:00:01.5Z", "epochSecondsInput": "true"}, 1),
        ("convertFromEpoch", {"epochInput": "1700000000000"}, "2023-11-14T22:13:20.000Z"),
        ("convertFromEpoch", {"epochInput": "1700000000", "epochSecondsInput": True}, "2023-11-14T22:13:20.000Z"),
        ("convertToIsoString", {"dateTimeInput": "2031-07-01"}, "2031-07-01T00:00:00.000Z"),
        (
            "convertToIsoString",
            {"dateTimeInput": "2031-07-01T12:00:00", "timeZoneInput": "europe/vienna"},
            "2031-07-01T10:00:00.000Z",
        ),
        ("convertToIsoString", {"dateTimeInput": NOON, "timeZoneInput": "Europe/Vienna"}, "2031-02-28T12:00:00.000Z"),
        (
            "convertToLocalIsoString",
            {"dateTimeInput": NOON, "timeZoneInput": "America/St_Johns"},
            "2031-02-28T08:30:00.000-03:30",
        ),
        ("formatDateTime", {"dateTimeInput": NOON}, "2031-02-28T12:00:00.000+00:00"),
        (
            "formatDateTime",
            {"dateTimeInput": NOON, "timeZoneInput": "Asia/Tokyo", "formatInput": "dddd, D. MMMM YY [at] h:mm A ZZ"},
            "Friday, 28. February 31 at 9:00 PM +0900",
        ),
        (
            "formatDateTime",
            {"dateTimeInput": "2031-01-05T00:03:04.056Z", "formatInput": "ddd MMM DDDD DDD M H hh m s SSS a X x"},
            "Sun Jan 005 5 1 0 12 3 4 056 am 1925337784 1925337784056",
        ),
    ],
)
async def test_times_become_what_the_action_says(key: str, inputs: dict[str, object], expected: object):
    assert await result_of(component, key, inputs) == expected


async def test_the_current_time_is_now_in_utc():
    before = datetime.now(UTC)
    text = await result_of(component, "getCurrentDateTime", {})
    seconds = await result_of(component, "getCurrentDateTime", {"epochSecondsInput": "true"})
    assert isinstance(text, str)
    assert isinstance(seconds, int)
    assert int(before.timestamp()) <= datetime.fromisoformat(text).timestamp() <= datetime.now(UTC).timestamp()
    assert int(before.timestamp()) <= seconds <= datetime.now(UTC).timestamp()


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("adjustDateTime", {"dateTimeInput": "tomorrow"}, "input 'dateTimeInput' .* needs a time such as"),
        ("adjustDateTime", {}, "input 'dateTimeInput' .* is missing"),
        ("adjustDateTime", {"dateTimeInput": NOON, "daysInput": "9999999"}, "outside of the years 1 to 9999"),
        ("adjustDateTime", {"dateTimeInput": NOON, "daysInput": "1e300"}, "outside of the years 1 to 9999"),
        ("adjustDateTime", {"dateTimeInput": NOON, "daysInput": "one"}, "input 'daysInput' .* needs a number"),
        ("convertFromEpoch", {"epochInput": "1e20"}, "input 'epochInput' .* between the years 1 and 9999"),
        ("formatDateTime", {"dateTimeInput": NOON, "timeZoneInput": "Mars"}, "input 'timeZoneInput' .* time zone"),
        ("formatDateTime", {"dateTimeInput": NOON, "timeZoneInput": "../UTC"}, "input 'timeZoneInput' .* time zone"),
        (
            "convertToLocalIsoString",
            {"dateTimeInput": "9999-12-31T23:00:00Z", "timeZoneInput": "Asia/Tokyo"},
            "outside of the years",
        ),
        (
            "convertToIsoString",
            {"dateTimeInput": "0001-01-01T00:00:00", "timeZoneInput": "Asia/Tokyo"},
            "outside of the years",
        ),
    ],
)
async def test_bad_times_are_refused_in_words_that_name_the_input(key: str, inputs: dict[str, object], words: str):
    with pytest.raises(InputError, match=words):
        await result_of(component, key, inputs)
