"""Endpoints: which flow of which instance a webhook address starts, kept in memory.

An entry is forgotten when its instance changes (NOTIFY), when the listener had to reconnect, and when it was not
found unchanged in the database for ``endpoint_cache_s``; the worker looks at ``enabled`` again.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from trunkline import clock, sdk
from trunkline import log as logging
from trunkline.api import ids
from trunkline.db.models import Instance, InstanceFlowConfig
from trunkline.db.session import Database
from trunkline.engine.kinds import EndpointSecurity
from trunkline.engine.reference import Scope
from trunkline.errors import Conflict, Invalid, NotFound, NotSignedIn, PermissionDenied, SetupError, TooMany
from trunkline.executions.deployments import Deployed, DeployedFlow, Deployments
from trunkline.runtime.registry import Registry
from trunkline.runtime.trigger import static_answer

log = logging.get(__name__)

_IDS = postgresql.ARRAY(postgresql.UUID(as_uuid=True))
_VERIFY_AT_ONCE = 200
_MOST_KNOWN = 100_000
_MOST_UNKNOWN = 10_000
_UNKNOWN_FOR_S = 5.0
_BURST_S = 2.0


@dataclass(slots=True)
class Endpoint:
    """An address, with all that a request needs to be let in."""

    deployed: Deployed
    flow: DeployedFlow
    trigger: sdk.Trigger
    trigger_inputs: dict[str, object]
    answer: sdk.Response | None
    """What a passive trigger answers; None is the platform's own answer."""

    enabled: bool
    keys: tuple[bytes, ...]
    needs_key: bool
    good_until_s: float
    allowance: float = 0.0
    counted_at_s: float = 0.0

    def admit(self, key: str | None, *, rate_per_s: int) -> None:
        """Pass if a request with this ``Api-Key`` may come in now.

        Raises:
            NotSignedIn: a key is needed. PermissionDenied: the key is wrong.
            Conflict: the instance is paused. TooMany: too fast.
        """
        if self.needs_key:
            self._check_key(key)
        if not self.enabled:
            raise Conflict("the instance is paused; unpause it to receive requests again")
        if rate_per_s:
            self._count(rate_per_s)

    def _check_key(self, key: str | None) -> None:
        if not key:
            raise NotSignedIn("an API key is needed: send it in the header Api-Key")
        given = key.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, known) for known in self.keys]  # all of them: no early exit
        if not any(matches):
            raise PermissionDenied("the API key in the header Api-Key is wrong")

    def _count(self, rate_per_s: int) -> None:
        now = clock.monotonic_s()
        most = rate_per_s * _BURST_S
        earned = (now - self.counted_at_s) * rate_per_s if self.counted_at_s else most
        self.allowance, self.counted_at_s = min(most, self.allowance + earned), now
        if self.allowance < 1:
            raise TooMany(f"too fast: this endpoint takes {rate_per_s} requests a second", retry_after_s=1)
        self.allowance -= 1


