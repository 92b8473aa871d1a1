"""Print the path of a Chromium for the browser tests; get one when the machine has none.

Order: ``CHROMIUM``, what is on PATH, the Debian package when we may install it, Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "the browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM=/its/path"


def on_machine() -> str | None:
    """Return the Chromium that ``CHROMIUM`` names or PATH holds."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def from_debian() -> str | None:
    """Install Debian's package, which takes root, and return its path."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    _succeeds(install) or (_succeeds(["apt-get", "update", "-qq"]) and _succeeds(install))
    return on_machine()


def from_playwright() -> str | None:
    """Let Playwright download its own build and return its path."""
    libraries_too = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    if not _succeeds([sys.executable, "-m", "playwright", "install", *libraries_too, "chromium"]):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def _succeeds(command: list[str]) -> bool:
    """Run it with its words on standard error: standard output is for the path alone."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, stdout=sys.stderr, env=env).returncode == 0


if __name__ == "__main__":
    found = on_machine() or from_debian() or from_playwright()
    print(found) if found else sys.exit(ADVICE)
