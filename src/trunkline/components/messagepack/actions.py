"""The actions of the MessagePack component."""

from __future__ import annotations

import base64
import binascii

import msgspec

from trunkline.components.common.values import checked_size, content_of, unusable
from trunkline.sdk import Context, File, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError
from trunkline.sdk.fields import anything
from trunkline.sdk.inputs import Field, InputSpec

CONTENT_TYPE = "application/x-msgpack"


def _message(value: object) -> bytes:
    content = content_of(value)
    if isinstance(content, bytes):
        return checked_size(content)
    try:
        return base64.b64decode(content if isinstance(content, str) else b"?", validate=True)
    except (binascii.Error, ValueError):
        raise CleaningError("bytes, a file, or Base64 of a message") from None


class Decode(Inputs):
    """A message."""

    message: Field[bytes] = Field(
        InputSpec(label="Message", type="DATA", required=True, comments="The message: bytes, a file, or Base64."),
        _message,
        bytes,
    )


class Encode(Inputs):
    """Data."""

    data = anything("Data", required=True, comments="What to write as MessagePack.")


@action("Decode", key="decodeMessage", inputs=Decode, repeat=Repeat.SAFE)
def decode_message(_context: Context, inputs: Decode) -> object:
    """Return what a MessagePack message holds."""
    try:
        return msgspec.msgpack.decode(inputs.message, ext_hook=_extension)
    except (msgspec.DecodeError, ValueError) as wrong:
        raise unusable(Decode.message, f"it is not MessagePack: {wrong}") from None
    except RecursionError:
        raise unusable(Decode.message, "its lists and objects are nested too deep") from None


@action("Encode", key="encodeMessage", inputs=Encode, repeat=Repeat.SAFE)
def encode_message(_context: Context, inputs: Encode) -> File:
    """Return data as a MessagePack message."""
    data = inputs.data.as_json() if isinstance(inputs.data, File) else inputs.data
    try:
        return File(msgspec.msgpack.encode(data), CONTENT_TYPE)
    except (msgspec.EncodeError, TypeError, ValueError, OverflowError, RecursionError) as wrong:
        raise unusable(Encode.data, f"it cannot be written as MessagePack: {wrong}") from None


def _extension(code: int, data: memoryview) -> object:
    """Return the bytes of a value of a type that only its sender knows."""
    return File(bytes(data), f"{CONTENT_TYPE}; ext={code}")
