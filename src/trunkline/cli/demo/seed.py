"""Fills the demo organization through the API, as anybody would; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from trunkline.cli import customers, instances, integrations
from trunkline.cli.demo.erp import SLOW_SKU
from trunkline.cli.remote import Remote
from trunkline.errors import SetupError
from trunkline.settings import Settings

ORDER_MIRROR = "Order mirror"
NIGHTLY_REPORT = "Nightly report"
SEQUENCE = """
query versions($id: ID!) {
  integration(id: $id) { versionSequence(first: 100) { nodes { id versionNumber } } }
}
"""


@dataclass(frozen=True)
class Setup:
    """One instance of the demo: whose, of which version, configured how."""

    customer: str
    integration: str
    version: int
    name: str
    config: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


CUSTOMERS = {"Kestrel Outdoor": "kestrel", "Bluebell Interiors": "bluebell", "Harbour & Pine": "harbour-pine"}
DEFINITIONS = {
    ORDER_MIRROR: ("order-mirror-1.yml", "order-mirror.yml"),
    NIGHTLY_REPORT: ("nightly-report.yml",),
}
COMMENTS = ("first version", "tells the sales desk about large orders")
SETUPS = (
    Setup("Kestrel Outdoor", ORDER_MIRROR, 1, "Outdoor shop"),
    Setup("Bluebell Interiors", ORDER_MIRROR, 2, "Web shop", {"Large order": {"value": "500"}}),
    Setup("Harbour & Pine", ORDER_MIRROR, 2, "Web shop", {"Warehouse": {"value": "Rotterdam"}}),
    Setup("Kestrel Outdoor", NIGHTLY_REPORT, 1, "Low stock"),
    Setup(
        "Harbour & Pine",
        NIGHTLY_REPORT,
        1,
        "Low stock",
        {"Report time": {"value": "0 6 * * 1-5", "timeZone": "America/New_York"}},
    ),
)
ORDERS: tuple[tuple[str, int, dict[str, int]], ...] = (
    ("A-1", 240, {"CHAIR-OAK": 2, "LAMP-BRASS": 1}),
    ("A-2", 1980, {"DESK-160": 2, "SHELF-90": 4}),
    ("A-3", 75, {"CHAIR-OAK": 1, "STOOL-XL": 1}),  # the ERP does not know this stool: the run fails
    ("A-4", 35, {SLOW_SKU: 1}),  # runs for a while
    ("A-5", 90, {"SHELF-90": 1}),
)
"""What the shop sends: number, amount, quantity by product."""


def seed(remote: Remote, here: Settings) -> str:
    """Make what is missing of the demo and return a webhook URL to try.

    Raises:
        TrunklineError: the API refuses something.
    """
    known = {node["name"]: node["id"] for node in remote.pages(customers.LIST)}
    owners = {name: known.get(name) or _customer(remote, name, key) for name, key in CUSTOMERS.items()}
    versions = {name: _versions(remote, name) for name in DEFINITIONS}
    there = {(node["customer"]["id"], node["name"]) for node in remote.pages(instances.LIST)}
    missing = [one for one in SETUPS if (owners[one.customer], one.name) not in there]
    for one in missing:
        _deploy(remote, one, owners[one.customer], versions[one.integration][one.version], here)
    mirrors = _flow_configs(remote, ORDER_MIRROR)
    if missing:
        _send_orders(remote, [str(mirror["webhookUrl"]) for mirror in mirrors])
        for report in _flow_configs(remote, NIGHTLY_REPORT):  # before its first night there would be none to look at
            remote.change(instances.TEST, {"id": report["id"]})
    return str(mirrors[0]["webhookUrl"])


def definition(name: str) -> str:
    """Return the text of one of the demo's definitions."""
    return files("trunkline.cli.demo").joinpath(name).read_text(encoding="utf-8")


def _customer(remote: Remote, name: str, external_id: str) -> str:
    made = remote.change(customers.CREATE, {"name": name, "externalId": external_id})
    return str(made["customer"]["id"])


def _versions(remote: Remote, name: str) -> dict[int, str]:
    """Return the ids of an integration's published versions by number, publishing those that are missing."""
    known = {node["name"]: node for node in remote.pages(integrations.LIST)}
    draft = known[name]["id"] if name in known else None
    published = known[name]["versionNumber"] if name in known else 0
    for number, file in enumerate(DEFINITIONS[name], start=1):
        if number > published:
            given = {"definition": definition(file), "integrationId": draft}
            draft = remote.change(integrations.IMPORT, given)["integration"]["id"]
            remote.change(integrations.PUBLISH, {"id": draft, "comment": COMMENTS[number - 1]})
    nodes = remote.ask(SEQUENCE, {"id": draft})["integration"]["versionSequence"]["nodes"]
    return {node["versionNumber"]: node["id"] for node in nodes}


def _deploy(remote: Remote, one: Setup, customer: str, version: str, here: Settings) -> None:
    config = {"ERP URL": {"value": f"http://127.0.0.1:{here.demo_erp_port}"}, **one.config}
    variables = [{"key": key, **value} for key, value in config.items()]
    given = {"name": one.name, "customer": customer, "integration": version, "configVariables": variables}
    made = remote.change(instances.CREATE, given)["instance"]["id"]
    remote.change(instances.DEPLOY, {"id": made})


def _flow_configs(remote: Remote, integration: str) -> list[dict[str, Any]]:
    """Return the flow configs of an integration's instances."""
    found = [node["id"] for node in remote.pages(instances.LIST) if node["integration"]["name"] == integration]
    return [flow for id in found for flow in remote.pages(instances.FLOW_CONFIGS, {"id": id})]


def _send_orders(remote: Remote, webhooks: list[str]) -> None:
    """Call the webhooks, so that there are runs to look at: some succeed, some fail, one takes its time."""
    for webhook in webhooks:
        for number, total, lines in ORDERS:
            order = {
                "id": number,
                "total": total,
                "lines": [{"sku": s, "quantity": q} for s, q in lines.items()],
            }
            answer = remote.http.post(urlsplit(webhook).path, json=order)
            if answer.status_code != 200:
                raise SetupError(f"the demo's webhook answers {answer.status_code}: {answer.text[:200]}")
