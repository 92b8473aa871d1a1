"""Write ``constraints.txt``: the exact version of everything that is installed in this environment.

Run it in the ``.venv`` that passed the tests; names and versions only, so that any index can serve them.
"""

from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_PINNED = {"pip", "setuptools", "wheel", "trunkline"}
HEADER = "# Made by tools/constraints.py: the versions that the tests passed with.\n"


def pins() -> list[str]:
    """Return ``name==version`` of every installed distribution but ours and the installer's own."""
    found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in distributions()}
    return [f"{name}=={found[name]}" for name in sorted(found.keys() - NOT_PINNED)]


if __name__ == "__main__":
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(pins()) + "\n")
