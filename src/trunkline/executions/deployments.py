"""Deployments as they run: compiled once and kept, since a deployment never changes.

What may change beside it (API keys of endpoints) is read anew after ``forget``.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline import clock, sdk
from trunkline.api import ids
from trunkline.db import models
from trunkline.db.session import Database
from trunkline.engine.parse import parse
from trunkline.engine.plan import FlowPlan, compile_flow
from trunkline.errors import NotFound
from trunkline.executions.ingest import NewExecution
from trunkline.instances.flow_configs import read_api_keys
from trunkline.secrets import Keyring

_KEPT_DEPLOYMENTS = 5000
_KEPT_VERSIONS = 500


@dataclass(frozen=True, slots=True)
class DeployedFlow:
    """One flow of a deployment: its plan, and what all its executions see alike."""

    flow_config_id: UUID
    plan: FlowPlan
    identity: sdk.Flow
    api_keys: tuple[str, ...]
    webhook_url: str
    context: Mapping[str, object]
    """What the trigger's results hold besides the request."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment, ready to run."""

    id: UUID
    org_id: UUID
    customer_id: UUID
    instance_id: UUID
    integration_id: UUID
    config: Mapping[str, object]
    customer: sdk.Customer
    instance: sdk.Instance
    integration: sdk.Integration
    debug: bool
    flows: Mapping[UUID, DeployedFlow]
    webhook_urls: Mapping[str, str]
    webhook_api_keys: Mapping[str, tuple[str, ...]]

    def flow(self, flow_config_id: UUID) -> DeployedFlow:
        """Return a flow by the id of its flow config.

        Raises:
            NotFound: the deployed version has no such flow.
        """
        found = self.flows.get(flow_config_id)
        if found is None:
            raise NotFound("the deployed version of the integration no longer has this flow")
        return found

    def new_execution(
        self, flow_config_id: UUID, invoke_type: models.InvokeType, *, at: datetime, payload: bytes, is_test: bool
    ) -> NewExecution:  # fmt: skip
        """Return an execution of a flow, about to be stored with this payload."""
        return NewExecution(
            clock.new_id(), self.org_id, self.customer_id, self.instance_id, self.integration_id, flow_config_id,
            self.id, invoke_type, is_test, self.flow(flow_config_id).plan.trigger.key, at, payload, len(payload),
        )  # fmt: skip

    def run(self, flow: DeployedFlow, execution_id: UUID, started_at: datetime) -> sdk.Run:
        """Return what all steps of an execution see alike."""
        return sdk.Run(
            execution_id=execution_global_id(execution_id), customer=self.customer, instance=self.instance,
            integration=self.integration, flow=flow.identity, config_vars=self.config, started_at=started_at,
            webhook_urls=self.webhook_urls, webhook_api_keys=self.webhook_api_keys, invoke_url=flow.webhook_url,
            debug=self.debug,
        )  # fmt: skip


def execution_global_id(execution_id: UUID) -> str:
    """Return the id of an execution as the API and people see it."""
    return ids.encode("InstanceExecutionResult", execution_id)


def trigger_context(flow: DeployedFlow, execution_id: UUID, started_at: datetime) -> dict[str, object]:
    """Return what the trigger's results of one execution hold besides the request."""
    return {
        **flow.context, "executionId": execution_global_id(execution_id), "startedAt": started_at.isoformat(),
    }  # fmt: skip


