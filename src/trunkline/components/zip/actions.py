"""The actions of the Zip component."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping

from trunkline.components.common.fields import content_bytes
from trunkline.components.common.values import LARGEST_BYTES, MEGABYTE, bytes_of, unusable
from trunkline.components.zip.archives import CannotUnpack, compressed, decompressed, packed, unpacked
from trunkline.sdk import Context, File, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_pairs
from trunkline.sdk.inputs import Field, InputSpec

_TYPES = mimetypes.MimeTypes()  # the types Python knows, not the machine's


def _files(value: object) -> Mapping[str, bytes]:
    files = to_pairs(value, bytes_of)
    if not files or not all(files):
        raise CleaningError("an object with a file for each name")
    if sum(map(len, files.values())) > LARGEST_BYTES:
        raise CleaningError(f"at most {LARGEST_BYTES // MEGABYTE} MB of files")
    return files


class GzipFile(Inputs):
    """A Gzip file."""

    data = content_bytes("Gzip file data", required=True, comments="The Gzip file to unpack.")


class PlainFile(Inputs):
    """Any file."""

    data = content_bytes("File data", required=True, comments="The file or text to pack.")


class ZipFile(Inputs):
    """A Zip archive."""

    data = content_bytes("Zip file data", required=True, comments="The Zip archive to unpack.")


class Files(Inputs):
    """Files by name."""

    files: Field[Mapping[str, bytes]] = Field(
        InputSpec(
            label="Files", type="CODE", language="json", required=True,
            comments="An object with the content of each file under its name.", example='{"hello.txt": "Hello"}',
        ),
        _files,
        dict,
    )  # fmt: skip


@action("Compress Gzip", key="compressGzip", inputs=PlainFile, repeat=Repeat.SAFE)
def compress_gzip(_context: Context, inputs: PlainFile) -> File:
    """Return a file packed with Gzip.

    Source: https://www.rfc-editor.org/rfc/rfc1952
    """
    return File(compressed(inputs.data), "application/gzip")


@action("Decompress Gzip", key="decompressGzip", inputs=GzipFile, repeat=Repeat.SAFE)
def decompress_gzip(_context: Context, inputs: GzipFile) -> File:
    """Return the file that was packed with Gzip.

    Source: https://www.rfc-editor.org/rfc/rfc1952

    Raises:
        InputError: it is not Gzip, or holds too much.
    """
    try:
        return File(decompressed(inputs.data))
    except CannotUnpack as wrong:
        raise unusable(GzipFile.data, str(wrong)) from None


@action("Unzip", key="unzip", inputs=ZipFile, repeat=Repeat.SAFE)
def unzip(_context: Context, inputs: ZipFile) -> dict[str, File]:
    """Return the files of a Zip archive by name.

    Raises:
        InputError: it is not a Zip archive, wants a password, or holds too much.
    """
    try:
        return {name: File(content, _type_of(name)) for name, content in unpacked(inputs.data).items()}
    except CannotUnpack as wrong:
        raise unusable(ZipFile.data, str(wrong)) from None


@action("Zip", key="zip", inputs=Files, repeat=Repeat.SAFE)
def zip_files(_context: Context, inputs: Files) -> File:
    """Return files as a Zip archive."""
    return File(packed(inputs.files), "application/zip")


def _type_of(name: str) -> str:
    return _TYPES.guess_type(name)[0] or "application/octet-stream"
