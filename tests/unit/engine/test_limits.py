"""What a definition may ask for at most, it gets from end to end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.engine.support import (
    Table,
    drive,
    flow,
    many,
    on_condition,
    plan_of,
    problems_of,
    step,
    times,
    value,
    whole,
)
from trunkline.engine.display import outline
from trunkline.engine.parse import parse
from trunkline.engine.render import render


def loops(depth: int) -> Table:
    inner = step("Act")
    for level in range(depth):
        inner = times(f"Loop {level}", "1", inner)
    return inner


def lists(depth: int) -> Table:
    inner = value("x")
    for _ in range(depth):
        inner = many(inner)
    return step("Act", x=inner)


def conditions(depth: int) -> Table:
    inner: list[object] = ["equal", value("1"), value("1")]
    for _ in range(depth):
        inner = ["and", inner]
    return on_condition("Check", inner, [step("Act")])


@pytest.mark.parametrize("nested", [loops, lists, conditions])
async def test_the_deepest_nesting_that_is_read_also_runs(nested: Callable[[int], Table]) -> None:
    depth = max(depth for depth in range(30, 100) if not problems_of(whole(flow(nested(depth)))))
    plan = plan_of(nested(depth))
    definition = parse(whole(flow(nested(depth))))
    assert parse(render(definition)) == definition
    outcome, journal = await drive(plan)
    assert outcome.succeeded
    assert journal.written[0].key.step in ("act", "check")
    assert len(outline(plan)) >= 2


def test_nesting_past_the_limit_is_refused_in_words() -> None:
    [problem] = problems_of(whole(flow(loops(99))))
    assert "nested deeper than 100 levels" in problem.reason
