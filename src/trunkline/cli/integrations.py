"""``trunkline integrations``: import definitions, publish versions."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from trunkline.errors import Invalid

app = typer.Typer(no_args_is_help=True)
Id = typer.Argument(metavar="ID", help="the id of the integration")

LIST = """
query integrations($first: Int, $after: String) {
  integrations(first: $first, after: $after) {
    nodes { id name description versionNumber labels }
    pageInfo { hasNextPage endCursor }
  }
}
"""
IMPORT = """
mutation importIntegration($input: ImportIntegrationInput!) {
  importIntegration(input: $input) { integration { id } errors { field messages } }
}
"""
PUBLISH = """
mutation publishIntegration($input: PublishIntegrationInput!) {
  publishIntegration(input: $input) { integration { id versionNumber } errors { field messages } }
}
"""
EXPORT = """
query definition($id: ID!) {
  integration(id: $id) { definition }
}
"""


@app.command("list")
def list_integrations(as_json: bool = typer.Option(False, "--json", help="print JSON")) -> None:
    """List the integrations with their latest version."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, short_id

    nodes = list(connect().pages(LIST))
    if as_json:
        output.show_json(nodes)
        return
    rows = ((short_id(n["id"]), n["name"], n["versionNumber"] or "draft") for n in nodes)
    output.show_table(("ID", "NAME", "VERSION"), rows, none="no integrations")


@app.command("import")
def import_integration(
    file: Path = typer.Argument(help="the definition, a YAML file; - reads standard input"),
    integration_id: str | None = typer.Option(None, help="replace the draft of this integration"),
) -> None:
    """Import a definition as a new integration, or as the draft of one, and print its id."""
    from trunkline.cli.remote import connect, global_id, short_id

    given = {
        "definition": _read(file),
        "integrationId": global_id("Integration", integration_id) if integration_id else None,
    }
    print(short_id(connect().change(IMPORT, given)["integration"]["id"]))


@app.command("publish")
def publish_integration(
    integration_id: str = Id, comment: str | None = typer.Option(None, help="what is new in this version")
) -> None:
    """Publish the draft as the next version and print the id of that version."""
    from trunkline.cli.remote import connect, global_id, short_id

    given = {"id": global_id("Integration", integration_id), "comment": comment}
    print(short_id(connect().change(PUBLISH, given)["integration"]["id"]))


@app.command("export")
def export_integration(
    integration_id: str = Id,
    file: Path | None = typer.Option(None, "--output", help="where to write it, else printed"),
) -> None:
    """Print the definition, or write it to a file."""
    from trunkline.cli.remote import connect, found, global_id

    node = connect().ask(EXPORT, {"id": global_id("Integration", integration_id)})["integration"]
    text = found(node, "integration", integration_id)["definition"]
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text)
    except OSError as wrong:
        raise Invalid(f"{file} cannot be written: {wrong.strerror}") from None


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except OSError as wrong:
        raise Invalid(f"{file} cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not text in UTF-8") from None
