"""Executions, their steps and logs, as the debugging page reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.factories import ROOT_KEY, keyring, make_execution, make_log, make_step_result, random_name
from tests.factories.definitions import definition, step, webhook_flow
from tests.integration.asking import make_asker
from tests.integration.executions.recorded import Deployed, Given, global_id, make_deployed
from trunkline.blobs.signing import UrlSigner
from trunkline.blobs.store import Blobs
from trunkline.db.models import Status
from trunkline.db.session import Database
from trunkline.executions.deployments import Deployments
from trunkline.executions.payload import Incoming, pack_results
from trunkline.settings import Settings

STEPS = """query ($id: ID!) { executionResult(id: $id) {
  status resultType invokeType error failedStepName attempt isTestExecution durationMs startedAt queuedAt endedAt
  instance { name } customer { name } integration { versionNumber } flow { name } flowConfig { webhookUrl }
  outline { name stepName parentName branchName componentKey actionKey kind }
  requestPayloadUrl responsePayloadUrl
  stepResults { totalCount nodes {
    id position stepName displayStepName branchName loopPath loopStepName loopStepIndex
    hasError error sizeBytes resultsUrl inputs output } } } }"""


def reference(path: str) -> dict[str, object]:
    return {"type": "reference", "value": path}


def looping(name: str) -> str:
    """Return a flow that goes through the items of its payload and then logs the last one."""
    body = step("log", "writeLog", name="Say item", inputs={"message": reference("eachItem.currentItem.sku")})
    loop = step(
        "loop",
        "loopOverItems",
        name="Each item",
        inputs={"items": reference("trigger.results.body.data.items")},
        steps=[body],
    )
    after = step("log", "writeLog", name="After all", inputs={"message": reference("sayItem.results.said")})
    return definition(name, webhook_flow("Items", loop, after))


async def read(deployed: Deployed, document: str, id: str) -> Any:
    return (await deployed.asker.ask(document, id=id))["executionResult"]


async def test_an_execution_shows_what_ran_and_for_whom(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Shown"), webhook_flow("Orders")))
    execution = await deployed.run(Given("writeLog", {"said": "hello"}))

    found = await read(deployed, STEPS, global_id(execution))

    assert (found["status"], found["resultType"], found["invokeType"]) == ("SUCCESS", "COMPLETED", "WEBHOOK")
    assert found["flow"] == {"name": "Orders"}
    assert found["integration"] == {"versionNumber": 1}
    assert found["instance"]["name"].startswith("Shop")
    assert found["flowConfig"]["webhookUrl"].startswith("https://flows.example.com/trigger/")
    assert found["durationMs"] >= 0
    assert [one["kind"] for one in found["outline"]] == ["TRIGGER", "ACTION"]
    assert found["outline"][1] | {"kind": "ACTION"} == {
        "name": "Write log",
        "stepName": "writeLog",
        "parentName": None,
        "branchName": None,
        "componentKey": "log",
        "actionKey": "writeLog",
        "kind": "ACTION",
    }
    trigger, logged = found["stepResults"]["nodes"]
    assert (trigger["position"], trigger["displayStepName"], trigger["inputs"]) == (0, "Trigger", None)
    assert json.loads(trigger["output"])["body"]["data"] == {"n": 5}
    assert json.loads(trigger["output"])["customer"]["id"]
    assert (logged["displayStepName"], json.loads(logged["output"])) == ("Write log", {"said": "hello"})
    assert json.loads(logged["inputs"]) == {"message": "hello"}


async def test_a_failed_execution_names_the_step_that_failed(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Failed")))
    execution = await deployed.run(
        Given("writeLog", {"error": "full"}, error="the disk is full"),
        status=Status.FAILED,
        error="the disk is full",
        failed_step="writeLog",
    )

    found = await read(deployed, STEPS, global_id(execution))

    assert (found["status"], found["resultType"]) == ("ERROR", "ERROR")
    assert (found["error"], found["failedStepName"]) == ("the disk is full", "Write log")
    assert found["stepResults"]["nodes"][1]["hasError"] is True


async def test_inputs_inside_and_after_a_loop_are_those_that_the_steps_saw(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, looping(random_name("Loops")))
    items = [{"sku": "a"}, {"sku": "b"}]
    request = request_with({"items": items})
    execution = await deployed.run(
        Given("sayItem", {"said": "a"}, loop_path="eachItem[0]"),
        Given("sayItem", {"said": "b"}, loop_path="eachItem[1]"),
        Given("eachItem", [{"said": "a"}, {"said": "b"}]),
        Given("afterAll", None),
        request=request,
    )

    nodes = (await read(deployed, STEPS, global_id(execution)))["stepResults"]["nodes"]

    by_position = {node["position"]: node for node in nodes}
    assert json.loads(by_position[1]["inputs"]) == {"message": "a"}
    assert json.loads(by_position[2]["inputs"]) == {"message": "b"}
    assert (by_position[2]["loopPath"], by_position[2]["loopStepName"], by_position[2]["loopStepIndex"]) == (
        "eachItem[1]",
        "eachItem",
        1,
    )
    assert json.loads(by_position[3]["inputs"]) == {"items": items}
    assert json.loads(by_position[4]["inputs"]) == {"message": "b"}


def request_with(body: object) -> Incoming:
    return Incoming({}, {}, "", json.dumps(body).encode(), "application/json")


async def test_steps_of_one_iteration_or_of_one_name_can_be_asked_for(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, looping(random_name("Filter")))
    execution = await deployed.run(
        *(Given("sayItem", index, loop_path=f"eachItem[{index}]") for index in range(3)),
        Given("eachItem", [0, 1, 2]),
        request=request_with({"items": [1, 2, 3]}),
    )
    document = """query ($id: ID!) { executionResult(id: $id) {
      one: stepResults(loopPath: "eachItem[1]") { nodes { position } }
      inside: stepResults(loopPath_Startswith: "eachItem[") { totalCount }
      named: stepResults(displayStepName: "Say item") { totalCount }
      keyed: stepResults(stepName: "eachItem") { nodes { position } }
      last: stepResults(last: 1) { nodes { position } } } }"""

    found = await read(deployed, document, global_id(execution))

    assert found["one"]["nodes"] == [{"position": 2}]
    assert found["inside"] == {"totalCount": 3}
    assert found["named"] == {"totalCount": 3}
    assert found["keyed"]["nodes"] == [{"position": 4}]
    assert found["last"]["nodes"] == [{"position": 4}]


async def test_bytes_are_described_and_large_values_left_to_their_address(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Bytes")))
    execution = await deployed.run(
        Given("writeLog", {"data": b"\x00" * 10, "contentType": "image/png"}),
        Given("writeLog", "x" * 70_000, loop_path="a[0]"),
        in_blobs=[2],
    )

    nodes = (await read(deployed, STEPS, global_id(execution)))["stepResults"]["nodes"]

    assert json.loads(nodes[1]["output"]) == {"data": "<10 bytes>", "contentType": "image/png"}
    assert nodes[2]["output"] is None
    assert nodes[2]["sizeBytes"] > 70_000


async def test_the_response_of_a_synchronous_flow_is_no_step(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Answer")))
    execution = await deployed.run(Given("writeLog", 1))
    await deployed.store(execution, -1, Given("response", None), b"\x80", ())

    nodes = (await read(deployed, STEPS, global_id(execution)))["stepResults"]["nodes"]

    assert [node["position"] for node in nodes] == [0, 1]


async def test_an_execution_outlives_its_instance(database: Database, tmp_path: Path) -> None:
    asker = await make_asker(database)
    asker.services = [Blobs(Settings(home=tmp_path)), UrlSigner(ROOT_KEY), Deployments(database, keyring, base_url="")]
    execution = await make_execution(database, asker.actor.org_id)
    await make_step_result(database, execution, name="trigger", data=pack_results({"n": 1}))

    found = (await asker.ask(STEPS, id=global_id(execution)))["executionResult"]

    assert found["instance"] is None
    assert found["outline"] == []
    assert [node["displayStepName"] for node in found["stepResults"]["nodes"]] == ["trigger"]


async def test_another_organization_finds_nothing(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Mine")))
    execution = await deployed.run()
    await make_log(database, execution)
    other = await make_asker(database)

    answer = await other.answer(STEPS, id=global_id(execution))
    found = await other.ask("{ executionResults { totalCount } logs { totalCount } executionSections { totalCount } }")

    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert {one["totalCount"] for one in found.values()} == {0}
