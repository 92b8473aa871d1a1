"""When a schedule fires: five-field cron, read in a time zone, with one rule for clock changes.

A schedule whose hour field is ``*`` runs all day long: it fires at every instant whose local time matches. So
``*/5 * * * *`` goes on every five minutes through a clock change; an hour that comes twice has it twice, and
an hour that is left out does not have it.

Any other schedule names times of day, and each of them comes once a day: a time that is left out fires at the
first instant after the gap, and a time that comes twice fires at the first of the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from croniter import croniter
from croniter.croniter import CroniterError

from trunkline.engine.problems import nearest
from trunkline.errors import Invalid

_FIELDS, _HOUR = 5, 1
_FIELD = re.compile(r"[0-9A-Za-z*,/#?-]{1,200}\Z")
_WORD = re.compile(r"[A-Za-z]+")
_LONG_NUMBER = re.compile(r"[0-9]{5}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = frozenset((*_MONTHS, "sun", "mon", "tue", "wed", "thu", "fri", "sat", "l"))
_LONGEST_SHIFT = timedelta(days=1)  # islands have moved across the date line


def validate(cron: str, zone: str) -> None:
    """Check a schedule; ``zone`` is a name such as Europe/Berlin, ``''`` is UTC.

    Raises:
        Invalid: the zone is unknown, the cron text cannot be read, or it never fires.
    """
    _zone(zone)
    _read(cron)
    if next(_local_times(cron, datetime(2000, 1, 1)), None) is None:  # noqa: DTZ001 - local time of no zone
        raise Invalid(f"the schedule {cron!r} never fires: no date matches it", field="schedule")


def next_fire(cron: str, zone: str, after: datetime) -> datetime | None:
    """Return the first instant after ``after`` (aware) at which a schedule fires, in UTC; ``None`` for never.

    Raises:
        Invalid: the zone is unknown, or the cron text cannot be read.
    """
    where = _zone(zone)
    fields = _read(cron)
    if fields[_HOUR] == "*":
        return _next_of_all_day(cron, where, after)
    fires = (_first_instant(local, where) for local in _local_times(cron, _local(after, where)))
    return next((at for at in fires if at > after), None)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1000)
def _zone(name: str) -> ZoneInfo:
    known = _zone_names()
    if name and name not in known:
        near = nearest(name, sorted(known))
        hint = f"; did you mean {near}?" if near is not None else "; write it as Europe/Berlin"
        raise Invalid(f"there is no time zone {name[:60]!r}{hint}", field="timeZone")
    return ZoneInfo(name or "UTC")


@lru_cache(maxsize=1000)
def _read(cron: str) -> tuple[str, ...]:
    """Check the form of a cron text and return its fields."""
    fields = tuple(cron.split())
    if len(fields) != _FIELDS:
        reason = "needs five fields: minute, hour, day of month, month, day of week"
        raise Invalid(f"the schedule {cron[:60]!r} {reason}", field="schedule")
    for field in fields:
        words = {word.lower() for word in _WORD.findall(field)}
        if not _FIELD.match(field) or _LONG_NUMBER.search(field) or words - _WORDS:
            raise Invalid(f"the schedule {cron[:60]!r} has a field that says nothing: {field[:60]!r}", field="schedule")
    try:
        croniter.expand(cron)
    except (CroniterError, ValueError, KeyError) as error:
        raise Invalid(f"the schedule {cron!r} cannot be read: {error}", field="schedule") from error
    return fields


def _local_times(cron: str, after: datetime) -> Iterator[datetime]:
    """Yield the matching local times after a local time, without thought of zones; none if there are none."""
    times = croniter(cron, after)
    while True:
        try:
            yield times.get_next(datetime)
        except (CroniterError, OverflowError, ValueError):
            return


def _next_of_all_day(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Go from one stretch of constant offset to the next until a local time matches within one."""
    at, start = after, _local(after, zone)
    while True:
        local = next(_local_times(cron, start), None)
        if local is None:
            return None
        offset = _offset(at, zone)
        found = (local - offset).replace(tzinfo=UTC)
        if found - at > 2 * _LONGEST_SHIFT:  # nothing fires before, so look again from near by
            at = found - _LONGEST_SHIFT
            start = _local(at, zone)
        elif _offset(found, zone) == offset:
            return found
        else:
            at = _change_between(at, found, zone)
            start = _local(at, zone) - timedelta(seconds=1)


def _first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return when a local time comes for the first time, or the end of the gap that it is lost in."""
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if _local(first, zone) == local:
        return first
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)  # in a gap, fold=1 is the earlier instant
    return _change_between(before, first, zone)


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, exact to the second, at which the offset changes from that of ``low``."""
    offset = _offset(low, zone)
    first, last = math.floor(low.timestamp()), math.ceil(high.timestamp())
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == offset:
            first = middle
        else:
            last = middle
    return datetime.fromtimestamp(last, UTC)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)
