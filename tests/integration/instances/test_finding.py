"""Finding instances: labels, filters, and lists of what they belong to."""

from __future__ import annotations

from tests.factories import random_name
from tests.factories.definitions import definition
from tests.integration.asking import make_asker
from tests.integration.instances.states import change
from trunkline.db.session import Database


async def test_labels_are_the_integrations_unless_given(database: Database) -> None:
    asker = await make_asker(database)
    version = await asker.published(definition(random_name("Labels"), labels=["beta", "shops"]))
    recommended = await asker.instance(version)
    await asker.instance(version, labels=["alpha"])
    document = "query ($id: ID!) { instance(id: $id) { labels } instanceLabels { id name } }"

    found = await asker.ask(document, id=recommended)

    assert found["instance"]["labels"] == ["beta", "shops"]
    assert [label["name"] for label in found["instanceLabels"]] == ["alpha", "beta", "shops"]


LIST = """query ($customer: ID, $integration: ID, $external: String, $enabled: Boolean, $name: String, $label: String,
  $needsDeploy: Boolean, $sequence: ID) {
  instances(customer: $customer, integration: $integration, customer_ExternalId: $external, enabled: $enabled,
    name_Icontains: $name, labels_Contains: $label, needsDeploy: $needsDeploy,
    integration_VersionSequenceId: $sequence, isSystem: false,
    orderBy: {field: NAME, direction: ASC}) { nodes { name } } }"""


async def test_instances_are_found_by_what_they_are(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Found")))
    first, customer = await asker.publish(draft), await asker.customer()
    second = await asker.publish(draft)
    one = await asker.instance(first, name="One", customer=customer, labels=["x"])
    await asker.instance(second, name="Two")
    await asker.instance(await asker.published(), name="Three")
    await asker.deploy(one)
    await change(asker, "updateInstance", id=one, enabled=False)
    sequence = await asker.ask("query ($id: ID!) { integration(id: $id) { versionSequenceId } }", id=draft)

    async def names(**arguments: object) -> list[str]:
        return [node["name"] for node in (await asker.ask(LIST, **arguments))["instances"]["nodes"]]

    assert await names() == ["One", "Three", "Two"]
    assert await names(customer=customer) == ["One"]
    assert await names(integration=first) == ["One"]
    assert await names(integration=draft) == ["One", "Two"]
    assert await names(sequence=sequence["integration"]["versionSequenceId"]) == ["One", "Two"]
    assert await names(enabled=False) == ["One"]
    assert await names(needsDeploy=True) == ["Three", "Two"]
    assert await names(name="T") == ["Three", "Two"]
    assert await names(label="x") == ["One"]


async def test_customers_and_integrations_list_their_instances(database: Database) -> None:
    asker = await make_asker(database)
    draft = await asker.import_definition(definition(random_name("Lists")))
    first = await asker.publish(draft)
    customer = await asker.customer()
    await asker.instance(first, name="One", customer=customer)
    await asker.instance(await asker.publish(draft), name="Two")
    document = """query ($draft: ID!, $first: ID!, $customer: ID!) {
      draft: integration(id: $draft) { instances { totalCount nodes { name } } }
      first: integration(id: $first) { instances { totalCount nodes { name } } }
      customer(id: $customer) { instances { nodes { name integration { versionNumber } } } } }"""

    found = await asker.ask(document, draft=draft, first=first, customer=customer)

    assert found["draft"]["instances"] == {"totalCount": 2, "nodes": [{"name": "One"}, {"name": "Two"}]}
    assert found["first"]["instances"] == {"totalCount": 1, "nodes": [{"name": "One"}]}
    assert found["customer"]["instances"]["nodes"] == [{"name": "One", "integration": {"versionNumber": 1}}]
