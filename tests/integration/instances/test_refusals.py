"""What is refused about instances, and with which words."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.factories import random_name
from tests.factories.definitions import definition, variable
from tests.integration.asking import Asker, Refused, make_asker
from tests.integration.instances.states import change, configure
from trunkline.actor import Role
from trunkline.api import ids
from trunkline.db.session import Database


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": " "}, "name", "an instance needs a name"),
        ({"name": "n" * 301}, "name", "a name has at most 300 characters, not 301"),
        (
            {"configVariables": [{"key": "Hots", "value": "x"}]},
            "configVariables",
            "the integration has no config variable 'Hots'; did you mean 'Host'?",
        ),
        (
            {"configVariables": [{"key": "Nothing like it", "value": "x"}]},
            "configVariables",
            "the integration has no config variable 'Nothing like it'; it has 'Host', 'Limit'",
        ),
        (
            {"configVariables": [{"key": "Limit", "value": "x"}]},
            "configVariables",
            "'Limit' must be a number like 25 or 0.5, not 'x'",
        ),
        (
            {"configVariables": [{"key": "Host", "values": "[]"}]},
            "configVariables",
            "'Host' is no connection; give its value as `value`, not as `values`",
        ),
        (
            {"flowConfigs": [{"flowId": ids.encode("IntegrationFlow", UUID(int=7)), "apiKeys": []}]},
            "flowConfigs",
            "there is no such flow in the instance's integration",
        ),
        (
            {"customer": "nonsense"},
            "customer",
            "this is not an id that the API gave out; give the id of type Customer",
        ),
    ],
)
async def test_a_wrong_value_is_told_by_its_field_and_leaves_nothing(
    database: Database, given: dict[str, object], field: str, message: str
) -> None:
    asker = await make_asker(database)
    version = await asker.published(
        definition(random_name("Wrong"), variables=[variable("Host"), variable("Limit", "number")])
    )

    with pytest.raises(Refused) as refused:
        await asker.instance(version, **given)

    assert refused.value.messages == {field: [message]}
    assert (await asker.ask("{ instances { totalCount } }"))["instances"]["totalCount"] == 0


async def test_all_wrong_values_are_told_at_once(database: Database) -> None:
    asker = await make_asker(database)
    variables = [variable("A", "number"), variable("B", "boolean")]
    instance = await asker.instance(await asker.published(definition(random_name("All"), variables=variables)))

    with pytest.raises(Refused) as refused:
        await configure(asker, instance, A="x", B="maybe")

    assert refused.value.messages == {
        "configVariables": [
            "'A' must be a number like 25 or 0.5, not 'x'",
            "'B' must be true or false, not 'maybe'",
        ]
    }


async def test_a_connection_cannot_be_configured_yet_and_says_so(database: Database) -> None:
    asker = await make_asker(database)
    part = {"component": {"key": "http", "version": "LATEST", "isPublic": True}, "key": "basic"}
    text = definition(random_name("Login"), variables=[variable("Login", "connection", connection=part)])
    instance = await asker.instance(await asker.published(text))
    message = "'Login' is a connection; connections cannot be configured yet"

    for attempt in (configure(asker, instance, Login="x"), asker.deploy(instance)):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.messages == {"configVariables": [message]}


async def test_what_is_not_published_cannot_have_instances(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Unpublished")
    draft = await asker.import_definition(definition(name))

    with pytest.raises(Refused) as refused:
        await asker.instance(draft)

    assert refused.value.messages == {"integration": [f"{name!r} has no published version; publish it first"]}


async def test_a_version_of_another_integration_cannot_be_chosen(database: Database) -> None:
    asker = await make_asker(database)
    instance = await asker.instance(await asker.published())

    with pytest.raises(Refused) as refused:
        await change(asker, "updateInstance", id=instance, integration=await asker.published())

    assert refused.value.messages == {
        "integration": ["this is a version of another integration; create an instance of that one"]
    }


async def test_a_name_is_taken_once_for_a_customer_and_free_for_others(database: Database) -> None:
    asker = await make_asker(database)
    version, customer = await asker.published(), await asker.customer()
    await asker.instance(version, name="Orders", customer=customer)
    other = await asker.instance(version, name="Returns", customer=customer)
    await asker.instance(version, name="Orders")
    message = "the customer has another instance named 'Orders'; choose another name"

    for attempt in (
        asker.instance(version, name="Orders", customer=customer),
        change(asker, "updateInstance", id=other, name="Orders"),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.messages == {"name": [message]}


async def test_another_organization_can_neither_see_nor_touch_an_instance(database: Database) -> None:
    asker, other = await make_asker(database), await make_asker(database)
    instance = await asker.instance(await asker.published())

    for mutation in ("updateInstance", "updateInstanceConfigVariables", "deployInstance"):
        with pytest.raises(Refused) as refused:
            await other.change(mutation, "instance { id }", id=instance)
        assert refused.value.messages == {"id": ["there is no such instance"]}
    with pytest.raises(Refused) as refused:
        await other.instance(await other.published(), customer=await asker.customer())
    assert refused.value.messages == {"customer": ["there is no such customer"]}


async def test_who_may_only_look_changes_no_instance(database: Database) -> None:
    asker = await make_asker(database)
    instance = await asker.instance(await asker.published())
    viewer = Asker(database, (await make_asker(database, role=Role.VIEWER)).actor)

    for mutation in ("updateInstance", "updateInstanceConfigVariables", "deployInstance"):
        with pytest.raises(Refused) as refused:
            await viewer.change(mutation, "instance { id }", id=instance)
        assert "does not allow 'instances.manage'" in refused.value.messages["__all__"][0]
