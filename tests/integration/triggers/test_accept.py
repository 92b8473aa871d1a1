"""Triggers with code of their own: they check a request, may refuse it, and make what the steps see."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.factories import keyring
from tests.factories.definitions import log_step, step, value
from tests.factories.deployed import deployed_flow
from tests.integration.executions.road import Road
from trunkline import clock, sdk
from trunkline.errors import Invalid, Malformed
from trunkline.executions.deployments import Deployments
from trunkline.executions.payload import Incoming, trigger_results
from trunkline.runtime.registry import Registry
from trunkline.sdk.fields import string
from trunkline.triggers.accept import Accepted, accept
from trunkline.triggers.endpoints import Endpoint, Endpoints


class Signature(sdk.Inputs):
    """What a sender must know."""

    secret = string("Secret", required=True, comments="The word.")


@sdk.trigger("Signed", key="signed", inputs=Signature, description="Takes what is signed.")
def signed(context: sdk.Context, payload: sdk.TriggerPayload, inputs: Signature) -> sdk.TriggerResult:
    if payload.headers.get("X-Signature") != inputs.secret:
        raise sdk.ActionError("the signature is wrong")
    if payload.path_fragment == "crash":
        raise KeyError("lost")
    body = sdk.Body({"seen": payload.body.data, "query": dict(payload.query_parameters)}, "application/json")
    made = sdk.TriggerPayload(headers=payload.headers, body=body, path_fragment=payload.path_fragment)
    return sdk.TriggerResult(made, sdk.Response(status_code=202, body="taken"))


SHOP = sdk.Component(key="shop", label="Shop", description="A shop.", category="Shops", triggers=[signed])
HEADERS = {"x-signature": "sesame", "content-type": "application/json"}


@pytest.fixture
async def endpoint(idle_road: Road) -> Endpoint:
    """Return the endpoint of a flow that starts with the trigger above."""
    trigger = step("shop", "signed", name="Trigger", isTrigger=True, inputs={"secret": value("sesame")})
    running = await deployed_flow(idle_road.database, {"name": "Orders", "steps": [trigger, log_step()]})
    registry = Registry([*idle_road.services.registry.components.values(), SHOP])
    deployments = Deployments(idle_road.database, keyring, base_url="http://trunkline.test")
    endpoints = Endpoints(idle_road.database, deployments, registry, cache_s=60)
    return await endpoints.find(running.path.rpartition("/")[2])


async def call(
    road: Road, endpoint: Endpoint, body: bytes, *, path: str = "", headers: Mapping[str, str] = HEADERS
) -> Accepted:
    query: dict[str, object] = {"a": ["1", "2"], "b": "x"}
    incoming = Incoming(dict(headers), query, path, body, headers.get("content-type", ""))
    return await accept(endpoint, incoming, clock.now(), road.services.http)


def seen(accepted: Accepted) -> dict[str, object]:
    return trigger_results(accepted.execution.payload or b"", {"executionId": "x"})


async def test_what_the_trigger_made_of_the_request_is_what_steps_see(idle_road: Road, endpoint: Endpoint) -> None:
    accepted = await call(idle_road, endpoint, b'{"id": 7}', path="orders")

    results = seen(accepted)
    assert results["body"] == {
        "data": {"seen": {"id": 7}, "query": {"a": "1,2", "b": "x"}},
        "contentType": "application/json",
    }
    assert (results["pathFragment"], results["executionId"]) == ("orders", "x")
    assert accepted.answer == sdk.Response(status_code=202, body="taken")


async def test_a_request_that_the_trigger_refuses_is_refused_in_its_words(idle_road: Road, endpoint: Endpoint) -> None:
    with pytest.raises(Invalid, match="the signature is wrong"):
        await call(idle_road, endpoint, b"{}", headers={"content-type": "application/json"})


async def test_a_trigger_that_crashes_refuses_the_request(idle_road: Road, endpoint: Endpoint) -> None:
    with pytest.raises(Invalid, match="signed failed"):
        await call(idle_road, endpoint, b"{}", path="crash")


async def test_malformed_json_does_not_reach_the_trigger(idle_road: Road, endpoint: Endpoint) -> None:
    with pytest.raises(Malformed):
        await call(idle_road, endpoint, b"{")


async def test_a_huge_integer_in_what_the_trigger_made_is_kept_as_text(idle_road: Road, endpoint: Endpoint) -> None:
    accepted = await call(idle_road, endpoint, b'{"n": %d}' % 2**80)

    assert seen(accepted)["body"] == {
        "data": {"seen": {"n": str(2**80)}, "query": {"a": "1,2", "b": "x"}},
        "contentType": "application/json",
    }
