"""``trunkline dev`` as people start it, for tests: a process in a folder, and what it printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil

START_LIMIT_S = 90.0
STOP_LIMIT_S = 60.0
COMMAND_LIMIT_S = 60.0
TRUNKLINE = [sys.executable, "-m", "trunkline"]


@dataclass
class Dev:
    """A ``trunkline dev`` in ``folder``; started by ``start``."""

    folder: Path
    arguments: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    _is_ready: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Dev:
        """Start it and wait until it says that it is ready."""
        self.lines.clear()
        self._is_ready.clear()
        self.process = subprocess.Popen(
            [*TRUNKLINE, "dev", *self.arguments],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reader = threading.Thread(target=self._read, args=[self.process], daemon=True)
        reader.start()
        assert self._is_ready.wait(START_LIMIT_S), "\n".join(self.lines)
        assert self.process.poll() is None, "\n".join(self.lines)
        return self

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does, and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(STOP_LIMIT_S)

    def children(self) -> list[psutil.Process]:
        """Return its processes: servers, workers, database."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def erp_url(self) -> str:
        """Return the address of the demo's ERP."""
        erp = next(child for child in self.children() if "demo-erp" in child.cmdline())
        (port,) = {one.laddr.port for one in erp.net_connections(kind="tcp") if one.status == psutil.CONN_LISTEN}
        return f"http://127.0.0.1:{port}"

    def environment(self) -> dict[str, str]:
        """Return an environment without settings of ours but free ports."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        return outside | {"TRUNKLINE_PORT": "0", "TRUNKLINE_DEMO_ERP_PORT": "0"}

    def said(self, pattern: str) -> str:
        """Return the first group of a pattern in what it printed."""
        found = re.search(pattern, "\n".join(self.lines))
        assert found, "\n".join(self.lines)
        return found[1]

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        """Run another command of ours in the same folder and return what it printed."""
        done = subprocess.run(
            [*TRUNKLINE, *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def paste(self, line: str) -> subprocess.Popen[str]:
        """Start a printed command as a shell in the folder would."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        return subprocess.Popen(
            ["/bin/sh", "-c", f"exec {line}"],
            cwd=self.folder,
            env=outside,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def commands(self) -> list[str]:
        """Return the commands that it offers to try."""
        return [line.strip() for line in self.lines if line.startswith("  ") and len(shlex.split(line)) > 2][-3:]

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip("\n"))
                if "Ctrl-C stops everything" in line:
                    self._is_ready.set()
        self._is_ready.set()  # it ended: whoever waits should look
