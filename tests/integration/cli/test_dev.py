"""``trunkline dev`` from the outside, with its own database, processes and demo."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.cli.running_dev import COMMAND_LIMIT_S, Dev
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def dev() -> Iterator[Dev]:
    folder = Path(tempfile.mkdtemp(prefix="trunkline-dev-"))
    running = Dev(folder).start()
    yield running
    if running.process and running.process.poll() is None:
        running.stop()
    shutil.rmtree(folder)


def executions(dev: Dev) -> list[dict]:
    return json.loads(dev.run("executions", "list", "--limit", "100", "--json"))


async def test_the_demo_has_runs_that_succeed_fail_and_go_on(dev: Dev):
    await wait_until(lambda: _count(dev, "SUCCESS") >= 9 and _count(dev, "ERROR") == 3, timeout_s=60)
    failed = [one for one in executions(dev) if one["status"] == "ERROR"]
    assert all("unknown SKU 'STOOL-XL'" in one["error"] for one in failed)
    assert {one["integration"]["versionNumber"] for one in executions(dev)} == {1, 2}
    assert {one["flow"]["name"] for one in executions(dev)} == {"New order", "Report low stock"}
    assert _count(dev, "PENDING") == 3


async def test_each_effect_reached_the_erp_once(dev: Dev):
    await wait_until(lambda: len(_orders(dev)) >= 9, timeout_s=60)
    assert {order["calls"] for order in _orders(dev)} == {1}


def test_the_printed_commands_work_when_pasted(dev: Dev):
    send, listing, tail = dev.commands()
    follower = dev.paste(tail)
    assert follower.stdout is not None
    assert "waiting for executions" in follower.stdout.readline()
    sent, _ = dev.paste(send).communicate(timeout=COMMAND_LIMIT_S)
    assert '{"executionId":' in sent
    seen = next(line for line in follower.stdout if "Order A-1001 is" in line)
    assert "Outdoor shop / New order: " in seen
    follower.terminate()
    follower.communicate(timeout=COMMAND_LIMIT_S)
    listed, _ = dev.paste(listing).communicate(timeout=COMMAND_LIMIT_S)
    assert "New order (Order mirror v1)" in listed


def test_one_can_sign_in_with_the_printed_password(dev: Dev):
    email, password = dev.said(r"Sign in +(\S+) "), dev.said(r"Sign in +\S+ +/ +(\S+)")
    url = dev.said(r"ready: (\S+)")
    with httpx.Client(base_url=url, headers={"Origin": url}, trust_env=False) as browser:
        assert browser.post("/auth/sign-in", json={"email": email, "password": password}).status_code == 200
        assert browser.get("/auth/session").json()["organization"]["name"] == "Fernwood Software"


def test_a_second_start_names_the_running_one(dev: Dev):
    assert dev.process is not None
    said = dev.run("dev", exit_code=1)
    assert said.count("\n") == 1
    assert f"process {dev.process.pid} serves {dev.said('ready: (.+)')}" in said


def test_a_token_can_be_made_while_it_runs(dev: Dev):
    token = dev.run("token", "create", "--email", dev.said(r"Sign in +(\S+) ")).strip()
    url = dev.said(r"ready: (\S+)")
    answer = httpx.post(
        f"{url}/api",
        json={"query": "{ authenticatedUser { email } }"},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert answer.json()["data"]["authenticatedUser"]["email"] == dev.said(r"Sign in +(\S+) ")


def test_it_stops_with_all_its_processes_and_finds_its_data_again(dev: Dev):
    before, children = executions(dev), dev.children()
    assert dev.stop() == 0
    assert not [child for child in children if child.is_running()]
    assert dev.lines[-3:] == ["", "Stopping; Ctrl-C once more stops at once.", "Trunkline has stopped."]
    dev.start()
    assert {one["id"] for one in executions(dev)} == {one["id"] for one in before}
    assert dev.run("customers", "list", "--json").count('"name"') == 3


def _count(dev: Dev, status: str) -> int:
    return sum(one["status"] == status for one in executions(dev))


def _orders(dev: Dev) -> list[dict]:
    """Return the orders that reached the ERP."""
    effects = httpx.get(f"{dev.erp_url()}/effects", trust_env=False).json()
    return [effect for effect in effects if effect["kind"] == "order"]
