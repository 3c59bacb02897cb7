"""From "who has not started?" to "they were asked": three clicks after signing in, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

COORDINATOR = "coordinator.{}@example.org"


@dataclass
class Clicks:
    """Counts what a hand does."""

    number: int = 0

    def on(self, target: Locator) -> None:
        self.number += 1
        target.click()


def sign_in(page: Page, site: LiveSite, language: str, region: str) -> None:
    page.goto(f"{site.address}/{language}/sign-in")
    page.locator('input[name="email"]').fill(COORDINATOR.format(region))
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile(f"/{language}/me"))


def overflow(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


@pytest.fixture
def opened(site: LiveSite, new_context: NewContext) -> Callable[..., Page]:
    def open_for(language: str, region: str, *, width: int, javascript: bool) -> Page:
        page = new_context(width=width, javascript=javascript).new_page()
        sign_in(page, site, language, region)
        return page

    return open_for


# One region each: whoever was asked in one journey cools down in the next.
@pytest.mark.parametrize(
    ("language", "region", "width", "javascript"),
    [("en", "afralo", 1280, True), ("fr", "lacralo", 360, False), ("ar", "apralo", 360, True)],
)
def test_three_clicks_after_signing_in_people_are_asked(
    opened: Callable[..., Page], language: str, region: str, width: int, javascript: bool
) -> None:
    page = opened(language, region, width=width, javascript=javascript)
    clicks = Clicks()
    clicks.on(page.get_by_role("main").locator(f"a[href$='/regions/{region}']"))
    page.wait_for_url(re.compile(f"/regions/{region}"))
    clicks.on(page.locator("td a[href*='nudge?als']").first)
    page.wait_for_url(re.compile("/nudge"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("pre.src").count() >= 1  # each language is read before it is sent
    people = page.locator('input[name="who"]').count() + page.locator('input[name="unnamed"]').count()
    assert people >= 1
    if javascript:
        assert not overflow(page)
    clicks.on(page.locator('button[value="send"]'))
    page.wait_for_url(re.compile("/nudges"))
    expect(page.locator("#done")).to_be_visible()
    assert clicks.number == 3
    if javascript:
        assert not overflow(page)


def test_unsubscribing_needs_no_account(site: LiveSite, opened: Callable[..., Page], new_context: NewContext) -> None:
    """A letter waits in the queue for want of a mail server; its link ends such letters with one button."""
    page = opened("en", "euralo", width=1280, javascript=True)
    page.goto(f"{site.address}/en/regions/euralo/nudge?state=not-started")
    page.locator('button[value="send"]').click()
    page.wait_for_url(re.compile("/nudges"))
    administrator = new_context(width=1280).new_page()
    administrator.goto(f"{site.address}/en/sign-in?next=/en/admin")
    administrator.locator('input[name="email"]').fill("administrator@example.org")
    administrator.locator('input[name="password"]').fill(PASSWORD)
    administrator.get_by_role("main").locator("form button").last.click()
    administrator.wait_for_url(re.compile("/en/admin"))
    letter = administrator.locator("pre").first.text_content() or ""
    link = re.findall(r"http\S+/unsubscribe/\S+", letter)[0]
    reader = new_context(width=360, javascript=False).new_page()
    reader.goto(link)
    expect(reader.get_by_role("main").get_by_role("button")).to_have_count(1)
    reader.get_by_role("main").get_by_role("button").click()
    expect(reader.get_by_role("status")).to_be_visible()
