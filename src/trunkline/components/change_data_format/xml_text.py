"""XML and structures. An element is an object of its children; a child that comes twice is a list.

Attributes are keys that start with ``@_``, text beside children is ``#text``, an element with text alone is that
text. Nothing outside the text is ever read, and entities that a text declares itself are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat  # only ever made by _parser, which refuses what makes XML dangerous
from xml.sax.saxutils import escape, quoteattr

from trunkline.components.common.values import DEEPEST
from trunkline.sdk.cleaning import CleaningError, to_text

ATTRIBUTE = "@_"
TEXT = "#text"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")  # what a float holds exactly, and no 007
_NO_NAME = re.compile(r"[^\w.:-]|^[^A-Za-z_]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Reader:
    """Builds the structure while the parser reads."""

    def __init__(self, *, numbers_as_strings: bool) -> None:
        self.root: dict[str, object] = {}
        self._open: list[dict[str, object]] = [self.root]
        self._texts: list[list[str]] = [[]]
        self._numbers_as_strings = numbers_as_strings

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > DEEPEST:
            raise CleaningError(f"XML of at most {DEEPEST} levels")
        self._open.append({ATTRIBUTE + name: value for name, value in attributes.items()})
        self._texts.append([])

    def text(self, piece: str) -> None:
        self._texts[-1].append(piece)

    def unknown_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._texts[-1].append(f"&{name};")

    def end(self, name: str) -> None:
        element, text = self._open.pop(), "".join(self._texts.pop()).strip()
        value = self._value(text)
        if element and text:
            element[TEXT] = value
        _add(self._open[-1], name, element or value)

    def _value(self, text: str) -> object:
        if self._numbers_as_strings or not _NUMBER.fullmatch(text):
            return text
        return float(text) if "." in text else int(text)


def xml_to_value(text: str, *, numbers_as_strings: bool = False) -> dict[str, object]:
    """Return what XML says, under the name of its root (else a ``CleaningError``)."""
    reader = _Reader(numbers_as_strings=numbers_as_strings)
    parser = _parser(reader)
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as wrong:
        raise CleaningError(f"XML ({wrong})") from None
    return reader.root


def xml_of(value: object) -> str:
    """Return a structure as XML; one without a single root is put into ``<root>``, list items into ``<item>``."""
    roots = list(value.items()) if isinstance(value, Mapping) else []
    if len(roots) == 1 and not isinstance(roots[0][1], list | tuple) and not _is_mark(roots[0][0]):
        name, inner = roots[0]
    else:
        name, inner = "root", value if isinstance(value, Mapping) else {"item": value}
    parts: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(parts, str(name), inner)
    return "".join(parts)


def _parser(reader: _Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.SkippedEntityHandler = reader.unknown_entity
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(name: str, *_declared: object) -> None:
    raise CleaningError(f"XML that declares no entities of its own; this declares {name!r}")


def _add(parent: dict[str, object], name: str, value: object) -> None:
    if name not in parent:
        parent[name] = value
        return
    before = parent[name]
    if isinstance(before, list):
        before.append(value)
    else:
        parent[name] = [before, value]


def _write(parts: list[str], name: str, value: object) -> None:
    tag = _NO_NAME.sub("_", name) or "_"
    if isinstance(value, list | tuple):
        for item in value:
            _write(parts, name, {"item": item} if isinstance(item, list | tuple) else item)
    elif isinstance(value, Mapping):
        _write_element(parts, tag, value)
    else:
        parts.append(f"<{tag}>{_escaped(value)}</{tag}>")


def _write_element(parts: list[str], tag: str, value: Mapping[str, object]) -> None:
    parts.append(f"<{tag}")
    for key, inner in value.items():
        if str(key).startswith(ATTRIBUTE):
            attribute = _NO_NAME.sub("_", str(key).removeprefix(ATTRIBUTE))
            parts.append(f" {attribute}={quoteattr(_clean(inner))}")
    parts.append(">")
    for key, inner in value.items():
        if key == TEXT:
            parts.append(_escaped(inner))
        elif not _is_mark(key):
            _write(parts, str(key), inner)
    parts.append(f"</{tag}>")


def _is_mark(key: object) -> bool:
    return key == TEXT or str(key).startswith(ATTRIBUTE)


def _escaped(value: object) -> str:
    return escape(_clean(value))


def _clean(value: object) -> str:
    """Return a value as text without the characters that XML cannot hold."""
    return _NO_XML.sub("", to_text(value))
