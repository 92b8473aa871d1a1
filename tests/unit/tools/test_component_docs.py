"""The pages of the built-in components follow their declarations."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.unit.components.test_built_in import COMPONENTS
from trunkline.sdk import Component

TOOL = Path(__file__).resolve().parents[3] / "tools" / "component_docs.py"
tool = runpy.run_path(str(TOOL))


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.key)
def test_the_page_of_a_built_in_component_is_current(component: Component):
    page = tool["FOLDER"] / f"{component.key}.md"
    assert page.read_text() == tool["page_of"](component), "run: python tools/component_docs.py"
