"""An execution that has run, written as the journal writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.factories import ROOT_KEY, keyring, make_execution, random_name
from tests.integration.asking import BASE_URL, Asker, make_asker
from trunkline import clock
from trunkline.api import ids
from trunkline.blobs.signing import UrlSigner
from trunkline.blobs.store import Blobs
from trunkline.db.models import Deployment, Execution, Instance, Status, StepResult
from trunkline.db.session import Database
from trunkline.executions import payload, rows
from trunkline.executions.deployments import Deployments
from trunkline.settings import Settings


@dataclass
class Given:
    """What one step gave."""

    step: str
    data: object
    loop_path: str = ""
    branch: str | None = None
    error: str | None = None
    content_type: str | None = None


@dataclass
class Deployed:
    """A deployed instance with one flow, and somebody who looks at its executions."""

    asker: Asker
    database: Database
    blobs: Blobs
    deployments: Deployments
    signer: UrlSigner
    instance_id: UUID
    flow_config_id: UUID

    async def run(
        self,
        *given: Given,
        request: payload.Incoming | None = None,
        status: Status = Status.SUCCEEDED,
        error: str | None = None,
        failed_step: str | None = None,
        in_blobs: Sequence[int] = (),
    ) -> Execution:
        """Store an execution with a trigger and what its steps gave; return it."""
        async with self.database.engine_session() as session:
            instance = await session.get_one(Instance, self.instance_id)
            deployment = await session.get_one(Deployment, instance.deployment_id)
        execution = await make_execution(
            self.database,
            instance.org_id,
            customer_id=instance.customer_id,
            instance_id=instance.id,
            integration_id=deployment.integration_id,
            flow_config_id=self.flow_config_id,
            deployment_id=deployment.id,
            status=status,
            error=error,
        )
        incoming = request or payload.Incoming({"x-one": "1"}, {"q": "2"}, "a/b", b'{"n": 5}', "application/json")
        await self.store(execution, 0, Given("trigger", None), payload.pack_request(incoming), in_blobs)
        for position, one in enumerate(given, start=1):
            await self.store(execution, position, one, rows.pack(one.data, one.content_type), in_blobs)
        if failed_step:
            async with self.database.engine_session() as session:
                (await session.get_one(Execution, execution.id)).failed_step = failed_step
        return execution

    async def store(
        self, execution: Execution, position: int, given: Given, data: bytes, in_blobs: Sequence[int] = ()
    ) -> None:
        """Store what one step gave."""
        key = self.blobs.key_of(execution.org_id, execution.id, position) if position in in_blobs else None
        if key is not None:
            await self.blobs.put(key, data)
        async with self.database.engine_session() as session:
            session.add(
                StepResult(
                    execution_id=execution.id,
                    position=position,
                    org_id=execution.org_id,
                    step_name=given.step,
                    loop_path=given.loop_path,
                    branch=given.branch,
                    started_at=clock.now(),
                    ended_at=clock.now(),
                    error=given.error,
                    size_bytes=len(data),
                    data=None if key else data,
                    blob_key=key,
                )
            )


def global_id(execution: Execution) -> str:
    """Return the id of an execution as the API has it."""
    return ids.encode("InstanceExecutionResult", execution.id)


async def make_deployed(database: Database, folder: Path, text: str, **instance: object) -> Deployed:
    """Return a deployed instance of a definition; blobs lie in ``folder``."""
    asker = await make_asker(database)
    settings = Settings(home=folder, public_url=BASE_URL)
    blobs, signer = Blobs(settings), UrlSigner(ROOT_KEY)
    deployments = Deployments(database, keyring, base_url=BASE_URL)
    asker.services = [blobs, signer, deployments]
    instance_id = await asker.instance(await asker.published(text), name=random_name("Shop"), **instance)
    await asker.deploy(instance_id)
    found = await asker.ask("query ($id: ID!) { instance(id: $id) { flowConfigs { nodes { id } } } }", id=instance_id)
    flow_config = found["instance"]["flowConfigs"]["nodes"][0]["id"]
    return Deployed(
        asker,
        database,
        blobs,
        deployments,
        signer,
        ids.decode(instance_id, "Instance"),
        ids.decode(flow_config, "InstanceFlowConfig"),
    )
