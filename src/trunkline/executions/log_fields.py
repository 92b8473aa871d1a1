"""Log lines in the API, of one execution or of the whole organization."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo

from trunkline.api import ids
from trunkline.api.batch import batch, load_by
from trunkline.api.bindings import Fields
from trunkline.api.connection import connection
from trunkline.api.context import RequestContext
from trunkline.api.ordering import Order
from trunkline.db.models import Customer, Execution, Instance, InstanceFlowConfig, Integration, Log
from trunkline.engine.ports import Severity
from trunkline.executions.execution_fields import execution
from trunkline.executions.queries import LOG_FILTERS, logs_of

Info = GraphQLResolveInfo[RequestContext]

query = Fields("RootQuery")
instance = Fields("Instance")
log = Fields("Log", Log)


@dataclass(frozen=True, slots=True)
class LogSeverity:
    """A level of log lines."""

    id: int
    name: str


BINDINGS = [query, instance, log, Fields("LogSeverity", LogSeverity)]

_ORDERS = {"MESSAGE": Log.message, "SEVERITY": Log.severity, "TIMESTAMP": Log.at}
_NEWEST = [Order("TIMESTAMP", Log.at, descending=True)]


def _mine(context: RequestContext) -> sa.Select[Log]:
    return logs_of(context.actor)


query.field("logs")(connection(Log, filters=LOG_FILTERS, orders=_ORDERS, default=_NEWEST)(_mine))
instance.field("logs")(
    connection(Log, parent=Log.instance_id, filters=LOG_FILTERS, orders=_ORDERS, default=_NEWEST)(_mine)
)
execution.field("logs")(connection(Log, parent=Log.execution_id, filters=LOG_FILTERS, orders=_ORDERS)(_mine))


@query.field("logSeverityLevels")
def log_severity_levels(_root: object, _info: Info) -> list[LogSeverity]:
    """Return all levels."""
    return [LogSeverity(level.value, level.name) for level in Severity]


@log.field("id")
def log_id(of: Log, _info: Info) -> str:
    """Return the line's global id."""
    return ids.encode("Log", of.execution_id, of.line)


@log.field("timestamp")
def timestamp(of: Log, _info: Info) -> datetime:
    """Return when it was written."""
    return of.at


@log.field("severity")
def severity(of: Log, _info: Info) -> str:
    """Return its level."""
    return Severity(of.severity).name


@log.field("sectionId")
def section_id(of: Log, _info: Info) -> UUID:
    """Return the section that it stands in: the execution."""
    return of.execution_id


@log.field("logType")
def log_type(_of: Log, _info: Info) -> str:
    """Return what wrote it; so far executions do."""
    return "EXECUTION"


@log.field("loopPath")
def loop_path(of: Log, _info: Info) -> str | None:
    """Return the iteration that wrote it."""
    return of.loop_path or None


@log.field("executionResult")
@batch(Execution, Execution.id)
def execution_of(of: Log) -> UUID:
    """Return the execution that wrote it."""
    return of.execution_id


@log.field("instance")
@batch(Instance, Instance.id)
def instance_of(of: Log) -> UUID:
    """Return the instance that wrote it."""
    return of.instance_id


async def _execution(of: Log, info: Info) -> Execution | None:
    return cast("Execution | None", await load_by(info.context, Execution, Execution.id, of.execution_id))


@log.field("integration")
async def integration_of(of: Log, info: Info) -> Integration | None:
    """Return the version that ran."""
    found = await _execution(of, info)
    if found is None:
        return None
    return cast("Integration", await load_by(info.context, Integration, Integration.id, found.integration_id))


@log.field("customer")
async def customer_of(of: Log, info: Info) -> Customer | None:
    """Return whom it ran for."""
    found = await _execution(of, info)
    if found is None:
        return None
    return cast("Customer", await load_by(info.context, Customer, Customer.id, found.customer_id))


@log.field("flowConfig")
async def flow_config_of(of: Log, info: Info) -> InstanceFlowConfig | None:
    """Return the flow that wrote it."""
    found = await _execution(of, info)
    if found is None:
        return None
    wanted = load_by(info.context, InstanceFlowConfig, InstanceFlowConfig.id, found.flow_config_id)
    return cast("InstanceFlowConfig | None", await wanted)
