"""Connections carry large bodies without filling memory, and behave the same on every event loop."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
import uvloop

from tests.unit.runtime.fake_server import response, serving
from tests.unit.runtime.test_egress import LOOPBACK, sent
from tests.unit.runtime.test_tls import shop
from trunkline.runtime.egress import Egress
from trunkline.runtime.stream import open_stream
from trunkline.sdk import HttpRequest

LARGE = bytes(range(256)) * 16_000  # 4 MB
Run = Callable[[Coroutine[object, object, None]], None]


async def test_a_large_body_goes_out_and_a_large_answer_comes_in_whole():
    async with serving(lambda request: response(body=request.body)) as server:
        answer = await sent(Egress(LOOPBACK), "POST", server.url(), content=LARGE)
    assert answer.content == LARGE


async def turn_of_the_loop() -> None:
    turned = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turned.set_result, None)
    await turned


async def test_reading_stops_while_nobody_takes_what_came():
    """The other side can put no more on the line than buffers hold, until it is read."""
    full = asyncio.Event()

    async def pour(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(LARGE * 4)
        full.set()
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    stream = await open_stream("127.0.0.1", server.sockets[0].getsockname()[1])
    await full.wait()
    for _ in range(500):
        await turn_of_the_loop()
    assert 0 < stream.received_bytes < 1024 * 1024
    size = 0
    while part := await stream.read(64 * 1024):
        size += len(part)
    assert size == len(LARGE) * 4
    await stream.aclose()
    server.close()


async def test_a_service_that_refuses_a_large_body_before_its_end_is_heard():
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(response(413, b"too large", Connection="close"))
        await writer.drain()
        while await reader.read(64 * 1024):
            pass
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    answer = await sent(Egress(LOOPBACK), "POST", url, content=LARGE)
    assert (answer.status_code, answer.text) == (413, "too large")
    server.close()


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_calls_work_on_every_event_loop(run: Run, certified: ssl.SSLContext, tmp_path: Path):
    async def calls() -> None:
        async with serving(lambda request: response(body=request.body)) as server:
            egress = Egress(LOOPBACK)
            for _ in range(3):
                request = HttpRequest(method="PUT", url=server.url(), content=b"again")
                assert (await egress.send(request)).content == b"again"
            assert server.connections == 1
            await egress.aclose()
        async with serving(lambda request: response(body=request.body), tls=certified) as server:
            url = f"https://shop.example:{server.port}/"
            assert (await sent(shop(), "POST", url, content=LARGE, verify_tls=False)).content == LARGE

    run(calls())
