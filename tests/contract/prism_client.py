"""The public command line itself, from npm, talking to the running platform."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.running import Platform

FOLDER = Path(__file__).parent / "prism"
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = FOLDER / "node_modules" / "@prismatic-io" / "prism" / "lib" / "run.js"
INSTALL_LIMIT_S = 300.0
COMMAND_LIMIT_S = 90.0


@dataclass(frozen=True)
class Prism:
    """Runs commands as a person with an access token would; its own files go to ``home``."""

    platform: Platform
    home: Path

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        """Run a command and return what it printed; the address must be exactly the server's."""
        known = ("PATH", "LANG", "TMPDIR")
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(PROGRAM), *arguments],
            env={
                **{name: os.environ[name] for name in known if name in os.environ},
                "HOME": str(self.home),
                "PRISMATIC_URL": self.platform.url,
                "PRISM_ACCESS_TOKEN": self.platform.token,
                "NO_COLOR": "1",
            },
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        told = done.stdout + done.stderr + self.platform.stack.output()
        assert done.returncode == exit_code, told
        return (done.stdout if exit_code == 0 else done.stderr).strip()


def install() -> None:
    """Install what the lock file names, once for all test workers."""
    installed = FOLDER / "node_modules" / ".package-lock.json"
    with (FOLDER / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed.exists() and installed.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
            return
        subprocess.run(
            [sys.executable, str(ROOT / "tools" / "node.py"), "npm", "--prefix", str(FOLDER), "ci", "--ignore-scripts"],
            timeout=INSTALL_LIMIT_S,
            check=True,
            stdout=sys.stderr,
        )
