"""Publishing, versions, and what may happen to an integration afterwards."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.factories import random_name
from tests.factories.definitions import definition, log_step, variable, webhook_flow
from tests.integration.asking import Asker, Refused, make_asker
from trunkline.actor import Role
from trunkline.db.session import Database

VERSION = """id name isDraft versionNumber versionIsLatest versionIsAvailable versionComment
  versionAttributes versionSequenceId publishedAt versionCreatedBy { email } definition
  flows { nodes { id stableKey name sortOrder isSynchronous endpointSecurityType
    trigger { name action { key component { key } isTrigger scheduleSupport } } } }
  requiredConfigVariables { nodes { key dataType defaultValue pickList } }"""


async def test_a_version_is_a_copy_of_its_own_that_later_imports_do_not_change(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Orders")
    mode = variable("Mode", "picklist", pickList=["fast", "slow"], defaultValue="fast")
    draft = await asker.import_definition(definition(name, webhook_flow("Orders"), variables=[mode]))
    attributes = json.dumps({"commitHash": "abc"})

    version = await asker.change(
        "publishIntegration", f"integration {{ {VERSION} }}", id=draft, comment="first", attributes=attributes
    )
    await asker.import_definition(definition(f"{name} 2", webhook_flow("Other")), integrationId=draft)
    later = await asker.look("integration", VERSION, version["id"])

    assert later == version
    assert version["id"] != draft
    assert (version["name"], version["isDraft"], version["versionNumber"]) == (name, False, 1)
    assert (version["versionIsLatest"], version["versionIsAvailable"]) == (True, True)
    assert (version["versionComment"], json.loads(version["versionAttributes"])) == ("first", {"commitHash": "abc"})
    assert version["publishedAt"]
    assert version["versionCreatedBy"]["email"]
    [flow] = version["flows"]["nodes"]
    assert (flow["stableKey"], flow["endpointSecurityType"]) == ("orders", "CUSTOMER_OPTIONAL")
    assert flow["trigger"]["name"] == "Trigger"
    assert flow["trigger"]["action"]["component"]["key"] == "webhook-triggers"
    assert flow["trigger"]["action"]["isTrigger"] is True
    assert version["requiredConfigVariables"]["nodes"] == [
        {"key": "Mode", "dataType": "PICKLIST", "defaultValue": "fast", "pickList": ["fast", "slow"]}
    ]


SEQUENCE = """query ($id: ID!) { integration(id: $id) { versionNumber isDraft versionSequence {
  totalCount nodes { versionNumber versionIsLatest } } } }"""


async def test_numbers_rise_and_only_the_last_is_the_latest(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Versions")))
    before = await asker.ask(SEQUENCE, id=draft)
    versions = [await asker.publish(draft) for _ in range(3)]

    from_draft = (await asker.ask(SEQUENCE, id=draft))["integration"]
    from_version = (await asker.ask(SEQUENCE, id=versions[0]))["integration"]

    assert before["integration"]["versionNumber"] == 0
    assert (from_draft["versionNumber"], from_draft["isDraft"]) == (3, True)
    assert (from_version["versionNumber"], from_version["isDraft"]) == (1, False)
    assert from_draft["versionSequence"] == from_version["versionSequence"]
    assert from_draft["versionSequence"]["nodes"] == [
        {"versionNumber": 3, "versionIsLatest": True},
        {"versionNumber": 2, "versionIsLatest": False},
        {"versionNumber": 1, "versionIsLatest": False},
    ]


async def test_two_who_publish_at_once_get_two_numbers(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Twice")))

    await asyncio.gather(*(asker.publish(draft) for _ in range(4)))

    found = (await asker.ask(SEQUENCE, id=draft))["integration"]
    assert [node["versionNumber"] for node in found["versionSequence"]["nodes"]] == [4, 3, 2, 1]


async def test_what_is_not_built_is_refused_by_its_place(database: Database) -> None:
    asker = await make_asker(database)
    flow = webhook_flow("Orders", retryConfig={"maxAttempts": 2, "delayMinutes": 1})
    draft = await asker.import_definition(definition(random_name("Retry"), flow))

    with pytest.raises(Refused) as refused:
        await asker.publish(draft)

    assert refused.value.messages == {
        "definition": [
            "flows[0].retryConfig: retries of whole executions are not supported yet; remove this to publish"
        ]
    }
    assert (await asker.ask(SEQUENCE, id=draft))["integration"]["versionNumber"] == 0


async def test_attributes_that_are_no_object_are_refused(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Attributes")))

    for attributes in ("[1]", "{"):
        with pytest.raises(Refused) as refused:
            await asker.publish(draft, attributes=attributes)
        assert refused.value.messages == {"attributes": ['must be a JSON object, like {"commitHash": "…"}']}


LIST = """query ($name: String, $all: Boolean, $number: Int, $available: Boolean, $draft: Boolean) {
  integrations(name: $name, allVersions: $all, versionNumber: $number, versionIsAvailable: $available, draft: $draft,
    sortBy: [{field: VERSION_NUMBER, direction: ASC}]) { nodes { isDraft versionNumber } } }"""


async def versions_listed(asker: Asker, **arguments: object) -> list[tuple[bool, int]]:
    found = await asker.ask(LIST, **arguments)
    return [(node["isDraft"], node["versionNumber"]) for node in found["integrations"]["nodes"]]


async def test_lists_show_drafts_and_versions_only_when_asked_for(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Listed")
    draft = await asker.import_definition(definition(name))
    first = await asker.publish(draft)
    await asker.publish(draft)
    await asker.change("updateIntegrationVersionAvailability", "integration { id }", id=first, available=False)

    assert await versions_listed(asker, name=name) == [(True, 2)]
    assert sorted(await versions_listed(asker, name=name, all=True)) == [(False, 1), (False, 2), (True, 2)]
    assert await versions_listed(asker, name=name, number=1) == [(False, 1)]
    assert await versions_listed(asker, name=name, draft=False) == [(False, 1), (False, 2)]
    assert await versions_listed(asker, name=name, draft=False, available=True) == [(False, 2)]


async def test_a_withdrawn_version_takes_no_new_instances(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Withdrawn")
    draft = await asker.import_definition(definition(name))
    first, second = await asker.publish(draft), await asker.publish(draft)
    await asker.change("updateIntegrationVersionAvailability", "integration { id }", id=second, available=False)

    with pytest.raises(Refused) as refused:
        await asker.instance(second)
    instance = await asker.instance(draft)

    assert refused.value.messages == {"integration": [f"version 2 of {name!r} is withdrawn; choose another version"]}
    found = await asker.ask("query ($id: ID!) { instance(id: $id) { integration { id } } }", id=instance)
    assert found["instance"]["integration"]["id"] == first


async def test_a_draft_cannot_be_withdrawn(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Draft")))

    with pytest.raises(Refused) as refused:
        await asker.change("updateIntegrationVersionAvailability", "integration { id }", id=draft, available=False)

    assert refused.value.messages == {"id": ["this is the draft; give the id of a published version"]}


async def test_an_update_changes_row_and_definition_alike(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Before")
    draft = await asker.import_definition(definition(name, description="old", labels=["a"]))

    found = await asker.change(
        "updateIntegration",
        "integration { name description category labels definition }",
        id=draft,
        name=f"{name} after",
        category="Shops",
        labels=["b", "c"],
    )

    assert (found["name"], found["description"], found["category"]) == (f"{name} after", "old", "Shops")
    assert found["labels"] == ["b", "c"]
    again = await asker.change(
        "importIntegration", "integration { name category }", integrationId=draft, definition=found["definition"]
    )
    assert again == {"name": f"{name} after", "category": "Shops"}


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": "  "}, "name", "an integration needs a name"),
        ({"name": "n" * 301}, "name", "a name has at most 300 characters, not 301"),
        ({"customer": "x"}, "customer", "integrations belong to the organization, not to a customer"),
    ],
)
async def test_an_update_that_makes_no_sense_is_refused(
    database: Database, change: dict[str, object], field: str, message: str
) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Update")))

    with pytest.raises(Refused) as refused:
        await asker.change("updateIntegration", "integration { id }", id=draft, **change)

    assert refused.value.messages == {field: [message]}


async def test_two_integrations_cannot_have_one_name(database: Database) -> None:
    asker = await make_asker(database)
    taken = random_name("Taken")
    await asker.import_definition(definition(taken))
    draft = await asker.import_definition(definition(random_name("Other")))

    with pytest.raises(Refused) as refused:
        await asker.change("updateIntegration", "integration { id }", id=draft, name=taken)

    assert refused.value.messages == {"name": [f"another integration is named {taken!r}; choose another name"]}


async def test_an_integration_goes_with_all_versions_once_it_has_no_instances(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Gone")
    draft = await asker.import_definition(definition(name))
    await asker.instance(await asker.publish(draft))

    with pytest.raises(Refused) as refused:
        await asker.change("deleteIntegration", "integration { id }", id=draft)
    assert refused.value.messages == {"id": [f"{name!r} has 1 instance; delete them first"]}

    free = await asker.import_definition(definition(random_name("Free")))
    version = await asker.publish(free)
    assert await asker.change("deleteIntegration", "integration { id }", id=free) == {"id": free}
    answer = await asker.answer("query ($id: ID!) { integration(id: $id) { id } }", id=version)
    assert answer["errors"][0]["message"] == "there is no integration with this id"


async def test_who_may_only_look_changes_nothing(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Look")))
    viewer = Asker(database, (await make_asker(database, role=Role.VIEWER)).actor)

    for mutation, given in (
        ("publishIntegration", {"id": draft}),
        ("updateIntegration", {"id": draft, "name": "x"}),
        ("deleteIntegration", {"id": draft}),
        ("updateIntegrationVersionAvailability", {"id": draft, "available": False}),
    ):
        with pytest.raises(Refused) as refused:
            await viewer.change(mutation, "integration { id }", **given)
        assert "does not allow 'integrations.manage'" in refused.value.messages["__all__"][0]


async def test_pages_kind_and_endpoints_are_read_from_the_definition(database: Database) -> None:
    asker = await make_asker(database)
    page = {"name": "Main", "tagline": "All", "elements": [{"type": "configVar", "value": "Host"}]}
    text = definition(random_name("Pages"), variables=[variable("Host")], pages=[page])
    draft = await asker.import_definition(text)
    document = "query ($id: ID!) { integration(id: $id) { configPages isCodeNative endpointType customer { id } } }"

    found = (await asker.ask(document, id=draft))["integration"]

    assert json.loads(found["configPages"]) == [{**page, "userLevelConfigured": False}]
    assert (found["isCodeNative"], found["endpointType"], found["customer"]) == (False, "FLOW_SPECIFIC", None)


async def test_inputs_of_triggers_and_connections_are_shown_without_secrets(database: Database) -> None:
    asker = await make_asker(database)
    login = variable(
        "Login",
        "connection",
        connection={"component": {"key": "http", "version": "LATEST", "isPublic": True}, "key": "basic"},
        inputs={
            "username": {"type": "value", "value": "ada"},
            "password": {"type": "value", "value": "s3cret", "meta": {"writeOnly": True}},
        },
    )
    draft = await asker.import_definition(
        definition(random_name("Login"), webhook_flow("F", log_step()), variables=[login])
    )
    document = """query ($id: ID!) { integration(id: $id) { requiredConfigVariables { nodes {
      connection { key component { key } } inputs { nodes { name type value hasValue } } } } } }"""

    found = await asker.ask(document, id=draft)

    [shown] = found["integration"]["requiredConfigVariables"]["nodes"]
    assert shown["connection"] == {"key": "basic", "component": {"key": "http"}}
    assert shown["inputs"]["nodes"] == [
        {"name": "username", "type": "VALUE", "value": "ada", "hasValue": True},
        {"name": "password", "type": "VALUE", "value": None, "hasValue": True},
    ]
