"""The file of a backup: a compressed tar with a manifest, the key file, the database's dump and the blobs."""

from __future__ import annotations

import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from trunkline.errors import SetupError

FORMAT = 1
_MANIFEST, _KEY, _DUMP, _BLOBS = "manifest.json", "root.key", "database.dump", "blobs"
_QUICK = 1  # the dump is compressed already


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    format: int
    revision: str
    server_version: int
    tools_version: int
    created_at: str


def write(file: Path, manifest: Manifest, *, key_file: Path, dump: Path, blobs: Path) -> None:
    """Write the backup aside, readable by us only, and give it its name when it is complete."""
    draft = file.with_name(file.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=_QUICK) as tar:
            _add_bytes(tar, dump.parent / _MANIFEST, msgspec.json.encode(manifest))
            tar.add(key_file, _KEY)
            tar.add(dump, _DUMP)
            for path in _files_below(blobs):
                _add_blob(tar, path, blobs)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(file: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup to read.

    Raises:
        SetupError: it is not there, or not a backup of ours.
    """
    try:
        with tarfile.open(file, "r:gz") as tar:
            yield tar
    except OSError as wrong:
        raise SetupError(f"the backup {file} cannot be read: {wrong.strerror or wrong}") from None
    except (tarfile.TarError, zlib.error, EOFError, KeyError, msgspec.DecodeError):
        raise SetupError(f"{file} is not a complete backup of Trunkline") from None


def read_manifest(tar: tarfile.TarFile) -> Manifest:
    """Return what the backup says of itself."""
    return msgspec.json.decode(_content(tar, tar.getmember(_MANIFEST)).read(), type=Manifest)


def read_key(tar: tarfile.TarFile) -> str:
    """Return the text of the key file."""
    return _content(tar, tar.getmember(_KEY)).read().decode()


def extract_dump(tar: tarfile.TarFile, folder: Path) -> Path:
    """Write the database's dump into ``folder``; return its path."""
    return _write_out(tar, tar.getmember(_DUMP), folder / _DUMP)


def extract_blobs(tar: tarfile.TarFile, folder: Path) -> None:
    """Write the blobs into ``folder``."""
    for member in tar:
        path = PurePosixPath(member.name)
        if not member.isfile() or path.parts[:1] != (_BLOBS,):
            continue
        if ".." in path.parts:
            raise tarfile.TarError(f"{member.name} leads out of its folder")
        _write_out(tar, member, folder.joinpath(*path.parts[1:]))


def _files_below(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in sorted(names))


def _add_blob(tar: tarfile.TarFile, path: Path, blobs: Path) -> None:
    try:
        tar.add(path, str(PurePosixPath(_BLOBS, *path.relative_to(blobs).parts)))
    except FileNotFoundError:
        return  # retention went over it just now: no row of the dump needs it for long


def _add_bytes(tar: tarfile.TarFile, draft: Path, content: bytes) -> None:
    draft.write_bytes(content)
    tar.add(draft, draft.name)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise tarfile.TarError(f"{member.name} is not a file")
    return content


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> Path:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _content(tar, member) as content, target.open("wb") as out:
        shutil.copyfileobj(content, out)
    return target
