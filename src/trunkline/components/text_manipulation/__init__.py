"""Text manipulation: what people do with text and lists of texts."""

from trunkline.components.text_manipulation.encodings import decode_base64, encode_base64, html_decode, html_encode
from trunkline.components.text_manipulation.lists import join, join_lines, split, split_lines
from trunkline.components.text_manipulation.texts import (
    lower_case,
    match,
    replace,
    replace_multiple_substring,
    slice_text,
    string_length,
    trim,
    upper_case,
)
from trunkline.sdk import Component

component = Component(
    key="text-manipulation",
    label="Text Manipulation",
    description="Split, join, search, replace and encode text.",
    category="Helpers",
    actions=[
        decode_base64,
        encode_base64,
        html_decode,
        html_encode,
        join,
        join_lines,
        lower_case,
        match,
        replace,
        replace_multiple_substring,
        slice_text,
        split,
        split_lines,
        string_length,
        trim,
        upper_case,
    ],
)
