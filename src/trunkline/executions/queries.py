"""Selects and filters of executions and logs; each starts from the actor's organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from trunkline import clock
from trunkline.actor import Actor
from trunkline.api import ids
from trunkline.api.filters import Filter
from trunkline.db.models import (
    Customer,
    Execution,
    Flow,
    Instance,
    InstanceFlowConfig,
    Integration,
    InvokeType,
    Log,
    Status,
)

Clause = sa.ColumnElement[bool]
Condition = Callable[[Any], Clause]

_FIRST_TIME, _LAST_TIME = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

STATUSES: Mapping[str, Status] = {
    "QUEUED": Status.QUEUED,
    "PENDING": Status.RUNNING,
    "SUCCESS": Status.SUCCEEDED,
    "ERROR": Status.FAILED,
    "CANCELED": Status.CANCELED,
}
STATUS_NAMES = {int(status): name for name, status in STATUSES.items()}


def executions_of(actor: Actor) -> sa.Select[Execution]:
    """Return the organization's executions."""
    return sa.select(Execution).where(Execution.org_id == actor.org_id)


def logs_of(actor: Actor) -> sa.Select[Log]:
    """Return the organization's log lines."""
    return sa.select(Log).where(Log.org_id == actor.org_id)


def searched(actor: Actor, text: str) -> Clause:
    """Match executions whose error, or the name of whose instance, customer, flow or integration, holds ``text``."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{literal}%"
    flows = (
        sa.select(InstanceFlowConfig.id)
        .join(Instance, Instance.id == InstanceFlowConfig.instance_id)
        .join(Flow, Flow.integration_id == Instance.integration_id)
        .where(Flow.stable_key == InstanceFlowConfig.flow_stable_key, Flow.name.ilike(pattern))
    )
    return sa.or_(
        Execution.error.ilike(pattern),
        Execution.instance_id.in_(_named(Instance, actor, pattern)),
        Execution.customer_id.in_(_named(Customer, actor, pattern)),
        Execution.integration_id.in_(_named(Integration, actor, pattern)),
        Execution.flow_config_id.in_(flows.where(Flow.org_id == actor.org_id)),
    )


def _named(model: type[Instance | Customer | Integration], actor: Actor, pattern: str) -> sa.Select[UUID]:
    return sa.select(model.id).where(model.org_id == actor.org_id, model.name.ilike(pattern))


def _from(at: datetime) -> Clause:
    """Match by id, which carries the time, so that days out of range are not even looked at."""
    return Execution.id >= clock.first_id_at(_within(at))


def _until(at: datetime) -> Clause:
    return Execution.id < clock.first_id_at(_within(at) + timedelta(milliseconds=1))


def _within(at: datetime) -> datetime:
    """Return a time that an id can carry."""
    return min(max(at, _FIRST_TIME), _LAST_TIME)


def _is(type_name: str, column: InstrumentedAttribute[UUID], field: str) -> Condition:
    """Match rows whose ``column`` is the object that a global id names."""
    return lambda given: sa.and_(column == ids.decode(given, type_name, field=field))


def _of_integration(given: str) -> Clause:
    """Match a version; the id of a draft means all its versions."""
    wanted = ids.decode(given, "Integration", field="integration")
    named, version = aliased(Integration), aliased(Integration)
    same = sa.or_(version.id == named.id, sa.and_(named.is_draft, version.sequence_id == named.sequence_id))
    versions = sa.select(version.id).join(named, same).where(named.id == wanted)
    return Execution.integration_id.in_(versions)


def _of_flow(given: str) -> Clause:
    """Match a flow in every version of its integration, whichever version's flow is named."""
    wanted = ids.decode(given, "IntegrationFlow", field="flowConfig_Flow")
    version, other = aliased(Integration), aliased(Integration)
    flow_configs = (
        sa.select(InstanceFlowConfig.id)
        .join(Flow, Flow.stable_key == InstanceFlowConfig.flow_stable_key)
        .join(version, version.id == Flow.integration_id)
        .join(Instance, Instance.id == InstanceFlowConfig.instance_id)
        .join(other, other.id == Instance.integration_id)
        .where(Flow.id == wanted, other.sequence_id == version.sequence_id)
    )
    return Execution.flow_config_id.in_(flow_configs)


def _status_in(names: Sequence[str | None]) -> Clause:
    return Execution.status.in_([STATUSES[name] for name in names if name is not None])


def _invoke_type_in(names: Sequence[str | None]) -> Clause:
    return Execution.invoke_type.in_([InvokeType[name] for name in names if name is not None])


EXECUTION_FILTERS: Mapping[str, Filter] = {
    "instance": _is("Instance", Execution.instance_id, "instance"),
    "integration": _of_integration,
    "customer": _is("Customer", Execution.customer_id, "customer"),
    "instance_Customer": _is("Customer", Execution.customer_id, "instance_Customer"),
    "flowConfig": _is("InstanceFlowConfig", Execution.flow_config_id, "flowConfig"),
    "flowConfig_Flow": _of_flow,
    "isTestExecution": Execution.is_test,
    "startedAt_Gte": _from,
    "startedAt_Lte": _until,
    "status_In": _status_in,
    "invokeType_In": _invoke_type_in,
}

SECTION_FILTERS: Mapping[str, Filter] = {
    "executionResult": _is("InstanceExecutionResult", Execution.id, "executionResult"),
    "sectionId": Execution.id,
}


def _whose_execution(condition: Condition) -> Condition:
    """Match log lines whose execution matches."""
    return lambda given: sa.exists().where(Execution.id == Log.execution_id, condition(given))


LOG_FILTERS: Mapping[str, Filter] = {
    "executionResult": _is("InstanceExecutionResult", Log.execution_id, "executionResult"),
    "instance": _is("Instance", Log.instance_id, "instance"),
    "integration": _whose_execution(_of_integration),
    "customer": _whose_execution(_is("Customer", Execution.customer_id, "customer")),
    "flowConfig": _whose_execution(_is("InstanceFlowConfig", Execution.flow_config_id, "flowConfig")),
    "timestamp": Log.at,
}
