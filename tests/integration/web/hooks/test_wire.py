"""Webhooks over a real socket: what only shows in the bytes that go over the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import sqlalchemy as sa
import uvicorn

from tests.factories.definitions import Table, log_step, value, webhook_flow
from tests.factories.deployed import deployed_flow
from tests.integration.executions.road import Road
from tests.integration.web.hooks.test_answers import answering, stop, synchronous, table
from tests.stack import free_port
from trunkline.api import ids
from trunkline.db.models import Execution
from trunkline.web.hooks import Hooks


@pytest.fixture(scope="module")
async def served(road: Road) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the module's web process, behind the server that it has in real life."""
    port = free_port()
    config = uvicorn.Config(Hooks(road.services), port=port, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # the public way takes over the signals of the whole test run
    base_url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base_url, trust_env=False, timeout=30) as client:
        yield client
        server.should_exit = True
        await serving


async def given(road: Road, answer: httpx.Response) -> dict[str, object]:
    return await road.given(ids.decode(answer.headers["prismatic-executionid"], "InstanceExecutionResult"))


@pytest.mark.parametrize(
    ("sent", "arrived"),
    [("a%20b/c", "a b/c"), ("100%25", "100%"), ("%2525", "%25"), ("Zo%C3%AB", "Zoë"), ("a%2Fb", "a/b"), ("", "")],
)
async def test_a_path_is_decoded_once(served: httpx.AsyncClient, road: Road, sent: str, arrived: str) -> None:
    running = await deployed_flow(road.database)

    answer = await served.post(f"{running.path}/{sent}")

    assert (await given(road, answer))["pathFragment"] == arrived


@pytest.mark.parametrize("status", ["204", "304"])
async def test_a_status_without_a_body_leaves_the_connection_usable(
    served: httpx.AsyncClient, road: Road, status: str
) -> None:
    quiet = await deployed_flow(road.database, answering(statusCode=value(status)))
    other = await deployed_flow(road.database)

    for _ in range(3):
        silent = await served.post(quiet.path, json={})
        assert (silent.status_code, silent.content) == (int(status), b"")
        assert (await served.post(other.path, json={})).status_code == 200


async def test_head_gets_headers_only(served: httpx.AsyncClient, road: Road) -> None:
    running = await deployed_flow(road.database)

    answer = await served.head(running.path)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["prismatic-executionid"]
    assert (await served.post(running.path)).status_code == 200


def evil_stop() -> Table:
    """Return a stop step whose header comes from the request."""
    header = {"name": value("X-Echo"), "type": "reference", "value": "trigger.results.body.data"}
    return stop(headers={"type": "complex", "value": [header]}, jsonBody=value("done"))


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: evil=1", "a\0b", "a\nb", "a\x01\x7fb", "ünï ☃"])
async def test_no_header_value_breaks_the_answer(served: httpx.AsyncClient, road: Road, text: str) -> None:
    running = await deployed_flow(road.database, synchronous(evil_stop()))

    answer = await served.post(running.path, json=text)

    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-echo"]


async def test_a_header_that_is_none_is_left_out(served: httpx.AsyncClient, road: Road) -> None:
    names = {"X-Good": "1", "X Bad": "2", "X-Evil\r\nSet-Cookie": "3", "": "4", "Content-Length": "5", "ü": "6"}
    running = await deployed_flow(road.database, synchronous(stop(headers=table(**names), jsonBody=value("done"))))

    answer = await served.post(running.path)

    assert (answer.status_code, answer.headers["x-good"]) == (200, "1")
    assert not {"x bad", "set-cookie", ""} & set(answer.headers)


async def test_a_status_that_ends_no_answer_is_not_sent(served: httpx.AsyncClient, road: Road) -> None:
    running = await deployed_flow(road.database, synchronous(stop(statusCode=value("101"), jsonBody=value("done"))))

    assert (await served.post(running.path)).status_code == 200


async def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(
    served: httpx.AsyncClient, road: Road
) -> None:
    running = await deployed_flow(road.database)
    reader, writer = await asyncio.open_connection(served.base_url.host, served.base_url.port)

    writer.write(f"POST {running.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n".encode())
    status_line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    await writer.wait_closed()

    assert b"413" in status_line


async def test_a_caller_who_hangs_up_before_its_body_is_whole_starts_nothing(
    served: httpx.AsyncClient, road: Road
) -> None:
    running = await deployed_flow(road.database, webhook_flow("Orders", log_step()))
    _, writer = await asyncio.open_connection(served.base_url.host, served.base_url.port)

    writer.write(f"POST {running.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    answer = await served.post(running.path)
    async with road.database.engine_session() as session:
        found = await session.scalars(sa.select(Execution.id).where(Execution.instance_id == running.instance_id))
        assert [str(id) for id in found] == [str(ids.decode(answer.json()["executionId"], "InstanceExecutionResult"))]
