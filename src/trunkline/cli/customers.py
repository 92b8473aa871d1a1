"""``trunkline customers``: the customers of the organization."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)

LIST = """
query customers($first: Int, $after: String) {
  customers(first: $first, after: $after) {
    nodes { id name externalId description labels }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE = """
mutation createCustomer($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { id } errors { field messages } }
}
"""


@app.command("list")
def list_customers(as_json: bool = typer.Option(False, "--json", help="print JSON")) -> None:
    """List the customers."""
    from trunkline.cli import output
    from trunkline.cli.remote import connect, short_id

    nodes = list(connect().pages(LIST))
    if as_json:
        output.show_json(nodes)
        return
    rows = ((short_id(n["id"]), n["name"], n["externalId"]) for n in nodes)
    output.show_table(("ID", "NAME", "EXTERNAL ID"), rows, none="no customers")


@app.command("create")
def create_customer(
    name: str = typer.Argument(help="the name of the customer"),
    external_id: str | None = typer.Option(None, help="your own id of the customer"),
    description: str | None = typer.Option(None, help="what to know about it"),
) -> None:
    """Create a customer and print its id."""
    from trunkline.cli.remote import connect, short_id

    given = {"name": name, "externalId": external_id, "description": description}
    print(short_id(connect().change(CREATE, given)["customer"]["id"]))
