"""Which schedule a flow has, by its definition and an instance's values."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.factories.definitions import definition, scheduled_flow, variable, webhook_flow
from trunkline.engine.definition import Flow
from trunkline.engine.parse import parse
from trunkline.instances.schedules import Planned, planned


def flow_of(schedule: dict[str, object]) -> Flow:
    text = definition("S", scheduled_flow(schedule=schedule), variables=[variable("When", "schedule")])
    return parse(text).flows[0]


def fixed(cron: str, **meta: str) -> dict[str, object]:
    return {"type": "value", "value": cron, "meta": meta}


CHOSEN: dict[str, object] = {"type": "configVar", "value": "When", "meta": {}}


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (fixed("*/5 * * * *"), Planned("*/5 * * * *", "UTC")),
        (fixed("0 9 * * *", scheduleType="day", timeZone="Asia/Tokyo"), Planned("0 9 * * *", "Asia/Tokyo")),
        (fixed("0 9 * * *", scheduleType="none"), None),
        (fixed("", scheduleType="once"), Planned("", "UTC")),
    ],
)
def test_a_fixed_schedule_stands_in_the_definition(schedule: dict[str, object], expected: Planned | None) -> None:
    assert planned(flow_of(schedule), {}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"value": "0 9 * * *", "schedule_type": "day", "time_zone": "UTC"}, Planned("0 9 * * *", "UTC")),
        ({"value": "", "schedule_type": "none", "time_zone": "UTC"}, None),
        ({"value": "", "schedule_type": "once", "time_zone": "UTC"}, Planned("", "UTC")),
        (None, None),
    ],
)
def test_a_chosen_schedule_is_the_variables_value(value: object, expected: Planned | None) -> None:
    assert planned(flow_of(CHOSEN), {"When": value}) == expected


def test_a_flow_with_an_address_has_no_schedule() -> None:
    text = definition("W", webhook_flow())
    assert planned(parse(text).flows[0], {}) is None
    assert json.loads(text)["name"] == "W"


def test_once_is_due_at_once_and_cron_at_its_next_instant() -> None:
    now = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)
    assert Planned("", "UTC").first_at(now) == now
    assert Planned("*/5 * * * *", "UTC").first_at(now) == datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
