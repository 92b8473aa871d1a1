"""What all tests share; the fixtures themselves live in ``tests/fixtures_*.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.fixtures_database", "tests.fixtures_platform"]

_BROWSER_TESTS = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: from its first one on, its event loop occupies the process."""
    items.sort(key=lambda item: item.path.is_relative_to(_BROWSER_TESTS))
