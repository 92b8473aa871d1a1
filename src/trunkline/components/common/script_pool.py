"""The processes that run people's JavaScript: few, started when needed, used again, and thrown away when they break.

They get no environment, no open files but two pipes, and limits of the kernel on memory and time. They end when this
process does: nobody writes to their pipe any more.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("script_host.py")
PROCESS_BYTES = 1024 * 1024 * 1024
MOST_USES = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one script may use."""

    cpu_s: float
    wall_s: float
    memory_bytes: int
    stack_bytes: int


class HostDied(Exception):
    """The process ended while it ran a script; ``was_too_slow`` tells whether its time was over."""

    def __init__(self, *, was_too_slow: bool) -> None:
        super().__init__("the process that ran a script ended")
        self.was_too_slow = was_too_slow


class _Host:
    """One process."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", str(PROGRAM), str(PROCESS_BYTES)]
        self._process = subprocess.Popen(  # noqa: S603 - our own program; scripts travel through the pipe
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={"TZ": "UTC"}, cwd="/", start_new_session=True,
        )  # fmt: skip
        self._uses_left = MOST_USES

    @property
    def is_usable(self) -> bool:
        """Whether it lives and is not worn out."""
        return self._uses_left > 0 and self._process.poll() is None

    def run(self, texts: Mapping[str, bytes], limits: Limits) -> tuple[bool, str]:
        """Return whether the script came to an end, and what it said.

        Raises:
            HostDied: the process ended instead.
        """
        self._uses_left -= 1
        header = asdict(limits) | {"texts": {name: len(text) for name, text in texts.items()}}
        try:
            self._write(json.dumps(header).encode() + b"\n", *texts.values())
            answer = json.loads(self._read_line())
            return bool(answer["has_worked"]), self._read(int(answer["size"])).decode("utf-8", "surrogatepass")
        except (BrokenPipeError, EOFError):
            ended = self._process.wait()
            raise HostDied(was_too_slow=ended == -signal.SIGALRM) from None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        with self._process:  # closes the pipes and waits
            pass

    def _write(self, *parts: bytes) -> None:
        if self._process.stdin is not None:
            for part in parts:
                self._process.stdin.write(part)
            self._process.stdin.flush()

    def _read_line(self) -> bytes:
        line = self._process.stdout.readline() if self._process.stdout is not None else b""
        if not line.endswith(b"\n"):
            raise EOFError
        return line

    def _read(self, size: int) -> bytes:
        content = self._process.stdout.read(size) if self._process.stdout is not None else b""
        if len(content) < size:
            raise EOFError
        return content


class _Pool:
    """As many processes as there are processors; callers beyond that wait their turn."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
        self._idle: list[_Host] = []  # appending and popping are atomic

    def run(self, texts: Mapping[str, bytes], limits: Limits) -> tuple[bool, str]:
        with self._places:
            host = self._take()
            try:
                return host.run(texts, limits)
            finally:
                self._give_back(host)

    def stop(self) -> None:
        while self._idle:
            self._idle.pop().stop()

    def _take(self) -> _Host:
        while self._idle:
            host = self._idle.pop()
            if host.is_usable:
                return host
            host.stop()
        return _Host()

    def _give_back(self, host: _Host) -> None:
        if host.is_usable:
            self._idle.append(host)
        else:
            host.stop()


_pool = _Pool()
atexit.register(_pool.stop)


def run_script(texts: Mapping[str, bytes], limits: Limits) -> tuple[bool, str]:
    """Run the text ``source`` with the other texts as global variables; return whether it worked, and what it said.

    Raises:
        HostDied: it took too much time, or more memory than a process may.
    """
    return _pool.run(texts, limits)
