"""The folder of the embedded PostgreSQL: who may use it, who does, and what lies where."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from trunkline.errors import SetupError

_ACCOUNTS = ("trunkline", "postgres", "nobody")  # PostgreSQL refuses to run as root
_LONGEST_SOCKET_PATH = 100  # systems allow 103 to 107 bytes
_SOCKET_FILE = ".s.PGSQL.65535.lock"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the machine that the server runs as, when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one installation."""

    folder: Path

    @property
    def data(self) -> Path:
        """Return the folder of the server's own files."""
        return self.folder / "postgres"

    @property
    def new_data(self) -> Path:
        """Return where the data folder is prepared, so that a half-made one is never used."""
        return self.folder / "postgres.new"

    @property
    def log_file(self) -> Path:
        """Return the file with what the server says."""
        return self.folder / "postgres.log"

    @property
    def password_file(self) -> Path:
        """Return the file with the password of the server's owner."""
        return self.folder / "postgres.password"

    @property
    def lock_file(self) -> Path:
        """Return the file that is locked while the server runs, and names the holder."""
        return self.folder / "postgres.lock"


def open_home(folder: Path) -> Home:
    """Return the home at ``folder``, made if absent.

    Raises:
        SetupError: the folder cannot be made, or its database belongs to another account.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        home = Home(folder.resolve())
        owner = home.data.stat().st_uid if home.data.exists() else os.geteuid()
    except OSError as wrong:
        raise SetupError(_cannot_write(folder, wrong)) from None
    if os.geteuid() not in {0, owner}:
        raise SetupError(
            f"the database in {folder} belongs to the account {_name_of(owner)!r}: "
            "start Trunkline as the user who first started it, or set TRUNKLINE_HOME to a folder of your own"
        )
    return home


def choose_account(home: Home) -> Account | None:
    """Return who the server must run as; None: as we are.

    Raises:
        SetupError: we are root, and there is no account for the server.
    """
    if os.geteuid() != 0:
        return None
    if home.data.exists() and (uid := home.data.stat().st_uid) != 0:
        return Account(_name_of(uid), uid, home.data.stat().st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _ACCOUNTS:
        if name in known:
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise SetupError("PostgreSQL does not run as root: add an account `trunkline`, or start as another user")


def take_lock(home: Home) -> TextIO:
    """Lock the home for this process until the file is closed.

    Raises:
        SetupError: another process holds it, or the folder cannot be written to.
    """
    try:
        file = os.fdopen(os.open(home.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")
    except OSError as wrong:
        raise SetupError(_cannot_write(home.folder, wrong)) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(file)
        file.close()
        raise SetupError(
            f"the database in {home.folder} is in use by process {holder.get('pid', 'unknown')}: "
            "stop that first, or set another TRUNKLINE_HOME"
        ) from None
    _note(file, {"pid": os.getpid()})
    return file


def note_address(lock: TextIO, *, socket_folder: Path, port: int) -> None:
    """Write into the lock file where the server listens."""
    _note(lock, {"pid": os.getpid(), "socket_folder": str(socket_folder), "port": port})


def running_url(folder: Path) -> str | None:
    """Return the address of the server that another process runs in this home; None: no server runs."""
    home = Home(folder.resolve())
    try:
        with home.lock_file.open() as file:
            holder = _holder(file)
        socket_folder, port = Path(str(holder["socket_folder"])), int(str(holder["port"]))
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(socket_folder / f".s.PGSQL.{port}"))
    except (OSError, KeyError):
        return None
    return make_url(home, socket_folder, port)


def make_url(home: Home, socket_folder: Path, port: int, *, database: str = "trunkline") -> str:
    """Return the address of a database of the server in ``home``."""
    return f"postgresql://trunkline:{read_password(home)}@/{database}?host={socket_folder}&port={port}"


def read_password(home: Home) -> str:
    """Return the owner's password, made at the first start.

    Raises:
        SetupError: the database is there and its password is not.
    """
    try:
        if not home.data.exists() and not home.password_file.exists():
            write_private(home.password_file, secrets.token_hex(24))
        return home.password_file.read_text().strip()
    except OSError as wrong:
        raise SetupError(f"the database's password {home.password_file} cannot be used: {wrong.strerror}") from None


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read; nobody ever sees half of it."""
    draft = file.with_name(file.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def make_socket_folder(home: Home, account: Account | None) -> Path:
    """Make the folder of the server's socket: short, because systems allow about 100 bytes of path.

    Raises:
        SetupError: somebody else has put a folder in that place.
    """
    name = f"trunkline-{os.geteuid()}-{hashlib.sha256(bytes(home.folder)).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()).resolve() / name
    if len(bytes(folder / _SOCKET_FILE)) > _LONGEST_SOCKET_PATH:
        folder = Path("/tmp") / name  # noqa: S108 - short; made private, and checked below
    uid = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
            raise SetupError(f"{folder} was not made by Trunkline: remove it and start again")
        folder.chmod(0o700)
        if account:
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
        for leftover in folder.iterdir():  # the lock on the home says that no server uses them
            leftover.unlink()
    except OSError as wrong:
        raise SetupError(_cannot_write(folder, wrong)) from None
    return folder


def _note(lock: TextIO, holder: dict[str, object]) -> None:
    lock.seek(0)
    lock.truncate()
    json.dump(holder, lock)
    lock.flush()


def _holder(file: TextIO) -> dict[str, object]:
    try:
        held = json.load(file)
    except ValueError:  # locked a moment ago, and not described yet
        return {}
    return held if isinstance(held, dict) else {}


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _cannot_write(folder: Path, wrong: OSError) -> str:
    return f"cannot write to {folder}: {wrong.strerror}; set TRUNKLINE_HOME to a folder that you may write to"
