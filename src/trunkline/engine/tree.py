"""YAML text to a plain tree: no tag is ever obeyed, and aliases, depth and size are bounded while reading."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from trunkline.engine.definition import Json
from trunkline.engine.problems import InvalidDefinition, Problem, Problems, quoted, shortened

MAX_TEXT_CHARS = 5_000_000
MAX_DEPTH = 100
MAX_NODES = 500_000  # after aliases are followed

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = {_CORE + kind for kind in ("str", "int", "float", "bool", "null")}
_MERGE_KEY = "<<"
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z|0x[0-9a-fA-F]{1,15}\Z|0o[0-7]{1,20}\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Scalar:
    """A text; ``plain`` when it has no quotes and may therefore mean a number, a boolean or nothing."""

    text: str
    plain: bool
    line: int

    @property
    def value(self) -> bool | int | float | str | None:
        """Return what the text means."""
        return meaning(self.text) if self.plain else self.text


@dataclass(slots=True, eq=False)
class Sequence:
    """A list of nodes."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Table:
    """Keys and their nodes, with the line of each key."""

    line: int
    entries: dict[str, tuple[int, Node]] = field(default_factory=dict)


Node: TypeAlias = "Scalar | Sequence | Table"


def meaning(text: str) -> bool | int | float | str | None:
    """Return what a text without quotes means by the core rules of YAML 1.2: dates and ``yes`` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    if _NUMBER.match(text) and math.isfinite(float(text)):
        return float(text)
    return text


def to_json(node: Node) -> Json:
    """Return a subtree of free form as plain values."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [to_json(item) for item in node.items]
        case Table():
            return {key: to_json(entry) for key, (_, entry) in node.entries.items()}


def line_at(root: Node, path: str) -> int:
    """Return the line of a path such as ``flows[0].steps[2].name``, or of the deepest part of it that is there."""
    node, line = root, root.line
    while path:
        found = _entry(node, path)
        if found is None:
            break
        path, line, node = found
    return line


def _entry(node: Node, path: str) -> tuple[str, int, Node] | None:
    """Return the rest of the path, with line and node of what its first part names."""
    if isinstance(node, Sequence):
        index, closed, rest = path.removeprefix("[").partition("]")
        if not closed or not index.isdecimal() or int(index) >= len(node.items):
            return None
        return rest.removeprefix("."), node.items[int(index)].line, node.items[int(index)]
    for key, (line, entry) in node.entries.items() if isinstance(node, Table) else ():
        name = shortened(key)
        if path.startswith(name) and path[len(name) : len(name) + 1] in ("", ".", "["):
            return path[len(name) :].removeprefix("."), line or entry.line, entry
    return None


