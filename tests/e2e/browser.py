"""The system's Chromium, driven by Playwright; a page that fails on console errors and requests to strangers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tests.running import Platform

# Without these, Chromium asks its makers about updates and more at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE = Path(__file__).resolve().parents[2] / "ui/node_modules/axe-core/axe.min.js"
WAIT_MS = 15_000
STATIC = Path(__file__).resolve().parents[2] / "src/trunkline/web/static/index.html"


@dataclass
class Watched:
    """What a page must not do: errors in its console, and requests to anybody but our server."""

    url: str
    wrong: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    #: Beginnings of console errors that a test provokes on purpose.
    expected: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of ``context``."""
        context.route(lambda url: not url.startswith((self.url, "data:", "blob:")), self._refuse)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))

    def check(self) -> None:
        """Fail if the page did what it must not do."""
        unexpected = [text for text in self.wrong if not text.startswith(tuple(self.expected))]
        assert not unexpected, unexpected
        assert not self.strangers, self.strangers

    def _refuse(self, route: Route, request: Request) -> None:
        self.strangers.append(request.url)
        route.abort()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    assert STATIC.is_file(), "the web app is not built: make ui"
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "there is no Chromium: install it, or name it in CHROMIUM"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        # executable_path: this project never downloads Playwright's own browsers
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@contextmanager
def opened(browser: Browser, platform: Platform, **options: object) -> Iterator[tuple[Page, Watched]]:
    """Open a page of its own that is not signed in."""
    settings: dict[str, object] = {"viewport": {"width": 1280, "height": 800}, "base_url": platform.url, **options}
    context = browser.new_context(**settings)  # type: ignore[arg-type] # options of Playwright, passed through
    watched = Watched(platform.url)
    watched.follow(context)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    try:
        yield page, watched
        watched.check()
    finally:
        context.close()


@contextmanager
def signed_in(browser: Browser, platform: Platform, **options: object) -> Iterator[tuple[Page, Watched]]:
    """Open a page whose browser holds a session of the owner."""
    with opened(browser, platform, **options) as (page, watched):
        form = {"email": platform.email, "password": platform.password}
        answer = page.request.post("/auth/sign-in", data=form, headers={"Origin": platform.url})
        assert answer.ok, answer.text()
        yield page, watched


@pytest.fixture
def page(browser: Browser, platform: Platform) -> Iterator[Page]:
    """Return a page with a signed-in owner; the test fails when its console shows an error."""
    with signed_in(browser, platform) as (page, _):
        yield page


def assert_accessible(page: Page) -> None:
    """Fail on what axe-core finds wrong by WCAG A and AA; skipped where the web app's own tools are not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run npm ci in ui/")
    page.evaluate(AXE.read_text())
    run = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
    violations = page.evaluate(run)["violations"]
    told = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}" for each in violations]
    assert not told, told


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
