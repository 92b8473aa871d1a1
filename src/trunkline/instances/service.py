"""Create and change instances. What changes here is the draft: it runs after the next deploy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.actor import Actor, Permission
from trunkline.db.channels import ENDPOINTS
from trunkline.db.models import Customer, Instance
from trunkline.errors import Conflict, Invalid, NotFound
from trunkline.instances import queries
from trunkline.instances.configure import Setting, ensure_values, set_values
from trunkline.instances.draft import ConfigState, refresh
from trunkline.instances.flow_configs import FlowSettings, ensure_flow_configs, set_flow_settings
from trunkline.log import get
from trunkline.secrets import Keyring

log = get(__name__)

MAX_NAME = 300
"""Longer names do not fit into the index that keeps them unique."""


@dataclass(frozen=True, slots=True)
class NewInstance:
    """What makes an instance; labels None: those of the integration."""

    name: str
    integration_id: UUID
    customer_id: UUID
    description: str = ""
    labels: tuple[str, ...] | None = None
    values: Sequence[Setting] = ()
    flows: Sequence[FlowSettings] = ()


@dataclass(frozen=True, slots=True)
class InstanceChanges:
    """What to change of an instance; None leaves as it is. ``values`` replace all that were given before."""

    name: str | None = None
    description: str | None = None
    labels: tuple[str, ...] | None = None
    enabled: bool | None = None
    global_debug: bool | None = None
    integration_id: UUID | None = None
    values: Sequence[Setting] | None = None
    flows: Sequence[FlowSettings] = ()
    keep_deploy_state: bool = False


async def create_instance(session: AsyncSession, actor: Actor, keyring: Keyring, new: NewInstance) -> Instance:
    """Add an instance of an integration's version for a customer; nothing runs before it is deployed.

    Raises:
        PermissionDenied: the actor lacks ``instances.manage``.
        NotFound: there is no such customer, integration or flow.
        Conflict: the customer has an instance of this name.
        Invalid: a value does not fit, or nothing of the integration is published.
    """
    actor.require(Permission.MANAGE_INSTANCES)
    customer = await _customer(session, actor, new.customer_id)
    version = await queries.published_version(session, actor, new.integration_id)
    await _check_name(session, customer.id, new.name, by_other_than=None)
    instance = Instance(
        org_id=actor.org_id,
        customer_id=customer.id,
        integration_id=version.id,
        name=new.name,
        description=new.description,
        labels=list(version.labels if new.labels is None else new.labels),
        config_state=ConfigState.NEEDS_INSTANCE_CONFIGURATION,
    )
    session.add(instance)
    await session.flush()
    await _ensure_rows(session, instance)
    await set_values(session, instance, new.values, replace=False)
    await set_flow_settings(session, keyring, instance, new.flows)
    await refresh(session, instance)
    await session.flush()
    log.info("instance.created", instance_id=str(instance.id), customer_id=str(customer.id))
    return instance


async def update_instance(
    session: AsyncSession, actor: Actor, keyring: Keyring, instance_id: UUID, changes: InstanceChanges
) -> Instance:
    """Change an instance: its draft waits for a deploy; pausing, resuming and API keys count at once.

    Raises:
        PermissionDenied: the actor lacks ``instances.manage``.
        NotFound: there is no such instance, version or flow.
        Conflict: the customer has another instance of this name.
        Invalid: a value does not fit, or the version cannot be chosen.
    """
    actor.require(Permission.MANAGE_INSTANCES)
    instance = await queries.locked_instance(session, actor, instance_id)
    await _change_texts(session, instance, changes)
    if changes.integration_id is not None:
        await _change_version(session, actor, instance, changes.integration_id)
    if changes.values is not None:
        await set_values(session, instance, changes.values, replace=True)
    await set_flow_settings(session, keyring, instance, changes.flows)
    if changes.enabled is not None:
        instance.enabled = changes.enabled
    if changes.global_debug is not None:
        instance.global_debug = changes.global_debug
    await refresh(session, instance, keep_deploy_state=changes.keep_deploy_state)
    await session.flush()
    await notify_endpoints(session, instance.id)
    log.info("instance.updated", instance_id=str(instance.id), enabled=instance.enabled)
    return instance


async def update_values(
    session: AsyncSession,
    actor: Actor,
    instance_id: UUID,
    values: Sequence[Setting],
    *,
    is_complete: bool = True,
) -> Instance:
    """Change the given values and no others; unless ``is_complete`` the instance still wants configuration.

    Raises:
        PermissionDenied: the actor lacks ``instances.manage``.
        NotFound: there is no such instance.
        Invalid: a value does not fit.
    """
    actor.require(Permission.MANAGE_INSTANCES)
    instance = await queries.locked_instance(session, actor, instance_id)
    await set_values(session, instance, values, replace=False)
    await refresh(session, instance, is_complete=is_complete)
    await session.flush()
    log.info("instance.configured", instance_id=str(instance.id), values=len(values))
    return instance


async def notify_endpoints(session: AsyncSession, instance_id: UUID) -> None:
    """Tell all web processes, once this transaction is committed, that an instance's endpoints changed."""
    await session.execute(sa.select(sa.func.pg_notify(ENDPOINTS, str(instance_id))))


async def _customer(session: AsyncSession, actor: Actor, customer_id: UUID) -> Customer:
    found = await session.scalar(sa.select(Customer).where(Customer.org_id == actor.org_id, Customer.id == customer_id))
    if found is None:
        raise NotFound("there is no such customer", field="customer")
    return found


async def _check_name(session: AsyncSession, customer_id: UUID, name: str, *, by_other_than: UUID | None) -> None:
    if not name.strip():
        raise Invalid("an instance needs a name", field="name")
    if len(name) > MAX_NAME:
        raise Invalid(f"a name has at most {MAX_NAME} characters, not {len(name)}", field="name")
    others = sa.select(Instance.id).where(Instance.customer_id == customer_id, Instance.name == name)
    if by_other_than is not None:
        others = others.where(Instance.id != by_other_than)
    if await session.scalar(others) is not None:
        raise Conflict(f"the customer has another instance named {name!r}; choose another name", field="name")


async def _change_texts(session: AsyncSession, instance: Instance, changes: InstanceChanges) -> None:
    if changes.name is not None:
        await _check_name(session, instance.customer_id, changes.name, by_other_than=instance.id)
        instance.name = changes.name
    if changes.description is not None:
        instance.description = changes.description
    if changes.labels is not None:
        instance.labels = list(changes.labels)


async def _change_version(session: AsyncSession, actor: Actor, instance: Instance, integration_id: UUID) -> None:
    """Pin the draft to another version; the version it is on may be named again even when withdrawn."""
    if integration_id == instance.integration_id:
        return
    version = await queries.published_version(session, actor, integration_id)
    if version.sequence_id != await queries.sequence_of(session, instance.integration_id):
        raise Invalid("this is a version of another integration; create an instance of that one", field="integration")
    instance.integration_id = version.id
    await session.flush()
    await _ensure_rows(session, instance)


async def _ensure_rows(session: AsyncSession, instance: Instance) -> None:
    await ensure_values(session, instance)
    await ensure_flow_configs(session, instance)
