"""``trunkline instances``: integrations as configured for one customer."""

from __future__ import annotations

import json

import typer

app = typer.Typer(no_args_is_help=True)
flow_configs = typer.Typer(no_args_is_help=True)
app.add_typer(flow_configs, name="flow-configs", help="The flows of an instance: their webhook URLs, test runs.")
Id = typer.Argument(metavar="ID", help="the id of the instance")
AsJson = typer.Option(False, "--json", help="print JSON")

LIST = """
query instances($first: Int, $after: String, $customer: ID) {
  instances(first: $first, after: $after, customer: $customer, isSystem: false) {
    nodes {
      id name enabled needsDeploy lastDeployedAt deployedVersion
      customer { id name } integration { id name versionNumber }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE = """
mutation createInstance($input: CreateInstanceInput!) {
  createInstance(input: $input) { instance { id } errors { field messages } }
}
"""
DEPLOY = """
mutation deployInstance($input: DeployInstanceInput!) {
  deployInstance(input: $input) { instance { id } errors { field messages } }
}
"""
UPDATE = """
mutation updateInstance($input: UpdateInstanceInput!) {
  updateInstance(input: $input) { instance { id } errors { field messages } }
}
"""
CONFIGURE = """
mutation configure($input: UpdateInstanceConfigVariablesInput!) {
  updateInstanceConfigVariables(input: $input) { instance { id } errors { field messages } }
}
"""
FLOW_CONFIGS = """
query flowConfigs($id: ID!, $first: Int, $after: String) {
  instance(id: $id) {
    flowConfigs(first: $first, after: $after) {
      nodes { id webhookUrl flow { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
TEST = """
mutation testInstanceFlowConfig($input: TestInstanceFlowConfigInput!) {
  testInstanceFlowConfig(input: $input) {
    testInstanceFlowConfigResult { execution { id } }
    errors { field messages }
  }
}
"""


@app.command("list")
def list_instances(
    customer: str | None = typer.Option(None, help="only those of this customer"), as_json: bool = AsJson
) -> None:
    """List the instances."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, global_id, short_id

    wanted = {"customer": global_id("Customer", customer) if customer else None}
    nodes = list(connect().pages(LIST, wanted))
    if as_json:
        output.show_json(nodes)
        return
    rows = (
        (
            short_id(n["id"]),
            n["name"],
            n["customer"]["name"],
            f"{n['integration']['name']} v{n['deployedVersion'] or n['integration']['versionNumber']}",
            _state(bool(n["enabled"]), n["lastDeployedAt"] is not None),
        )
        for n in nodes
    )
    output.show_table(("ID", "NAME", "CUSTOMER", "INTEGRATION", "STATE"), rows, none="no instances")


@app.command("create")
def create_instance(
    name: str = typer.Option(help="the name of the instance"),
    integration: str = typer.Option(help="the id of an integration, for its latest version, or of a version"),
    customer: str = typer.Option(help="the id of the customer"),
    description: str | None = typer.Option(None, help="what to know about it"),
    config: list[str] = typer.Option([], help="a config variable as KEY=VALUE; may be repeated"),
) -> None:
    """Create an instance and print its id; it runs after `deploy`."""
    from trunkline.cli.remote import connect, global_id, short_id

    given = {
        "name": name,
        "integration": global_id("Integration", integration),
        "customer": global_id("Customer", customer),
        "description": description,
        "configVariables": [_key_value(one) for one in config],
    }
    print(short_id(connect().change(CREATE, given)["instance"]["id"]))


@app.command("update")
def update_instance(
    instance_id: str = Id,
    version: str | None = typer.Option(None, help="the id of the version to run"),
    config: list[str] = typer.Option([], help="a config variable as KEY=VALUE; may be repeated"),
) -> None:
    """Change version or configuration; it runs after `deploy`."""
    from trunkline.cli.remote import connect, global_id

    remote, instance = connect(), global_id("Instance", instance_id)
    if version is not None:
        remote.change(UPDATE, {"id": instance, "integration": global_id("Integration", version)})
    if config:
        remote.change(CONFIGURE, {"id": instance, "configVariables": [_key_value(one) for one in config]})


@app.command("deploy")
def deploy_instance(instance_id: str = Id) -> None:
    """Deploy the instance as it is configured now."""
    from trunkline.cli.remote import connect, global_id

    connect().change(DEPLOY, {"id": global_id("Instance", instance_id)})


@app.command("enable")
def enable_instance(instance_id: str = Id) -> None:
    """Let a paused instance run again."""
    _set_enabled(instance_id, True)


@app.command("disable")
def disable_instance(instance_id: str = Id) -> None:
    """Pause the instance: no schedule fires, webhooks get 409."""
    _set_enabled(instance_id, False)


@flow_configs.command("list")
def list_flow_configs(instance_id: str = Id, as_json: bool = AsJson) -> None:
    """List the flows of an instance with their webhook URLs."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, global_id, short_id

    nodes = list(connect().pages(FLOW_CONFIGS, {"id": global_id("Instance", instance_id)}))
    if as_json:
        output.show_json(nodes)
        return
    rows = ((short_id(n["id"]), n["flow"]["name"], n["webhookUrl"]) for n in nodes)
    output.show_table(("ID", "FLOW", "WEBHOOK URL"), rows, none="no flows")


@flow_configs.command("test")
def run_flow_config(
    flow_config_id: str = typer.Argument(metavar="ID", help="the id of the flow config"),
    payload: str | None = typer.Option(None, help="the body of the request"),
    content_type: str | None = typer.Option(None, help="its content type"),
    header: list[str] = typer.Option([], help="a header as NAME=VALUE; may be repeated"),
    tail: bool = typer.Option(False, "--tail", help="print its logs until it ends"),
) -> None:
    """Run a flow once as a test and print the id of the execution."""
    from trunkline.cli import follow
    from trunkline.cli.remote import connect, global_id, short_id

    headers = {pair["key"]: pair["value"] for pair in map(_key_value, header)}
    given = {
        "id": global_id("InstanceFlowConfig", flow_config_id),
        "payload": payload,
        "contentType": content_type,
        "headers": json.dumps(headers) if headers else None,
    }
    remote = connect()
    execution = remote.change(TEST, given)["testInstanceFlowConfigResult"]["execution"]["id"]
    print(short_id(execution))
    if tail:
        follow.until_ended(remote, execution)


def _set_enabled(instance_id: str, enabled: bool) -> None:
    from trunkline.cli.remote import connect, global_id

    connect().change(UPDATE, {"id": global_id("Instance", instance_id), "enabled": enabled})


def _state(enabled: bool, deployed: bool) -> str:
    if not deployed:
        return "not deployed"
    return "enabled" if enabled else "paused"


def _key_value(given: str) -> dict[str, str]:
    key, found, value = given.partition("=")
    if not found:
        raise typer.BadParameter(f"{given!r} has no '=': write it as KEY=VALUE")
    return {"key": key, "value": value}
