"""Set the values of an instance's config variables."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.api.payload import Problems
from trunkline.db.models import Instance, InstanceConfigVariable, RequiredConfigVariable
from trunkline.errors import Invalid
from trunkline.instances import queries
from trunkline.instances.draft import ValueStatus
from trunkline.instances.values import NOT_YET, Given, typed, variable_of

FIELD = "configVariables"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value for the variable with this key (or stable key); ``has_inputs``: a connection's inputs came."""

    key: str
    given: Given
    has_inputs: bool = False


async def ensure_values(session: AsyncSession, instance: Instance) -> None:
    """Add an empty value for every variable of the instance's version that has none yet.

    Values of variables that the version lacks stay, so that going back to the other version finds them again.
    """
    rows = await queries.values_of(session, instance.id)
    for required in await queries.variables_of(session, instance.integration_id):
        if required.stable_key not in rows:
            session.add(
                InstanceConfigVariable(
                    org_id=instance.org_id,
                    instance_id=instance.id,
                    stable_key=required.stable_key,
                    status=ValueStatus.PENDING,
                )
            )
    await session.flush()


async def set_values(session: AsyncSession, instance: Instance, settings: Sequence[Setting], *, replace: bool) -> None:
    """Store ``settings``; with ``replace`` the variables that they leave out fall back to their defaults.

    Raises:
        Problems: keys are unknown or values do not fit; names every variable that is wrong.
    """
    variables = await queries.variables_of(session, instance.integration_id)
    chosen = _checked(variables, settings)
    rows = await queries.values_of(session, instance.id)
    if replace:
        for required in variables:
            _store(rows[required.stable_key], Given())
    for stable_key, given in chosen.items():
        _store(rows[stable_key], given)
    await session.flush()


def _checked(variables: Sequence[RequiredConfigVariable], settings: Sequence[Setting]) -> Mapping[str, Given]:
    """Return what to store by stable key; all that is wrong is said at once."""
    by_key = {row.stable_key: row for row in variables} | {row.key: row for row in variables}
    chosen: dict[str, Given] = {}
    wrong: list[str] = []
    for setting in settings:
        required = by_key.get(setting.key)
        problem = _unknown(setting.key, variables) if required is None else _problem(required, setting)
        if problem is not None:
            wrong.append(problem)
        elif required is not None:
            chosen[required.stable_key] = setting.given
    if wrong:
        raise Problems({FIELD: wrong})
    return chosen


def _problem(required: RequiredConfigVariable, setting: Setting) -> str | None:
    if setting.has_inputs and required.data_type not in NOT_YET:
        return f"{required.key!r} is no connection; give its value as `value`, not as `values`"
    if setting.given.is_empty and not setting.has_inputs:
        return None
    try:
        typed(variable_of(required), setting.given)
    except Invalid as wrong:
        return wrong.message
    return None


def _unknown(key: str, variables: Sequence[RequiredConfigVariable]) -> str:
    near = difflib.get_close_matches(key, [row.key for row in variables], n=1)
    hint = f"did you mean {near[0]!r}?" if near else _listed(variables)
    return f"the integration has no config variable {key!r}; {hint}"


def _listed(variables: Sequence[RequiredConfigVariable]) -> str:
    return "it has " + (", ".join(repr(row.key) for row in variables) or "none")


def _store(row: InstanceConfigVariable, given: Given) -> None:
    row.value = given.value or None
    row.schedule_type = given.schedule_type.lower() if given.schedule_type else None
    row.time_zone = given.time_zone or None
