"""The running platform, once for each test worker; tests keep apart by names of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures_database import cloned_database
from tests.running import Loop, Platform, found
from tests.stack import Stack

ORGANIZATION = "Harbor Software"


@pytest.fixture(scope="session")
def loop_thread() -> Iterator[Loop]:
    """Return an event loop for synchronous tests."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def platform(
    server_url: str, worker_name: str, loop_thread: Loop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """Return the running platform with an organization that has nothing yet but its owner."""
    yield from running_platform(server_url, f"{worker_name}_platform", loop_thread, tmp_path_factory.mktemp("home"))


@pytest.fixture
def empty_platform(server_url: str, worker_name: str, loop_thread: Loop, tmp_path: Path) -> Iterator[Platform]:
    """Return a running platform of one test's own."""
    yield from running_platform(server_url, f"{worker_name}_empty_platform", loop_thread, tmp_path / "home")


def running_platform(server_url: str, database_name: str, loop: Loop, home: Path) -> Iterator[Platform]:
    """Start everything on a database of its own; stop it at the end."""
    cloning = cloned_database(server_url, database_name)
    database_url = loop.run(cloning.__aenter__())
    stack = Stack(database_url, home)
    try:
        email, password, token = loop.run(found(database_url, home, ORGANIZATION))
        stack.start()
        yield Platform(stack, ORGANIZATION, email, password, token)
    finally:
        stack.stop()
        loop.run(cloning.__aexit__(None, None, None))
