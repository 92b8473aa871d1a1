"""``trunkline logs``: what executions wrote, now or as it comes."""

from __future__ import annotations

import typer

LIST = """
query logs($first: Int, $after: String, $executionResult: ID) {
  logs(
    first: $first, after: $after, executionResult: $executionResult
    orderBy: { field: TIMESTAMP, direction: DESC }
  ) {
    nodes { id timestamp severity message stepName loopPath }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def logs(
    execution: str | None = typer.Option(None, help="only those of this execution"),
    tail: bool = typer.Option(False, "--tail", help="wait for more; for one execution, until it ends"),
    limit: int = typer.Option(50, min=1, help="how many, the latest ones"),
    as_json: bool = typer.Option(False, "--json", help="print JSON"),
) -> None:
    """Print log lines, oldest first."""
    from trunkline.cli import follow, output
    from trunkline.cli.remote import connect, global_id

    if tail and as_json:
        raise typer.BadParameter("--json and --tail do not go together")
    remote = connect()
    one = global_id("InstanceExecutionResult", execution) if execution else None
    if tail:
        follow.until_ended(remote, one) if one else follow.everything(remote)
        return
    nodes = list(remote.pages(LIST, {"executionResult": one}, limit=limit))[::-1]
    if as_json:
        output.show_json(nodes)
        return
    for node in nodes:
        print(output.log_line(node))