class Endpoints:
    """The endpoints that this process has met."""

    def __init__(self, database: Database, deployments: Deployments, registry: Registry, *, cache_s: float) -> None:
        self._database = database
        self._deployments = deployments
        self._registry = registry
        self._cache_s = cache_s
        self._known: OrderedDict[str, Endpoint] = OrderedDict()
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._changes = 0

    def forget(self, instance_id: UUID | None) -> None:
        """Look anew at an instance's endpoints, or at all when None."""
        self._changes += 1
        self._deployments.forget(instance_id)
        self._unknown.clear()
        if instance_id is None:
            self._known.clear()
            return
        for token in [t for t, known in self._known.items() if known.deployed.instance_id == instance_id]:
            del self._known[token]

    async def find(self, token: str) -> Endpoint:
        """Return the endpoint of the id in a webhook address.

        Raises:
            NotFound: there is none. Conflict: its instance is not deployed.
        """
        token = token.rstrip("=")
        known = self._known.get(token)
        now = clock.monotonic_s()
        if known is not None and known.good_until_s > now:
            return known
        if self._unknown.get(token, 0) > now:
            raise _unknown_endpoint()
        return await self._load(token, now)

    async def keep_fresh(self) -> None:
        """Look in bulk whether what is kept still holds, twice in the time that it may be kept, until cancelled."""
        while True:
            await asyncio.sleep(self._cache_s / 2)
            try:
                await self._verify()
            except (SetupError, sa.exc.DBAPIError) as wrong:
                log.warning("endpoints.not_verified", error=str(wrong))  # they expire by themselves

    async def _verify(self) -> None:
        until_s = clock.monotonic_s() + self._cache_s
        known = list(self._known.items())
        for start in range(0, len(known), _VERIFY_AT_ONCE):
            chunk = known[start : start + _VERIFY_AT_ONCE]
            current = await self._states([endpoint.flow.flow_config_id for _, endpoint in chunk])
            for token, endpoint in chunk:
                if current.get(endpoint.flow.flow_config_id) == (endpoint.deployed.id, endpoint.enabled):
                    endpoint.good_until_s = until_s
                else:
                    self._known.pop(token, None)

    async def _states(self, flow_config_ids: list[UUID]) -> dict[UUID, tuple[UUID | None, bool]]:
        """Return by flow config which deployment runs, and whether the instance is enabled."""
        async with self._database.engine_session() as session:
            found = await session.execute(
                sa.select(InstanceFlowConfig.id, Instance.deployment_id, Instance.enabled)
                .join(Instance, InstanceFlowConfig.instance_id == Instance.id)
                .where(InstanceFlowConfig.id == sa.any_(sa.literal(flow_config_ids, _IDS)))
            )
            return {row.id: (row.deployment_id, row.enabled) for row in found}

    def _remember_unknown(self, token: str, now: float) -> None:
        self._unknown[token] = now + _UNKNOWN_FOR_S
        if len(self._unknown) > _MOST_UNKNOWN:
            self._unknown.popitem(last=False)

    async def _load(self, token: str, now: float) -> Endpoint:
        """Read the instance that a token belongs to, and keep the endpoints of all its flows."""
        changes = self._changes
        try:
            flow_config_id = ids.decode(token, "InstanceFlowConfig")
        except Invalid:
            raise _unknown_endpoint() from None
        state = (await self._states([flow_config_id])).get(flow_config_id)
        if state is None:
            self._remember_unknown(token, now)
            raise _unknown_endpoint()
        deployment_id, enabled = state
        if deployment_id is None:
            raise Conflict("the instance is not deployed yet; deploy it to receive requests")
        deployed = await self._deployments.get(deployment_id)
        deployed.flow(flow_config_id)
        endpoints = {
            id: self._endpoint(deployed, flow, enabled=enabled, now=now) for id, flow in deployed.flows.items()
        }
        if changes == self._changes:  # else what was read may be old already
            for endpoint in endpoints.values():
                self._keep(endpoint)
        return endpoints[flow_config_id]

    def _keep(self, endpoint: Endpoint) -> None:
        token = ids.encode("InstanceFlowConfig", endpoint.flow.flow_config_id).rstrip("=")
        earlier = self._known.get(token)
        if earlier is not None:
            endpoint.allowance, endpoint.counted_at_s = earlier.allowance, earlier.counted_at_s
        self._known[token] = endpoint
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def _endpoint(self, deployed: Deployed, flow: DeployedFlow, *, enabled: bool, now: float) -> Endpoint:
        step = flow.plan.trigger
        trigger = self._registry.trigger(step.component_key, step.action_key)
        inputs = step.inputs.resolve(Scope({}, {}, deployed.config))
        keys = _keys(flow)
        return Endpoint(
            deployed, flow, trigger, inputs, static_answer(trigger, inputs) if trigger.is_passive else None, enabled,
            keys, _needs_key(flow.plan.endpoint_security, keys), now + self._cache_s,
        )  # fmt: skip


def _keys(flow: DeployedFlow) -> tuple[bytes, ...]:
    security = flow.plan.endpoint_security
    texts = flow.plan.organization_api_keys if security is EndpointSecurity.ORGANIZATION else flow.api_keys
    return tuple(key.encode() for key in texts)


def _needs_key(security: EndpointSecurity, keys: tuple[bytes, ...]) -> bool:
    """Say whether a key is asked for: always where one is required, where it is optional when there are any."""
    if security is EndpointSecurity.UNSECURED:
        return False
    return bool(keys) or security is not EndpointSecurity.CUSTOMER_OPTIONAL


def _unknown_endpoint() -> NotFound:
    return NotFound("there is no such endpoint; copy the webhook URL from the instance")
