"""Times: how they are read, and how a format writes them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from trunkline.sdk.cleaning import CleaningError, to_text, to_timestamp
from trunkline.sdk.inputs import Field, InputSpec

_EPOCH = datetime.fromtimestamp(0, UTC)
_TOKEN = re.compile(r"\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|X|x")
# Written out, because the machine's language is none of the flow's business.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITERS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda at: f"{at.year:04}",
    "YY": lambda at: f"{at.year % 100:02}",
    "MMMM": lambda at: _MONTHS[at.month - 1],
    "MMM": lambda at: _MONTHS[at.month - 1][:3],
    "MM": lambda at: f"{at.month:02}",
    "M": lambda at: str(at.month),
    "DDDD": lambda at: f"{at.timetuple().tm_yday:03}",
    "DDD": lambda at: str(at.timetuple().tm_yday),
    "DD": lambda at: f"{at.day:02}",
    "D": lambda at: str(at.day),
    "dddd": lambda at: _DAYS[at.weekday()],
    "ddd": lambda at: _DAYS[at.weekday()][:3],
    "HH": lambda at: f"{at.hour:02}",
    "H": lambda at: str(at.hour),
    "hh": lambda at: f"{at.hour % 12 or 12:02}",
    "h": lambda at: str(at.hour % 12 or 12),
    "mm": lambda at: f"{at.minute:02}",
    "m": lambda at: str(at.minute),
    "ss": lambda at: f"{at.second:02}",
    "s": lambda at: str(at.second),
    "SSS": lambda at: f"{at.microsecond // 1000:03}",
    "A": lambda at: "AM" if at.hour < 12 else "PM",
    "a": lambda at: "am" if at.hour < 12 else "pm",
    "ZZ": lambda at: offset(at).replace(":", ""),
    "Z": lambda at: offset(at),  # noqa: PLW0108 - it is defined below
    "X": lambda at: str(milliseconds(at) // 1000),
    "x": lambda at: str(milliseconds(at)),
}


def to_moment(value: object) -> datetime:
    """Return an aware time, of ISO text or of milliseconds since 1970 (else a ``CleaningError``)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return from_milliseconds(float(value))
    return to_timestamp(value)


def moment_field(label: str = "Date/Time") -> Field[datetime]:
    """Declare a time that has to be there."""
    comments = "A time in ISO form, UTC unless it says otherwise; a number is milliseconds since 1970."
    spec = InputSpec(
        label=label, type="TIMESTAMP", required=True, comments=comments, example="2031-02-28T12:00:00.000Z"
    )
    return Field(spec, to_moment, lambda: _EPOCH)


def local_moment_field() -> Field[datetime]:
    """Declare a time that has to be there, and that may be without a zone."""
    comments = "A time in ISO form; a number is milliseconds since 1970."
    spec = InputSpec(
        label="Date/Time", type="TIMESTAMP", required=True, comments=comments, example="2031-02-28T12:00:00"
    )
    return Field(spec, _to_local_moment, lambda: _EPOCH)


def _to_local_moment(value: object) -> datetime:
    moment = to_moment(value)
    if isinstance(value, str) and datetime.fromisoformat(value.strip()).tzinfo is None:
        return moment.replace(tzinfo=None)
    return moment


def zone_field(*, default: str | None = None) -> Field[ZoneInfo]:
    """Declare a time zone; UTC when not given."""
    spec = InputSpec(
        label="Time zone", default=default, comments="The zone's name; empty: UTC.", example="Europe/Vienna"
    )
    return Field(spec, to_zone, lambda: ZoneInfo("UTC"))


def to_zone(value: object) -> ZoneInfo:
    """Return the zone of that name, in any capitals (else a ``CleaningError``)."""
    name = _zone_names().get(to_text(value).strip().lower())
    if name is None:
        raise CleaningError("the name of a time zone such as Europe/Vienna")
    return ZoneInfo(name)


@functools.cache
def _zone_names() -> dict[str, str]:
    """Return the names there are, by their small letters; Python looks for them in many files."""
    return {name.lower(): name for name in available_timezones()}


def from_milliseconds(since_1970: float) -> datetime:
    """Return the time so many milliseconds after 1970 (else a ``CleaningError``)."""
    try:
        return _EPOCH + timedelta(milliseconds=since_1970)
    except OverflowError:
        raise CleaningError("a time between the years 1 and 9999") from None


def milliseconds(at: datetime) -> int:
    """Return the milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def iso(at: datetime) -> str:
    """Return a time in UTC in ISO form with milliseconds, as JavaScript writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def offset(at: datetime) -> str:
    """Return how far a time's zone is from UTC, such as +02:00."""
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def written(at: datetime, form: str) -> str:
    """Return a time in a form such as ``YYYY-MM-DD``; what is in square brackets stays as it is."""
    return _TOKEN.sub(lambda found: _WRITERS[found[0]](at) if found[1] is None else found[1], form)