def read_tree(text: str, problems: Problems) -> Node:
    """Read YAML text; wrong keys and tags are noted, what makes it unreadable ends the reading.

    Raises:
        InvalidDefinition: the text is no YAML, or passes a limit.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise _refused(f"the definition is longer than {MAX_TEXT_CHARS:,} characters", None)
    try:
        return _Builder(problems).build(_events(text))
    except yaml.MarkedYAMLError as error:
        raise _refused_at(error) from None
    except yaml.YAMLError as error:
        raise _refused(f"the text holds characters that YAML does not allow: {error}", None) from None
    except UnicodeEncodeError as error:
        raise _refused(f"the text holds half a character at position {error.start}", None) from None


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=yaml.CSafeLoader)


def _refused(reason: str, line: int | None) -> InvalidDefinition:
    return InvalidDefinition((Problem("", reason, line),))


def _refused_at(error: yaml.MarkedYAMLError) -> InvalidDefinition:
    mark = error.problem_mark or error.context_mark
    what = " ".join(filter(None, (error.context, error.problem)))
    if mark is None:
        return _refused(f"this is no YAML: {what}", None)
    return _refused(f"this is no YAML: line {mark.line + 1}, column {mark.column + 1}: {what}", mark.line + 1)


@dataclass(slots=True)
class _Open:
    """A list or table that is being read."""

    node: Sequence | Table
    anchor: str | None
    nodes_before: int
    height: int = 0
    key: Scalar | None = None


@dataclass(slots=True)
class _Anchored:
    node: Node
    size: int
    height: int


class _Builder:
    """Builds the tree from events with its own stack, so that deep nesting cannot exhaust Python's."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._root: Node | None = None

    def build(self, events: Iterator[yaml.Event]) -> Node:
        """Consume all events and return the root."""
        for event in events:
            self._take(event, event.start_mark.line + 1 if event.start_mark is not None else 1)
        return self._root if self._root is not None else Table(1)

    def _take(self, event: yaml.Event, line: int) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.DocumentStartEvent() if self._root is not None:
                raise _refused("there is more than one YAML document in the text", line)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._start(event, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._end()
            case yaml.AliasEvent():
                self._alias(event.anchor or "", line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._grow(1, line)
        if event.tag is not None and event.tag != "!" and event.tag not in _SCALAR_TAGS:
            self._problems.add("", f"the tag {quoted(event.tag)} is not allowed", line=line)
        plain = event.implicit[0] or (event.tag in _SCALAR_TAGS and event.tag != _CORE + "str")
        scalar = Scalar(event.value, plain, line)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(scalar, 1, 0)
        self._put(scalar, 0, line)

    def _start(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent, line: int) -> None:
        table = isinstance(event, yaml.MappingStartEvent)
        if event.tag is not None and event.tag not in ("!", _CORE + ("map" if table else "seq")):
            self._problems.add("", f"the tag {quoted(event.tag)} is not allowed", line=line)
        self._open.append(_Open(Table(line) if table else Sequence(line), event.anchor, self._count))
        self._grow(1, line)
        self._check_depth(0, line)

    def _end(self) -> None:
        done = self._open.pop()
        if done.anchor is not None:
            size = self._count - done.nodes_before
            self._anchors[done.anchor] = _Anchored(done.node, size, done.height)
        self._put(done.node, done.height, done.node.line)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:  # an unknown anchor, or one that holds itself
            raise _refused(f"the alias *{shortened(anchor)} names nothing that stands complete before it", line)
        target = self._anchors[anchor]
        self._grow(target.size, line)
        self._check_depth(target.height, line)
        self._put(target.node, target.height, line)

    def _put(self, node: Node, height: int, line: int) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = self._as_key(node, line)
        else:
            self._put_entry(parent.node, parent.key, node)
            parent.key = None

    def _as_key(self, node: Node, line: int) -> Scalar:
        if isinstance(node, Scalar):
            return node
        raise _refused("a key must be a text, not a list or a table", line)

    def _put_entry(self, table: Table, key: Scalar, node: Node) -> None:
        if key.plain and key.text == _MERGE_KEY:
            self._merge(table, node)
        elif key.text in table.entries and table.entries[key.text][0] > 0:
            self._problems.add("", f"the key {quoted(key.text)} stands twice", line=key.line)
        else:
            table.entries[key.text] = (key.line, node)

    def _merge(self, table: Table, node: Node) -> None:
        """Take over the entries of a ``<<`` key; line 0 marks them as weaker than the table's own."""
        for source in node.items if isinstance(node, Sequence) else [node]:
            if not isinstance(source, Table):
                raise _refused("the key << takes a table or a list of tables", node.line)
            for key, (_, entry) in source.entries.items():
                table.entries.setdefault(key, (0, entry))

    def _grow(self, by: int, line: int) -> None:
        self._count += by
        if self._count > MAX_NODES:
            raise _refused(f"the definition has more than {MAX_NODES:,} values, aliases followed", line)

    def _check_depth(self, height: int, line: int) -> None:
        if len(self._open) + height > MAX_DEPTH:
            raise _refused(f"the definition is nested deeper than {MAX_DEPTH} levels", line)
