"""Archives are packed and unpacked, and bombs do not burst."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.zip import archives, component
from trunkline.sdk import InputError

FILES = {"hello.txt": "Hello", "data/a.json": b'{"a": 1}', "pic": {"data": b"\x89PNG", "contentType": "image/png"}}


def archive_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


async def packed(files: object) -> dict[str, object]:
    made = await result_of(component, "zip", {"files": files})
    assert isinstance(made, dict)
    return made


async def test_files_come_out_as_they_went_in():
    made = await packed(FILES)
    assert made["contentType"] == "application/zip"
    assert await result_of(component, "unzip", {"data": made}) == {
        "hello.txt": {"data": b"Hello", "contentType": "text/plain"},
        "data/a.json": {"data": b'{"a": 1}', "contentType": "application/json"},
        "pic": {"data": b"\x89PNG", "contentType": "application/octet-stream"},
    }


async def test_the_same_files_make_the_same_archive():
    assert await packed(FILES) == await packed(FILES)


async def test_other_tools_read_the_archive():
    made = await packed(FILES)
    assert isinstance(made["data"], bytes)
    with zipfile.ZipFile(io.BytesIO(made["data"])) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["hello.txt", "data/a.json", "pic"]


async def test_folders_are_left_out_and_odd_names_stay_names():
    content = archive_of({"folder/": b"", "../../evil": b"x"})
    assert list(await unzipped(content)) == ["../../evil"]


async def unzipped(content: object) -> dict[str, object]:
    files = await result_of(component, "unzip", {"data": content})
    assert isinstance(files, dict)
    return files


async def test_gzip_comes_out_as_it_went_in():
    made = await result_of(component, "compressGzip", {"data": "Hello " * 100})
    assert isinstance(made, dict)
    assert made["contentType"] == "application/gzip"
    assert gzip.decompress(made["data"]) == b"Hello " * 100
    assert await result_of(component, "decompressGzip", {"data": made}) == {
        "data": b"Hello " * 100,
        "contentType": "application/octet-stream",
    }


async def test_gzip_of_several_parts_is_read_to_its_end():
    content = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"
    unpacked = await result_of(component, "decompressGzip", {"data": content})
    assert isinstance(unpacked, dict)
    assert unpacked["data"] == b"one two"


async def test_a_zip_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "LARGEST_CONTENT_BYTES", 1_000_000)
    for files in ({"a": b"\0" * 1_000_001}, {"a": b"\0" * 600_000, "b": b"\0" * 600_000}):
        with pytest.raises(InputError, match=r"input 'data' .* holds more than"):
            await unzipped(archive_of(files))


async def test_a_size_that_the_archive_lies_about_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "LARGEST_CONTENT_BYTES", 1_000_000)
    content = bytearray(archive_of({"a": b"\0" * 5_000_000}))
    for header, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(header) + place
        content[start : start + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputError, match="input 'data'"):
        await unzipped(bytes(content))


async def test_a_gzip_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "LARGEST_CONTENT_BYTES", 1_000_000)
    for bomb in (gzip.compress(b"\0" * 1_000_001), gzip.compress(b"\0" * 600_000) * 2):
        with pytest.raises(InputError, match=r"input 'data' .* holds more than"):
            await result_of(component, "decompressGzip", {"data": bomb})


async def test_an_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    with pytest.raises(InputError, match="more than 3 files"):
        await unzipped(archive_of({str(n): b"" for n in range(4)}))


def encrypted() -> bytes:
    content = bytearray(archive_of({"a": b"x"}))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("unzip", {"data": b"no archive"}, "input 'data' .* is not a Zip archive"),
        ("unzip", {"data": archive_of({"a": b"x" * 100})[:-30]}, "input 'data' .* is not a Zip archive"),
        ("unzip", {"data": encrypted()}, "input 'data' .* password"),
        ("unzip", {"data": archive_of({"a": b"x"}, zipfile.ZIP_BZIP2)}, "input 'data' .* other than Deflate"),
        ("unzip", {"data": archive_of({"a": b"x"}, zipfile.ZIP_LZMA)}, "input 'data' .* other than Deflate"),
        ("unzip", {}, "input 'data' .* is missing"),
        ("decompressGzip", {"data": b"no gzip"}, "input 'data' .* is not Gzip"),
        ("decompressGzip", {"data": gzip.compress(b"x" * 1000)[:-4]}, "input 'data' .* is cut off"),
        ("decompressGzip", {"data": gzip.compress(b"x") + b"rest"}, "input 'data' .* is not Gzip"),
        ("zip", {"files": "[]"}, "input 'files' .* a file for each name"),
        ("zip", {"files": {"": "x"}}, "input 'files' .* a file for each name"),
        ("zip", {"files": {str(n): b"x" * 1024 * 1024 for n in range(33)}}, "input 'files' .* at most 32 MB"),
    ],
)
async def test_what_cannot_be_packed_or_unpacked_is_refused(key: str, inputs: dict[str, object], words: str):
    with pytest.raises(InputError, match=words):
        await result_of(component, key, inputs)
