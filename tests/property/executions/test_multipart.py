"""Forms of any parts come back part by part, and any bytes are read or refused in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trunkline.errors import Malformed
from trunkline.executions.multipart import MAX_PARTS, Part, split

BOUNDARY = "edge-7f3"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters='"\\;'), min_size=1).filter(
    lambda name: name.strip() == name
)
PARTS = st.builds(
    Part,
    name=NAMES,
    file_name=st.one_of(st.just(""), NAMES),
    content_type=st.sampled_from(["", "text/plain", "application/json; charset=utf-8", "image/png"]),
    body=st.binary(max_size=300),
)


def written(parts: list[Part]) -> bytes:
    """Return a form as browsers write it."""
    pieces = []
    for part in parts:
        file = f'; filename="{part.file_name}"' if part.file_name else ""
        kind = f"Content-Type: {part.content_type}\r\n" if part.content_type else ""
        head = f'Content-Disposition: form-data; name="{part.name}"{file}\r\n{kind}\r\n'
        pieces.append(f"--{BOUNDARY}\r\n{head}".encode() + part.body + b"\r\n")
    return b"".join(pieces) + f"--{BOUNDARY}--\r\n".encode()


@given(st.lists(PARTS, min_size=1, max_size=8))
def test_what_was_written_is_read(parts: list[Part]) -> None:
    assume(not any(BOUNDARY.encode() in part.body for part in parts))

    assert split(written(parts), TYPE) == parts


@given(st.lists(PARTS, min_size=1, max_size=3), st.data())
def test_a_form_that_is_cut_off_is_malformed(parts: list[Part], data: st.DataObject) -> None:
    assume(not any(b"--" in part.body for part in parts))
    whole = written(parts).rstrip(b"\r\n")

    with pytest.raises(Malformed):
        split(whole[: data.draw(st.integers(0, len(whole) - 1))], TYPE)


@given(st.binary(max_size=500), st.sampled_from([TYPE, "multipart/form-data", "multipart/form-data; boundary="]))
def test_any_bytes_are_read_or_refused_in_words(body: bytes, content_type: str) -> None:
    with suppress(Malformed):
        split(body, content_type)


@given(PARTS, st.integers(0, 200), st.integers(0, 255))
def test_a_form_with_one_byte_changed_is_read_or_refused_in_words(part: Part, at: int, byte: int) -> None:
    body = bytearray(written([part]))
    body[at % len(body)] = byte

    with suppress(Malformed):
        split(bytes(body), TYPE)


def test_more_parts_than_the_limit_are_refused() -> None:
    parts = [Part(name="a", body=b"1")] * (MAX_PARTS + 1)

    with pytest.raises(Malformed):
        split(written(parts), TYPE)
    assert len(split(written(parts[1:]), TYPE)) == MAX_PARTS
