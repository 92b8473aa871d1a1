"""``trunkline executions``: what ran, and what came of it."""

from __future__ import annotations

from typing import Any

import typer

app = typer.Typer(no_args_is_help=True)

LIST = """
query executions($first: Int, $after: String, $instance: ID, $status_In: [ExecutionStatus]) {
  executionResults(first: $first, after: $after, instance: $instance, status_In: $status_In) {
    nodes {
      id status startedAt endedAt durationMs error invokeType
      flow { name } instance { id name } customer { name } integration { name versionNumber }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
GET = """
query execution($id: ID!) {
  executionResult(id: $id) {
    id status startedAt endedAt durationMs error failedStepName attempt invokeType
    flow { name } instance { id name } customer { name } integration { name versionNumber }
    stepResults(first: 100) { nodes { stepName loopPath startedAt endedAt error output } }
  }
}
"""
STATUSES = ("queued", "pending", "success", "error", "canceled")


@app.command("list")
def list_executions(
    instance: str | None = typer.Option(None, help="only those of this instance"),
    status: str | None = typer.Option(None, help="only these: " + ", ".join(STATUSES)),
    limit: int = typer.Option(20, min=1, help="how many, newest first"),
    as_json: bool = typer.Option(False, "--json", help="print JSON"),
) -> None:
    """List executions, newest first."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, global_id, short_id

    wanted = {
        "instance": global_id("Instance", instance) if instance else None,
        "status_In": [_status(status)] if status else None,
    }
    nodes = list(connect().pages(LIST, wanted, limit=limit))
    if as_json:
        output.show_json(nodes)
        return
    rows = (
        (short_id(n["id"]), n["status"].lower(), output.local_time(n["startedAt"]), _duration(n), *_names(n))
        for n in nodes
    )
    headings = ("ID", "STATUS", "STARTED", "TOOK", "FLOW", "CUSTOMER", "INSTANCE")
    output.show_table(headings, rows, none="no executions")


@app.command("get")
def get_execution(
    execution_id: str = typer.Argument(metavar="ID", help="the id of the execution"),
    as_json: bool = typer.Option(False, "--json", help="print JSON"),
) -> None:
    """Show one execution and its steps."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, found, global_id

    node = connect().ask(GET, {"id": global_id("InstanceExecutionResult", execution_id)})["executionResult"]
    execution = found(node, "execution", execution_id)
    if as_json:
        output.show_json(execution)
        return
    output.show_facts(_facts(execution))
    print()
    rows = (
        (step["stepName"], step["loopPath"], "failed" if step["error"] else "ok", _excerpt(step))
        for step in execution["stepResults"]["nodes"]
    )
    output.show_table(("STEP", "LOOP", "STATE", "RESULT"), rows, none="no step has ended yet")


def _status(given: str) -> str:
    if given.lower() not in STATUSES:
        raise typer.BadParameter(f"{given!r} is none of {', '.join(STATUSES)}", param_hint="--status")
    return given.upper()


def _facts(execution: dict[str, Any]) -> dict[str, object]:
    from trunkline.cli import output

    flow, customer, instance = _names(execution)
    return {
        "status": execution["status"].lower(),
        "flow": flow,
        "customer": customer,
        "instance": instance,
        "started": output.local_time(execution["startedAt"]),
        "took": _duration(execution),
        "attempt": execution["attempt"] if execution["attempt"] > 1 else None,
        "failed at": execution["failedStepName"],
        "error": execution["error"],
    }


def _names(node: dict[str, Any]) -> tuple[str, str | None, str | None]:
    def name(part: str) -> str | None:
        return node[part]["name"] if node[part] else None

    version = node["integration"]
    origin = f" ({version['name']} v{version['versionNumber']})" if version else ""
    return f"{name('flow') or 'deleted flow'}{origin}", name("customer"), name("instance")


def _duration(node: dict[str, Any]) -> str | None:
    took = node["durationMs"]
    if took is None:
        return None
    return f"{took} ms" if took < 1000 else f"{took / 1000:.1f} s"


def _excerpt(step: dict[str, Any]) -> str:
    text = step["error"] or step["output"] or ""
    return text if len(text) <= 100 else text[:99] + "…"
