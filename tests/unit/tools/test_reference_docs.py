"""The reference pages follow the code that they describe."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.mark.parametrize("name", ["settings_docs", "command_docs"])
def test_a_reference_page_is_current(name: str):
    tool = runpy.run_path(str(TOOLS / f"{name}.py"))
    assert tool["PAGE"].read_text() == tool["page"](), f"run: python tools/{name}.py"


def test_every_setting_is_described():
    tool = runpy.run_path(str(TOOLS / "settings_docs.py"))
    assert "None |" not in tool["page"]()
