from __future__ import annotations

import pytest

from trunkline.db.connect import check, describe
from trunkline.errors import SetupError


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("postgresql://me:secret@db.example.com:5433/app", "the database 'app' at db.example.com:5433"),
        ("postgresql://me:secret@/app?host=/run/postgresql", "the database 'app' at /run/postgresql"),
        ("postgres://me:secret@[::1]/app", "the database 'app' at ::1"),
        ("postgresql://me:secret@db.example.com", "the database 'postgres' at db.example.com"),
        ("postgresql://me:secret@db.example.com:secret/app", "the database of TRUNKLINE_DATABASE_URL"),
    ],
)
def test_a_database_is_described_by_place_and_name_and_never_by_login(url: str, text: str) -> None:
    assert describe(url) == text


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://me:secret@127.0.0.1:1/app", "at 127.0.0.1:1 cannot be reached"),
        ("postgresql://me:secret@/app?host=/nowhere", "at /nowhere cannot be reached"),
        ("http://me:secret@db.example.com/app", "cannot be read: write it as postgresql://"),
        ("postgresql://me:secret@db.example.com:port/app", "cannot be read: write it as postgresql://"),
    ],
)
async def test_a_database_that_is_not_there_is_one_clear_line_without_the_password(url: str, message: str) -> None:
    with pytest.raises(SetupError) as raised:
        await check(url)

    assert message in raised.value.message
    assert "secret" not in raised.value.message
    assert "\n" not in raised.value.message
