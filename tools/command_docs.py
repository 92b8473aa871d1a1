"""Write ``docs/command-line.md`` from the commands themselves: ``python tools/command_docs.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from trunkline.cli.app import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "command-line.md"
INTRODUCTION = """\
# Command line

Commands of the first table work on the machine itself: they read the [settings](settings.md) and open the database.
Those of the second talk to a server through its API: the one of `TRUNKLINE_URL` with the token of `TRUNKLINE_TOKEN`,
else the one that `trunkline dev` runs in this folder.

Exit codes: 0; 1 when something failed, with one line on standard error; 2 when the command was typed wrong.
Ids may be given short, as the tables show them, or as the API gives them. With `--json` a command prints what the API
gave.
"""
LOCAL = {"dev", "serve", "worker", "backup", "restore", "schema", "db", "token"}


def page() -> str:
    """Return the page in Markdown."""
    commands = list(_leaves((), get_command(app)))
    local = [_row(path, command) for path, command in commands if path[0] in LOCAL]
    remote = [_row(path, command) for path, command in commands if path[0] not in LOCAL]
    return "\n".join([INTRODUCTION, "## On the machine", *_table(local), "", "## Through the API", *_table(remote), ""])


def _table(rows: list[str]) -> list[str]:
    return ["", "| command | does | options |", "| --- | --- | --- |", *rows]


def _row(path: tuple[str, ...], command: Any) -> str:
    arguments = [p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden and p.name != "help"]
    told = "<br>".join(f"`{option.opts[0]}` {option.help}" for option in options)
    return f"| `trunkline {' '.join([*path, *arguments])}` | {command.help.rstrip('.')} | {told} |"


def _leaves(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, one in inner.items():
        if not one.hidden:
            yield from _leaves((*path, name), one)


if __name__ == "__main__":
    PAGE.write_text(page())
