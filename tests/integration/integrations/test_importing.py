"""Importing definitions: what comes of good ones, and what is said about bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.factories import random_name
from tests.factories.definitions import definition, log_step, scheduled_flow, step, variable, webhook_flow
from tests.integration.asking import Asker, Refused, make_asker
from trunkline.actor import Role
from trunkline.db.session import Database

EXAMPLES = Path(__file__).parents[4] / "shared" / "examples"

GOOD = """\
definitionVersion: 7
name: Orders {name}
description: ''
requiredConfigVars:
  - key: Shop login
    dataType: connection
    connection: {{component: {{key: http, version: LATEST, isPublic: true}}, key: basic}}
    inputs: {{username: {{type: value, value: ''}}}}
configPages: []
flows:
  - name: New order
    steps:
      - name: Trigger
        isTrigger: true
        action: {{component: {{key: webhook-triggers, version: LATEST, isPublic: true}}, key: webhook}}
        inputs: {{}}
      - name: Get order
        action: {{component: {{key: http, version: LATEST, isPublic: true}}, key: httpGet}}
        inputs:
          url: {{type: value, value: 'https://example.com'}}
"""

MISTAKES = [
    (
        "key: http, version: LATEST, isPublic: true}, key: httpGet",
        "key: http, version: LATEST, isPublic: true}, key: httpGett",
        "flows[0].steps[1].action.key (line 18): component 'http' has no action 'httpGett'; did you mean 'httpGet'?",
    ),
    (
        "key: http, version: LATEST, isPublic: true}, key: httpGet",
        "key: htpp, version: LATEST, isPublic: true}, key: httpGet",
        (
            "flows[0].steps[1].action.component.key (line 18): "
            "component 'htpp' is not in the catalogue; did you mean 'http'?"
        ),
    ),
    (
        "key: http, version: LATEST, isPublic: true}, key: httpGet",
        "key: salesforce, version: 12, isPublic: true}, key: query",
        "flows[0].steps[1].action.component.key (line 18): component 'salesforce' is not in the catalogue",
    ),
    (
        "key: webhook}",
        "key: webhok}",
        (
            "flows[0].steps[0].action.key (line 15): component 'webhook-triggers' has no trigger 'webhok'; "
            "did you mean 'webhook'?"
        ),
    ),
    (
        "url: {type",
        "ulr: {type",
        "flows[0].steps[1].inputs.ulr (line 20): action 'httpGet' of 'http' has no input 'ulr'; did you mean 'url'?",
    ),
    (
        "value: 'https://example.com'",
        "value: ''",
        "flows[0].steps[1].inputs.url (line 20): is required by action 'httpGet' of 'http'",
    ),
    (
        "}, key: basic}",
        "}, key: basik}",
        (
            "requiredConfigVars[0].connection.key (line 7): component 'http' has no connection 'basik'; "
            "did you mean 'basic'?"
        ),
    ),
    (
        "{username:",
        "{usrname:",
        (
            "requiredConfigVars[0].inputs.usrname (line 8): connection 'basic' of 'http' has no input 'usrname'; "
            "did you mean 'username'?"
        ),
    ),
    ("    steps:", "    stepz:", "flows[0].stepz"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES)
async def test_a_mistake_is_told_with_place_line_and_what_was_meant(
    database: Database, right: str, wrong: str, message: str
) -> None:
    asker = await make_asker(database)
    good = GOOD.format(name=random_name("x"))
    assert right in good

    with pytest.raises(Refused) as refused:
        await asker.import_definition(good.replace(right, wrong))

    assert any(told.startswith(message) for told in refused.value.messages["definition"]), refused.value.messages


async def test_all_mistakes_are_told_at_once(database: Database) -> None:
    asker = await make_asker(database)
    bad = GOOD.format(name=random_name("x"))
    for right, wrong, _ in (MISTAKES[0], MISTAKES[3], MISTAKES[6]):
        bad = bad.replace(right, wrong)

    with pytest.raises(Refused) as refused:
        await asker.import_definition(bad)

    assert {told.partition(" (")[0] for told in refused.value.messages["definition"]} == {
        "flows[0].steps[1].action.key",
        "flows[0].steps[0].action.key",
        "requiredConfigVars[0].connection.key",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            definition("D", webhook_flow("F", {**log_step(), "branches": [{"name": "A", "steps": []}]})),
            "action 'writeLog' of 'log' has no branches",
        ),
        (
            definition("D", webhook_flow("F", {**log_step(), "steps": [log_step(name="Inner")]})),
            "action 'writeLog' of 'log' has no steps of its own; only loops have",
        ),
        (
            definition("D", scheduled_flow(schedule={"type": "value", "value": "* * * * *"}, isSynchronous=True)),
            "trigger 'schedule' of 'schedule-triggers' cannot answer a waiting caller",
        ),
        (
            definition("D", webhook_flow("F", trigger_schedule={"type": "value", "value": "* * * * *"})),
            "trigger 'webhook' of 'webhook-triggers' takes no schedule",
        ),
        (
            definition("D", {"name": "F", "steps": [step("schedule-triggers", "schedule", isTrigger=True)]}),
            "is missing; trigger 'schedule' of 'schedule-triggers' needs one",
        ),
    ],
)
async def test_a_step_cannot_do_what_its_component_does_not_declare(
    database: Database, text: str, message: str
) -> None:
    asker = await make_asker(database)
    with pytest.raises(Refused) as refused:
        await asker.import_definition(text)
    assert any(message in told for told in refused.value.messages["definition"]), refused.value.messages


async def test_an_export_is_the_import_in_one_form_and_can_be_imported_again(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Round")
    draft = await asker.import_definition(definition(name, variables=[variable("Host", description="Where?")]))
    other = await make_asker(database)

    exported = await export(asker, draft)
    copied = await other.import_definition(exported)

    assert await export(other, copied) == exported
    assert yaml.safe_load(exported)["flows"][0]["stableKey"] == "orders"


async def export(asker: Asker, integration_id: str) -> str:
    found = await asker.ask("query ($id: ID!) { integration(id: $id) { definition } }", id=integration_id)
    return str(found["integration"]["definition"])


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples are not beside this repository")
async def test_an_example_that_needs_other_components_says_which(database: Database) -> None:
    asker = await make_asker(database)
    text = (EXAMPLES / "github.yml").read_text()

    with pytest.raises(Refused) as refused:
        await asker.import_definition(text)

    told = "\n".join(refused.value.messages["definition"])
    assert "component 'github' is not in the catalogue" in told
    assert "component 'http'" not in told


FLOWS = "integration { id name flows { nodes { id name stableKey } } requiredConfigVariables { nodes { id key } } }"


async def test_a_second_import_keeps_the_ids_of_what_stays(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Again")
    first = await asker.change(
        "importIntegration",
        FLOWS,
        definition=definition(name, webhook_flow("A"), webhook_flow("B"), variables=[variable("V"), variable("W")]),
    )
    renames = {"flows": [{"oldName": "B", "newName": "C"}]}

    second = await asker.change(
        "importIntegration",
        FLOWS,
        integrationId=first["id"],
        definition=definition(
            f"{name} renamed", webhook_flow("C"), webhook_flow("D"), variables=[variable("W")], renameAttributes=renames
        ),
    )

    old = {flow["name"]: flow["id"] for flow in first["flows"]["nodes"]}
    new = {flow["name"]: flow["id"] for flow in second["flows"]["nodes"]}
    assert second["id"] == first["id"]
    assert second["name"] == f"{name} renamed"
    assert new["C"] == old["B"]
    assert new["D"] not in old.values()
    assert second["requiredConfigVariables"]["nodes"] == [first["requiredConfigVariables"]["nodes"][1]]


async def test_a_name_that_is_taken_is_refused(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Taken")
    await asker.import_definition(definition(name))

    with pytest.raises(Refused) as refused:
        await asker.import_definition(definition(name))

    assert refused.value.messages == {
        "definition": [f"another integration is named {name!r}; choose another name, or give its id to update it"]
    }


async def test_low_code_becomes_code_only_on_purpose(database: Database) -> None:
    asker = await make_asker(database)
    name = random_name("Kind")
    draft = await asker.import_definition(definition(name))
    code = definition(name, isCodeNative=True)

    with pytest.raises(Refused) as refused:
        await asker.import_definition(code, integrationId=draft)
    assert refused.value.messages == {
        "replace": ["this would turn a low-code integration into a code-native one; set replace to do so"]
    }
    assert await asker.import_definition(code, integrationId=draft, replace=True) == draft


async def test_an_unknown_integration_is_named_by_its_field(database: Database) -> None:
    asker, other = await make_asker(database), await make_asker(database)
    draft = await other.import_definition(definition(random_name("Theirs")))

    with pytest.raises(Refused) as refused:
        await asker.import_definition(definition(random_name("Mine")), integrationId=draft)

    assert refused.value.messages == {"integrationId": ["there is no such integration"]}


async def test_validation_says_yes_or_names_what_is_wrong(database: Database) -> None:
    asker = await make_asker(database)
    document = """mutation ($text: String!) { validateIntegrationSchema(input: {definition: $text}) {
      result { isValid } errors { field messages } } }"""

    good = await asker.ask(document, text=definition("Never stored"))
    bad = await asker.ask(document, text="name: [")
    listed = await asker.ask("{ integrations { totalCount } }")

    assert good["validateIntegrationSchema"] == {"result": {"isValid": True}, "errors": []}
    assert bad["validateIntegrationSchema"]["result"] == {"isValid": False}
    [error] = bad["validateIntegrationSchema"]["errors"]
    assert error["field"] == "definition"
    assert "this is no YAML: line 2, column 1" in error["messages"][0]
    assert listed["integrations"]["totalCount"] == 0


async def test_who_may_only_look_may_not_import(database: Database) -> None:
    viewer = await make_asker(database, role=Role.VIEWER)

    with pytest.raises(Refused) as refused:
        await viewer.import_definition(definition("D"))

    assert refused.value.messages == {
        "__all__": ["your role 'viewer' does not allow 'integrations.manage'; ask an admin"]
    }
