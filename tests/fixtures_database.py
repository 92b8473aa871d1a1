"""One PostgreSQL server for the run, one database for each test worker, cloned from a migrated template.

``TRUNKLINE_TEST_PG_BIN`` names the folder of another PostgreSQL's programs than the wheel's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import asyncpg
import pytest

from tests.postgres_keeper import ALIVE, RUNNING, TEMPLATE
from trunkline.db.session import Database

_STOP_LIMIT_S = 60.0
_FOLDER = pytest.StashKey[Path]()
_LOCK = pytest.StashKey[IO[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder; as long as its lock is held, the server runs."""
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    if workerinput is not None:
        config.stash[_FOLDER] = Path(workerinput["run_folder"])
        return
    folder = Path(tempfile.mkdtemp(prefix="trunkline-tests-"))
    folder.chmod(0o755)  # the account of the server walks through
    config.stash[_FOLDER] = folder
    config.stash[_LOCK] = (folder / ALIVE).open("w")
    fcntl.flock(config.stash[_LOCK], fcntl.LOCK_EX)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the run's folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the server and wait until it is gone."""
    lock = config.stash.get(_LOCK, None)
    if lock is None:
        return
    lock.close()
    with (config.stash[_FOLDER] / RUNNING).open("w") as running:
        _lock_within(running, _STOP_LIMIT_S)
    shutil.rmtree(config.stash[_FOLDER])


@pytest.fixture(scope="session")
def server_url(pytestconfig: pytest.Config) -> str:
    """Return the address of the run's server, started by whoever asks first."""
    folder = pytestconfig.stash[_FOLDER]
    with (folder / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        address = folder / "address"
        if not address.exists():
            address.write_text(_start_keeper(folder))
        return address.read_text()


@pytest.fixture(scope="session")
async def database_url(server_url: str, worker_name: str) -> AsyncIterator[str]:
    """Return the address of this worker's database: all tables are there, rows of other tests may be too."""
    async with cloned_database(server_url, worker_name) as url:
        yield url


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """Return this worker's database."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def fresh_database_url(server_url: str, worker_name: str) -> AsyncIterator[str]:
    """Return the address of a database for one test alone, with all tables and no rows."""
    async with cloned_database(server_url, f"{worker_name}_fresh") as url:
        yield url


@pytest.fixture
async def empty_database_url(server_url: str, worker_name: str) -> AsyncIterator[str]:
    """Return the address of a database for one test alone, without any table."""
    async with cloned_database(server_url, f"{worker_name}_empty", template="template0") as url:
        yield url


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Return a name that no other worker of this run has."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@asynccontextmanager
async def cloned_database(server_url: str, name: str, template: str = TEMPLATE) -> AsyncIterator[str]:
    """Create a database from a template; drop it at the end, whoever is still connected."""
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server_url.replace("/trunkline?", f"/{name}?")
    finally:
        await _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _start_keeper(folder: Path) -> str:
    """Start the server's process, which outlives this worker; return its address."""
    command = [sys.executable, "-m", "tests.postgres_keeper", str(folder)]
    if bin_dir := os.environ.get("TRUNKLINE_TEST_PG_BIN"):
        command.append(bin_dir)
    with (folder / "keeper.log").open("w") as said:
        keeper = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as output:
        address = output.readline().strip()
    keeper.returncode = 0  # nobody waits for it here: the run does, by its lock
    assert address, f"the tests' PostgreSQL does not start:\n{(folder / 'keeper.log').read_text()}"
    return address


def _lock_within(file: IO[str], limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            assert time.monotonic() < deadline, "the tests' PostgreSQL does not stop"
            time.sleep(0.02)
        else:
            return
