"""Fills a database with deployed instances, fast: rows as deploying makes them, 10,000 endpoints in seconds."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from trunkline import clock
from trunkline.api import ids
from trunkline.db import models
from trunkline.db.session import Database
from trunkline.secrets import Keyring, load_root_key

FLOWS = 10
STEPS = """\
      - name: Note order
        action: {component: {key: log, version: LATEST, isPublic: true}, key: writeLog}
        inputs:
          level: {type: value, value: info}
          message: {type: template, value: "order {{$trigger.results.body.data.id}} for {{#Warehouse}}"}
      - name: By currency
        action: {component: {key: branch, version: LATEST, isPublic: true}, key: branchOnValue}
        inputs:
          inputValue: {type: reference, value: trigger.results.body.data.currency}
          branchValueMappings:
            type: complex
            value: [{name: Euro, type: value, value: EUR}, {name: Dollar, type: value, value: USD}]
        branches:
          - name: Euro
            steps:
              - name: By amount
                action: {component: {key: branch, version: LATEST, isPublic: true}, key: branchOnExpression}
                inputs:
                  conditions:
                    type: complex
                    value:
                      - name: Large
                        type: complex
                        value: [and, [greaterThan, {name: '', type: reference, value: trigger.results.body.data.amount},
                                     {name: '', type: value, value: '1000'}]]
                branches:
                  - {name: Large, steps: []}
                  - {name: Else, steps: []}
          - {name: Dollar, steps: []}
          - {name: Else, steps: []}
      - name: By customer
        action: {component: {key: branch, version: LATEST, isPublic: true}, key: branchOnValue}
        inputs:
          inputValue: {type: reference, value: trigger.results.body.data.customer.id}
          branchValueMappings: {type: complex, value: [{name: Ada, type: value, value: cus_8412}]}
        branches:
          - {name: Ada, steps: []}
          - {name: Else, steps: []}
      - name: Note end
        action: {component: {key: log, version: LATEST, isPublic: true}, key: writeLog}
        inputs:
          level: {type: value, value: info}
          message: {type: template, value: "{{$byAmount.results}} order noted"}
"""


def definition() -> str:
    """Return an integration of ten flows, each with a trigger that needs a key and five steps."""
    flows = [
        f"""\
  - name: Flow {number}
    stableKey: flow-{number}
    endpointSecurityType: customer_required
    steps:
      - name: Trigger
        isTrigger: true
        action: {{component: {{key: webhook-triggers, version: LATEST, isPublic: true}}, key: webhook}}
        inputs: {{}}
{STEPS}"""
        for number in range(FLOWS)
    ]
    variables = "requiredConfigVars:\n  - {key: Warehouse, stableKey: warehouse, dataType: string}\n"
    return f"definitionVersion: 7\nname: Bench\n{variables}configPages: []\nflows:\n" + "".join(flows)


@dataclass(frozen=True)
class Target:
    """One endpoint: its path and its key."""

    path: str
    key: str


async def seed(database_url: str, home: Path, *, customers: int, instances_each: int) -> list[Target]:
    """Make one organization with so many deployed instances of ten flows each; return all endpoints."""
    keyring = Keyring(load_root_key(home / "root.key"))
    org_id, integration_id, now = clock.new_id(), clock.new_id(), clock.now()
    wrapped = keyring.new_wrapped_key(org_id)
    rows: dict[type, list[dict[str, object]]] = {
        models.Customer: [], models.Instance: [], models.InstanceFlowConfig: [], models.Deployment: [],
    }  # fmt: skip
    targets: list[Target] = []
    for customer_number in range(customers):
        customer_id = clock.new_id()
        rows[models.Customer].append({"id": customer_id, "org_id": org_id, "name": f"Customer {customer_number}"})
        for number in range(instances_each):
            targets += _instance(rows, keyring, wrapped, org_id, customer_id, integration_id, number)
    database = Database(database_url)
    async with database.engine_session() as session:
        await session.execute(
            sa.insert(models.Organization), [{"id": org_id, "name": f"Bench {org_id}", "wrapped_key": wrapped}]
        )
        await session.execute(
            sa.insert(models.Integration),
            [{
                "id": integration_id, "org_id": org_id, "sequence_id": clock.new_id(), "is_draft": False,
                "version_number": 1, "version_is_latest": True, "published_at": now, "name": "Bench",
                "definition": definition(),
            }],
        )  # fmt: skip
        await session.execute(sa.insert(models.Flow), [_flow(org_id, integration_id, n) for n in range(FLOWS)])
        await session.execute(sa.insert(models.Customer), rows[models.Customer])
        await session.execute(sa.insert(models.Instance), rows[models.Instance])
        await session.execute(sa.insert(models.InstanceFlowConfig), rows[models.InstanceFlowConfig])
        await session.execute(sa.insert(models.Deployment), rows[models.Deployment])
        await session.execute(
            sa.text(
                "UPDATE instance SET deployment_id = d.id FROM deployment d WHERE d.instance_id = instance.id"
                " AND instance.org_id = :org"
            ),
            {"org": org_id},
        )
    await database.close()
    return targets


def _flow(org_id: UUID, integration_id: UUID, number: int) -> dict[str, object]:
    return {
        "id": clock.new_id(), "org_id": org_id, "integration_id": integration_id, "stable_key": f"flow-{number}",
        "name": f"Flow {number}", "position": number, "is_synchronous": False,
        "endpoint_security_type": "customer_required", "trigger_component_key": "webhook-triggers",
        "trigger_action_key": "webhook",
    }  # fmt: skip


def _instance(rows, keyring, wrapped, org_id, customer_id, integration_id, number) -> list[Target]:
    instance_id, targets, flows = clock.new_id(), [], {}
    rows[models.Instance].append({
        "id": instance_id, "org_id": org_id, "customer_id": customer_id, "integration_id": integration_id,
        "name": f"Instance {number}", "config_state": "FULLY_CONFIGURED", "needs_deploy": False,
        "last_deployed_at": clock.now(),
    })  # fmt: skip
    for flow in range(FLOWS):
        flow_config_id, key = clock.new_id(), secrets.token_urlsafe(24)
        sealed = keyring.encrypt(
            org_id, wrapped, json.dumps([key]).encode(), object_id=flow_config_id, field="api_keys"
        )
        rows[models.InstanceFlowConfig].append({
            "id": flow_config_id, "org_id": org_id, "instance_id": instance_id, "flow_stable_key": f"flow-{flow}",
            "api_keys": sealed,
        })  # fmt: skip
        flows[f"flow-{flow}"] = {"flow_config_id": str(flow_config_id), "name": f"Flow {flow}", "schedule": None}
        targets.append(Target(f"/trigger/{ids.encode('InstanceFlowConfig', flow_config_id)}", key))
    rows[models.Deployment].append({
        "id": clock.new_id(), "org_id": org_id, "instance_id": instance_id, "integration_id": integration_id,
        "number": 1, "config": {"Warehouse": "Hamburg"}, "flows": flows, "created_at": clock.now(),
    })  # fmt: skip
    return targets
