"""The draft of an instance: its typed values, what is wrong, and whether it differs from what runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.db.models import Instance, InstanceConfigVariable, RequiredConfigVariable
from trunkline.errors import Invalid
from trunkline.instances import queries
from trunkline.instances.values import NOT_YET, Given, effective, typed, variable_of


class ConfigState(StrEnum):
    """How far the configuration of an instance is; the names are the API's."""

    FULLY_CONFIGURED = "FULLY_CONFIGURED"
    NEEDS_INSTANCE_CONFIGURATION = "NEEDS_INSTANCE_CONFIGURATION"


class ValueStatus(StrEnum):
    """The state of one value: it holds, it is missing, or it does not fit its variable (any more)."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed values by the variables' keys, and in words what keeps the draft from being deployed."""

    config: Mapping[str, object]
    problems: tuple[str, ...]
    statuses: Mapping[str, ValueStatus]
    """By stable key."""


def read_draft(variables: Sequence[RequiredConfigVariable], rows: Mapping[str, InstanceConfigVariable]) -> Draft:
    """Return the draft that ``rows`` (by stable key) make for ``variables``."""
    config: dict[str, object] = {}
    problems: list[str] = []
    statuses: dict[str, ValueStatus] = {}
    for required in variables:
        given = effective(variable_of(required), given_of(rows.get(required.stable_key)))
        try:
            if given is None:
                problems.append(_missing(required))
            else:
                config[required.key] = typed(variable_of(required), given)
            statuses[required.stable_key] = ValueStatus.PENDING if given is None else ValueStatus.ACTIVE
        except Invalid as wrong:
            problems.append(wrong.message)
            statuses[required.stable_key] = ValueStatus.ERROR
    return Draft(config, tuple(problems), statuses)


def given_of(row: InstanceConfigVariable | None) -> Given:
    """Return a stored value as it was given."""
    return Given() if row is None else Given(row.value, row.schedule_type, row.time_zone)


def _missing(required: RequiredConfigVariable) -> str:
    if required.data_type in NOT_YET:
        return f"{required.key!r} is a connection; connections cannot be configured yet"
    return f"{required.key!r} has no value and no default"


async def refresh(
    session: AsyncSession, instance: Instance, *, is_complete: bool = True, keep_deploy_state: bool = False
) -> Draft:
    """Bring ``config_state``, ``needs_deploy`` and the values' states up to the draft, and return it."""
    variables = await queries.variables_of(session, instance.integration_id)
    rows = await queries.values_of(session, instance.id)
    draft = read_draft(variables, rows)
    for stable_key, status in draft.statuses.items():
        if stable_key in rows:
            rows[stable_key].status = status
    is_ready = is_complete and not draft.problems
    state = ConfigState.FULLY_CONFIGURED if is_ready else ConfigState.NEEDS_INSTANCE_CONFIGURATION
    instance.config_state = state
    if not keep_deploy_state:
        instance.needs_deploy = await _differs(session, instance, draft)
    return draft


async def _differs(session: AsyncSession, instance: Instance, draft: Draft) -> bool:
    """Say whether a deploy would change what runs: another version, or other values."""
    running = await queries.deployment_of(session, instance)
    if running is None:
        return True
    return running.integration_id != instance.integration_id or running.config != draft.config
