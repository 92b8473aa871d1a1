"""What people do with the public command line (10.4.0) works against our server, unchanged."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.contract.prism_client import Prism, install
from tests.running import Loop, Platform
from trunkline.cli.database import prepare

DEFINITION = """
definitionVersion: 7
name: Greeting
description: Says hello.
requiredConfigVars:
  - {key: Name, stableKey: name, dataType: string, defaultValue: world}
configPages:
  - {name: Who, tagline: "", elements: [{type: configVar, value: Name}]}
flows:
  - name: Say hello
    description: ""
    isSynchronous: false
    steps:
      - name: Called
        isTrigger: true
        action: {component: {key: webhook-triggers, version: LATEST, isPublic: true}, key: webhook}
        inputs: {}
      - name: Say it
        action: {component: {key: log, version: LATEST, isPublic: true}, key: writeLog}
        inputs:
          level: {type: value, value: info}
          message: {type: template, value: "hello {{#Name}}, {{$called.results.body.data.what}}"}
"""


@dataclass(frozen=True)
class Greeting:
    """A published integration and a deployed instance of it, made by the public command line.

    The definition goes in by our API: importing with that command line needs an integration's test instance,
    which we do not have yet.
    """

    customer: str
    integration: str
    instance: str
    flow_config: str


@pytest.fixture(scope="module")
def prism(platform: Platform, loop_thread: Loop, tmp_path_factory: pytest.TempPathFactory) -> Prism:
    install()
    loop_thread.run(prepare(platform.stack.database_url))
    return Prism(platform, tmp_path_factory.mktemp("prism"))


@pytest.fixture(scope="module")
def greeting(prism: Prism) -> Greeting:
    integration = prism.platform.published(DEFINITION)
    customer = prism.run("customers:create", "--name", "Prism Customer", "--externalId", "prism")
    instance = prism.run(
        "instances:create", "--name", "Greeter", "--integration", integration, "--customer", customer,
        "--config-vars", json.dumps([{"key": "Name", "value": "Ada"}]), "--label", "polite",
    )  # fmt: skip
    prism.run("instances:deploy", instance)
    (flow,) = json.loads(prism.run("instances:flow-configs:list", instance, "--output", "json", "-x"))
    return Greeting(customer, integration, instance, flow["id"])


def test_it_knows_who_is_signed_in(prism: Prism):
    said = prism.run("me")
    assert prism.platform.email in said
    assert prism.platform.organization in said


def test_s13_a_flow_config_is_tested_and_its_logs_are_followed_to_the_end(prism: Prism, greeting: Greeting):
    said = prism.run(
        "instances:flow-configs:test", greeting.flow_config, "--tail",
        "--payload", '{"what": "come in"}', "--contentType", "application/json",
    )  # fmt: skip
    assert "hello Ada, come in" in said
    assert "Ending Instance Execution" in said.splitlines()[-1]


def test_s14_flow_configs_are_listed_with_their_webhook_urls(prism: Prism, greeting: Greeting):
    said = prism.run("instances:flow-configs:list", greeting.instance, "--output", "json", "-x")
    (flow,) = json.loads(said)
    assert flow["name"] == "Say hello"
    assert flow["webhookUrl"].startswith(f"{prism.platform.url}/trigger/")


def test_s16_the_result_of_a_step_is_fetched(prism: Prism, greeting: Greeting):
    execution = prism.platform.post(
        f"/trigger/{greeting.flow_config}", json={"what": "sit down"}, headers={"prismatic-synchronous": "true"}
    ).headers["prismatic-executionid"]
    said = prism.run("executions:step-result:get", "--executionId", execution, "--stepName", "Called")
    assert json.loads(said)["body"]["data"] == {"what": "sit down"}


@pytest.mark.usefixtures("greeting")
def test_customers_integrations_and_instances_are_listed(prism: Prism):
    for command, name in [("customers", "Prism Customer"), ("integrations", "Greeting"), ("instances", "Greeter")]:
        names = [one["name"] for one in json.loads(prism.run(f"{command}:list", "--output", "json"))]
        assert name in names


def test_an_instance_is_disabled_and_enabled(prism: Prism, greeting: Greeting):
    prism.run("instances:disable", greeting.instance)
    assert prism.platform.post(f"/trigger/{greeting.flow_config}", json={}).status_code == 409
    prism.run("instances:enable", greeting.instance)
    assert prism.platform.post(f"/trigger/{greeting.flow_config}", json={}).status_code == 200


def test_versions_are_listed_and_an_instance_is_updated_to_one(prism: Prism, greeting: Greeting):
    prism.run("integrations:publish", greeting.integration, "--comment", "second")
    latest = json.loads(
        prism.run("integrations:versions", greeting.integration, "--latest-available", "--output", "json", "-x")
    )
    assert [one["versionNumber"] for one in latest] in ([2], ["2"])
    prism.run("instances:update", greeting.instance, "--version", latest[0]["id"], "--deploy")
    listed = json.loads(prism.run("instances:list", "--output", "json", "-x"))
    assert next(one for one in listed if one["id"] == greeting.instance)


def test_a_definition_comes_back_as_it_was_published(prism: Prism, greeting: Greeting):
    said = prism.run("integrations:export", greeting.integration)
    assert "Say hello" in said
    assert "hello {{#Name}}" in said


def test_a_definition_is_validated_in_words(prism: Prism):
    file = prism.home / "definition.yml"
    file.write_text(DEFINITION)
    prism.run("integrations:validate-yaml", str(file))
    file.write_text(DEFINITION.replace("key: writeLog", "key: writeLogg"))
    assert "did you mean 'writeLog'?" in prism.run("integrations:validate-yaml", str(file), exit_code=1)


def test_log_severities_are_listed(prism: Prism):
    assert "INFO" in prism.run("logs:severities:list").upper()
