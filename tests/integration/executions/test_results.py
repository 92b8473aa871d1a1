"""Signed addresses: what they hand out, to whom, and for how long."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from tests.factories import random_name
from tests.factories.definitions import definition
from tests.integration.asking import BASE_URL
from tests.integration.executions.recorded import Deployed, Given, global_id, make_deployed
from trunkline import clock
from trunkline.blobs.signing import LIFETIME
from trunkline.db.models import Execution, Status
from trunkline.db.session import Database
from trunkline.errors import TrunklineError
from trunkline.executions import rows
from trunkline.executions.payload import Incoming
from trunkline.web.answers import on_our_error
from trunkline.web.results import Results

URLS = """requestPayloadUrl responsePayloadUrl stepResults { nodes { resultsUrl } }"""


@pytest.fixture
async def deployed(database: Database, tmp_path: Path) -> Deployed:
    return await make_deployed(database, tmp_path, definition(random_name("Results")))


async def fetch(deployed: Deployed, url: str) -> httpx.Response:
    """Get an address as anybody could who has it: without a token."""
    results = Results(deployed.database, deployed.blobs, deployed.deployments, deployed.signer)
    app = Starlette(routes=results.routes(), exception_handlers={TrunklineError: on_our_error})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as client:
        return await client.get(url)


async def urls_of(deployed: Deployed, execution: Execution) -> Any:
    return await deployed.asker.look("executionResult", URLS, global_id(execution))


async def test_a_result_is_message_pack_with_its_content_type(deployed: Deployed) -> None:
    execution = await deployed.run(Given("writeLog", {"n": [1, b"\x00\x01"]}))
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][1]["resultsUrl"]

    answer = await fetch(deployed, url)

    assert url.startswith(f"{BASE_URL}/results/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/msgpack")
    assert answer.headers["cache-control"] == "private, no-store"
    assert msgspec.msgpack.decode(answer.content) == {
        "data": {"n": [1, b"\x00\x01"]},
        "contentType": "",
    }


async def test_a_result_that_says_json_is_json_text_for_clients_that_parse_it_themselves(deployed: Deployed) -> None:
    execution = await deployed.run(Given("writeLog", {"n": [1, 2]}, content_type="application/json"))
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][1]["resultsUrl"]

    answer = await fetch(deployed, url)

    assert msgspec.msgpack.decode(answer.content) == {"data": '{"n":[1,2]}', "contentType": "application/json"}


async def test_a_result_can_be_had_as_json(deployed: Deployed) -> None:
    execution = await deployed.run(Given("writeLog", {"n": [1, b"\x00\x01"]}))
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][1]["resultsUrl"]

    answer = await fetch(deployed, f"{url}&format=json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"n": [1, {"$bytes": "AAE="}]}


async def test_a_large_result_comes_from_the_blob_store(deployed: Deployed) -> None:
    execution = await deployed.run(Given("writeLog", "x" * 100_000), in_blobs=[1])
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][1]["resultsUrl"]

    answer = await fetch(deployed, url)

    assert msgspec.msgpack.decode(answer.content)["data"] == "x" * 100_000


async def test_the_triggers_result_is_what_steps_see_of_it(deployed: Deployed) -> None:
    execution = await deployed.run()
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][0]["resultsUrl"]

    found = (await fetch(deployed, f"{url}&format=json")).json()

    assert found["body"] == {"data": {"n": 5}, "contentType": "application/json"}
    assert found["executionId"] == global_id(execution)
    assert (found["pathFragment"], found["queryParameters"]) == ("a/b", {"q": "2"})


async def test_a_request_comes_back_as_it_was_sent(deployed: Deployed) -> None:
    body = b"\xff\x00 raw"
    request = Incoming({"x-shop": "main"}, {}, "", body, "application/octet-stream")
    execution = await deployed.run(request=request)

    found = (await fetch(deployed, (await urls_of(deployed, execution))["requestPayloadUrl"])).json()

    assert b64decode(found["body"]) == body
    assert found["contentType"] == "application/octet-stream"
    assert json.loads(found["headers"]) == {"x-shop": "main"}


async def test_a_response_is_the_last_steps_result_or_what_a_stop_step_chose(deployed: Deployed) -> None:
    plain = await deployed.run(Given("writeLog", {"last": True}))
    chosen = await deployed.run(Given("writeLog", 1))
    await deployed.store(chosen, -1, Given("response", None), rows.pack({"chosen": True}, "application/json"))
    failed = await deployed.run(Given("writeLog", None), status=Status.FAILED, error="no")

    bodies = [
        (await fetch(deployed, (await urls_of(deployed, one))["responsePayloadUrl"] + "&format=json")).json()
        for one in (plain, chosen, failed)
    ]

    assert bodies == [{"last": True}, {"chosen": True}, {"error": "no"}]


async def test_a_response_that_is_not_there_yet_says_so(deployed: Deployed) -> None:
    execution = await deployed.run(status=Status.RUNNING)

    answer = await fetch(deployed, (await urls_of(deployed, execution))["responsePayloadUrl"])

    assert (answer.status_code, answer.json()) == (404, {"error": "the execution has not ended yet; ask again later"})


async def test_an_address_holds_for_some_hours(deployed: Deployed) -> None:
    execution = await deployed.run()
    url = (await urls_of(deployed, execution))["requestPayloadUrl"]
    clock.shift(LIFETIME + timedelta(seconds=2))
    try:
        answer = await fetch(deployed, url)
    finally:
        clock.shift(timedelta(0))

    assert (answer.status_code, answer.json()) == (
        410,
        {"error": "this address has expired; ask the API for a new one"},
    )


async def test_a_token_opens_one_address_only(deployed: Deployed) -> None:
    one, other = await deployed.run(), await deployed.run()
    url = (await urls_of(deployed, one))["requestPayloadUrl"]
    path, _, token = url.partition("?token=")

    for wrong in (
        f"{path}?token={token}x",
        path,
        path.replace(str(one.id), str(other.id)) + f"?token={token}",
        path.replace("/request", "/0") + f"?token={token}",
    ):
        assert (await fetch(deployed, wrong)).status_code == 403, wrong


async def test_a_result_that_is_gone_is_not_found(deployed: Deployed) -> None:
    execution = await deployed.run(Given("writeLog", "x" * 100_000), in_blobs=[1])
    url = (await urls_of(deployed, execution))["stepResults"]["nodes"][1]["resultsUrl"]
    await deployed.blobs.delete(deployed.blobs.key_of(execution.org_id, execution.id, 1))

    assert (await fetch(deployed, url)).status_code == 404
