"""The rows that stand beside a definition: one for each flow and for each required config variable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.db.base import Base
from trunkline.db.models import Flow, Integration, RequiredConfigVariable
from trunkline.engine.definition import ComponentPart, ConfigVariable, Definition
from trunkline.engine.definition import Flow as FlowDefinition
from trunkline.engine.kinds import ElementType
from trunkline.engine.rendering import inputs_table
from trunkline.integrations import queries

Columns = dict[str, Any]


async def replace_rows(session: AsyncSession, draft: Integration, definition: Definition) -> None:
    """Make the draft's rows those of ``definition``; what keeps its stable key keeps its id."""
    flows = [flow_columns(flow, at) for at, flow in enumerate(definition.flows)]
    variables = [variable_columns(definition, variable, at) for at, variable in enumerate(definition.config_variables)]
    await _replace(session, draft, Flow, await queries.flows_of(session, draft.id), flows)
    old = await queries.variables_of(session, draft.id)
    await _replace(session, draft, RequiredConfigVariable, old, variables)
    await session.flush()


async def copy_rows(session: AsyncSession, draft: Integration, version: Integration) -> None:
    """Give a new version its own copies of the draft's rows."""
    rows: list[Flow | RequiredConfigVariable] = [
        *await queries.flows_of(session, draft.id),
        *await queries.variables_of(session, draft.id),
    ]
    for row in rows:
        mapper: orm.Mapper[Flow | RequiredConfigVariable] = orm.object_mapper(row)
        names = [column.key for column in mapper.column_attrs]
        columns = {name: getattr(row, name) for name in names if name not in {"id", "integration_id"}}
        session.add(type(row)(integration_id=version.id, **columns))
    await session.flush()


async def _replace(
    session: AsyncSession,
    draft: Integration,
    model: type[Flow] | type[RequiredConfigVariable],
    old: Sequence[Flow] | Sequence[RequiredConfigVariable],
    wanted: Sequence[Columns],
) -> None:
    staying: dict[str, Base] = {row.stable_key: row for row in old}
    for columns in wanted:
        row = staying.pop(columns["stable_key"], None)
        if row is None:
            session.add(model(org_id=draft.org_id, integration_id=draft.id, **columns))
            continue
        for name, value in columns.items():
            setattr(row, name, value)
    for gone in staying.values():
        await session.delete(gone)


def flow_columns(flow: FlowDefinition, position: int) -> Columns:
    """Return what a flow's row holds."""
    trigger = flow.steps[0].action
    return {
        "stable_key": flow.stable_key,
        "name": flow.name,
        "description": flow.description,
        "position": position,
        "is_synchronous": flow.is_synchronous,
        "endpoint_security_type": flow.endpoint_security.value,
        "trigger_component_key": trigger.component.key,
        "trigger_action_key": trigger.key,
    }


def variable_columns(whole: Definition, variable: ConfigVariable, position: int) -> Columns:
    """Return what a required config variable's row holds; ``spec`` has the format's own names."""
    return {
        "stable_key": variable.stable_key,
        "key": variable.key,
        "description": variable.description,
        "data_type": variable.data_type.value,
        "collection_type": variable.collection_type.value if variable.collection_type else None,
        "default_value": variable.default_value,
        "pick_list": list(variable.pick_list),
        "org_only": variable.org_only or False,
        "position": position,
        "spec": {name: value for name, value in _spec(whole, variable).items() if value is not None},
    }


def _spec(whole: Definition, variable: ConfigVariable) -> Columns:
    return {
        "header": variable.header,
        "meta": variable.meta,
        "scheduleType": variable.schedule_type.value if variable.schedule_type else None,
        "timeZone": variable.time_zone,
        "codeLanguage": variable.code_language,
        "onPremiseConnectionConfig": variable.on_premise.value if variable.on_premise else None,
        "useScopedConfigVar": variable.use_scoped_config_var,
        "connection": _part(variable.connection),
        "dataSource": _part(variable.data_source),
        "inputs": [[name, given] for name, given in inputs_table(variable.inputs).items()] or None,  # keeps the order
        "userLevelConfigured": _is_user_level(whole, variable.key),
    }


def _part(part: ComponentPart | None) -> Columns | None:
    return None if part is None else {"component": part.component.key, "key": part.key}


def _is_user_level(whole: Definition, key: str) -> bool:
    """Say whether the variable stands on a page that each user fills in."""
    return any(
        element.type is not ElementType.HTML and element.value == key
        for page in whole.config_pages
        if page.user_level_configured
        for element in page.elements
    )
