"""What belongs to an instance in the API: its values, its flows' addresses and keys, its deployment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLResolveInfo
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from trunkline.actor import PERMISSIONS, Permission
from trunkline.api import ids
from trunkline.api.batch import batch, batched, load_by
from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.api.page import Page
from trunkline.db.models import (
    Deployment,
    Flow,
    Instance,
    InstanceConfigVariable,
    InstanceFlowConfig,
    Integration,
    Organization,
    RequiredConfigVariable,
)
from trunkline.instances.flow_configs import read_api_keys
from trunkline.integrations.flow_fields import variable_inputs

Info = GraphQLResolveInfo[RequestContext]
StableKey = tuple[UUID, str]
"""A row of an instance: the instance's id and a stable key."""

flow_config = Fields("InstanceFlowConfig", InstanceFlowConfig)
value = Fields("InstanceConfigVariable", InstanceConfigVariable)

BINDINGS = [flow_config, value]


def status_is(given: str) -> sa.ColumnElement[bool]:
    """Match values in this state, in whatever case clients write it."""
    return InstanceConfigVariable.status == given.upper()


def status_in(given: Sequence[str | None]) -> sa.ColumnElement[bool]:
    """Match values in one of these states, in whatever case clients write them."""
    return InstanceConfigVariable.status.in_([one.upper() for one in given if one is not None])


async def deployed_number(of: Instance, info: Info) -> int | None:
    """Return the number of the version that an instance runs, None before the first deploy."""
    if of.deployment_id is None:
        return None
    deployment: Deployment = await load_by(info.context, Deployment, Deployment.id, of.deployment_id)
    version: Integration = await load_by(info.context, Integration, Integration.id, deployment.integration_id)
    return version.version_number


@flow_config.field("webhookUrl")
def webhook_url(of: InstanceFlowConfig, info: Info) -> str:
    """Return the address that callers of the flow post to."""
    return f"{info.context.settings.base_url}/trigger/{ids.encode('InstanceFlowConfig', of.id)}"


@flow_config.field("apiKeys")
async def api_keys(of: InstanceFlowConfig, info: Info) -> list[str] | None:
    """Return the keys that callers need, to those who may change them."""
    context = info.context
    if Permission.MANAGE_INSTANCES not in PERMISSIONS[context.actor.role]:
        return None
    organization: Organization = await load_by(context, Organization, Organization.id, of.org_id)
    return read_api_keys(context.keyring, organization.wrapped_key, of)


async def _flows(context: RequestContext, keys: Sequence[StableKey]) -> Mapping[StableKey, Flow]:
    """Return flows as the drafts' versions have them, else as the newest version that has them."""
    of_draft, any_version = aliased(Integration), aliased(Integration)
    is_of_draft = Flow.integration_id == Instance.integration_id
    found = (
        sa.select(Instance.id, Flow)
        .ext(distinct_on(Instance.id, Flow.stable_key))
        .join(of_draft, of_draft.id == Instance.integration_id)
        .join(any_version, any_version.sequence_id == of_draft.sequence_id)
        .join(Flow, Flow.integration_id == any_version.id)
        .where(Instance.org_id == context.actor.org_id, sa.tuple_(Instance.id, Flow.stable_key).in_(keys))
        .order_by(Instance.id, Flow.stable_key, is_of_draft.desc(), any_version.version_number.desc())
    )
    return {(row[0], row[1].stable_key): row[1] for row in await context.rows(found)}


@flow_config.field("flow")
@batched(_flows)
def flow(of: InstanceFlowConfig) -> StableKey:
    """Return the flow in the draft's version."""
    return of.instance_id, of.flow_stable_key


@flow_config.field("instance")
@batch(Instance, Instance.id)
def instance_of(of: InstanceFlowConfig) -> UUID:
    """Return the instance that the flow belongs to."""
    return of.instance_id


async def _required(context: RequestContext, keys: Sequence[StableKey]) -> Mapping[StableKey, RequiredConfigVariable]:
    """Return the variables of the drafts' versions."""
    found = (
        sa.select(Instance.id, RequiredConfigVariable)
        .join(RequiredConfigVariable, RequiredConfigVariable.integration_id == Instance.integration_id)
        .where(Instance.org_id == context.actor.org_id)
        .where(sa.tuple_(Instance.id, RequiredConfigVariable.stable_key).in_(keys))
    )
    return {(row[0], row[1].stable_key): row[1] for row in await context.rows(found)}


@batched(_required)
def _required_of(of: InstanceConfigVariable) -> StableKey:
    return of.instance_id, of.stable_key


value.field("requiredConfigVariable")(_required_of)


@value.field("key")
async def key(of: InstanceConfigVariable, info: Info) -> str:
    """Return the variable's key in the draft's version."""
    required: RequiredConfigVariable = await _required_of(of, info)
    return required.key


@value.field("value")
async def shown_value(of: InstanceConfigVariable, info: Info) -> str | None:
    """Return what was given, else the default."""
    if of.value is not None or of.schedule_type is not None:
        return of.value
    required: RequiredConfigVariable = await _required_of(of, info)
    return required.default_value


@value.field("scheduleType")
def schedule_type(of: InstanceConfigVariable, _info: Info) -> str | None:
    """Return how a schedule was chosen."""
    return of.schedule_type.upper() if of.schedule_type else None


@value.field("inputs")
async def inputs(of: InstanceConfigVariable, info: Info, **arguments: Any) -> Page:
    """Return the inputs of a connection."""
    return variable_inputs(await _required_of(of, info), info, **arguments)
