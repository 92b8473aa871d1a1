"""The data folder of the embedded server: made once, configured at each start."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trunkline.db.server.binaries import Binaries, find, for_account, watched
from trunkline.db.server.home import (
    Account,
    Home,
    choose_account,
    make_socket_folder,
    make_url,
    read_password,
    write_private,
)
from trunkline.db.server.process import Process, stop_leftover
from trunkline.errors import SetupError

OWNER = "trunkline"

SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",  # an answer 202 means: survives a power cut
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "wal_compression": "off",
    "jit": "off",
    "max_connections": "100",
    "max_parallel_workers_per_gather": "0",  # parallel plans want /dev/shm, of which containers have 64 MB
    "max_parallel_maintenance_workers": "0",
    "password_encryption": "scram-sha-256",
    "autovacuum_naptime": "15s",  # the queue's statistics age quickly
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",  # its own life only: errors of statements carry what people sent
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
_OUR_FILE = "trunkline.conf"
_INITDB_LIMIT_S = 120.0
_STAYS_SINCE = 16  # older versions change their folder for a moment to find their own programs
_UTF8_SINCE = 17  # the built-in C.UTF-8: knows all letters, and no update of the system changes its order


@dataclass(frozen=True, slots=True)
class Server:
    """All that is needed to start the server of one home."""

    home: Home
    account: Account | None
    binaries: Binaries
    socket_folder: Path
    port: int
    listens_on_tcp: bool

    def url(self, database: str = "trunkline") -> str:
        """Return the address of one of its databases."""
        return make_url(self.home, self.socket_folder, self.port, database=database)

    def command(self) -> list[str]:
        """Return the command line of the server."""
        settings = {
            "listen_addresses": "127.0.0.1" if self.listens_on_tcp else "",
            "port": str(self.port),
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        data = _seen_from_inside(self.home.data, self.account, self.binaries.version)
        return watched(self.account, self.home.data, self.binaries.path("postgres"), "-D", data, *options)

    def remove_socket_folder(self) -> None:
        """Remove the socket's folder of a server that was stopped."""
        shutil.rmtree(self.socket_folder, ignore_errors=True)  # the next start cleans up what stays


async def prepare(
    home: Home, *, bin_dir: Path | None, port: int, listens_on_tcp: bool, settings: Mapping[str, str]
) -> Server:
    """Make the data folder if it is not there, configure it, and stop what is left of an earlier server.

    Raises:
        SetupError: no programs, no account to run as, or the folder cannot be written to.
    """
    account = choose_account(home)
    is_new = not home.data.exists()
    version = None if is_new else _version_of(home.data)
    programs = for_account(find(wanted_version=version, bin_dir=bin_dir), account)
    if not is_new:
        await stop_leftover(home.data)
    server = Server(home, account, programs, make_socket_folder(home, account), port, listens_on_tcp)
    try:
        if is_new:
            await _initialize(server)
        else:
            _hand_over(home.data, account)
        _configure(home.data, account, settings)
    except OSError as wrong:
        server.remove_socket_folder()
        raise SetupError(f"cannot prepare {home.data}: {wrong.strerror}") from None
    except BaseException:
        server.remove_socket_folder()
        raise
    return server


async def _initialize(server: Server) -> None:
    """Run initdb in a folder aside; it gets its name when it is complete."""
    home, account, programs = server.home, server.account, server.binaries
    shutil.rmtree(home.new_data, ignore_errors=True)
    home.new_data.mkdir(mode=0o700)
    password_file = server.socket_folder / "password"  # the only folder that both we and the account can read
    write_private(password_file, read_password(home))
    for path in (home.new_data, password_file):
        _give(path, account)
    locale = ["--locale=C"]
    if programs.version >= _UTF8_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    data = _seen_from_inside(home.new_data, account, programs.version)
    arguments = ["-D", data, "-U", OWNER, f"--pwfile={password_file}", "-A", "scram-sha-256", "-E", "UTF8"]
    command = watched(account, home.new_data, programs.path("initdb"), *arguments, *locale)
    try:
        await _run_to_end(command, home)
    finally:
        password_file.unlink(missing_ok=True)
    with (home.new_data / "postgresql.conf").open("a") as file:
        file.write(f"\ninclude '{_OUR_FILE}'  # written at each start; ALTER SYSTEM goes before it\n")
    home.new_data.rename(home.data)


async def _run_to_end(command: list[str], home: Home) -> None:
    process = await Process.start(command, home.log_file)
    try:
        code = await process.wait(_INITDB_LIMIT_S)
    except BaseException:
        await process.stop(_INITDB_LIMIT_S)
        raise
    if code != 0:
        raise SetupError(f"PostgreSQL cannot make its folder: {process.problem()}")


def _configure(data: Path, account: Account | None, settings: Mapping[str, str]) -> None:
    file = data / _OUR_FILE
    write_private(file, "".join(f"{name} = '{value}'\n" for name, value in settings.items()))
    _give(file, account)


def _hand_over(data: Path, account: Account | None) -> None:
    """Give a data folder that root copied here to the account that runs the server."""
    if account is None or data.stat().st_uid == account.uid:
        return
    for folder, _, files in os.walk(data):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            _give(path, account)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _seen_from_inside(data: Path, account: Account | None, version: int) -> str:
    """Return how the server names its data folder.

    A folder such as /root/.trunkline cannot be reached by another account, and opening up its parents is not
    ours to do. The server is started inside its folder instead, and stays there.

    Raises:
        SetupError: the account cannot walk there, and this version or system knows no other way.
    """
    if account is None or all(_may_enter(account, parent) for parent in data.parents):
        return str(data)
    if not Path("/proc/self/cwd").exists() or version < _STAYS_SINCE:
        raise SetupError(f"the account {account.name!r} cannot enter {data.parent}: set another TRUNKLINE_HOME")
    return "/proc/self/cwd"


def _may_enter(account: Account, folder: Path) -> bool:
    found = folder.stat()
    return bool(found.st_mode & (stat.S_IXUSR if found.st_uid == account.uid else stat.S_IXOTH))


def _version_of(data: Path) -> int:
    try:
        return int((data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        raise SetupError(f"{data} is not a PostgreSQL data folder: restore it from a backup") from None
