"""The browser for these tests; the platform comes from ``tests/fixtures_platform.py``."""

from tests.e2e.browser import browser, page

__all__ = ["browser", "page"]
