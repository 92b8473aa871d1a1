"""S16, the list: what ran, for everybody, for a customer, for an instance; live, and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import assert_accessible, assert_fits, opened, signed_in
from tests.e2e.gate import closed_gate
from tests.e2e.mirror import Mirror, deployed_mirror
from tests.running import Platform


@pytest.fixture(scope="module")
def mirror(platform: Platform) -> Mirror:
    """Return an instance with a few runs, one of them failed."""
    made = deployed_mirror(platform)
    for _ in range(3):
        made.succeed()
    made.fail()
    return made


def _show(page: Page, mirror: Mirror, more: str = "") -> None:
    page.goto(f"/executions?q={mirror.customer}{more}")


def _row(page: Page, mirror: Mirror, state: str):
    return page.get_by_role("row").filter(has_text=mirror.customer).filter(has_text=state)


def test_s16_people_sign_in_and_find_the_executions_in_the_left_bar(
    browser: Browser, platform: Platform, mirror: Mirror
) -> None:
    with opened(browser, platform) as (page, watched):
        watched.expected.append("Failed to load resource: the server responded with a status of 401")
        page.goto("/")
        page.get_by_label("Email").fill(platform.email)
        page.get_by_label("Password", exact=True).fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).not_to_be_empty()
        page.get_by_label("Password", exact=True).fill(platform.password)
        page.keyboard.press("Enter")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Executions").click()
        expect(page.get_by_role("heading", name="Executions")).to_be_visible()
        expect(page.get_by_text(platform.organization).first).to_be_visible()
        expect(_row(page, mirror, "Failed")).to_be_visible()


def test_s16_a_link_leads_through_the_sign_in_to_where_it_points(
    browser: Browser, platform: Platform, mirror: Mirror
) -> None:
    with opened(browser, platform) as (page, watched):
        watched.expected.append("Failed to load resource: the server responded with a status of 401")
        page.goto("/executions?state=failed")
        page.get_by_label("Email").fill(platform.email)
        page.get_by_label("Password", exact=True).fill(platform.password)
        page.get_by_role("button", name="Sign in").click()
        expect(_row(page, mirror, "Failed")).to_be_visible()
        expect(page).to_have_url(re.compile(r"/executions\?state=failed$"))


def test_s16_a_row_says_what_ran_for_whom_and_why_it_failed(page: Page, mirror: Mirror) -> None:
    _show(page, mirror)
    row = _row(page, mirror, "Failed")
    expect(row).to_contain_text(mirror.flow)
    expect(row).to_contain_text(f"{mirror.integration} v1")
    expect(row).to_contain_text(mirror.instance)
    expect(row).to_contain_text("Webhook")
    expect(row).to_contain_text("answered 404")


def test_s16_filters_read_as_a_sentence_and_live_in_the_address(page: Page, mirror: Mirror) -> None:
    page.goto("/executions")
    page.get_by_role("button", name="Filter by state").click()
    page.get_by_role("checkbox", name="Failed").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filter by customer").click()
    page.get_by_label("Find customer").fill(mirror.customer)
    page.get_by_role("button", name=mirror.customer, exact=True).click()
    expect(page.get_by_role("button", name=f"Filter by customer: {mirror.customer}")).to_be_visible()
    expect(_row(page, mirror, "Failed")).to_have_count(1)
    expect(_row(page, mirror, "Succeeded")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Filter by state: Failed")).to_be_visible()
    expect(_row(page, mirror, "Failed")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("button", name="Filter by customer: Any customer")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page).to_have_url(re.compile(r"/executions$"))


def test_s16_one_integration_or_one_instance_can_be_looked_at_alone(page: Page, mirror: Mirror) -> None:
    other = deployed_mirror(mirror.platform, customer="Other Shop")
    other.succeed()
    for kind, name in (("integration", mirror.integration), ("instance", mirror.instance)):
        page.goto("/executions")
        expect(_row(page, other, "Succeeded")).to_have_count(1)
        page.get_by_role("button", name=f"Filter by {kind}").click()
        page.get_by_label(f"Find {kind}").fill(name)
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(_row(page, other, "Succeeded")).to_have_count(0)
        expect(_row(page, mirror, "Succeeded")).to_have_count(3)


def test_s16_no_match_differs_from_nothing_yet(page: Page, mirror: Mirror) -> None:
    page.goto("/executions")
    expect(page.get_by_role("gridcell").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("Search executions")).to_be_focused()
    page.keyboard.type("nobody has ever said this")
    expect(page.get_by_role("heading", name="No execution matches these filters")).to_be_visible()
    page.get_by_role("button", name="Clear filters").last.click()
    expect(page.get_by_role("gridcell").first).to_be_visible()


def test_s16_a_search_finds_executions_by_their_error(page: Page, mirror: Mirror) -> None:
    page.goto("/executions")
    page.get_by_label("Search executions").fill("answered 404")
    expect(_row(page, mirror, "Failed")).to_be_visible()
    expect(_row(page, mirror, "Succeeded")).to_have_count(0)


def test_s16_a_new_execution_appears_by_itself(page: Page, platform: Platform) -> None:
    fresh = deployed_mirror(platform, customer="Live Shop")
    page.goto("/executions")
    expect(page.get_by_role("grid", name="Executions")).to_be_visible()
    fresh.succeed()
    expect(_row(page, fresh, "Succeeded")).to_be_visible()


def test_s16_a_running_row_moves_on_in_place(page: Page, platform: Platform) -> None:
    fresh = deployed_mirror(platform, customer="Slow Shop")
    with closed_gate() as gate:
        fresh.send({"urgency": "none", "lines": [{"url": gate.url}]})
        page.goto("/executions")
        expect(_row(page, fresh, "Running")).to_be_visible()
        gate.open()
        expect(_row(page, fresh, "Succeeded")).to_be_visible()
        expect(_row(page, fresh, "Running")).to_have_count(0)


def test_s16_the_keyboard_walks_the_rows_opens_one_and_comes_back(page: Page, mirror: Mirror) -> None:
    _show(page, mirror, "&state=succeeded")
    rows = page.get_by_role("row").filter(has_text=mirror.customer)
    expect(rows).to_have_count(3)
    rows.first.get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Succeeded in")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filter by state: Succeeded")).to_be_visible()
    expect(rows).to_have_count(3)


def test_s16_a_failing_server_is_told_in_words_with_a_way_out(
    browser: Browser, platform: Platform, mirror: Mirror
) -> None:
    refusal = '{"errors": [{"message": "The database is resting.", "extensions": {"id": "support-1"}}]}'
    with signed_in(browser, platform) as (page, _):
        page.route("**/api", lambda route: route.fulfill(body=refusal, content_type="application/json"))
        _show(page, mirror)
        alert = page.get_by_role("alert").filter(has_text="The database is resting.")
        expect(alert).to_contain_text("support-1")
        page.unroute("**/api")
        page.get_by_role("button", name="Try again").click()
        expect(_row(page, mirror, "Failed")).to_be_visible()


def test_s16_a_lost_live_line_is_told_and_heals(browser: Browser, platform: Platform, mirror: Mirror) -> None:
    with signed_in(browser, platform) as (page, watched):
        watched.expected.append("Failed to load resource: the server responded with a status of 502")
        page.route("**/api/events", lambda route: route.fulfill(status=502))
        page.goto("/executions")
        expect(page.get_by_text("Live updates are interrupted")).to_be_visible()
        page.unroute("**/api/events")
        page.get_by_role("button", name="Try now").click()
        expect(page.get_by_text("Live updates are interrupted")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_s16_the_list_is_accessible(browser: Browser, platform: Platform, mirror: Mirror, scheme: str) -> None:
    with signed_in(browser, platform, color_scheme=scheme) as (page, _):
        _show(page, mirror, "&state=failed")
        expect(_row(page, mirror, "Failed")).to_be_visible()
        assert_accessible(page)


def test_s16_the_list_fits_a_narrow_screen(browser: Browser, platform: Platform, mirror: Mirror) -> None:
    with signed_in(browser, platform, viewport={"width": 390, "height": 844}) as (page, _):
        _show(page, mirror)
        expect(_row(page, mirror, "Failed")).to_contain_text("answered 404")
        assert_fits(page)
        assert_accessible(page)
        page.get_by_role("button", name="Open navigation").click()
        expect(page.get_by_role("dialog").get_by_role("link", name="Executions")).to_be_visible()


def test_s16_new_executions_wait_while_somebody_reads_further_down(page: Page, platform: Platform) -> None:
    busy = deployed_mirror(platform, customer="Busy Shop")
    for _ in range(30):
        busy.succeed(lines=0)
    _show(page, busy)
    expect(_row(page, busy, "Succeeded").nth(20)).to_be_visible()
    page.get_by_role("grid").hover()
    page.mouse.wheel(0, 400)
    reading = page.get_by_role("row", name=re.compile(busy.customer)).last
    expect(reading).to_be_visible()
    busy.succeed(lines=0)
    busy.succeed(lines=0)
    page.get_by_role("button", name="2 new").click()
    expect(page.get_by_role("button", name="2 new")).to_have_count(0)
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "33")
