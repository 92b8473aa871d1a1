"""From a definition to a running instance and on, as clients of the API do it."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from tests.factories import random_name
from tests.factories.definitions import definition, variable, webhook_flow
from tests.integration.asking import Asker, Refused, make_asker
from tests.integration.instances.states import change, configure, state
from trunkline.api import ids
from trunkline.db.channels import ENDPOINTS
from trunkline.db.models import Deployment, Instance
from trunkline.db.session import Database


async def test_an_instance_goes_from_import_to_running(database: Database) -> None:
    asker = await make_asker(database)
    text = definition(
        random_name("Orders"), variables=[variable("Host"), variable("Limit", "number", defaultValue="5")]
    )
    instance = await asker.instance(await asker.published(text))
    new = await state(asker, instance)

    ready = await configure(asker, instance, Host="a.example.com")
    running = await change(asker, "deployInstance", id=instance)
    changed = await configure(asker, instance, Limit="25")
    undone = await configure(asker, instance, Limit="5")
    await configure(asker, instance, Limit="7")
    again = await change(asker, "deployInstance", id=instance)

    assert (new["configState"], new["needsDeploy"], new["deployedVersion"]) == (
        "NEEDS_INSTANCE_CONFIGURATION",
        True,
        None,
    )
    assert new["configVariables"]["nodes"] == [
        {"key": "Host", "value": None, "status": "PENDING"},
        {"key": "Limit", "value": "5", "status": "ACTIVE"},
    ]
    assert ready["configState"] == "FULLY_CONFIGURED"
    assert (running["needsDeploy"], running["deployedVersion"]) == (False, 1)
    assert changed["needsDeploy"] is True
    assert undone["needsDeploy"] is False
    assert again["needsDeploy"] is False
    assert [row.config for row in await deployments(database, instance)] == [
        {"Host": "a.example.com", "Limit": 5},
        {"Host": "a.example.com", "Limit": 7},
    ]


async def deployments(database: Database, instance_id: str) -> list[Deployment]:
    async with database.engine_session() as session:
        wanted = Deployment.instance_id == ids.decode(instance_id, "Instance")
        return list(await session.scalars(sa.select(Deployment).where(wanted).order_by(Deployment.number)))


async def test_values_and_addresses_survive_an_upgrade_and_a_way_back(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Versions")
    old = definition(name, webhook_flow("Orders"), webhook_flow("Returns"), variables=[variable("Host")])
    draft = await asker.import_definition(old)
    first = await asker.publish(draft)
    instance = await asker.instance(first, configVariables=[{"key": "Host", "value": "h"}])
    await asker.deploy(instance)
    before = await urls(asker, instance)
    renames = {
        "flows": [{"oldName": "Orders", "newName": "Sales"}],
        "requiredConfigVars": [{"oldName": "Host", "newName": "Server"}],
    }
    new = definition(
        name,
        webhook_flow("Sales"),
        variables=[variable("Server"), variable("Port", "number")],
        renameAttributes=renames,
    )
    await asker.import_definition(new, integrationId=draft)
    second = await asker.publish(draft)

    pinned = await state(asker, instance)
    upgraded = await change(asker, "updateInstance", id=instance, integration=second)
    with pytest.raises(Refused) as refused:
        await asker.deploy(instance)
    upgraded_urls = await urls(asker, instance)
    await configure(asker, instance, Port="80")
    await asker.deploy(instance)
    back = await change(asker, "updateInstance", id=instance, integration=first)
    rolled_back = await change(asker, "deployInstance", id=instance)

    assert (pinned["integration"]["versionNumber"], pinned["needsDeploy"]) == (1, False)
    assert (upgraded["integration"]["versionNumber"], upgraded["deployedVersion"]) == (2, 1)
    assert (upgraded["needsDeploy"], upgraded["configState"]) == (True, "NEEDS_INSTANCE_CONFIGURATION")
    assert upgraded["configVariables"]["nodes"][0] == {"key": "Server", "value": "h", "status": "ACTIVE"}
    assert refused.value.messages == {"configVariables": ["'Port' has no value and no default"]}
    assert upgraded_urls == {"Sales": before["Orders"]}
    assert (back["needsDeploy"], back["configState"]) == (True, "FULLY_CONFIGURED")
    assert (rolled_back["deployedVersion"], rolled_back["needsDeploy"]) == (1, False)
    assert await urls(asker, instance) == before


async def urls(asker: Asker, instance_id: str) -> dict[str, str]:
    document = """query ($id: ID!) { instance(id: $id) { flowConfigs { nodes { id webhookUrl flow { name } } } } }"""
    found = (await asker.ask(document, id=instance_id))["instance"]["flowConfigs"]["nodes"]
    for one in found:
        assert one["webhookUrl"] == f"https://flows.example.com/trigger/{one['id']}"
    return {one["flow"]["name"]: one["webhookUrl"] for one in found}


async def test_a_value_that_a_new_version_does_not_take_waits_for_another(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Picky")
    draft = await asker.import_definition(
        definition(name, variables=[variable("Mode", "picklist", pickList=["fast", "slow"])])
    )
    instance = await asker.instance(await asker.publish(draft), configVariables=[{"key": "Mode", "value": "slow"}])
    await asker.import_definition(
        definition(name, variables=[variable("Mode", "picklist", pickList=["fast"])]), integrationId=draft
    )

    found = await change(asker, "updateInstance", id=instance, integration=await asker.publish(draft))
    with pytest.raises(Refused) as refused:
        await asker.deploy(instance)

    assert found["configVariables"]["nodes"] == [{"key": "Mode", "value": "slow", "status": "ERROR"}]
    assert refused.value.messages == {"configVariables": ["'Mode' must be one of 'fast', not 'slow'"]}


async def test_a_full_update_drops_the_values_that_it_leaves_out(database: Database) -> None:
    asker = await make_asker(database)
    text = definition(random_name("Full"), variables=[variable("A", defaultValue="a"), variable("B", defaultValue="b")])
    instance = await asker.instance(await asker.published(text), configVariables=[{"key": "A", "value": "1"}])

    merged = await configure(asker, instance, B="2")
    replaced = await change(asker, "updateInstance", id=instance, configVariables=[{"key": "B", "value": "3"}])

    assert [node["value"] for node in merged["configVariables"]["nodes"]] == ["1", "2"]
    assert [node["value"] for node in replaced["configVariables"]["nodes"]] == ["a", "3"]


async def test_an_incomplete_configuration_can_be_deployed_on_purpose(database: Database) -> None:
    asker = await make_asker(database)
    text = definition(random_name("Force"), variables=[variable("Host"), variable("Mode", defaultValue="x")])
    instance = await asker.instance(await asker.published(text))

    await asker.deploy(instance, force=True)

    [deployment] = await deployments(database, instance)
    assert deployment.config == {"Mode": "x"}


async def test_a_configuration_may_be_saved_as_not_complete_yet(database: Database) -> None:
    asker = await make_asker(database)
    text = definition(random_name("Later"), variables=[variable("Host")])
    instance = await asker.instance(await asker.published(text))

    found = await change(
        asker,
        "updateInstanceConfigVariables",
        id=instance,
        configVariables=[{"key": "Host", "value": "h"}],
        configComplete=False,
    )

    assert found["configState"] == "NEEDS_INSTANCE_CONFIGURATION"


async def test_pausing_counts_at_once_and_tells_the_endpoints(database: Database) -> None:
    asker = await make_asker(database)
    instance = await asker.instance(await asker.published())
    await asker.deploy(instance)
    told: list[str] = []
    listener = await database.connect_engine("test-listener")
    await listener.add_listener(ENDPOINTS, lambda *notice: told.append(notice[-1]))

    paused = await change(asker, "updateInstance", id=instance, enabled=False)
    resumed = await change(asker, "updateInstance", id=instance, enabled=True)
    await asker.deploy(instance)
    await listener.execute("SELECT 1")  # notifications come before the answer
    await listener.close()

    assert (paused["enabled"], paused["needsDeploy"]) == (False, False)
    assert (resumed["enabled"], resumed["needsDeploy"]) == (True, False)
    assert told == [str(ids.decode(instance, "Instance"))] * 3


async def test_the_deploy_state_can_be_left_alone(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Kept")))
    instance = await asker.instance(await asker.publish(draft))
    await asker.deploy(instance)

    found = await change(
        asker, "updateInstance", id=instance, integration=await asker.publish(draft), preserveDeployState=True
    )

    assert (found["integration"]["versionNumber"], found["needsDeploy"]) == (2, False)


async def test_a_deployment_never_changes(database: Database) -> None:
    asker = await make_asker(database)
    instance = await asker.instance(await asker.published())
    await asker.deploy(instance)

    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        async with database.api_session(asker.actor.org_id) as session:
            await session.execute(sa.update(Deployment).values(number=9))
    async with database.api_session(asker.actor.org_id) as session:
        assert (await session.scalars(sa.select(Instance.needs_deploy))).all() == [False]


async def test_two_who_deploy_at_once_make_two_deployments(database: Database) -> None:
    asker = await make_asker(database)
    instance = await asker.instance(await asker.published())

    await asyncio.gather(*(asker.deploy(instance) for _ in range(3)))

    assert [row.number for row in await deployments(database, instance)] == [1, 2, 3]
