"""Fail when a source file is longer than 400 lines: then it does more than one thing."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 400
FOLDERS = ("src", "tests", "ui/src", "tools", "benchmarks", "examples")
SUFFIXES = {".py", ".ts", ".tsx", ".sql"}
GENERATED = (ROOT / "ui/src/api/gql",)


def too_long() -> list[str]:
    """Return a line for each file over the limit, the longest first."""
    files = (file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.suffix in SUFFIXES)
    own = [f for f in files if "node_modules" not in f.parts and not any(f.is_relative_to(g) for g in GENERATED)]
    lengths = sorted(((len(f.read_text().splitlines()), f) for f in own), reverse=True)
    return [f"{f.relative_to(ROOT)}: {n} lines, {LIMIT} are allowed" for n, f in lengths if n > LIMIT]


def _foreign(file: Path) -> bool:
    """Tell whether people do not write this file: an installed package, or generated code."""
    return "node_modules" in file.parts or any(file.is_relative_to(folder) for folder in GENERATED)


if __name__ == "__main__":
    sys.exit("\n".join(too_long()) or 0)
