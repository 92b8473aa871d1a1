"""Reads a tutorial's fenced blocks: files to save, and commands to type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'^```(?P<kind>sh|yaml)(?: title="(?P<file>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: commands, or the content of ``file``."""

    kind: str
    file: str | None
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page in order."""
    return [Block(m["kind"], m["file"], m["text"]) for m in _BLOCK.finditer(page.read_text())]


def script_of(blocks: list[Block]) -> str:
    """Return what somebody who follows the blocks would do, as one shell script that stops at the first failure."""
    parts = ["set -eu"]
    for block in blocks:
        if block.kind == "yaml":
            parts.append(f"cat > {block.file} <<'END_OF_FILE'\n{block.text}END_OF_FILE")
        else:
            parts.append(block.text)
    return "\n".join(parts)
