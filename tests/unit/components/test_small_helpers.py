"""UUIDs, waiting, and MessagePack."""

from __future__ import annotations

import re

import msgspec
import pytest

from tests.unit.components.calling import result_of
from trunkline.components.messagepack import component as messagepack
from trunkline.components.sleep import component as sleep
from trunkline.components.uuid import component as uuid
from trunkline.sdk import InputError
from trunkline.sdk.testing import Harness

DATA = {"a": [1, None, "é"], "b": b"\x00"}


@pytest.mark.parametrize(
    ("inputs", "form"),
    [
        ({}, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ({"casing": "upper"}, "[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}"),
        ({"removeDashes": "true"}, "[0-9a-f]{32}"),
    ],
)
async def test_a_uuid_is_made_as_asked(inputs: dict[str, object], form: str):
    made = [await result_of(uuid, "generateUuid", inputs) for _ in range(2)]
    assert all(isinstance(one, str) and re.fullmatch(form, one) for one in made)
    assert made[0] != made[1]


async def test_the_empty_uuid_is_all_zeros():
    assert await result_of(uuid, "emptyUuid", {}) == "00000000-0000-0000-0000-000000000000"


async def test_a_uuid_of_unknown_casing_is_refused():
    with pytest.raises(InputError, match=r"input 'casing' .* needs one of lower, upper"):
        await result_of(uuid, "generateUuid", {"casing": "title"})


@pytest.mark.parametrize(("given", "seconds"), [({"ms": "1500"}, 1.5), ({}, 1.0), ({"ms": 0}, 0.0)])
async def test_sleeping_waits_so_many_milliseconds(given: dict[str, object], seconds: float):
    harness = Harness(sleep)
    assert (await harness.action("sleep", given)).data is None
    assert harness.waits_s == [seconds]


@pytest.mark.parametrize(
    ("ms", "words"), [("-1", "from 0"), ("soon", "needs a number"), ("900000", "a step may take 900 s at most")]
)
async def test_a_wait_that_cannot_be_is_refused(ms: str, words: str):
    harness = Harness(sleep)
    with pytest.raises(InputError, match=f"input 'ms' .*{words}"):
        await harness.action("sleep", {"ms": ms})
    assert harness.waits_s == []


async def test_what_is_encoded_is_decoded_again():
    message = await result_of(messagepack, "encodeMessage", {"data": DATA})
    assert isinstance(message, dict)
    assert message["contentType"] == "application/x-msgpack"
    assert await result_of(messagepack, "decodeMessage", {"message": message}) == DATA


async def test_a_message_may_come_as_bytes_or_base64():
    packed = msgspec.msgpack.encode({"data": {"id": 7}})
    assert await result_of(messagepack, "decodeMessage", {"message": packed}) == {"data": {"id": 7}}
    assert await result_of(messagepack, "decodeMessage", {"message": "gaFhAQ=="}) == {"a": 1}


async def test_times_are_text_and_unknown_types_are_bytes():
    packed = msgspec.msgpack.encode([msgspec.msgpack.Ext(-1, b"\0\0\0\1"), msgspec.msgpack.Ext(5, b"x")])
    extension = {"data": b"x", "contentType": "application/x-msgpack; ext=5"}
    assert await result_of(messagepack, "decodeMessage", {"message": packed}) == ["1970-01-01T00:00:01Z", extension]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"\xc1", "is not MessagePack"),
        (b"\xdd\xff\xff\xff\xff", "is not MessagePack"),
        (b"\x91" * 100_000, "nested too deep"),
        ("no base64!", "needs bytes, a file, or Base64"),
        ({"a": 1}, "needs bytes, a file, or Base64"),
        (None, "is missing"),
    ],
)
async def test_what_is_no_message_is_refused(message: object, words: str):
    with pytest.raises(InputError, match=f"input 'message' .*{words}"):
        await result_of(messagepack, "decodeMessage", {"message": message})


async def test_what_messagepack_cannot_hold_is_refused():
    with pytest.raises(InputError, match=r"input 'data' .* cannot be written"):
        await result_of(messagepack, "encodeMessage", {"data": {"a": 2**70}})
