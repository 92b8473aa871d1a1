"""Servers of a test's own, with everything written to disk as in real life."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

NOBODY = 65534


@dataclass(frozen=True)
class Supervisor:
    """A process of its own that keeps an embedded server."""

    process: subprocess.Popen[str]
    url: str
    postmaster: psutil.Process

    @property
    def watchdog(self) -> psutil.Process:
        found = self.postmaster.parent()
        assert found is not None
        return found


@pytest.fixture
def supervisors() -> Iterator[list[Supervisor]]:
    """Return a list of what was started; all of it is gone after the test."""
    started: list[Supervisor] = []
    yield started
    for each in started:
        assert each.process.stdin is not None
        assert each.process.stdout is not None
        with suppress(BrokenPipeError):
            each.process.stdin.close()
        each.process.wait(60)
        each.process.stdout.close()
        psutil.wait_procs([each.postmaster], timeout=60)


@pytest.fixture
def start_supervisor(supervisors: list[Supervisor], tmp_path: Path) -> Starter:
    """Return a function that starts a supervisor of the server in a home."""
    return Starter(supervisors, tmp_path)


@dataclass(frozen=True)
class Starter:
    started: list[Supervisor]
    logs: Path

    def __call__(self, home: Path) -> Supervisor:
        with (self.logs / "supervisor.log").open("a") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.fault.db.supervisor", str(home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        assert process.stdout is not None
        line = process.stdout.readline().split()
        assert line, (self.logs / "supervisor.log").read_text()
        supervisor = Supervisor(process, line[0], psutil.Process(int(line[1])))
        self.started.append(supervisor)
        return supervisor


@contextmanager
def acting_as(uid: int) -> Iterator[None]:
    """Act as another user of the machine; needs root."""
    os.setegid(uid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user of the machine can enter, unlike ``tmp_path``."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
