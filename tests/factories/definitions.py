"""Definitions for tests, as YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Table = Mapping[str, object]


def value(text: str) -> Table:
    """Return an input with a fixed text."""
    return {"type": "value", "value": text}


def step(component: str, key: str, *, name: str | None = None, inputs: Table | None = None, **more: object) -> Table:
    """Return a step that does an action of a component."""
    action = {"component": {"key": component, "version": "LATEST", "isPublic": True}, "key": key}
    return {"name": name or key, "action": action, "inputs": inputs or {}, **more}


def log_step(message: str = "hello", *, name: str = "Write log") -> Table:
    """Return a step that writes a line to the log."""
    return step("log", "writeLog", name=name, inputs={"message": value(message)})


def webhook_flow(name: str = "Orders", *steps: Table, trigger_schedule: Table | None = None, **more: object) -> Table:
    """Return a flow that starts when its address is called."""
    schedule = {"schedule": trigger_schedule} if trigger_schedule else {}
    trigger = step("webhook-triggers", "webhook", name="Trigger", isTrigger=True, **schedule)
    return {"name": name, "steps": [trigger, *(steps or [log_step()])], **more}


def scheduled_flow(name: str = "Nightly", *, schedule: Table, **more: object) -> Table:
    """Return a flow that starts at times."""
    trigger = step("schedule-triggers", "schedule", name="Trigger", isTrigger=True, schedule=schedule)
    return {"name": name, "steps": [trigger, log_step()], **more}


def variable(key: str, data_type: str = "string", **more: object) -> Table:
    """Return a required config variable."""
    return {"key": key, "dataType": data_type, **more}


def definition(
    name: str, *flows: Table, variables: Sequence[Table] = (), pages: Sequence[Table] = (), **more: object
) -> str:
    """Return a definition: one webhook flow unless told otherwise. (JSON is YAML, too.)"""
    whole = {
        "definitionVersion": 7,
        "name": name,
        "requiredConfigVars": list(variables),
        "configPages": list(pages),
        "flows": list(flows) or [webhook_flow()],
        **more,
    }
    return json.dumps(whole, indent=1)
