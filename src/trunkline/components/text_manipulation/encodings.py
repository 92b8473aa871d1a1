"""Actions that write text in another way: Base64 and HTML."""

from __future__ import annotations

import base64
import binascii
import html

from trunkline.components.common.fields import content_bytes, content_text
from trunkline.components.common.values import unusable
from trunkline.components.text_manipulation.texts import Text
from trunkline.sdk import Context, File, Inputs, Repeat, action


class Encode(Inputs):
    """What to encode."""

    text_or_file = content_bytes("Text or file", key="text", comments="The text or the file to encode.")


class Decode(Inputs):
    """What to decode."""

    base64_text = content_text(
        "Base64 text", key="text", required=True, comments="Text in Base64, also the form for URLs.", example="SGVsbG8="
    )


@action("Encode Base64", key="encodeBase64", inputs=Encode, repeat=Repeat.SAFE)
def encode_base64(_context: Context, inputs: Encode) -> str:
    """Return a text or file in Base64."""
    return base64.b64encode(inputs.text_or_file).decode()


@action("Decode Base64", key="decodeBase64", inputs=Decode, repeat=Repeat.SAFE)
def decode_base64(_context: Context, inputs: Decode) -> str | File:
    """Return what Base64 stands for: text, or a file when it is not text."""
    compact = "".join(inputs.base64_text.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        content = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise unusable(Decode.base64_text, f"it is not Base64: {wrong}") from None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return File(content)


@action("HTML Encode", key="htmlEncode", inputs=Text, repeat=Repeat.SAFE)
def html_encode(_context: Context, inputs: Text) -> str:
    """Return a text with the characters that HTML gives a meaning to written as entities."""
    return html.escape(inputs.text)


@action("HTML Decode", key="htmlDecode", inputs=Text, repeat=Repeat.SAFE)
def html_decode(_context: Context, inputs: Text) -> str:
    """Return a text with its HTML entities as the characters that they stand for."""
    try:
        return html.unescape(inputs.text)
    except ValueError:
        raise unusable(Text.text, "it has an entity of thousands of digits") from None
