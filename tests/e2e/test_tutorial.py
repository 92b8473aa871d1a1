"""The tutorial, followed to the letter on a real ``trunkline dev``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.tutorial import blocks_of, script_of
from tests.integration.cli.running_dev import Dev

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_ERP = "http://127.0.0.1:8090"
BIN = Path(sys.executable).parent


@pytest.fixture
def dev() -> Iterator[Dev]:
    folder = Path(tempfile.mkdtemp(prefix="trunkline-tutorial-"))
    (folder / ".venv").symlink_to(BIN.parent)  # what `make run` makes in the checkout
    running = Dev(folder).start()
    yield running
    running.stop()
    shutil.rmtree(folder)


def test_everything_in_the_tutorial_works(dev: Dev):
    start, *rest = blocks_of(ROOT / "docs" / "tutorial.md")
    assert start.text == "make run\n"
    assert "$(BIN)/trunkline dev" in (ROOT / "Makefile").read_text()
    done = subprocess.run(
        ["/bin/sh", "-c", script_of(rest).replace(DEFAULT_ERP, dev.erp_url())],
        cwd=dev.folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    assert "only 0 of LAMP-BRASS" in said
    assert "answered 422" in said
    assert said.rstrip().splitlines()[-1].endswith("succeeded")
