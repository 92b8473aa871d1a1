"""An instance's state, as the API shows it after each change."""

from __future__ import annotations

from typing import Any

from tests.integration.asking import Asker

STATE = """id needsDeploy configState enabled deployedVersion lastDeployedAt
  integration { versionNumber } configVariables { nodes { key value status } }"""


async def state(asker: Asker, instance_id: str) -> Any:
    return await asker.look("instance", STATE, instance_id)


async def change(asker: Asker, mutation: str, **given: object) -> Any:
    return await asker.change(mutation, f"instance {{ {STATE} }}", **given)


async def configure(asker: Asker, instance_id: str, **values: str) -> Any:
    given = [{"key": key, "value": value} for key, value in values.items()]
    return await change(asker, "updateInstanceConfigVariables", id=instance_id, configVariables=given)
