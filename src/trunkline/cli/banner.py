"""What ``trunkline dev`` says when it is ready: where, how to sign in, and what to try first."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from trunkline.cli.home import Credentials
from trunkline.cli.preflight import web_app_is_built
from trunkline.settings import Settings

SAMPLE = '{"id": "A-1001", "total": 1190, "lines": [{"sku": "CHAIR-OAK", "quantity": 2}]}'


def show(here: Settings, credentials: Credentials, webhook_url: str | None) -> None:
    """Print the address, the sign-in, and commands that work when they are pasted."""
    pages = [] if web_app_is_built() else ["  (without its pages: `make install` builds them)"]
    lines = [
        "",
        f"Trunkline is ready: {here.base_url}",
        *pages,
        f"  Sign in   {credentials.email}  /  {credentials.password}",
        f"  Token     {credentials.token}",
        "",
        f"Try, in another terminal in {Path.cwd()}:",
        *(f"  {command}" for command in _commands(here, webhook_url)),
        "",
        "Ctrl-C stops everything; the data stays.",
        "",
    ]
    print("\n".join(lines), flush=True)


def _commands(here: Settings, webhook_url: str | None) -> list[str]:
    us = _our_name()
    if here.home != Path.cwd() / Settings.model_fields["home"].default:
        us = f"TRUNKLINE_HOME={shlex.quote(str(here.home))} {us}"
    send = f"curl -H 'Content-Type: application/json' -d {shlex.quote(SAMPLE)} {webhook_url}"
    first = [send] if webhook_url else []
    return [*first, f"{us} executions list", f"{us} logs --tail"]


def _our_name() -> str:
    """Return how to call this program from here: by its name only when that finds this very program."""
    own = Path(sys.executable).with_name("trunkline")
    on_path = shutil.which("trunkline")
    if on_path and Path(on_path).resolve() == own.resolve():
        return "trunkline"
    return shlex.quote(str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own))
