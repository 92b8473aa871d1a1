"""API keys, test payloads and schedules of an instance's flows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.factories import random_name
from tests.factories.definitions import definition, scheduled_flow, variable, webhook_flow
from tests.integration.asking import Asker, Refused, make_asker
from trunkline import clock
from trunkline.actor import Actor, Role
from trunkline.api import ids
from trunkline.db.models import Deployment, InstanceFlowConfig, Schedule
from trunkline.db.session import Database

FLOWS = "instance { flowConfigs { nodes { id apiKeys testPayload testContentType testHeaders flow { id name } } } }"


async def flow_ids(asker: Asker, version_id: str) -> dict[str, str]:
    found = await asker.ask("query ($id: ID!) { integration(id: $id) { flows { nodes { id name } } } }", id=version_id)
    return {flow["name"]: flow["id"] for flow in found["integration"]["flows"]["nodes"]}


async def settle(asker: Asker, instance_id: str, **settings: object) -> Any:
    found = await asker.change("updateInstance", FLOWS, id=instance_id, flowConfigs=[settings])
    return found["flowConfigs"]["nodes"]


async def test_keys_are_stored_encrypted_and_shown_to_those_who_manage(database: Database) -> None:
    asker = await make_asker(database)
    version = await asker.published()
    instance = await asker.instance(version)
    flow = (await flow_ids(asker, version))["Orders"]

    [found] = await settle(asker, instance, flowId=flow, apiKeys=["first-key", "second-key"])

    assert found["apiKeys"] == ["first-key", "second-key"]
    async with database.engine_session() as session:
        id = ids.decode(found["id"], "InstanceFlowConfig")
        stored = await session.scalar(sa.select(InstanceFlowConfig.api_keys).where(InstanceFlowConfig.id == id))
    assert stored is not None
    assert b"first-key" not in stored
    viewer = Asker(database, Actor(asker.actor.org_id, asker.actor.user_id, Role.VIEWER))
    seen = await viewer.ask("query ($id: ID!) { instance(id: $id) { flowConfigs { nodes { apiKeys } } } }", id=instance)
    assert seen["instance"]["flowConfigs"]["nodes"] == [{"apiKeys": None}]


async def test_a_flow_that_must_be_locked_is_not_deployed_without_a_key(database: Database) -> None:
    asker = await make_asker(database)
    flow = webhook_flow("Orders", endpointSecurityType="customer_required")
    version = await asker.published(definition(random_name("Locked"), flow))
    instance = await asker.instance(version)

    for force in (False, True):
        with pytest.raises(Refused) as refused:
            await asker.deploy(instance, force=force)
        assert refused.value.messages == {
            "flowConfigs": ["set an API key first for 'Orders': its endpoint requires one"]
        }
    await settle(asker, instance, flowId=(await flow_ids(asker, version))["Orders"], apiKeys=["k"])
    await asker.deploy(instance)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"apiKeys": [""]}, "an API key must be 1 to 512 printable ASCII characters, without blanks at its ends"),
        ({"apiKeys": ["a\nb"]}, "an API key must be 1 to 512 printable ASCII characters, without blanks at its ends"),
        ({"apiKeys": ["ключ"]}, "an API key must be 1 to 512 printable ASCII characters, without blanks at its ends"),
        ({"apiKeys": [str(n) for n in range(11)]}, "a flow takes at most 10 API keys, not 11"),
        ({"testHeaders": "[]"}, "testHeaders must be a JSON object of text values"),
        ({"testHeaders": '{"a": 1}'}, "testHeaders must be a JSON object of text values"),
    ],
)
async def test_settings_that_cannot_work_are_refused(
    database: Database, settings: dict[str, object], message: str
) -> None:
    asker = await make_asker(database)
    version = await asker.published()
    instance = await asker.instance(version)

    with pytest.raises(Refused) as refused:
        await settle(asker, instance, flowId=(await flow_ids(asker, version))["Orders"], **settings)

    assert refused.value.messages == {"flowConfigs": [message]}


async def test_a_test_payload_is_kept_until_it_is_emptied(database: Database) -> None:
    asker = await make_asker(database)
    version = await asker.published()
    instance = await asker.instance(version)
    flow = (await flow_ids(asker, version))["Orders"]
    headers = json.dumps({"x-a": "1"})

    await settle(
        asker, instance, flowId=flow, testPayload="{}", testContentType="application/json", testHeaders=headers
    )
    [kept] = await settle(asker, instance, flowId=flow, apiKeys=[])
    [emptied] = await settle(asker, instance, flowId=flow, testPayload="")

    assert (kept["testPayload"], kept["testContentType"]) == ("{}", "application/json")
    assert json.loads(kept["testHeaders"]) == {"x-a": "1"}
    assert emptied["testPayload"] is None


async def test_a_flow_is_known_by_its_id_in_any_version(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Any")))
    first = await asker.publish(draft)
    instance = await asker.instance(await asker.publish(draft))

    [found] = await settle(asker, instance, flowId=(await flow_ids(asker, first))["Orders"], apiKeys=["k"])

    assert found["apiKeys"] == ["k"]


async def schedules(database: Database, instance_id: str) -> list[Schedule]:
    async with database.engine_session() as session:
        wanted = Schedule.instance_id == ids.decode(instance_id, "Instance")
        return list(await session.scalars(sa.select(Schedule).where(wanted)))


async def test_a_deploy_stores_the_schedules_of_its_flows(database: Database) -> None:
    asker = await make_asker(database)
    daily = {"type": "value", "value": "0 9 * * *", "meta": {"scheduleType": "day", "timeZone": "Europe/Berlin"}}
    text = definition(random_name("Daily"), scheduled_flow("Daily", schedule=daily), webhook_flow("Orders"))
    instance = await asker.instance(await asker.published(text))
    assert await schedules(database, instance) == []

    await asker.deploy(instance)
    [first] = await schedules(database, instance)
    await asker.deploy(instance)
    [second] = await schedules(database, instance)

    assert (first.cron, first.time_zone) == ("0 9 * * *", "Europe/Berlin")
    assert first.next_at is not None
    assert clock.now() < first.next_at <= clock.now() + timedelta(days=1, hours=1)
    assert (second.id, second.next_at) == (first.id, first.next_at)
    async with database.engine_session() as session:
        wanted = Deployment.instance_id == first.instance_id
        deployment = (await session.scalars(sa.select(Deployment).where(wanted))).first()
    assert deployment is not None
    assert deployment.flows == {
        "daily": {
            "flow_config_id": str(first.id),
            "name": "Daily",
            "schedule": {"cron": "0 9 * * *", "time_zone": "Europe/Berlin"},
        },
        "orders": {"flow_config_id": deployment.flows["orders"]["flow_config_id"], "name": "Orders", "schedule": None},  # type: ignore[index] - JSON
    }


async def choose(asker: Asker, instance_id: str, **schedule: object) -> None:
    given = [{"key": "When", **schedule}]
    await asker.change("updateInstanceConfigVariables", "instance { id }", id=instance_id, configVariables=given)
    await asker.deploy(instance_id)


async def test_a_customers_own_schedule_follows_its_value(database: Database) -> None:
    asker = await make_asker(database)
    chosen = {"type": "configVar", "value": "When", "meta": {}}
    text = definition(
        random_name("Chosen"), scheduled_flow("Sync", schedule=chosen), variables=[variable("When", "schedule")]
    )
    instance = await asker.instance(await asker.published(text))

    await choose(asker, instance, value="*/5 * * * *", scheduleType="minute", timeZone="Asia/Tokyo")
    [every_five] = await schedules(database, instance)
    await choose(asker, instance, value="0 * * * *", scheduleType="hour")
    [hourly] = await schedules(database, instance)
    before = clock.now()
    await choose(asker, instance, scheduleType="once")
    [once] = await schedules(database, instance)
    await choose(asker, instance, scheduleType="none")

    assert (every_five.cron, every_five.time_zone) == ("*/5 * * * *", "Asia/Tokyo")
    assert (hourly.id, hourly.cron, hourly.time_zone) == (every_five.id, "0 * * * *", "UTC")
    assert once.cron == ""
    assert once.next_at is not None
    assert before <= once.next_at <= clock.now()
    assert await schedules(database, instance) == []


async def test_pausing_leaves_the_schedule_running_for_the_scheduler_to_skip(database: Database) -> None:
    asker = await make_asker(database)
    often = {"type": "value", "value": "*/5 * * * *", "meta": {}}
    instance = await asker.instance(
        await asker.published(definition(random_name("Paused"), scheduled_flow("Sync", schedule=often)))
    )
    await asker.deploy(instance)
    [before] = await schedules(database, instance)

    await asker.change("updateInstance", "instance { id }", id=instance, enabled=False)
    await asker.change("updateInstance", "instance { id }", id=instance, enabled=True)

    [after] = await schedules(database, instance)
    assert after.next_at == before.next_at


async def test_the_schedule_of_a_flow_that_is_gone_goes_at_the_next_deploy(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Gone")
    often = {"type": "value", "value": "*/5 * * * *", "meta": {}}
    draft = await asker.import_definition(definition(name, scheduled_flow("Sync", schedule=often)))
    instance = await asker.instance(await asker.publish(draft))
    await asker.deploy(instance)
    await asker.import_definition(definition(name, webhook_flow("Orders")), integrationId=draft)
    version = await asker.publish(draft)

    await asker.change("updateInstance", "instance { id }", id=instance, integration=version)
    assert len(await schedules(database, instance)) == 1
    await asker.deploy(instance)
    assert await schedules(database, instance) == []
