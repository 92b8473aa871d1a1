"""What webhooks refuse, with which status and words; a refused request leaves no execution."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories import make_flow_config, make_instance
from tests.factories.definitions import webhook_flow
from tests.factories.deployed import Running, deployed_flow, new_key
from tests.integration.executions.road import Road, opened_road
from tests.waiting import wait_until
from trunkline.api import ids
from trunkline.db.models import Customer, Execution, Flow, Integration

JSON = {"content-type": "application/json"}
FORM = {"content-type": "multipart/form-data; boundary=edge"}


async def executions_of(road: Road, running: Running) -> int:
    query = sa.select(sa.func.count()).select_from(Execution).where(Execution.instance_id == running.instance_id)
    async with road.database.engine_session() as session:
        return int(await session.scalar(query) or 0)


@pytest.mark.parametrize("body", [b"{", b'{"a": }', b"\xff", b"nope", b"[" * 100_000])
async def test_json_that_is_none_is_malformed(idle_road: Road, body: bytes) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(running.path, content=body, headers=JSON)

    assert (answer.status_code, answer.json()) == (400, {"error": "Received malformed JSON payload."})
    assert await executions_of(idle_road, running) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"--edge\r\nno header\r\n\r\nx\r\n--edge--\r\n",
        b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
        b"--other\r\n\r\nx\r\n--other--\r\n",
        b"--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--\r\n",
        b'--edge\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: a/b+json\r\n\r\n{\r\n--edge--\r\n',
    ],
)
async def test_a_broken_form_is_malformed(idle_road: Road, body: bytes) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(running.path, content=body, headers=FORM)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert await executions_of(idle_road, running) == 0


async def test_a_form_without_a_boundary_is_malformed(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(running.path, content=b"x", headers={"content-type": "multipart/form-data"})

    assert answer.status_code == 400
    assert "boundary" in answer.json()["error"]


async def test_more_than_a_thousand_query_fields_are_malformed(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.get(running.path + "?" + "&".join(f"f{n}=1" for n in range(1001)))

    assert answer.status_code == 400
    assert "1000" in answer.json()["error"]


async def test_a_missing_key_is_401_a_wrong_one_403_and_each_of_several_keys_opens(idle_road: Road) -> None:
    keys = [new_key(), new_key()]
    running = await deployed_flow(idle_road.database, api_keys=keys)
    post = idle_road.http.post

    assert (await post(running.path)).status_code == 401
    assert (await post(running.path, headers={"Api-Key": ""})).status_code == 401
    for wrong in ("wrong", keys[0][:-1], keys[0] + "x", f"{keys[0]} ä".encode(), keys[0].upper()):
        assert (await post(running.path, headers={"Api-Key": wrong})).status_code == 403
    assert [(await post(running.path, headers={"Api-Key": key})).status_code for key in keys] == [200, 200]
    assert await executions_of(idle_road, running) == 2


async def test_a_flow_that_requires_a_key_is_closed_while_it_has_none(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database, webhook_flow(endpointSecurityType="customer_required"))

    assert (await idle_road.http.post(running.path)).status_code == 401
    assert (await idle_road.http.post(running.path, headers={"Api-Key": "x"})).status_code == 403


async def test_an_unsecured_flow_asks_for_no_key_although_there_are_some(idle_road: Road) -> None:
    flow = webhook_flow(endpointSecurityType="unsecured")
    running = await deployed_flow(idle_road.database, flow, api_keys=[new_key()])

    assert (await idle_road.http.post(running.path)).status_code == 200


async def test_an_organizations_keys_are_those_of_the_definition(idle_road: Road) -> None:
    flow = webhook_flow(endpointSecurityType="organization", organizationApiKeys=["of-the-vendor"])
    running = await deployed_flow(idle_road.database, flow, api_keys=["of-the-customer"])
    post = idle_road.http.post

    assert (await post(running.path, headers={"Api-Key": "of-the-vendor"})).status_code == 200
    assert (await post(running.path, headers={"Api-Key": "of-the-customer"})).status_code == 403


@pytest.mark.parametrize(
    "token",
    [
        "nope",
        "",
        "%00",
        "../api",
        ids.encode("InstanceFlowConfig", UUID(int=7)),
        ids.encode("Customer", UUID(int=7)),
        base64.b64encode(b"InstanceFlowConfig:no-uuid").decode(),
        "x" * 5000,
    ],
)
async def test_an_unknown_address_is_404(idle_road: Road, token: str) -> None:
    answer = await idle_road.http.post(f"/trigger/{token}", json={})

    assert answer.status_code == 404
    assert "endpoint" in answer.json()["error"]


async def test_another_spelling_of_an_id_means_the_same_endpoint(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)
    spelled = base64.b64encode(f"InstanceFlowConfig:{str(running.flow_config_id).upper()}".encode()).decode()

    assert (await idle_road.http.post(f"/trigger/{spelled}")).status_code == 200
    assert (await idle_road.http.post(running.path.rstrip("="))).status_code == 200


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
async def test_other_verbs_are_405(idle_road: Road, method: str) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.request(method, running.path)

    assert answer.status_code == 405
    assert method in answer.json()["error"]


async def test_a_paused_instance_is_409(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database, enabled=False)

    answer = await idle_road.http.post(running.path)

    assert answer.status_code == 409
    assert "paused" in answer.json()["error"]


async def test_an_instance_that_was_never_deployed_is_409(idle_road: Road) -> None:
    deployed = await deployed_flow(idle_road.database)
    async with idle_road.database.engine_session() as session:
        customer = await session.get_one(Customer, deployed.customer_id)
        integration = await session.get_one(Integration, deployed.integration_id)
        flow = await session.scalar(sa.select(Flow).where(Flow.integration_id == integration.id))
    assert flow is not None
    instance = await make_instance(idle_road.database, customer, integration)
    config = await make_flow_config(idle_road.database, instance, flow)

    answer = await idle_road.http.post(f"/trigger/{ids.encode('InstanceFlowConfig', config.id)}")

    assert answer.status_code == 409
    assert "deploy" in answer.json()["error"]


@pytest.fixture
async def strict_road(road_url: str, tmp_path: Path) -> AsyncIterator[Road]:
    """Return a web process that takes little: small bodies, two requests a second, and waits that are short."""
    limits = {"webhook_body_bytes": 1024, "webhook_rate_per_s": 2, "brake_s": 5}
    async with opened_road(road_url, tmp_path / "strict", works=False, **limits) as road:
        yield road


async def test_a_body_over_the_limit_is_413_whether_its_length_is_told_or_not(strict_road: Road) -> None:
    running = await deployed_flow(strict_road.database)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 400

    told = await strict_road.http.post(running.path, content=b"x" * 1025)
    untold = await strict_road.http.post(running.path, content=pieces())

    assert (told.status_code, untold.status_code) == (413, 413)
    assert "1024" in told.json()["error"]
    assert await executions_of(strict_road, running) == 0


async def test_a_body_at_the_limit_is_taken(strict_road: Road) -> None:
    running = await deployed_flow(strict_road.database)

    assert (await strict_road.http.post(running.path, content=b"x" * 1024)).status_code == 200


async def test_too_many_requests_a_second_are_429_with_retry_after(strict_road: Road) -> None:
    running = await deployed_flow(strict_road.database)
    other = await deployed_flow(strict_road.database)

    answers = [await strict_road.http.post(running.path) for _ in range(6)]

    assert [answer.status_code for answer in answers].count(200) in {4, 5}  # two seconds' worth may come at once
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await strict_road.http.post(other.path)).status_code == 200


async def test_the_brake_refuses_new_calls_while_runs_wait_too_long_and_lets_go_afterwards(
    strict_road: Road, connection: asyncpg.Connection
) -> None:
    running = await deployed_flow(strict_road.database)
    await connection.execute("TRUNCATE pgqueuer")
    assert (await strict_road.http.post(running.path)).status_code == 200
    await connection.execute("UPDATE pgqueuer SET created = created - interval '1 minute'")
    await connection.execute("UPDATE pgqueuer SET execute_after = execute_after - interval '1 minute'")
    refused = []

    async def is_refused() -> bool:
        other = await deployed_flow(strict_road.database)
        refused[:] = [await strict_road.http.post(other.path)]
        return refused[0].status_code == 429

    await wait_until(is_refused)
    assert int(refused[0].headers["retry-after"]) >= 1
    assert "wait" in refused[0].json()["error"]

    await connection.execute("TRUNCATE pgqueuer")

    async def is_taken() -> bool:
        return not await is_refused()

    await wait_until(is_taken)


@pytest.mark.parametrize("body", [rb'"half a character: \ud83d"', rb'{"\udc00": 1}'])
async def test_half_a_character_is_no_json(idle_road: Road, body: bytes) -> None:
    running = await deployed_flow(idle_road.database)

    assert (await idle_road.http.post(running.path, content=body, headers=JSON)).status_code == 400


async def test_a_failure_of_ours_is_500_with_an_id_and_nothing_else(
    idle_road: Road, connection: asyncpg.Connection
) -> None:
    running = await deployed_flow(idle_road.database)
    await connection.execute("DELETE FROM flow WHERE integration_id = $1", running.integration_id)

    answer = await idle_road.http.post(running.path)

    assert answer.status_code == 500
    assert re.fullmatch(r"something went wrong on our side; quote [0-9a-f-]{36} to support", answer.json()["error"])


async def test_what_is_wrong_with_the_installation_is_not_told_to_callers(road_url: str, tmp_path: Path) -> None:
    async with opened_road(road_url, tmp_path / "home", works=False) as road:
        running = await deployed_flow(road.database)
        (tmp_path / "home" / "blobs").rmdir()
        (tmp_path / "home" / "blobs").write_text("a file where the folder of blobs should be")

        answer = await road.http.post(running.path, content=b"x" * 100_000)

    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert "quote" in answer.json()["error"]
