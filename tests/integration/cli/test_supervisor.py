"""The supervisor keeps real processes: here the demo's ERP, which needs nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.stack import free_port
from tests.waiting import wait_until
from trunkline.cli.supervisor import Service, Supervisor
from trunkline.errors import SetupError

ERP = Service("demo ERP", ("demo-erp",), stop_within_s=10)
BROKEN = Service("nonsense", ("no-such-command",), stop_within_s=1)
PARENT = """
import asyncio, os
from trunkline.cli.supervisor import Service, Supervisor

async def main():
    async with Supervisor([Service("demo ERP", ("demo-erp",), 10)]).running(os.environ):
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def env(port: int, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TRUNKLINE_DEMO_ERP_PORT": str(port), "TRUNKLINE_HOME": str(tmp_path)}


async def is_up(port: int) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/effects")).status_code == 200
        except httpx.TransportError:
            return False


def child_of(pid: int) -> psutil.Process:
    (child,) = psutil.Process(pid).children()
    return child


async def test_a_service_that_is_killed_is_started_again(port: int, env: dict[str, str]):
    async with Supervisor([ERP]).running(env):
        await wait_until(lambda: is_up(port), timeout_s=30)
        killed = await _process_on(port)
        killed.kill()
        await wait_until(lambda: not killed.is_running() or killed.status() == psutil.STATUS_ZOMBIE)
        await wait_until(lambda: is_up(port), timeout_s=30)
    assert not await is_up(port)


async def test_a_service_that_cannot_be_kept_up_ends_the_work(env: dict[str, str]):
    supervisor = Supervisor([BROKEN])
    async with supervisor.running(env):
        with pytest.raises(SetupError, match="the nonsense ended 3 times right after its start"):
            await supervisor.during(asyncio.Event().wait())


async def test_what_the_work_gives_is_returned_while_services_run(port: int, env: dict[str, str]):
    supervisor = Supervisor([ERP])
    async with supervisor.running(env):
        await supervisor.during(wait_until(lambda: is_up(port), timeout_s=30))
        assert await supervisor.during(asyncio.to_thread(sum, [1, 2])) == 3


async def test_services_end_when_their_parent_is_killed(port: int, env: dict[str, str]):
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, env=env)
    await wait_until(lambda: is_up(port), timeout_s=30)
    service = child_of(parent.pid)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await wait_until(lambda: not service.is_running(), timeout_s=10)


async def _process_on(port: int) -> psutil.Process:
    """Return the child of ours that listens on ``port``."""
    for child in psutil.Process().children():
        if any(one.laddr.port == port for one in child.net_connections(kind="tcp")):
            return child
    raise AssertionError(f"nothing of ours listens on {port}")
