"""The tree of commands. Each file names its own; what a command needs is imported when it runs."""

from __future__ import annotations

import typer

from trunkline.cli import (
    backup,
    customers,
    database,
    dev,
    executions,
    instances,
    integrations,
    logs,
    schema,
    serve,
    tokens,
)

app = typer.Typer(
    help="Trunkline: an open, self-hosted embedded integration platform.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("dev")(dev.dev)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("schema")(schema.schema)
app.command("demo-erp", hidden=True)(serve.demo_erp)
app.add_typer(database.app, name="db", help="The database: its tables and their version.")
app.add_typer(tokens.app, name="token", help="API tokens.")
app.command("logs")(logs.logs)
app.add_typer(executions.app, name="executions", help="What ran, and what came of it.")
app.add_typer(instances.app, name="instances", help="Integrations as configured for one customer.")
app.add_typer(integrations.app, name="integrations", help="Integrations and their published versions.")
app.add_typer(customers.app, name="customers", help="The customers of your organization.")
