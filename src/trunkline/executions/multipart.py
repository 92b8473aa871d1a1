"""Splits a ``multipart/form-data`` body into its parts.

Source: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from trunkline.errors import Malformed

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS = 1000
_BROKEN = "the multipart form cannot be read: check its boundary"


@dataclass(slots=True)
class Part:
    """One part of a form; ``content_type`` and ``file_name`` are '' when it does not tell them."""

    name: str = ""
    file_name: str = ""
    content_type: str = ""
    body: bytes = b""


def split(body: bytes, content_type: str) -> list[Part]:
    """Return the parts of a form in their order.

    Raises:
        Malformed: no boundary, broken parts, a part without a name, or more than ``MAX_PARTS``.
    """
    _, options = parse_options_header(content_type)
    collector = _Collector()
    try:
        parser = MultipartParser(options[b"boundary"], collector.callbacks())
        parser.write(body)
        parser.finalize()
    except KeyError:
        raise Malformed("the multipart form names no boundary in its content type", field="body") from None
    except (FormParserError, ValueError):
        raise Malformed(_BROKEN, field="body") from None
    if not collector.ended:
        raise Malformed("the multipart form ends before its last boundary", field="body")
    return collector.parts


@dataclass(slots=True)
class _Collector:
    """Gathers what the parser calls back, part by part."""

    parts: list[Part] = field(default_factory=list)
    ended: bool = False
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _body: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_part_data": lambda data, start, end: self._body.extend(data[start:end]),
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise ValueError("too many parts")
        self.parts.append(Part())
        self._body.clear()

    def _header(self) -> None:
        name, value = self._name.decode("latin-1").lower(), bytes(self._value)
        self._name.clear()
        self._value.clear()
        part = self.parts[-1]
        if name == "content-disposition":
            _, options = parse_options_header(value)
            part.name = options.get(b"name", b"").decode("utf-8", "replace")
            part.file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        elif name == "content-type":
            part.content_type = value.decode("latin-1")

    def _end_part(self) -> None:
        if not self.parts[-1].name:
            raise ValueError("a part without a name")
        self.parts[-1].body = bytes(self._body)

    def _end(self) -> None:
        self.ended = True
