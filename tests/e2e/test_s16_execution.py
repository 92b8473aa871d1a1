"""S16, one execution: the logs and step outputs of a run, and for a failed one the data that was passed in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browser import assert_accessible, assert_fits, signed_in
from tests.e2e.gate import closed_gate
from tests.e2e.mirror import Mirror, deployed_mirror
from tests.running import Platform


@pytest.fixture(scope="module")
def mirror(platform: Platform) -> Mirror:
    """Return an instance with one run that failed and one that did not."""
    made = deployed_mirror(platform)
    made.fail(at=2)
    made.succeed(lines=4)
    return made


def _open(page: Page, mirror: Mirror, state: str) -> None:
    page.goto(f"/executions?q={mirror.customer}")
    page.get_by_role("row").filter(has_text=mirror.customer).filter(has_text=state).get_by_role("link").click()


def _step(page: Page, name: str, state: str = "") -> Locator:
    return page.get_by_role("list", name="Steps").get_by_role("button", name=re.compile(f"^{name}.*{state}$"))


def test_s16_a_failed_execution_says_where_and_why(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    expect(page.get_by_role("heading", level=1)).to_have_text("Failed at Post line")
    panel = page.get_by_role("region", name="Step Post line")
    expect(panel.get_by_role("tab", name="Error")).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_role("tabpanel")).to_contain_text("answered 404")
    for fact in (mirror.customer, mirror.instance, f"{mirror.integration} v1", mirror.flow):
        expect(page.get_by_role("definition").and_(page.get_by_title(fact, exact=True))).to_be_visible()


def test_s16_the_data_that_was_passed_in_is_shown(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    page.get_by_role("tab", name="Input").click()
    expect(page.get_by_role("tree", name="Input")).to_contain_text("/auth/nothing")
    _step(page, "Order received").click()
    expect(page.get_by_role("tree", name="Output")).to_contain_text("urgency")


def test_s16_the_path_taken_is_lit_and_the_rest_dimmed(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    expect(_step(page, "Tell the desk", "succeeded")).to_be_visible()
    other = page.get_by_role("button", name="Else not taken")
    expect(_step(page, "Put on the pile")).to_have_count(0)
    other.click()
    expect(_step(page, "Put on the pile", "did not run")).to_be_visible()
    expect(_step(page, "Give thanks", "did not run")).to_be_visible()


def test_s16_iterations_of_a_loop_can_be_walked_to_the_failed_one(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    number = page.get_by_role("textbox", name="Iteration")
    expect(number).to_have_value("3")
    page.get_by_role("button", name="Previous iteration").click()
    expect(number).to_have_value("2")
    expect(_step(page, "Post line", "succeeded")).to_be_visible()
    page.get_by_role("button", name="1 failed").click()
    expect(number).to_have_value("3")
    expect(_step(page, "Post line", "failed")).to_be_visible()


def test_s16_the_address_holds_the_step_and_the_iteration(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Succeeded")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Succeeded in")
    number = page.get_by_role("textbox", name="Iteration")
    number.fill("4")
    number.press("Enter")
    _step(page, "Post line").click()
    page.reload()
    expect(number).to_have_value("4")
    expect(page.get_by_role("region", name="Step Post line")).to_contain_text("Each line: 4")
    expect(page.get_by_role("tree", name="Output")).to_be_visible()


def test_s16_logs_can_be_searched_and_lead_to_their_step(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    page.get_by_role("tab", name="Logs").first.click()
    lines = page.get_by_role("region", name="Log lines").get_by_role("listitem")
    expect(lines.first).to_contain_text("Starting Instance Execution")
    page.get_by_text("Errors", exact=True).click()
    expect(lines.first).to_contain_text("answered 404")
    page.get_by_text("All", exact=True).click()
    page.get_by_label("Search logs").fill("hurry up")
    expect(lines).to_have_count(1)
    lines.get_by_role("button", name="Tell the desk").click()
    panel = page.get_by_role("region", name="Step Tell the desk")
    panel.get_by_role("tab", name="Logs").click()
    expect(panel.get_by_role("listitem").filter(has_text="hurry up")).to_be_visible()


def test_s16_a_value_can_be_searched(page: Page, mirror: Mirror) -> None:
    _open(page, mirror, "Failed")
    _step(page, "Order received").click()
    page.get_by_label("Search in output").fill("python-httpx")
    expect(page.get_by_role("status").filter(has_text="1 of")).to_be_visible()
    expect(page.get_by_role("treeitem", name="user-agent")).to_be_visible()


def test_s16_the_path_of_a_value_is_copied_as_a_reference(browser: Browser, platform: Platform, mirror: Mirror) -> None:
    with signed_in(browser, platform, permissions=["clipboard-read", "clipboard-write"]) as (page, _):
        _open(page, mirror, "Failed")
        _step(page, "Order received").click()
        line = page.get_by_role("treeitem", name="urgency")
        line.hover()
        line.get_by_role("button", name="Copy path").click()
        expect(line.get_by_role("button", name="Copy path")).to_have_attribute("data-done", "true")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == "orderReceived.results.body.data.urgency"


def test_s16_a_running_execution_is_live_until_it_has_ended(page: Page, platform: Platform) -> None:
    live = deployed_mirror(platform, customer="Slow Shop")
    with closed_gate() as gate:
        live.send({"urgency": "none", "lines": [{"url": gate.url}]})
        _open(page, live, "Running")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Running")
        expect(_step(page, "Put on the pile", "succeeded")).to_be_visible()
        expect(_step(page, "Give thanks", "not run yet")).to_be_visible()
        gate.open()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Succeeded in")
        expect(_step(page, "Give thanks", "succeeded")).to_be_visible()


def test_s16_logs_come_in_while_an_execution_runs(page: Page, platform: Platform) -> None:
    live = deployed_mirror(platform, customer="Chatty Shop")
    with closed_gate() as gate:
        live.send({"urgency": "none", "lines": [{"url": gate.url}]})
        _open(page, live, "Running")
        page.get_by_role("tab", name="Logs").first.click()
        lines = page.get_by_role("region", name="Log lines")
        expect(lines).to_contain_text("no hurry")
        expect(page.get_by_role("button", name="Follow")).to_have_attribute("aria-pressed", "true")
        gate.open()
        expect(lines).to_contain_text("all lines are posted")
        expect(lines).to_contain_text("Ending Instance Execution")


def test_s16_unusual_text_is_shown_as_it_is(page: Page, platform: Platform) -> None:
    odd = deployed_mirror(platform, customer="Odd Shop")
    odd.send({"urgency": "none", "lines": [], "note": "טקסט \u202e nul:\u0000 end", "number": 12345678901234567890})
    _open(page, odd, "Succeeded")
    tree = page.get_by_role("tree", name="Output")
    expect(tree).to_contain_text("טקסט")
    expect(tree).to_contain_text("\\u202e")
    expect(tree).to_contain_text("nul:\\u0000 end")
    expect(tree).to_contain_text("12345678901234567890")


def test_s16_a_large_value_comes_when_it_is_asked_for(page: Page, platform: Platform) -> None:
    large = deployed_mirror(platform, customer="Large Shop")
    rows = [{"sku": f"TL-{n:06d}", "name": f"Product {n}"} for n in range(40_000)]
    large.send({"urgency": "none", "lines": [], "rows": rows})
    _open(page, large, "Succeeded")
    page.get_by_role("button", name="Load").filter(has_text="MB").first.click()
    page.get_by_label("Search in output").fill("Product 31234")
    page.get_by_role("button", name="Next find").click()
    expect(page.get_by_role("treeitem", name='name: "Product 31234"')).to_be_visible()


def test_s16_an_unknown_execution_is_told_in_words(page: Page) -> None:
    page.goto("/executions/01990000-0000-7000-8000-000000000000")
    expect(page.get_by_role("heading", name="There is no such execution")).to_be_visible()
    page.get_by_role("link", name="Back to executions").click()
    expect(page.get_by_role("heading", name="Executions")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_s16_an_execution_is_accessible(browser: Browser, platform: Platform, mirror: Mirror, scheme: str) -> None:
    with signed_in(browser, platform, color_scheme=scheme) as (page, _):
        _open(page, mirror, "Failed")
        expect(page.get_by_role("tabpanel").last).to_contain_text("answered 404")
        assert_accessible(page)
        page.get_by_role("tab", name="Input").click()
        expect(page.get_by_role("tree", name="Input")).to_contain_text("/auth/nothing")
        assert_accessible(page)
        page.get_by_role("tab", name="Logs").first.click()
        expect(page.get_by_role("region", name="Log lines")).to_contain_text("Starting Instance Execution")
        assert_accessible(page)


def test_s16_an_execution_fits_a_narrow_screen(browser: Browser, platform: Platform, mirror: Mirror) -> None:
    with signed_in(browser, platform, viewport={"width": 390, "height": 844}) as (page, _):
        _open(page, mirror, "Failed")
        _step(page, "Post line").click()
        expect(page.get_by_role("tabpanel").last).to_contain_text("answered 404")
        assert_fits(page)
        page.get_by_role("link", name="All steps").click()
        expect(_step(page, "Order received")).to_be_visible()
        assert_fits(page)
