"""What commands print: tables for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

_WIDE = 400


def show_json(value: object) -> None:
    """Print ``value`` as indented JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, none: str) -> None:
    """Print rows under their headings; ``none`` is what to say when there are none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    if not table.row_count:
        print(none)
        return
    # A pipe has no width: nothing may be folded there, so that a script finds one row in each line.
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def show_facts(facts: Mapping[str, object]) -> None:
    """Print names and values, one a line; what is None is left out."""
    known = {name: value for name, value in facts.items() if value is not None}
    width = max(map(len, known), default=0)
    for name, value in known.items():
        print(f"{name:<{width}}  {value}")


def local_time(text: str | None) -> str | None:
    """Return an API time as this machine's time, to the second."""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S") if text else None


def log_line(log: Mapping[str, Any]) -> str:
    """Return one log line of an execution for people."""
    at = datetime.fromisoformat(log["timestamp"]).astimezone().strftime("%H:%M:%S.%f")[:-3]
    step = f"[{log['stepName']}] " if log.get("stepName") else ""
    return f"{at} {log['severity']:<5} {step}{log['message']}"
