"""Rows of a run: what is stored of results, lines and errors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from trunkline import clock
from trunkline.db.models import InvokeType
from trunkline.engine.ports import Recorded, Response, Severity, StepKey
from trunkline.errors import Internal
from trunkline.executions import rows
from trunkline.executions.rows import Claimed, RunJournal

AT = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("a\0b\0", "a\ufffdb\ufffd"),
        ("grüß ☃ 😀", "grüß ☃ 😀"),
        ("half \ud83d of it", "half ? of it"),
        ("\0\udc00", "\ufffd?"),
        ("", ""),
        (None, None),
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 19 + "…"),
    ],
)
def test_text_is_kept_as_postgresql_can_hold_it(text: str | None, kept: str | None) -> None:
    assert rows.storable(text, 20) == kept


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"a": [1, 2.5, None, True, b"\x00", "ä\0"]}, {"a": [1, 2.5, None, True, b"\x00", "ä\0"]}),
        (2**64 - 1, 2**64 - 1),
        (-(2**63), -(2**63)),
        ([2**64, -(2**63) - 1, 1], [str(2**64), str(-(2**63) - 1), 1]),
        ({"half": "\ud83d"}, {"half": "?"}),
        ({"\ud83d": 1}, {"?": 1}),
        ({"when": AT, "huge": 2**70}, {"when": AT.isoformat(), "huge": str(2**70)}),
        ((1, {2}), [1, [2]]),
        (itertools.count, str(itertools.count)),
        ("", ""),
    ],
)
def test_a_result_comes_back_as_it_was_or_as_text_where_it_cannot_be_kept(data: object, kept: object) -> None:
    assert rows.unpack(rows.pack(data, "a/b")) == {"data": kept, "contentType": "a/b"}


def test_a_result_that_is_nested_too_deeply_is_refused_in_words() -> None:
    deep: dict[str, object] = {}
    for _ in range(50_000):
        deep = {"in": deep}

    with pytest.raises(Internal, match="too deeply"):
        rows.pack(deep, None)
    while deep:  # taken apart from outside: freeing it at once goes as deep
        deep = deep.pop("in")  # type: ignore[assignment] # each holds the next


@pytest.fixture
def changes() -> list[RunJournal]:
    """Return what has been told to be written."""
    return []


@pytest.fixture
def run(changes: list[RunJournal]) -> Iterator[RunJournal]:
    """Return the journal of a run."""
    ids = [clock.new_id() for _ in range(5)]
    claimed = Claimed(ids[0], 1, ids[1], ids[2], ids[3], ids[4], InvokeType.WEBHOOK, False, AT, b"")
    return RunJournal(claimed, changes.append)


def test_a_step_becomes_a_row_and_asks_to_be_written(run: RunJournal, changes: list[RunJournal]) -> None:
    run.record(Recorded(StepKey("book", "loop[2]"), AT, AT, {"id": 7}, "Else", "e\0", 3, "a/b"))

    [row] = run.steps
    assert (row.step_name, row.loop_path, row.branch, row.position, row.error) == (
        "book",
        "loop[2]",
        "Else",
        3,
        "e\ufffd",
    )
    assert row.size_bytes == len(row.data or b"")
    assert rows.unpack(row.data or b"") == {"data": {"id": 7}, "contentType": "a/b"}
    assert changes == [run]


def test_lines_are_counted_on_from_what_an_earlier_attempt_wrote(run: RunJournal) -> None:
    run.next_line = 7

    run.log(Severity.INFO, "one", None, "")
    run.log(Severity.ERROR, "x" * 5000, "book", "")

    assert [row.line for row in run.logs] == [7, 8]
    assert len(run.logs[1].message) == rows.MAX_LOG_CHARACTERS


def test_an_answer_is_a_row_that_no_step_can_have(run: RunJournal) -> None:
    run.respond(Response(202, "a/b", {"X": "y"}, {"huge": 2**70, "half": "\ud83d"}))

    [row] = run.steps
    assert row.position == rows.RESPONSE_POSITION < 0
    assert rows.unpack(row.data or b"") == {
        "data": {"huge": str(2**70), "half": "?"}, "contentType": "a/b", "statusCode": 202, "headers": {"X": "y"},
    }  # fmt: skip
