"""What callers are answered: what the trigger's inputs say, or, for synchronous flows, what the flow gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.factories.definitions import Table, log_step, step, value, webhook_flow
from tests.factories.deployed import deployed_flow
from tests.integration.executions.road import Road, opened_road, working
from trunkline.api import ids
from trunkline.db.models import Status


def table(**entries: str) -> Table:
    """Return an input of key-value pairs."""
    pairs = [{"name": value(name), "type": "value", "value": text} for name, text in entries.items()]
    return {"type": "complex", "value": pairs}


def answering(**inputs: Table) -> Table:
    """Return a flow whose trigger answers as its inputs say."""
    trigger = step("webhook-triggers", "webhook", name="Trigger", isTrigger=True, inputs=inputs)
    return {"name": "Orders", "steps": [trigger, log_step()]}


async def test_a_trigger_answers_with_the_status_type_headers_and_body_of_its_inputs(idle_road: Road) -> None:
    flow = answering(
        statusCode=value("202"), contentType=value("application/xml"), body=value("<ok/>"),
        headers=table(**{"X-Shop": "main", "X-Other": "ä"}),
    )  # fmt: skip
    running = await deployed_flow(idle_road.database, flow)

    answer = await idle_road.http.post(running.path, json={})

    assert (answer.status_code, answer.text) == (202, "<ok/>")
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["x-shop"] == "main"
    id = ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult")
    assert await idle_road.execution(id) is not None


@pytest.mark.parametrize(
    ("inputs", "status", "content_type", "text"),
    [
        ({"body": value("thanks")}, 200, "text/plain; charset=utf-8", "thanks"),
        ({"body": value("grüß"), "contentType": value("text/plain; charset=utf-8")}, 200, None, "grüß"),
        ({"statusCode": value("503")}, 503, "application/json", None),
    ],
)
async def test_what_is_left_empty_is_the_platforms_own(
    idle_road: Road, inputs: Mapping[str, Table], status: int, content_type: str | None, text: str | None
) -> None:
    running = await deployed_flow(idle_road.database, answering(**inputs))

    answer = await idle_road.http.post(running.path, json={})

    assert answer.status_code == status
    assert content_type is None or answer.headers["content-type"] == content_type
    if text is None:
        assert answer.json()["executionId"] == answer.headers["prismatic-executionid"]
    else:
        assert answer.content.decode() == text


async def test_an_answer_may_be_made_of_the_configuration(idle_road: Road) -> None:
    flow = answering(body={"type": "configVar", "value": "Greeting"})
    variables = [{"key": "Greeting", "stableKey": "greeting", "dataType": "string"}]
    running = await deployed_flow(idle_road.database, flow, variables=variables, config={"Greeting": "Moin"})

    assert (await idle_road.http.post(running.path)).text == "Moin"


def synchronous(*steps: Table) -> Table:
    return webhook_flow("Orders", *steps, isSynchronous=True)


def stop(**inputs: Table) -> Table:
    return step("stop-execution", "stopExecution", name="Stop", inputs=inputs)


def echo() -> Table:
    """Return a step whose result is the body that came."""
    body = {"type": "reference", "value": "trigger.results.body.data"}
    merged = {"mergeValues": {"type": "complex", "value": [body]}}
    return step("branch", "selectExecutedStepResult", name="Echo", inputs=merged)


async def test_a_synchronous_flow_answers_with_the_last_steps_result(road: Road) -> None:
    running = await deployed_flow(road.database, synchronous(log_step(), echo()))

    answer = await road.http.post(running.path, json={"id": 7, "city": "Köln"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {"id": 7, "city": "Köln"}
    execution = await road.ended(ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult"))
    assert execution.status == Status.SUCCEEDED


async def test_a_stop_step_chooses_status_type_headers_and_body(road: Road) -> None:
    stopping = stop(
        statusCode=value("201"), contentType=value("text/plain"), headers=table(Location="/orders/7"),
        jsonBody={"type": "template", "value": "made {{$trigger.results.body.data.id}}"},
    )  # fmt: skip
    running = await deployed_flow(road.database, synchronous(stopping, log_step("never")))

    answer = await road.http.post(running.path, json={"id": 7})

    assert (answer.status_code, answer.text) == (201, "made 7")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["location"] == "/orders/7"
    execution = await road.ended(ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult"))
    assert "never" not in await road.lines(execution.id)


async def test_a_synchronous_flow_that_fails_is_400_with_its_error(road: Road) -> None:
    failing = step("http", "httpGet", name="Fetch", inputs={"url": value("http://10.0.0.1/")})
    running = await deployed_flow(road.database, synchronous(failing))

    answer = await road.http.post(running.path, json={})

    execution = await road.ended(ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult"))
    assert execution.status == Status.FAILED
    assert (answer.status_code, answer.json()) == (400, {"error": execution.error})
    assert execution.failed_step == "fetch"


async def test_a_synchronous_flow_that_takes_too_long_is_504_and_runs_on(
    fresh_database_url: str, tmp_path: Path
) -> None:
    async with opened_road(fresh_database_url, tmp_path / "hasty", works=False, sync_timeout_s=0.2) as hasty:
        running = await deployed_flow(hasty.database, synchronous(log_step()))

        answer = await hasty.http.post(running.path, json={})

        assert answer.status_code == 504
        id = ids.decode(answer.json()["executionId"], "InstanceExecutionResult")
        assert "0.2" in answer.json()["error"]
        async with working(hasty.settings, fresh_database_url):
            assert (await hasty.ended(id)).status == Status.SUCCEEDED


@pytest.mark.parametrize(
    ("is_synchronous", "header", "waits"),
    [(False, "true", True), (True, "false", False), (True, "TRUE", True), (True, "maybe", True), (False, None, False)],
)
async def test_a_header_of_the_request_overrides_whether_the_caller_waits(
    road: Road, is_synchronous: bool, header: str | None, waits: bool
) -> None:
    stopping = stop(jsonBody=value("waited"), contentType=value("text/plain"))
    running = await deployed_flow(road.database, webhook_flow("Orders", stopping, isSynchronous=is_synchronous))

    answer = await road.http.post(running.path, headers={"prismatic-synchronous": header} if header else {})

    assert answer.status_code == 200
    assert (answer.text == "waited") is waits
    assert ("executionId" in answer.text) is not waits


async def test_a_large_result_comes_whole_from_the_blob_store(road: Road) -> None:
    running = await deployed_flow(road.database, synchronous(echo()))
    sent = {"filling": "x" * 1_000_000}

    answer = await road.http.post(running.path, json=sent)

    assert answer.json() == sent
    id = ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult")
    result = (await road.step_rows(id))[-1]
    assert (result.data, result.blob_key is not None) == (None, True)


async def test_a_huge_integer_is_answered_as_text_when_it_cannot_be_kept_as_a_number(road: Road) -> None:
    running = await deployed_flow(road.database, synchronous(echo()))

    answer = await road.http.post(running.path, content=b'{"n": %d, "m": 5}' % 2**80, headers={
        "content-type": "application/json",
    })  # fmt: skip

    assert answer.status_code == 200, answer.text
    assert answer.json() == {"n": str(2**80), "m": 5}
