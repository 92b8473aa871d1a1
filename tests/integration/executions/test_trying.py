"""Running a flow by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from tests.factories import random_name
from tests.factories.definitions import definition
from tests.integration.asking import Refused
from tests.integration.executions.recorded import Deployed, make_deployed
from trunkline.actor import Actor
from trunkline.api import ids
from trunkline.db.session import Database
from trunkline.errors import Conflict

RESULT = "testInstanceFlowConfigResult { flowConfig { id } execution { id status isTestExecution } }"


@dataclass
class Starter:
    """Stores an execution as the edge would, and remembers what it was asked for."""

    deployed: Deployed
    asked: list[tuple[UUID, str | None, str | None, str | None, Actor]] = field(default_factory=list)

    async def __call__(
        self, flow_config_id: UUID, payload: str | None, content_type: str | None, headers: str | None, actor: Actor
    ) -> UUID:
        """Store one."""
        self.asked.append((flow_config_id, payload, content_type, headers, actor))
        return (await self.deployed.run()).id


async def test_a_test_run_starts_the_flow_and_answers_with_its_execution(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Try")))
    starter = Starter(deployed)
    deployed.asker.start_flow = starter
    id = ids.encode("InstanceFlowConfig", deployed.flow_config_id)

    found = await deployed.asker.change(
        "testInstanceFlowConfig", RESULT, id=id, payload="{}", contentType="application/json"
    )

    assert found["flowConfig"] == {"id": id}
    assert found["execution"]["status"] == "SUCCESS"
    assert ids.decode(found["execution"]["id"], "InstanceExecutionResult")
    assert starter.asked == [
        (deployed.flow_config_id, "{}", "application/json", None, deployed.asker.actor),
    ]


async def test_what_keeps_a_flow_from_starting_is_told(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Try")))

    async def refuse(*_: object) -> UUID:
        raise Conflict("the instance is not deployed yet; deploy it first", field="id")

    deployed.asker.start_flow = refuse
    with pytest.raises(Refused) as refused:
        await deployed.asker.change(
            "testInstanceFlowConfig", RESULT, id=ids.encode("InstanceFlowConfig", deployed.flow_config_id)
        )

    assert refused.value.messages == {"id": ["the instance is not deployed yet; deploy it first"]}
