"""The actions of the date/time component."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trunkline.components.common.values import unusable
from trunkline.components.datetime.moments import (
    from_milliseconds,
    iso,
    local_moment_field,
    milliseconds,
    moment_field,
    offset,
    written,
    zone_field,
)
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_number
from trunkline.sdk.fields import boolean, number, string
from trunkline.sdk.inputs import Field, InputSpec

ISO_FORM = "YYYY-MM-DDTHH:mm:ss.SSSZ"


class Current(Inputs):
    """How to write it."""

    epoch_seconds_input = boolean("Display epoch in seconds", comments="Give the seconds since 1970 instead of text.")


class Moment(Inputs):
    """A time."""

    date_time_input = moment_field()


class Adjust(Moment):
    """A time and how far to move it."""

    seconds_input = number("Seconds", comments="How many seconds later; below 0: earlier.", example="30")
    minutes_input = number("Minutes", comments="How many minutes later; below 0: earlier.")
    hours_input = number("Hours", comments="How many hours later; below 0: earlier.")
    days_input = number("Days", comments="How many days of 24 hours later; below 0: earlier.")


class ToEpoch(Moment):
    """A time and the unit."""

    epoch_seconds_input = boolean("Display epoch in seconds", comments="Count seconds, not milliseconds.")


class FromEpoch(Inputs):
    """A count and its unit."""

    epoch_input: Field[float] = Field(
        InputSpec(label="Epoch timestamp", required=True, comments="The count since 1970.", example="1700000000000"),
        to_number,
        float,
    )
    epoch_seconds_input = boolean("Epoch timestamp in seconds", comments="It counts seconds, not milliseconds.")


class ToIso(Inputs):
    """A time and the zone it is meant in."""

    date_time_input = local_moment_field()
    time_zone_input = zone_field()


class InZone(Moment):
    """A time and a zone."""

    time_zone_input = zone_field()


class Format(InZone):
    """A time, a zone and a form."""

    format_input = string(
        "Format",
        default=ISO_FORM,
        comments="YYYY MM DD, HH or hh, mm, ss, SSS, Z, also MMM, MMMM, ddd, dddd, A, X; words in [brackets].",
        example="DD.MM.YYYY [at] HH:mm",
    )


@action("Get Current Date/Time", key="getCurrentDateTime", inputs=Current, repeat=Repeat.SAFE, inline=True)
def get_current_date_time(_context: Context, inputs: Current) -> str | int:
    """Return the time it is now, in UTC."""
    now = datetime.now(UTC)
    return milliseconds(now) // 1000 if inputs.epoch_seconds_input else iso(now)


@action("Adjust Date/Time", key="adjustDateTime", inputs=Adjust, repeat=Repeat.SAFE, inline=True)
def adjust_date_time(_context: Context, inputs: Adjust) -> str:
    """Return a time moved by days, hours, minutes and seconds, in UTC."""
    try:
        distance = timedelta(
            days=inputs.days_input or 0,
            hours=inputs.hours_input or 0,
            minutes=inputs.minutes_input or 0,
            seconds=inputs.seconds_input or 0,
        )
        return iso(inputs.date_time_input + distance)
    except OverflowError:
        raise unusable(Adjust.date_time_input, "moved so far, it is outside of the years 1 to 9999") from None


@action("Convert Date/Time To ISO String", key="convertToIsoString", inputs=ToIso, repeat=Repeat.SAFE, inline=True)
def convert_to_iso_string(_context: Context, inputs: ToIso) -> str:
    """Return a time in ISO form, in UTC; a time without a zone of its own is read in the given zone."""
    moment = inputs.date_time_input
    try:
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=inputs.time_zone_input))
    except OverflowError:
        raise unusable(ToIso.date_time_input, "in UTC it is outside of the years 1 to 9999") from None


@action(
    "Convert Date/Time To Local ISO String",
    key="convertToLocalIsoString",
    inputs=InZone,
    repeat=Repeat.SAFE,
    inline=True,
)
def convert_to_local_iso_string(_context: Context, inputs: InZone) -> str:
    """Return a time in ISO form, in a zone's own time."""
    local = _in_zone(inputs)
    return local.replace(tzinfo=None).isoformat(timespec="milliseconds") + offset(local)


@action("Convert Date To Epoch", key="convertToEpoch", inputs=ToEpoch, repeat=Repeat.SAFE, inline=True)
def convert_to_epoch(_context: Context, inputs: ToEpoch) -> int:
    """Return the milliseconds or seconds from 1970 to a time."""
    count = milliseconds(inputs.date_time_input)
    return count // 1000 if inputs.epoch_seconds_input else count


@action("Convert Epoch Timestamp To Date", key="convertFromEpoch", inputs=FromEpoch, repeat=Repeat.SAFE, inline=True)
def convert_from_epoch(_context: Context, inputs: FromEpoch) -> str:
    """Return the time so many milliseconds or seconds after 1970, in ISO form."""
    try:
        return iso(from_milliseconds(inputs.epoch_input * (1000 if inputs.epoch_seconds_input else 1)))
    except CleaningError as wrong:
        raise unusable(FromEpoch.epoch_input, f"it needs {wrong}") from None


@action("Format Date/Time", key="formatDateTime", inputs=Format, repeat=Repeat.SAFE, inline=True)
def format_date_time(_context: Context, inputs: Format) -> str:
    """Return a time written in a form, in a zone's own time."""
    return written(_in_zone(inputs), inputs.format_input)


def _in_zone(inputs: InZone) -> datetime:
    try:
        return inputs.date_time_input.astimezone(inputs.time_zone_input)
    except OverflowError:
        raise unusable(InZone.date_time_input, "in this zone it is outside of the years 1 to 9999") from None