class Deployments:
    """The deployments that this process has met, the least recently used ones forgotten."""

    def __init__(self, database: Database, keyring: Keyring, *, base_url: str) -> None:
        self._database = database
        self._keyring = keyring
        self._base_url = base_url
        self._kept: OrderedDict[UUID, Deployed] = OrderedDict()
        self._versions: OrderedDict[UUID, dict[str, FlowPlan]] = OrderedDict()
        self._loading: dict[UUID, asyncio.Task[Deployed]] = {}

    def forget(self, instance_id: UUID | None) -> None:
        """Read anew what belongs to this instance, or to any when None; compiled flows are kept."""
        self._loading.clear()  # what is being read may be old already: it is not kept
        if instance_id is None:
            self._kept.clear()
            return
        for id in [id for id, kept in self._kept.items() if kept.instance_id == instance_id]:
            del self._kept[id]

    async def get(self, deployment_id: UUID) -> Deployed:
        """Return a deployment, loaded once however many ask.

        Raises:
            NotFound: there is no such deployment (any more).
        """
        kept = self._kept.get(deployment_id)
        if kept is not None:
            self._kept.move_to_end(deployment_id)
            return kept
        loading = self._loading.get(deployment_id)
        if loading is None:
            loading = asyncio.create_task(self._load(deployment_id))
            self._loading[deployment_id] = loading
            loading.add_done_callback(lambda task: self._loaded(deployment_id, task))
        return await asyncio.shield(loading)

    async def _load(self, deployment_id: UUID) -> Deployed:
        async with self._database.engine_session() as session:
            return await self._read(session, deployment_id)

    def _loaded(self, deployment_id: UUID, loading: asyncio.Task[Deployed]) -> None:
        """Keep what was read, unless it was forgotten meanwhile."""
        if self._loading.get(deployment_id) is not loading:
            return
        del self._loading[deployment_id]
        if not loading.cancelled() and loading.exception() is None:
            self._kept[deployment_id] = loading.result()
            if len(self._kept) > _KEPT_DEPLOYMENTS:
                self._kept.popitem(last=False)

    async def _read(self, session: AsyncSession, deployment_id: UUID) -> Deployed:
        row = (await session.execute(_deployment(deployment_id))).one_or_none()
        if row is None:
            raise NotFound("the deployment is gone: its instance was deleted")
        deployment, instance, customer, integration, wrapped_key = row
        plans = await self._plans(integration)
        keys = await self._api_keys(session, wrapped_key, instance.id)
        named = _flow_config_ids(deployment.flows)
        urls = {name: self._webhook_url(id) for name, id in named.items()}
        base = Deployed(
            deployment.id, deployment.org_id, customer.id, instance.id, integration.id, deployment.config,
            sdk.Customer(ids.encode("Customer", customer.id), customer.name, customer.external_id),
            sdk.Instance(ids.encode("Instance", instance.id), instance.name),
            sdk.Integration(
                ids.encode("Integration", integration.id), integration.name, str(integration.sequence_id),
                str(integration.version_number),
            ),
            instance.global_debug, {}, urls, {name: keys.get(id, ()) for name, id in named.items()},
        )  # fmt: skip
        identities = await _flow_identities(session, integration.id)
        return _with_flows(base, named, plans, identities)

    async def _plans(self, integration: models.Integration) -> dict[str, FlowPlan]:
        """Return the compiled flows of a published version by name."""
        if integration.id in self._versions:
            self._versions.move_to_end(integration.id)
            return self._versions[integration.id]
        plans = await asyncio.to_thread(_compiled, integration.definition)
        self._versions[integration.id] = plans
        if len(self._versions) > _KEPT_VERSIONS:
            self._versions.popitem(last=False)
        return plans

    async def _api_keys(
        self, session: AsyncSession, wrapped_key: bytes, instance_id: UUID
    ) -> dict[UUID, tuple[str, ...]]:
        table = models.InstanceFlowConfig
        found = await session.scalars(sa.select(table).where(table.instance_id == instance_id))
        return {row.id: tuple(read_api_keys(self._keyring, wrapped_key, row)) for row in found}

    def _webhook_url(self, flow_config_id: UUID) -> str:
        return f"{self._base_url}/trigger/{ids.encode('InstanceFlowConfig', flow_config_id)}"


def _compiled(text: str) -> dict[str, FlowPlan]:
    """Compile a version's flows; in a thread, since a large definition takes its time."""
    definition = parse(text)
    return {flow.name: compile_flow(definition, flow) for flow in definition.flows}


Row = tuple[models.Deployment, models.Instance, models.Customer, models.Integration, bytes]


def _flow_config_ids(flows: Mapping[str, object]) -> dict[str, UUID]:
    """Return the flow configs of a deployment by the flows' names."""
    found = [flow for flow in flows.values() if isinstance(flow, dict)]
    return {str(flow["name"]): UUID(str(flow["flow_config_id"])) for flow in found}


def _deployment(deployment_id: UUID) -> sa.Select[*Row]:
    return (
        sa.select(
            models.Deployment,
            models.Instance,
            models.Customer,
            models.Integration,
            models.Organization.wrapped_key,
        )
        .join(models.Instance, models.Instance.id == models.Deployment.instance_id)
        .join(models.Customer, models.Customer.id == models.Instance.customer_id)
        .join(models.Integration, models.Integration.id == models.Deployment.integration_id)
        .join(models.Organization, models.Organization.id == models.Deployment.org_id)
        .where(models.Deployment.id == deployment_id)
    )


async def _flow_identities(session: AsyncSession, integration_id: UUID) -> dict[str, sdk.Flow]:
    found = await session.scalars(sa.select(models.Flow).where(models.Flow.integration_id == integration_id))
    return {row.name: sdk.Flow(ids.encode("IntegrationFlow", row.id), row.name, row.stable_key) for row in found}


def _with_flows(
    base: Deployed,
    named: Mapping[str, UUID],
    plans: Mapping[str, FlowPlan],
    identities: Mapping[str, sdk.Flow],
) -> Deployed:
    flows = {}
    for name, flow_config_id in named.items():
        plan, url, identity = plans[name], base.webhook_urls[name], identities[name]
        context = _context(base, identity, url)
        keys = base.webhook_api_keys[name]
        flows[flow_config_id] = DeployedFlow(flow_config_id, plan, identity, keys, url, context)
    return replace(base, flows=flows)


def _context(base: Deployed, flow: sdk.Flow, invoke_url: str) -> dict[str, object]:
    return {
        "webhookUrls": dict(base.webhook_urls),
        "webhookApiKeys": {name: list(keys) for name, keys in base.webhook_api_keys.items()},
        "invokeUrl": invoke_url,
        "customer": {
            "id": base.customer.id, "externalId": base.customer.external_id, "name": base.customer.name,
        },
        "instance": {"id": base.instance.id, "name": base.instance.name},
        "user": None,
        "integration": {
            "id": base.integration.id, "name": base.integration.name,
            "versionSequenceId": base.integration.version_sequence_id,
            "externalVersion": base.integration.external_version,
        },
        "flow": {"id": flow.id, "name": flow.name, "stableId": flow.stable_id},
        "globalDebug": base.debug,
    }  # fmt: skip
