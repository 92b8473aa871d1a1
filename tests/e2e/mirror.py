"""An instance whose runs are worth looking at: a branch, a loop, and orders that fail on purpose."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from tests.factories.definitions import definition, log_step, step, webhook_flow
from tests.running import Platform


def _reference(path: str) -> dict[str, str]:
    return {"type": "reference", "value": path}


def _flow(name: str) -> dict[str, object]:
    urgent = {"name": "Urgent", "type": "value", "value": "urgent"}
    branch = step(
        "branch",
        "branchOnValue",
        name="How urgent?",
        inputs={
            "inputValue": _reference("orderReceived.results.body.data.urgency"),
            "branchValueMappings": {"type": "complex", "value": [urgent]},
        },
        branches=[
            {"name": "Urgent", "steps": [log_step("hurry up", name="Tell the desk")]},
            {"name": "Else", "steps": [log_step("no hurry", name="Put on the pile")]},
        ],
    )
    post = step("http", "httpGet", name="Post line", inputs={"url": _reference("eachLine.currentItem.url")})
    loop = step(
        "loop",
        "loopOverItems",
        name="Each line",
        inputs={"items": _reference("orderReceived.results.body.data.lines")},
        steps=[post],
    )
    thanks = log_step("all lines are posted", name="Give thanks")
    flow = webhook_flow(name, branch, loop, thanks)
    trigger = {**flow["steps"][0], "name": "Order received"}  # type: ignore[index] # a list of steps
    return {**flow, "steps": [trigger, *flow["steps"][1:]]}  # type: ignore[index] # a list of steps


@dataclass(frozen=True)
class Mirror:
    """A deployed instance with names of its own, and the means to run it."""

    platform: Platform
    customer: str
    instance: str
    integration: str
    flow: str
    url: str
    instance_id: str

    @property
    def _good(self) -> str:
        return f"{self.platform.url}/healthz"

    def send(self, order: dict[str, Any], **options: Any) -> str:
        """Send an order; return the id of its execution, which goes on by itself."""
        answer = httpx.post(self.url, json=order, timeout=30.0, trust_env=False, **options)
        assert answer.is_success, answer.text
        return str(answer.json()["executionId"])

    def succeed(self, lines: int = 3) -> str:
        """Send an order without problems."""
        return self.send({"urgency": "none", "lines": [{"url": self._good} for _ in range(lines)]})

    def fail(self, at: int = 2) -> str:
        """Send an order whose line ``at`` is refused."""
        lines = [{"url": f"{self.platform.url}/auth/nothing" if n == at else self._good} for n in range(at + 3)]
        return self.send({"urgency": "urgent", "lines": lines})


def deployed_mirror(platform: Platform, *, customer: str = "Harbour Shop") -> Mirror:
    """Publish and deploy the flow under names that nothing else has."""
    tag = secrets.token_hex(3)
    flow, integration = f"New order {tag}", f"Order mirror {tag}"
    names = {"customer": f"{customer} {tag}", "name": f"Mirror {tag}"}
    published = platform.published(definition(integration, _flow(flow)))
    urls = platform.deployed(published, **names)
    return Mirror(platform, names["customer"], names["name"], integration, flow, urls[flow], urls["instance id"])
