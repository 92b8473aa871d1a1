"""Our own command line as a process of its own, talking to the running platform."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.running import Platform

COMMAND_LIMIT_S = 60.0


@dataclass(frozen=True)
class Commands:
    """Runs ``trunkline`` commands with the owner's token."""

    platform: Platform
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, exit_code: int = 0, given: str = "") -> str:
        """Run a command and return what it printed: on standard error when it is meant to fail."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        ours = {"TRUNKLINE_URL": self.platform.url, "TRUNKLINE_TOKEN": self.platform.token}
        done = subprocess.run(
            [sys.executable, "-m", "trunkline", *arguments],
            env={**outside, **ours, **self.settings},
            input=given,
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        told = done.stdout + done.stderr + self.platform.stack.output()
        assert done.returncode == exit_code, told
        return done.stdout if exit_code == 0 else done.stderr
