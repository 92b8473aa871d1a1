"""The endpoint cache: quick, and never older than a NOTIFY, a reconnect or its time to live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from tests.factories import keyring
from tests.factories.definitions import webhook_flow
from tests.factories.deployed import Running, deployed_flow, sealed_keys
from tests.integration.executions.road import Road, opened_road, terminate
from tests.waiting import wait_until
from trunkline.db.channels import ENDPOINTS
from trunkline.db.models import Instance, InstanceFlowConfig, Organization
from trunkline.db.session import Database
from trunkline.errors import NotFound
from trunkline.executions.deployments import Deployments
from trunkline.triggers import endpoints as endpoints_module
from trunkline.triggers.endpoints import Endpoints


async def status_of(road: Road, running: Running, key: str | None = None) -> int:
    answer = await road.http.post(running.path, headers={"Api-Key": key} if key else {})
    return answer.status_code


async def tell(database: Database, instance_id: UUID) -> None:
    async with database.engine_session() as session:
        await session.execute(sa.select(sa.func.pg_notify(ENDPOINTS, str(instance_id))))


async def set_keys(database: Database, running: Running, *keys: str) -> None:
    async with database.engine_session() as session:
        owner = await session.get_one(Organization, running.org_id)
        row = await session.get_one(InstanceFlowConfig, running.flow_config_id)
        row.api_keys = sealed_keys(owner, row.id, keys) if keys else None


@pytest.fixture
async def hasty(road_url: str, tmp_path: Path) -> AsyncIterator[Road]:
    """Return a web process that keeps endpoints for half a second."""
    async with opened_road(road_url, tmp_path / "hasty", works=False, endpoint_cache_s=0.5) as road:
        yield road


async def test_a_pause_counts_as_soon_as_it_is_told(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)
    assert await status_of(idle_road, running) == 200

    await idle_road.pause(running.instance_id)
    assert await status_of(idle_road, running) == 200  # nobody has told yet: the entry is from the cache
    await tell(idle_road.database, running.instance_id)

    async def is_paused() -> bool:
        return await status_of(idle_road, running) == 409

    await wait_until(is_paused, timeout_s=2)


async def test_what_is_told_of_one_instance_leaves_the_others_in_the_cache(idle_road: Road) -> None:
    running, other = await deployed_flow(idle_road.database), await deployed_flow(idle_road.database)
    token = other.path.rpartition("/")[2]
    assert [await status_of(idle_road, one) for one in (running, other)] == [200, 200]
    kept = await idle_road.services.endpoints.find(token)

    await idle_road.pause(running.instance_id)
    await tell(idle_road.database, running.instance_id)

    async def is_paused() -> bool:
        return await status_of(idle_road, running) == 409

    await wait_until(is_paused, timeout_s=2)
    assert await idle_road.services.endpoints.find(token) is kept


async def test_a_revoked_key_is_refused_as_soon_as_it_is_told(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database, api_keys=["old"])
    assert await status_of(idle_road, running, "old") == 200

    await set_keys(idle_road.database, running, "new")
    await tell(idle_road.database, running.instance_id)

    async def is_revoked() -> bool:
        return await status_of(idle_road, running, "old") == 403

    await wait_until(is_revoked, timeout_s=2)
    assert await status_of(idle_road, running, "new") == 200


async def test_a_change_that_nobody_told_counts_within_the_time_to_live(hasty: Road) -> None:
    running = await deployed_flow(hasty.database)
    assert await status_of(hasty, running) == 200
    await hasty.pause(running.instance_id)

    async def is_paused() -> bool:
        return await status_of(hasty, running) == 409

    await wait_until(is_paused, timeout_s=3)
    await hasty.pause(running.instance_id, enabled=True)

    async def is_back() -> bool:
        return await status_of(hasty, running) == 200

    await wait_until(is_back, timeout_s=3)


async def test_an_unchanged_entry_outlives_its_time_because_it_is_verified(hasty: Road) -> None:
    running = await deployed_flow(hasty.database)
    assert await status_of(hasty, running) == 200
    token = running.path.rpartition("/")[2]
    endpoint = await hasty.services.endpoints.find(token)
    first = endpoint.good_until_s

    await wait_until(lambda: endpoint.good_until_s > first + 0.5, timeout_s=3)

    assert await hasty.services.endpoints.find(token) is endpoint


async def test_everything_is_read_anew_after_the_listener_had_to_reconnect(idle_road: Road, road_url: str) -> None:
    running = await deployed_flow(idle_road.database)
    assert await status_of(idle_road, running) == 200
    await idle_road.pause(running.instance_id)

    assert await terminate(road_url, "answers") >= 1

    async def is_paused() -> bool:
        return await status_of(idle_road, running) == 409

    await wait_until(is_paused, timeout_s=5)


async def test_an_unknown_address_is_asked_for_once_until_something_changes(idle_road: Road) -> None:
    endpoints, clock_of = idle_road.services.endpoints, endpoints_module.clock
    token = "SW5zdGFuY2VGbG93Q29uZmlnOjAxOTQwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA"
    with pytest.raises(NotFound):
        await endpoints.find(token)
    assert endpoints._unknown[token] > clock_of.monotonic_s()

    endpoints.forget(None)

    assert token not in endpoints._unknown


@pytest.fixture
def own_endpoints(idle_road: Road) -> Endpoints:
    """Return an endpoint cache that hears of nothing but what the test tells it."""
    deployments = Deployments(idle_road.database, keyring, base_url="http://trunkline.test")
    return Endpoints(idle_road.database, deployments, idle_road.services.registry, cache_s=60)


async def test_what_changes_while_an_endpoint_is_being_read_is_not_kept_as_it_was(
    idle_road: Road, own_endpoints: Endpoints, road_url: str
) -> None:
    running = await deployed_flow(idle_road.database, api_keys=["old"])
    token = running.path.rpartition("/")[2]
    locker = await asyncpg.connect(road_url)
    transaction = locker.transaction()
    await transaction.start()
    await locker.execute("LOCK TABLE flow IN ACCESS EXCLUSIVE MODE")  # what is read last, after the keys
    reading = asyncio.create_task(own_endpoints.find(token))
    await wait_until(lambda: is_locked_out(road_url))

    await set_keys(idle_road.database, running, "new")
    own_endpoints.forget(running.instance_id)
    await transaction.rollback()
    await locker.close()

    assert (await reading).keys == (b"old",)  # who asked before the change may get what was there before it
    assert (await own_endpoints.find(token)).keys == (b"new",)


async def is_locked_out(url: str) -> bool:
    """Say whether somebody waits for a table."""
    asking = await asyncpg.connect(url)
    try:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return int(await asking.fetchval(query)) > 0
    finally:
        await asking.close()


async def test_all_flows_of_an_instance_are_known_after_the_first_request(
    idle_road: Road, own_endpoints: Endpoints
) -> None:

    running = await deployed_flow(idle_road.database, webhook_flow("One"), webhook_flow("Two"))

    await own_endpoints.find(running.path_of("One").rpartition("/")[2])

    assert {endpoint.flow.plan.name for endpoint in own_endpoints._known.values()} == {"One", "Two"}


async def test_a_paused_instances_endpoints_are_known_as_paused(idle_road: Road, own_endpoints: Endpoints) -> None:
    running = await deployed_flow(idle_road.database, enabled=False)

    endpoint = await own_endpoints.find(running.path.rpartition("/")[2])

    assert endpoint.enabled is False
    async with idle_road.database.engine_session() as session:
        await session.execute(sa.update(Instance).where(Instance.id == running.instance_id).values(enabled=True))
    own_endpoints.forget(running.instance_id)
    assert (await own_endpoints.find(running.path.rpartition("/")[2])).enabled is True
