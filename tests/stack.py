"""The real processes: web servers and workers against a database, started and stopped (or killed) by tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

START_LIMIT_S = 60.0
STOP_LIMIT_S = 30.0


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """A web server and workers of ours on one database; ``home`` holds key file, blobs and their logs."""

    database_url: str
    home: Path
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    web: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the web server."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the environment of the processes: nothing of ours from outside, then the settings."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        return {
            **outside,
            "TRUNKLINE_HOME": str(self.home),
            "TRUNKLINE_DATABASE_URL": self.database_url,
            "TRUNKLINE_PORT": str(self.port),
            "TRUNKLINE_ALLOW_PRIVATE_NETWORKS": "127.0.0.0/8",
            "TRUNKLINE_LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self, *, workers: int = 1) -> None:
        """Start the web server and workers; return when the server is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.start_web()
        for _ in range(workers):
            self.start_worker()
        self.wait_ready()

    def start_web(self) -> None:
        """Start the web server."""
        self.web = self._spawn("serve")

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        worker = self._spawn("worker")
        self.workers.append(worker)
        return worker

    def wait_ready(self) -> None:
        """Wait until the web server says that it is ready."""
        deadline = time.monotonic() + START_LIMIT_S
        with httpx.Client(trust_env=False) as client:
            while True:
                if self.web is not None and self.web.poll() is not None:
                    raise AssertionError(f"the web server ended with {self.web.returncode}:\n{self.output()}")
                try:
                    if client.get(f"{self.url}/readyz").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    pass
                if time.monotonic() > deadline:
                    raise AssertionError(f"the web server is not ready:\n{self.output()}")
                time.sleep(0.05)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End one process without a warning."""
        process.send_signal(signal.SIGKILL)
        process.wait(STOP_LIMIT_S)
        if process in self.workers:
            self.workers.remove(process)

    def stop(self) -> None:
        """Stop everything in order: the web server first."""
        for process in [self.web, *self.workers]:
            if process is None:
                continue
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.web, self.workers = None, []

    def output(self) -> str:
        """Return what the processes have written so far."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.home.glob("*.log")))

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        number = len(list(self.home.glob(f"{command}-*.log")))
        with (self.home / f"{command}-{number}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "trunkline", command], env=self.environment(), stdout=log, stderr=log
            )
