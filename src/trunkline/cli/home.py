"""The home folder as the command line uses it: may we write there, who is running, how to sign in."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from trunkline.errors import SetupError

T = TypeVar("T")

_LOCK = "dev.lock"
_RUNNING = "dev.json"
_CREDENTIALS = "credentials.json"


@dataclass(frozen=True)
class Running:
    """A ``trunkline dev`` that is up: its process and its address."""

    pid: int
    url: str


@dataclass(frozen=True)
class Credentials:
    """How to sign in to the server of this home: in the browser, and with a token."""

    url: str
    email: str
    password: str
    token: str


def prepare(home: Path) -> Path:
    """Make the home folder and return its absolute path.

    Raises:
        SetupError: we may not write there.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _open(home / _LOCK):
            return home.resolve()
    except OSError as wrong:
        raise SetupError(
            f"the folder {home} cannot be written ({wrong.strerror}): set TRUNKLINE_HOME to one of yours"
        ) from None


@contextmanager
def claimed(home: Path) -> Iterator[None]:
    """Hold the home for this process.

    Raises:
        SetupError: another ``trunkline dev`` holds it; says which.
    """
    with _open(home / _LOCK) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(_who_runs(home)) from None
        try:
            yield
        finally:
            (home / _RUNNING).unlink(missing_ok=True)


def announce(home: Path, new: Running) -> None:
    """Say that this process runs here, for whoever tries to start a second one."""
    _write(home / _RUNNING, asdict(new))


def load_credentials(home: Path) -> Credentials | None:
    """Return what ``trunkline dev`` wrote for signing in, or None."""
    return _read(home / _CREDENTIALS, Credentials)


def save_credentials(home: Path, new: Credentials) -> None:
    """Keep how to sign in, readable by this account only."""
    _write(home / _CREDENTIALS, asdict(new))


def _who_runs(home: Path) -> str:
    other = _read(home / _RUNNING, Running)
    who = f"process {other.pid} serves {other.url}" if other else "another process is starting or stopping"
    return f"Trunkline already runs in {home}: {who}; for a second one, set TRUNKLINE_HOME and TRUNKLINE_PORT"


@contextmanager
def _open(file: Path) -> Iterator[int]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _write(file: Path, content: dict[str, object]) -> None:
    draft = file.with_suffix(".new")
    with _open(draft) as handle:
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(content, indent=2).encode())
    draft.replace(file)


def _read(file: Path, kind: type[T]) -> T | None:
    try:
        return kind(**json.loads(file.read_text()))
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None
    except (ValueError, TypeError):
        raise SetupError(f"{file} cannot be read: remove it and start `trunkline dev` again") from None
