"""The commands that talk to a server, in the order in which somebody uses them first."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from tests.commands import Commands
from tests.running import Loop, Platform
from tests.stack import free_port
from tests.waiting import wait_until
from trunkline.cli.database import prepare
from trunkline.cli.demo.erp import Erp, create_app

MIRROR = str(files("trunkline.cli.demo").joinpath("order-mirror.yml"))
ORDER = '{"id": "B-1", "total": 2000, "lines": [{"sku": "CHAIR-OAK", "quantity": 2}]}'
BAD_ORDER = '{"id": "B-2", "total": 1, "lines": [{"sku": "NO-SUCH", "quantity": 1}]}'


@pytest.fixture(scope="module")
def live(platform: Platform, loop_thread: Loop) -> Commands:
    loop_thread.run(prepare(platform.stack.database_url))
    return Commands(platform)


@pytest_asyncio.fixture(scope="module")
async def erp() -> AsyncIterator[tuple[Erp, str]]:
    """Return a fake ERP and its address."""
    erp, port = Erp(slow_s=0.1), free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(erp), port=port, log_level="warning"))
    running = asyncio.create_task(server.serve())
    await wait_until(lambda: server.started)
    yield erp, f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest.fixture(scope="module")
def instance(live: Commands, erp: tuple[Erp, str]) -> str:
    """Return the id of an order mirror, made by commands alone."""
    customer = live.run("customers", "create", "Kestrel Outdoor", "--external-id", "kestrel").strip()
    draft = live.run("integrations", "import", MIRROR).strip()
    version = live.run("integrations", "publish", draft, "--comment", "first").strip()
    made = live.run(
        "instances", "create", "--name", "Outdoor shop", "--customer", customer, "--integration", version,
        "--config", f"ERP URL={erp[1]}", "--config", "Large order=1500",
    ).strip()  # fmt: skip
    live.run("instances", "deploy", made)
    return made


@pytest.fixture(scope="module")
def flow(live: Commands, instance: str) -> dict:
    (flow,) = json.loads(live.run("instances", "flow-configs", "list", instance, "--json"))
    return flow


async def test_a_test_run_is_followed_to_its_end(live: Commands, flow: dict, erp: tuple[Erp, str]):
    said = await _trunkline(
        live, "instances", "flow-configs", "test", flow["id"], "--payload", ORDER,
        "--content-type", "application/json", "--tail",
    )  # fmt: skip
    assert "Large order B-1: 2000" in said
    assert said.splitlines()[-1].endswith("succeeded")
    assert [effect["kind"] for effect in erp[0].effects.values()] == ["reservation", "order"]


async def test_a_failed_run_says_where_and_why(live: Commands, flow: dict):
    said = await _trunkline(
        live, "instances", "flow-configs", "test", flow["id"], "--payload", BAD_ORDER,
        "--content-type", "application/json", "--tail",
    )  # fmt: skip
    facts = live.run("executions", "get", said.splitlines()[0])
    assert "failed at  " in facts
    assert "answered 422" in facts
    steps = json.loads(live.run("executions", "get", said.splitlines()[0], "--json"))["stepResults"]["nodes"]
    assert "NO-SUCH" in next(step for step in steps if step["stepName"] == "lookUpStock")["error"]
    assert "Post order" in facts


def test_a_disabled_instance_refuses_until_it_is_enabled(live: Commands, instance: str, flow: dict):
    live.run("instances", "disable", instance)
    assert "paused" in live.run("instances", "list")
    assert _post(flow) == 409
    live.run("instances", "enable", instance)
    assert _post(flow) == 200


@pytest.mark.usefixtures("instance")
def test_what_was_imported_can_be_exported_and_imported_again(live: Commands, tmp_path: Path):
    drafts = json.loads(live.run("integrations", "list", "--json"))
    draft = next(one for one in drafts if one["name"] == "Order mirror")
    file = tmp_path / "exported.yml"
    live.run("integrations", "export", draft["id"], "--output", str(file))
    again = live.run("integrations", "import", "-", "--integration-id", draft["id"], given=file.read_text())
    assert live.run("integrations", "export", again.strip()) == file.read_text()


@pytest.mark.usefixtures("instance")
def test_what_the_server_refuses_is_one_line(live: Commands):
    said = live.run("customers", "create", "Kestrel Outdoor", exit_code=1)
    assert said.startswith("trunkline: name: ")
    assert said.count("\n") == 1


def test_a_definition_with_a_mistake_is_told_with_its_line(live: Commands):
    text = Path(MIRROR).read_text().replace("key: httpGet", "key: httpGett").replace("Order mirror", "Broken")
    said = live.run("integrations", "import", "-", exit_code=1, given=text)
    assert "component 'http' has no action 'httpGett'; did you mean 'httpGet'?" in said


def test_an_unknown_execution_is_told_as_such(live: Commands):
    said = live.run("executions", "get", "0198c0de-0000-7000-8000-000000000001", exit_code=1)
    assert said == "trunkline: there is no execution with this id\n"


async def test_executions_and_logs_are_listed(live: Commands, instance: str):
    listed = json.loads(live.run("executions", "list", "--instance", instance, "--status", "success", "--json"))
    assert {one["instance"]["name"] for one in listed} == {"Outdoor shop"}
    assert "Kestrel Outdoor" in live.run("executions", "list", "--instance", instance)
    lines = json.loads(live.run("logs", "--execution", listed[0]["id"], "--json"))
    assert lines[0]["message"].startswith("Starting Instance Execution")
    assert lines[-1]["message"] in live.run("logs", "--limit", "100")


async def _trunkline(live: Commands, *arguments: str) -> str:
    """Run a command beside the event loop, which the ERP needs meanwhile."""
    return await asyncio.to_thread(live.run, *arguments)


def _post(flow: dict) -> int:
    return httpx.post(flow["webhookUrl"], json={"nothing": "useful"}, trust_env=False).status_code
