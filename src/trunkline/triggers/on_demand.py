"""Starts a flow because a person asked: a test of an instance's flow, also when the instance is paused."""

from __future__ import annotations

import json
from uuid import UUID

import sqlalchemy as sa

from trunkline import clock
from trunkline.actor import Actor, Permission
from trunkline.db.models import Instance, InstanceFlowConfig, InvokeType
from trunkline.db.session import Database
from trunkline.errors import Conflict, Invalid, NotFound, TooLarge
from trunkline.executions import payload as payloads
from trunkline.executions.deployments import Deployments
from trunkline.executions.ingest import Ingest
from trunkline.executions.payload import Incoming

_DEFAULT_TYPE = "application/json"


class OnDemand:
    """Starts flows for one process."""

    def __init__(self, database: Database, deployments: Deployments, ingest: Ingest, *, body_bytes: int) -> None:
        self._database = database
        self._deployments = deployments
        self._ingest = ingest
        self._body_bytes = body_bytes

    async def start(
        self, flow_config_id: UUID, payload: str | None, content_type: str | None, headers: str | None, actor: Actor
    ) -> UUID:
        """Store a test execution of a flow and return its id; what is not given is taken from the saved test.

        Raises:
            NotFound: the actor's organization has no such flow. Conflict: it is not deployed.
            Invalid: headers or body cannot be read. TooLarge: the body is over the limit.
        """
        actor.require(Permission.RUN_FLOWS)
        deployment_id, saved = await self._saved(flow_config_id, actor)
        incoming = _incoming(
            payload if payload is not None else saved.test_payload,
            content_type or saved.test_content_type,
            headers if headers is not None else saved.test_headers,
        )
        if len(incoming.body) > self._body_bytes:
            raise TooLarge(f"the payload is larger than {self._body_bytes} bytes", field="payload")
        payloads.check(incoming)
        deployed = await self._deployments.get(deployment_id)
        execution = deployed.new_execution(
            flow_config_id, InvokeType.INTEGRATION_FLOW_TEST, at=clock.now(), payload=payloads.pack_request(incoming),
            is_test=True,
        )  # fmt: skip
        await self._ingest.add(execution)
        return execution.id

    async def _saved(self, flow_config_id: UUID, actor: Actor) -> tuple[UUID, InstanceFlowConfig]:
        # Not a session of the API's pool: the request that asks holds one already.
        async with self._database.engine_session() as session:
            found = (
                await session.execute(
                    sa.select(Instance.deployment_id, InstanceFlowConfig)
                    .join(InstanceFlowConfig, InstanceFlowConfig.instance_id == Instance.id)
                    .where(InstanceFlowConfig.id == flow_config_id, Instance.org_id == actor.org_id)
                )
            ).one_or_none()
        if found is None:
            raise NotFound("there is no such flow of an instance", field="id")
        deployment_id, saved = found
        if deployment_id is None:
            raise Conflict("the instance is not deployed yet; deploy it first", field="id")
        return deployment_id, saved


def _incoming(body: str | None, content_type: str | None, headers: str | None) -> Incoming:
    content = (body or "").encode("utf-8", "surrogatepass")
    kind = content_type or (_DEFAULT_TYPE if content else "")
    given = {name.lower(): value for name, value in _headers(headers).items()}
    if kind:
        given["content-type"] = kind
    return Incoming(given, {}, "", content, kind, "POST")


def _headers(text: str | None) -> dict[str, str]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid('headers must be a JSON object, such as {"X-Shop": "main"}', field="headers")
    return {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}
