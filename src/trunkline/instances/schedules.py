"""The schedules of an instance's flows: worked out from the definition and the values, stored at deploy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock
from trunkline.db.models import Instance, Schedule
from trunkline.engine import schedule
from trunkline.engine.definition import Flow
from trunkline.engine.kinds import ScheduleSource, ScheduleType


@dataclass(frozen=True, slots=True)
class Planned:
    """When a flow runs by itself; an empty ``cron`` means once, right after the deploy."""

    cron: str
    time_zone: str

    def first_at(self, now: datetime) -> datetime | None:
        """Return the first instant that is due from ``now`` on."""
        return schedule.next_fire(self.cron, self.time_zone, now) if self.cron else now


def planned(flow: Flow, config: Mapping[str, object]) -> Planned | None:
    """Return the schedule of a flow, None when it has none or it is set to never."""
    found = flow.steps[0].schedule
    if found is None:
        return None
    if found.source is ScheduleSource.VALUE:
        return _planned(found.schedule_type, found.value, found.time_zone)
    value = config.get(found.value)
    if not isinstance(value, dict):
        return None
    return _planned(value["schedule_type"], value["value"], value["time_zone"])


def _planned(kind: str | None, cron: str, time_zone: str) -> Planned | None:
    if kind == ScheduleType.NONE or (not cron and kind != ScheduleType.ONCE):
        return None
    return Planned("" if kind == ScheduleType.ONCE else cron, time_zone or "UTC")


async def store_schedules(session: AsyncSession, instance: Instance, wanted: Mapping[UUID, Planned]) -> None:
    """Make the instance's schedules those of ``wanted`` (by flow config); what is unchanged stays."""
    rows = {row.id: row for row in await _schedules_of(session, instance)}
    for gone in rows.keys() - wanted.keys():
        await session.delete(rows[gone])
    for flow_config_id, plan in wanted.items():
        row = rows.get(flow_config_id)
        if row is None:
            session.add(_new_row(instance, flow_config_id, plan))
        elif not plan.cron or (row.cron, row.time_zone) != (plan.cron, plan.time_zone) or row.next_at is None:
            row.cron, row.time_zone, row.next_at = plan.cron, plan.time_zone, plan.first_at(clock.now())
    await session.flush()


async def _schedules_of(session: AsyncSession, instance: Instance) -> Iterator[Schedule]:
    return iter(await session.scalars(sa.select(Schedule).where(Schedule.instance_id == instance.id)))


def _new_row(instance: Instance, flow_config_id: UUID, plan: Planned) -> Schedule:
    return Schedule(
        id=flow_config_id,
        org_id=instance.org_id,
        instance_id=instance.id,
        cron=plan.cron,
        time_zone=plan.time_zone,
        next_at=plan.first_at(clock.now()),
    )
