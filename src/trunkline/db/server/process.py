"""Processes of the embedded server: started under the watchdog, stopped by closing its input."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path
from typing import BinaryIO

from trunkline import clock, log
from trunkline.errors import SetupError

_log = log.get(__name__)

_PAUSE_S = 0.05
_LEFTOVER_LIMIT_S = 60.0
_LONGEST_LOG_BYTES = 4 * 1024 * 1024
_PROBLEMS = ("PANIC:", "invalid value", "unrecognized configuration", "FATAL:", "error:", "cannot")
_ANSWERS_TO_OUR_KNOCKING = ("the database system is", "Consistent recovery state")
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class Process:
    """A command under the watchdog. It ends when we close the pipe, and when we are gone."""

    def __init__(self, process: asyncio.subprocess.Process, pipe: int, output: Path, said_before: int) -> None:
        self._process = process
        self._pipe: int | None = pipe
        self._output = output
        self._said_before = said_before

    @classmethod
    async def start(cls, command: list[str], output: Path, *, ignored_pid: int | None = None) -> Process:
        """Start ``command``; what it says is added to ``output``.

        ``ignored_pid``: the server must take this process for another, although its pid file names it.
        """
        environment = _ENVIRONMENT | ({"PG_GRANDPARENT_PID": str(ignored_pid)} if ignored_pid else {})
        ends_with_us, pipe = os.pipe()
        try:
            with _open_log(output) as said:
                process = await asyncio.create_subprocess_exec(
                    *command, stdin=ends_with_us, stdout=said, stderr=said, env=environment
                )
                return cls(process, pipe, output, said.tell())
        except BaseException:
            os.close(pipe)
            raise
        finally:
            os.close(ends_with_us)

    @property
    def has_ended(self) -> bool:
        """Say whether it is gone."""
        return self._process.returncode is not None

    async def wait(self, limit_s: float | None = None) -> int:
        """Wait for its end; return its exit code.

        Raises:
            TimeoutError: it runs on.
        """
        async with asyncio.timeout(limit_s):
            return await self._process.wait()

    async def stop(self, limit_s: float) -> None:
        """Ask for an orderly stop and wait for it; the watchdog gets less patient by itself.

        Raises:
            TimeoutError: it is still there after ``limit_s``.
        """
        self.let_go()
        await self.wait(limit_s)

    def problem(self) -> str:
        """Return the line that tells why it ended, for people."""
        with self._output.open("rb") as file:
            file.seek(self._said_before)
            lines = file.read().decode(errors="replace").splitlines()
        lines = [line for line in lines if not any(answer in line for answer in _ANSWERS_TO_OUR_KNOCKING)]
        for word in _PROBLEMS:
            for line in lines:
                if word in line:
                    return line[line.index(word) :]
        return lines[-1] if lines else "it does not say why"

    def let_go(self) -> None:
        """Close the pipe, which the watchdog takes as the wish to stop."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def postmaster_pid(data: Path) -> int | None:
    """Return the process that runs on this data folder now; None: there is none."""
    pid = noted_pid(data)
    return pid if pid is not None and _works_in(pid, data) else None


def noted_pid(data: Path) -> int | None:
    """Return the process that the folder's pid file names; after a crash it may be anybody's."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def foreign_pid(data: Path) -> int | None:
    """Return the noted process if it lives and is none of this folder's: its number was given out again."""
    pid = noted_pid(data)
    return pid if pid is not None and _is_alive(pid) and not _works_in(pid, data) else None


async def stop_leftover(data: Path) -> None:
    """Stop a server that outlived its supervisor, and wait for one that is about to stop.

    Raises:
        SetupError: it does not stop.
    """
    deadline = clock.monotonic_s() + _LEFTOVER_LIMIT_S
    asked = False
    while (pid := postmaster_pid(data)) is not None:
        if not asked:
            _log.warning("postgres.leftover_stopped", pid=pid)
            _send(pid, signal.SIGINT)
            asked = True
        if clock.monotonic_s() > deadline:
            raise SetupError(f"an earlier PostgreSQL (process {pid}) does not stop: end it, then start again")
        await asyncio.sleep(_PAUSE_S)


def _open_log(file: Path) -> BinaryIO:
    """Open the log to write at its end; one that has grown long is put aside first."""
    if file.exists() and file.stat().st_size > _LONGEST_LOG_BYTES:
        file.replace(file.with_name(file.name + ".old"))
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # gone by itself


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, data: Path) -> bool:
    """Say whether the process is a server whose folder is ``data``; servers stay in theirs."""
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").samefile(data)
        except OSError:
            return False
    shown = subprocess.run(  # noqa: S603 - a fixed command
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in shown and str(data) in shown
