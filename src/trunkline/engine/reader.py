"""Typed reading of one table: each accessor notes what is wrong and goes on with a default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from trunkline.engine.definition import Json
from trunkline.engine.problems import Problems, below, quoted
from trunkline.engine.tree import Node, Scalar, Sequence, Table, to_json

Word = TypeVar("Word", bound=StrEnum)


class Fields:
    """The keys of one table. Call ``close`` at the end: keys that nobody read are unknown to the format."""

    def __init__(self, table: Table, path: str, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._entries = table.entries
        self._read: set[str] = set()

    @classmethod
    def of(cls, node: Node, path: str, problems: Problems) -> Fields | None:
        """Return the fields of a node that must be a table."""
        if isinstance(node, Table):
            return cls(node, path, problems)
        problems.add(path, f"must be a table of keys, not {describe(node)}", line=node.line)
        return None

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return below(self.path, key)

    def node(self, key: str) -> Node | None:
        """Return what stands under a key, in whatever form; nothing when it is absent or null."""
        self._read.add(key)
        _, node = self._entries.get(key, (0, None))
        return None if isinstance(node, Scalar) and node.value is None else node

    def wrong(self, key: str, reason: str) -> None:
        """Note a problem with a key."""
        self.problems.add(self.at(key), reason)

    def text(self, key: str) -> str | None:
        """Return a text; a number without quotes is none."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar):
            if isinstance(node.value, str):
                return node.text
            self.wrong(key, f"must be a text; put it in quotes: {quoted(node.text)}")
            return None
        self.wrong(key, f"must be a text, not {describe(node)}")
        return None

    def loose_text(self, key: str) -> str | None:
        """Return a text, also when it stands as a number or boolean without quotes."""
        node = self.node(key)
        if node is None or isinstance(node, Scalar):
            return node.text if node is not None else None
        self.wrong(key, f"must be a text, not {describe(node)}; structured values are written as JSON text")
        return None

    def required_text(self, key: str) -> str:
        """Return a text that must be there and say something."""
        text = self.text(key)
        if key not in self._entries or self.node(key) is None:
            self.problems.add(self.at(key), "is missing")
        elif text is not None and not text.strip():
            self.wrong(key, "must not be empty")
        return text or ""

    def flag(self, key: str) -> bool | None:
        """Return true or false."""
        node = self.node(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool):
            return value
        if isinstance(node, Scalar) and node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        self.wrong(key, f"must be true or false, not {describe(node)}")
        return None

    def number(self, key: str, low: int, high: int | None = None) -> int | None:
        """Return a whole number within limits."""
        node = self.node(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"must be a whole number, not {describe(node)}")
            return None
        if value < low or (high is not None and value > high):
            span = f"from {low} to {high}" if high is not None else f"at least {low}"
            self.wrong(key, f"must be {span}, not {value}")
            return None
        return value

    def choice(self, key: str, words: type[Word]) -> Word | None:
        """Return one of a fixed set of words."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar):
            try:
                return words(node.text)
            except ValueError:
                reason = f"{quoted(node.text)} is not one of {', '.join(words)}"
                self.problems.add_unknown(self.at(key), reason, node.text, list(words))
                return None
        self.wrong(key, f"must be one of {', '.join(words)}, not {describe(node)}")
        return None

    def table(self, key: str) -> Fields | None:
        """Return the fields of a nested table."""
        node = self.node(key)
        return Fields.of(node, self.at(key), self.problems) if node is not None else None

    def items(self, key: str) -> Iterator[tuple[str, Node]]:
        """Yield path and node of each entry of a list."""
        node = self.node(key)
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                yield f"{self.at(key)}[{index}]", item
        elif node is not None:
            self.wrong(key, f"must be a list, not {describe(node)}")

    def tables(self, key: str) -> Iterator[Fields]:
        """Yield the fields of each entry of a list of tables."""
        for path, item in self.items(key):
            fields = Fields.of(item, path, self.problems)
            if fields is not None:
                yield fields

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = []
        for path, item in self.items(key):
            if isinstance(item, Scalar):
                found.append(item.text)
            else:
                self.problems.add(path, f"must be a text, not {describe(item)}")
        return tuple(found)

    def json(self, key: str) -> Json:
        """Return a value of free form."""
        node = self.node(key)
        return to_json(node) if node is not None else None

    def json_table(self, key: str) -> Mapping[str, Json] | None:
        """Return a table of free form."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Table):
            return {name: to_json(entry) for name, (_, entry) in node.entries.items()}
        self.wrong(key, f"must be a table of keys, not {describe(node)}")
        return None

    def names(self) -> list[str]:
        """Return all keys, for tables whose keys are names of the author's choice."""
        return list(self._entries)

    def close(self) -> None:
        """Note the keys that the format does not know."""
        for key in [key for key in self._entries if key not in self._read]:
            left = self._read - self._entries.keys()
            reason = f"{quoted(key)} is not a key of the format here"
            self.problems.add_unknown(self.at(key), reason, key, sorted(left) or sorted(self._read))


def describe(node: Node) -> str:
    """Return what a node is, in words."""
    match node:
        case Sequence():
            return "a list"
        case Table():
            return "a table"
        case Scalar(text=text):
            return quoted(text)
