"""Packing and unpacking in memory. What comes out is counted while it comes, so no bomb gets to burst."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from trunkline.components.common.values import MEGABYTE

LARGEST_CONTENT_BYTES = 128 * MEGABYTE
MOST_FILES = 10_000
_PIECE_BYTES = 256 * 1024
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # always the same, so that the same files make the same archive
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_GZIP = 16 + zlib.MAX_WBITS
_TOO_LARGE = f"it holds more than {LARGEST_CONTENT_BYTES // MEGABYTE} MB"


class CannotUnpack(ValueError):
    """The archive is broken or holds too much; the text says which."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files by name as a Zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a Zip archive by name; folders are left out.

    Raises:
        CannotUnpack: it is no Zip archive, wants a password, or holds too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.filelist) > MOST_FILES:
                raise CannotUnpack(f"it holds more than {MOST_FILES} files")
            return _files(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as wrong:
        raise CannotUnpack(f"it is not a Zip archive that can be read: {wrong}") from None
    except (RuntimeError, NotImplementedError) as wrong:  # a password is wanted; a rare way to compress
        raise CannotUnpack(f"it cannot be read: {wrong}") from None


def compressed(content: bytes) -> bytes:
    """Return content in Gzip."""
    worker = zlib.compressobj(wbits=_GZIP)
    return worker.compress(content) + worker.flush()


def decompressed(content: bytes) -> bytes:
    """Return what Gzip holds, all parts of it one after the other.

    Raises:
        CannotUnpack: it is not Gzip, is cut off, or holds too much.
    """
    parts: list[bytes] = []
    size = 0
    while content:
        part, content = _member(content, LARGEST_CONTENT_BYTES - size)
        size += len(part)
        parts.append(part)
    return b"".join(parts)


def _member(content: bytes, room: int) -> tuple[bytes, bytes]:
    worker = zlib.decompressobj(wbits=_GZIP)
    try:
        part = worker.decompress(content, room + 1)
    except zlib.error as wrong:
        raise CannotUnpack(f"it is not Gzip that can be read: {wrong}") from None
    if len(part) > room:
        raise CannotUnpack(_TOO_LARGE)
    if not worker.eof:
        raise CannotUnpack("it is cut off")
    return part, worker.unused_data.lstrip(b"\0")  # some tools fill up with zeros


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = LARGEST_CONTENT_BYTES
    for entry in archive.infolist():
        if entry.compress_type not in _METHODS:  # the library unpacks the others in pieces of any size
            raise CannotUnpack(f"its file {entry.filename!r} is compressed in a way other than Deflate")
        if not entry.is_dir():
            files[entry.filename] = _read(archive, entry, room)
            room -= len(files[entry.filename])
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    pieces: list[bytes] = []
    with archive.open(entry) as file:
        while piece := file.read(_PIECE_BYTES):
            room -= len(piece)
            if room < 0:
                raise CannotUnpack(_TOO_LARGE)
            pieces.append(piece)
    return b"".join(pieces)
