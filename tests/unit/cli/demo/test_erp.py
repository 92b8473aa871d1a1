import time
from collections.abc import AsyncIterator

import httpx
import pytest

from trunkline.cli.demo.erp import FAILING_SKU, SLOW_SKU, Erp, create_app


@pytest.fixture
def erp() -> Erp:
    return Erp(slow_s=0.05)


@pytest.fixture
async def client(erp: Erp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(erp), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://erp") as client:
        yield client


async def test_an_effect_that_is_sent_again_happens_once(erp: Erp, client: httpx.AsyncClient):
    line, key = {"sku": "CHAIR-OAK", "quantity": 24}, {"Idempotency-Key": "k"}
    answers = [await client.post("/reservations", json=line, headers=key) for _ in range(3)]
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {(201, "RE-1001")}
    assert erp.stock["CHAIR-OAK"] == 0
    assert (await client.get("/effects")).json() == [
        {"id": "RE-1001", "kind": "reservation", "given": line, "calls": 3}
    ]


async def test_effects_without_a_key_all_happen(erp: Erp, client: httpx.AsyncClient):
    for _ in range(2):
        await client.post("/purchases", json={"sku": "LAMP-BRASS", "quantity": 1})
    assert len(erp.effects) == 2


async def test_more_than_is_there_is_not_reserved(client: httpx.AsyncClient):
    answer = await client.post("/reservations", json={"sku": "DESK-160", "quantity": 7})
    assert answer.status_code == 409


@pytest.mark.parametrize(("sku", "status"), [("SHELF-90", 200), ("STOOL-XL", 422), (FAILING_SKU, 503)])
async def test_stock_is_told_refused_or_not_to_be_had(client: httpx.AsyncClient, sku: str, status: int):
    assert (await client.get(f"/stock/{sku}")).status_code == status


async def test_one_product_takes_its_time(erp: Erp, client: httpx.AsyncClient):
    began = time.monotonic()
    assert (await client.get(f"/stock/{SLOW_SKU}")).status_code == 200
    assert time.monotonic() - began >= erp.slow_s


async def test_an_order_of_an_unknown_product_is_refused_with_its_name(client: httpx.AsyncClient):
    answer = await client.post("/orders", json={"id": "1", "lines": [{"sku": "STOOL-XL", "quantity": 1}]})
    assert (answer.status_code, answer.json()) == (422, {"error": "unknown SKU 'STOOL-XL'"})


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b'{"lines": 7}'])
async def test_a_request_that_is_no_order_is_refused(client: httpx.AsyncClient, body: bytes):
    assert (await client.post("/orders", content=body)).status_code == 400
