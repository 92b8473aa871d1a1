"""Backup and restore: the database, the blobs of the folder and the key file, in one archive.

The database is dumped first. Blobs never change and are written before the rows that name them, so the ones
that the dump needs are there. A blob store elsewhere (S3 and the like) has backups of its own.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from trunkline import clock, log
from trunkline.db import archive, migrate, roles
from trunkline.db.connect import describe, open_connection
from trunkline.db.server.binaries import Binaries, find_tools
from trunkline.errors import SetupError
from trunkline.settings import Settings

_log = log.get(__name__)

_TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"


async def backup(settings: Settings, url: str, file: Path) -> None:
    """Write everything of this installation into ``file``; the platform may keep running.

    Raises:
        SetupError: something cannot be read or written, or there is no pg_dump for this server.
    """
    revision = await migrate.current(url)
    if revision is None:
        raise SetupError(f"{describe(url)} is empty: there is nothing to back up")
    if not settings.key_file.exists():
        raise SetupError(f"the key file {settings.key_file} is not there: without it a backup opens no secret")
    server_version, _ = await _look_at(url)
    tools = find_tools(server_version)
    manifest = archive.Manifest(
        format=archive.FORMAT,
        revision=revision,
        server_version=server_version,
        tools_version=tools.version,
        created_at=clock.now().isoformat(),
    )
    with _room_beside(file) as folder:
        dump = Path(folder) / "database.dump"
        await _run(tools, url, "pg_dump", "--format=custom", f"--file={dump}")
        await asyncio.to_thread(
            archive.write, file, manifest, key_file=settings.key_file, dump=dump, blobs=settings.home / "blobs"
        )
    _log.info("backup.written", file=str(file), revision=revision)


async def restore(settings: Settings, url: str, file: Path) -> None:
    """Read a backup into an empty database and this home.

    Raises:
        SetupError: the backup is incomplete or newer than this program, or there is data already.
    """
    with archive.opened(file) as tar:
        manifest = archive.read_manifest(tar)
        _refuse_newer(manifest)
        key = archive.read_key(tar)
        _refuse_other_key(settings, key)
        await _refuse_unfit(url, manifest)
        with _room_beside(settings.key_file) as folder:
            _write_key(settings.key_file, key)  # first: a database must never be there without its key
            dump = archive.extract_dump(tar, Path(folder))
            await _load(url, find_tools(manifest.tools_version), dump)
        await asyncio.to_thread(archive.extract_blobs, tar, settings.home / "blobs")
    await migrate.adopt(url)
    _log.info("backup.restored", file=str(file), revision=manifest.revision)


async def _load(url: str, tools: Binaries, dump: Path) -> None:
    connection = await open_connection(url, application_name="trunkline-restore")
    try:
        await roles.ensure(connection)
    finally:
        await connection.close()
    whole = ("--single-transaction", "--exit-on-error")
    # Owners and rights are those of this server's logins: ``migrate.adopt`` sets them.
    await _run(tools, url, "pg_restore", *whole, "--no-owner", "--no-privileges", str(dump))


async def _run(tools: Binaries, url: str, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's; the password travels in its environment, where no process list shows it."""
    address, password = _without_password(url)
    process = await asyncio.create_subprocess_exec(
        tools.path(program),
        *arguments,
        "--no-password",
        f"--dbname={address}",
        env={"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": password},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode != 0:
        reason = next((line for line in said.decode().splitlines() if "error:" in line), "it does not say why")
        raise SetupError(f"{program} failed: {reason}")


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url.replace("+asyncpg", "", 1))
    login, _, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}@{place}" if user else place)), unquote(password)


async def _look_at(url: str) -> tuple[int, int]:
    """Return the server's major version and the number of tables."""
    connection = await open_connection(url, application_name="trunkline-backup")
    try:
        return connection.get_server_version().major, await connection.fetchval(_TABLES)
    finally:
        await connection.close()


def _refuse_newer(manifest: archive.Manifest) -> None:
    if manifest.format > archive.FORMAT or not migrate.knows(manifest.revision):
        raise SetupError(f"the backup was made by a newer Trunkline ({manifest.revision}): install that version")


def _refuse_other_key(settings: Settings, key: str) -> None:
    if settings.key_file.exists() and settings.key_file.read_text().strip() != key.strip():
        raise SetupError(f"{settings.key_file} is the key of another installation: restore into a new TRUNKLINE_HOME")


async def _refuse_unfit(url: str, manifest: archive.Manifest) -> None:
    server_version, tables = await _look_at(url)
    if tables:
        raise SetupError(f"{describe(url)} is not empty: restore into a new one")
    if server_version < manifest.server_version:
        raise SetupError(
            f"the backup is of PostgreSQL {manifest.server_version}, and {describe(url)} runs {server_version}: "
            "restore into the same version or a newer one"
        )


def _room_beside(file: Path) -> tempfile.TemporaryDirectory[str]:
    """Make a folder for the dump on the disk that has to hold it anyway, readable by us only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=".trunkline-", dir=file.parent)
    except OSError as wrong:
        raise SetupError(f"cannot write to {file.parent}: {wrong.strerror}") from None


def _write_key(file: Path, key: str) -> None:
    if file.exists():  # the same one, as was looked at before
        return
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
