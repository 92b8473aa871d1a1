from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from graphql import GraphQLError

from trunkline.api import scalars


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00.123456+01:00", datetime(2026, 3, 1, 12, 0, 0, 123456, timezone(timedelta(hours=1)))),
        ("2026-03-01T12:00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_times_are_read_with_their_offset(text: str, expected: datetime) -> None:
    assert scalars.read_date_time(text) == expected
    assert scalars.read_date_time(text).tzinfo is not None


def test_times_are_written_with_their_offset() -> None:
    assert scalars.write_date_time(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (scalars.read_date_time, "yesterday"),
        (scalars.read_date_time, 7),
        (scalars.read_date, "2026-13-01"),
        (scalars.read_date, None),
        (scalars.read_uuid, "x"),
        (scalars.read_uuid, 1),
        (scalars.read_big_int, "1.5"),
        (scalars.read_big_int, True),
        (scalars.read_json_string, "{"),
        (scalars.read_json_string, {}),
        (scalars.read_json_string, '"a\\u0000"'),
    ],
)
def test_what_is_something_else_is_refused(read: object, value: object) -> None:
    assert callable(read)
    with pytest.raises(GraphQLError):
        read(value)


def test_the_rest_is_read_and_written() -> None:
    assert scalars.read_date("2026-03-01") == date(2026, 3, 1)
    assert scalars.write_date(date(2026, 3, 1)) == "2026-03-01"
    assert scalars.read_uuid(scalars.write_uuid(UUID(int=1))) == UUID(int=1)
    assert scalars.read_big_int("123456789012345678901") == scalars.write_big_int(123456789012345678901)
    assert scalars.read_json_string('{"a": 1}') == '{"a": 1}'
    assert scalars.write_json_string({"a": [1]}) == '{"a":[1]}'
    assert scalars.write_json_string('{"a": 1}') == '{"a": 1}'
