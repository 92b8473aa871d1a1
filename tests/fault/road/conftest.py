"""One running platform for all tests of this folder; each test mends what it broke."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fault.road.erp import running_erp
from tests.fault.road.world import World, running_world


@pytest.fixture(scope="package")
async def shared_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Return the platform of this folder's tests."""
    async with running_erp() as erp, running_world(tmp_path_factory.mktemp("road"), erp) as world:
        yield world


@pytest.fixture
async def world(shared_world: World) -> AsyncIterator[World]:
    """Return the platform, whole and at rest."""
    await shared_world.mend()
    yield shared_world
    await shared_world.mend()
    await shared_world.settle(timeout_s=60)
    await shared_world.forget()
