"""Lists of executions and logs: order, pages, filters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import make_execution, make_log, random_name
from tests.factories.definitions import definition, webhook_flow
from tests.integration.asking import make_asker
from tests.integration.executions.recorded import global_id, make_deployed
from trunkline import clock
from trunkline.api import ids
from trunkline.db.models import InvokeType, Status
from trunkline.db.session import Database

LIST = """query ($first: Int, $after: String, $status: [ExecutionStatus], $kind: [InstanceExecutionResultInvokeType],
  $search: String, $from: DateTime, $to: DateTime, $instance: ID, $customer: ID, $flow: ID, $integration: ID,
  $isTest: Boolean, $noError: Boolean) {
  executionResults(first: $first, after: $after, status_In: $status, invokeType_In: $kind, search: $search,
    startedAt_Gte: $from, startedAt_Lte: $to, instance: $instance, customer: $customer, flowConfig_Flow: $flow,
    integration: $integration, isTestExecution: $isTest, error_Isnull: $noError) {
    nodes { id } pageInfo { endCursor hasNextPage } totalCount } }"""


async def test_the_list_is_newest_first_and_pages_give_each_execution_once(database: Database) -> None:
    asker = await make_asker(database)
    made = [await make_execution(database, asker.actor.org_id) for _ in range(7)]

    seen, after, has_next = [], "", True
    while has_next:
        page = (await asker.ask(LIST, first=3, after=after))["executionResults"]
        seen += [node["id"] for node in page["nodes"]]
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert seen == [global_id(execution) for execution in sorted(made, key=lambda one: one.id, reverse=True)]
    assert page["totalCount"] == 7


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"status": ["ERROR"]}, {"failed"}),
        ({"status": ["QUEUED", "PENDING"]}, {"queued", "running"}),
        ({"kind": ["SCHEDULED"]}, {"scheduled"}),
        ({"noError": False}, {"failed"}),
        ({"search": "DISK"}, {"failed"}),
        ({"search": "100%"}, set()),
        ({"isTest": True}, set()),
    ],
)
async def test_filters_choose(database: Database, arguments: dict[str, object], expected: set[str]) -> None:
    asker = await make_asker(database)
    org = asker.actor.org_id
    made = {
        "failed": await make_execution(database, org, status=Status.FAILED, error="the disk is full"),
        "queued": await make_execution(database, org, status=Status.QUEUED),
        "running": await make_execution(database, org, status=Status.RUNNING),
        "scheduled": await make_execution(database, org, invoke_type=InvokeType.SCHEDULED),
    }

    found = (await asker.ask(LIST, **arguments))["executionResults"]["nodes"]

    assert {node["id"] for node in found} == {global_id(made[name]) for name in expected}


async def test_executions_of_a_customer_a_flow_and_all_versions_are_found(database: Database, tmp_path: Path) -> None:
    name = random_name("Found")
    deployed = await make_deployed(database, tmp_path, definition(name, webhook_flow("Orders")))
    await make_execution(database, deployed.asker.actor.org_id)
    execution = await deployed.run()
    document = """query ($id: ID!) { instance(id: $id) { customer { id name }
      integration { id versionSequence { totalCount } } flowConfigs { nodes { flow { id } } } } }"""
    instance_id = ids.encode("Instance", deployed.instance_id)
    instance = (await deployed.asker.ask(document, id=instance_id))["instance"]
    drafts = await deployed.asker.ask("query ($name: String) { integrations(name: $name) { nodes { id } } }", name=name)

    for arguments in (
        {"instance": instance_id},
        {"customer": instance["customer"]["id"]},
        {"flow": instance["flowConfigs"]["nodes"][0]["flow"]["id"]},
        {"integration": instance["integration"]["id"]},
        {"integration": drafts["integrations"]["nodes"][0]["id"]},
        {"search": instance["customer"]["name"].upper()},
        {"search": name},
    ):
        found = (await deployed.asker.ask(LIST, **arguments))["executionResults"]
        assert found["nodes"] == [{"id": global_id(execution)}], arguments


async def test_a_time_range_is_inclusive(database: Database) -> None:
    asker = await make_asker(database)
    now = clock.now()
    two_hours_ago = clock.id_at(int((now - timedelta(hours=2)).timestamp() * 1000))
    old = await make_execution(database, asker.actor.org_id, execution_id=two_hours_ago)
    new = await make_execution(database, asker.actor.org_id)

    recent = await asker.ask(LIST, **{"from": clock.time_of(new.id).isoformat()})
    earlier = await asker.ask(LIST, to=clock.time_of(old.id).isoformat())

    ever = await asker.ask(LIST, **{"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"})

    assert recent["executionResults"]["nodes"] == [{"id": global_id(new)}]
    assert ever["executionResults"]["totalCount"] == 2
    assert earlier["executionResults"]["nodes"] == [{"id": global_id(old)}]


async def test_logs_come_in_their_order_and_can_be_narrowed(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Logs")))
    execution = await deployed.run()
    for line, (message, severity) in enumerate([("Starting", 2), ("disk at 90%", 3), ("Ending Instance Execution", 2)]):
        await make_log(database, execution, line=line, message=message, severity=severity)
    document = """query ($id: ID!, $customer: ID) {
      executionResult(id: $id) { logs { nodes { id message severity sectionId logType } }
        warned: logs(severity_Gte: 3) { nodes { message } } }
      logs(executionResult: $id, orderBy: {field: TIMESTAMP, direction: ASC}) { edges { cursor node { message } } }
      searched: logs(message_Icontains: "90%", customer: $customer) { nodes { message flowConfig { flow { name } } } }
      executionSections(executionResult: $id) { nodes { sectionId label } }
      logSeverityLevels { id name } }"""
    customer = (
        await deployed.asker.ask(
            "query ($id: ID!) { instance(id: $id) { customer { id } } }",
            id=ids.encode("Instance", deployed.instance_id),
        )
    )["instance"]["customer"]["id"]

    found = await deployed.asker.ask(document, id=global_id(execution), customer=customer)

    lines = found["executionResult"]["logs"]["nodes"]
    assert [line["message"] for line in lines] == ["Starting", "disk at 90%", "Ending Instance Execution"]
    assert [line["severity"] for line in lines] == ["INFO", "WARN", "INFO"]
    assert found["executionResult"]["warned"]["nodes"] == [{"message": "disk at 90%"}]
    assert [edge["node"]["message"] for edge in found["logs"]["edges"]] == [line["message"] for line in lines]
    assert found["searched"]["nodes"] == [{"message": "disk at 90%", "flowConfig": {"flow": {"name": "Orders"}}}]
    assert found["executionSections"]["nodes"] == [{"sectionId": str(execution.id), "label": "Orders"}]
    assert {"id": 4, "name": "ERROR"} in found["logSeverityLevels"]


async def test_the_log_can_be_tailed_from_a_cursor(database: Database) -> None:
    asker = await make_asker(database)
    execution = await make_execution(database, asker.actor.org_id)
    await make_log(database, execution, line=0, message="one")
    document = """query ($id: ID, $after: String) { logs(executionResult: $id, after: $after,
      orderBy: {field: TIMESTAMP, direction: ASC}) { edges { cursor node { message } } } }"""
    first = (await asker.ask(document, id=global_id(execution)))["logs"]["edges"]
    await make_log(database, execution, line=1, message="two")

    more = (await asker.ask(document, id=global_id(execution), after=first[-1]["cursor"]))["logs"]["edges"]

    assert [edge["node"]["message"] for edge in more] == ["two"]


async def test_the_last_execution_tells_of_its_instance(database: Database, tmp_path: Path) -> None:
    deployed = await make_deployed(database, tmp_path, definition(random_name("Last")))
    document = "query ($id: ID!) { instance(id: $id) { lastExecutedAt inFailedState executionResults { totalCount } } }"
    id = ids.encode("Instance", deployed.instance_id)
    before = (await deployed.asker.ask(document, id=id))["instance"]
    await deployed.run(status=Status.FAILED, error="no")
    last = await deployed.run()

    after = (await deployed.asker.ask(document, id=id))["instance"]

    assert before == {"lastExecutedAt": None, "inFailedState": False, "executionResults": {"totalCount": 0}}
    assert last.started_at is not None
    assert after["lastExecutedAt"] == last.started_at.isoformat()
    assert after["inFailedState"] is False
    assert after["executionResults"] == {"totalCount": 2}
