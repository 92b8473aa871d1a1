"""An organization with one row of everything, all of whose texts carry a marker that nobody else may read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tests.factories.accounts import make_organization, make_user
from tests.factories.definitions import definition, log_step, webhook_flow
from tests.factories.deployments import (
    make_customer,
    make_deployment,
    make_flow,
    make_flow_config,
    make_instance,
    make_integration,
)
from tests.factories.executions import make_execution, make_log, make_step_result
from trunkline.api import ids
from trunkline.db.base import Base
from trunkline.db.models import Component, InstanceConfigVariable, Organization, RequiredConfigVariable, User
from trunkline.db.session import Database


@dataclass(frozen=True)
class World:
    """The organization, its owner, its marker, and a global id of each type; ``version`` is a published one."""

    org_id: UUID
    owner: User
    marker: str
    ids: dict[str, str]
    version: str

    @property
    def secrets(self) -> list[str]:
        """Return what only this organization may read."""
        return [self.marker, *self.ids.values(), self.version]


async def make_world(database: Database) -> World:
    """Store an organization and one row of everything it can have."""
    marker = f"marker-{secrets.token_hex(6)}"
    organization = await make_organization(database, name=marker)
    return await fill(database, organization, marker)


async def fill(database: Database, organization: Organization, marker: str) -> World:
    """Store one row of everything for an organization."""
    org_id = organization.id
    owner = await make_user(database, organization, name=marker)
    customer = await make_customer(database, org_id, name=marker, external_id=marker)
    text = definition(marker, webhook_flow(f"Flow {marker}", log_step(marker), stableKey=f"flow-{marker}"))
    draft = await make_integration(database, org_id, name=marker, is_draft=True, definition=text)
    version = await make_integration(database, org_id, name=marker, definition=text)
    flow = await make_flow(database, version, name=f"Flow {marker}")
    await make_flow(database, draft, name=f"Flow {marker}")
    instance = await make_instance(database, customer, version, name=marker)
    flow_config = await make_flow_config(database, instance, flow)
    deployment = await make_deployment(database, instance)
    execution = await make_execution(
        database,
        org_id,
        customer_id=customer.id,
        instance_id=instance.id,
        integration_id=version.id,
        flow_config_id=flow_config.id,
        deployment_id=deployment.id,
        error=marker,
    )
    await make_step_result(database, execution, name=marker)
    await make_log(database, execution, message=marker)
    rows = _more_rows(org_id, version.id, instance.id, marker)
    async with database.engine_session() as session:
        session.add_all(rows.values())
    found = {
        "Organization": organization.id,
        "User": owner.id,
        "Customer": customer.id,
        "Integration": draft.id,
        "IntegrationFlow": flow.id,
        "Instance": instance.id,
        "InstanceFlowConfig": flow_config.id,
        "InstanceExecutionResult": execution.id,
        **{name: row.id for name, row in rows.items()},
    }
    named = {name: ids.encode(name, uuid) for name, uuid in found.items()}
    return World(org_id, owner, marker, named, ids.encode("Integration", version.id))


def _more_rows(org_id: UUID, version_id: UUID, instance_id: UUID, marker: str) -> dict[str, Any]:
    return {
        "Component": Component(
            org_id=org_id,
            key=marker,
            version_number=1,
            version_is_latest=True,
            label=marker,
            description=marker,
            category=marker,
            signature=marker,
            declaration={"key": marker, "actions": [], "triggers": [], "dataSources": [], "connections": []},
        ),
        "RequiredConfigVariable": RequiredConfigVariable(
            org_id=org_id,
            integration_id=version_id,
            stable_key=marker,
            key=marker,
            data_type="string",
            position=0,
            spec={},
        ),
        "InstanceConfigVariable": InstanceConfigVariable(
            org_id=org_id, instance_id=instance_id, stable_key=marker, value=marker, status="ACTIVE"
        ),
    }


async def rows_of(database: Database, org_id: UUID) -> dict[str, list[str]]:
    """Return all rows of an organization, by table, as text."""
    found: dict[str, list[str]] = {}
    async with database.engine_session() as session:
        for table in Base.metadata.sorted_tables:
            column = table.c.id if table.name == "organization" else table.c.get("org_id")
            if column is not None:
                whole = sa.select(sa.literal_column(f"{table.name}::text")).select_from(table)
                found[table.name] = sorted(await session.scalars(whole.where(column == org_id)))
    return found
