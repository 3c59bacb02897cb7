"""A coordinator takes a group on board: eight people, four clicks after signing in, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("first view")

COORDINATOR = "coordinator.afralo@example.org"


class Clicks:
    """Counts them."""

    def __init__(self) -> None:
        self.number = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.number += 1


def enter(site: LiveSite, new_context: NewContext, *, javascript: bool, width: int, lang: str = "en") -> Page:
    """The coordinator's first page after signing in."""
    page = new_context(javascript=javascript, width=width).new_page()
    page.goto(f"{site.address}/{lang}/sign-in")
    page.locator('input[name="email"]').fill(COORDINATOR)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile(f"/{lang}/me"))
    return page


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)], ids=["javascript", "no-javascript"])
def test_a_group_of_eight_is_on_board_in_four_clicks(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int
) -> None:
    page, clicks = enter(site, new_context, javascript=javascript, width=width), Clicks()
    clicks.on(page.get_by_role("link", name="AFRALO"))
    empty = page.locator("tr.z th a").nth(0 if javascript else 1)
    clicks.on(empty)
    people = "\n".join(f"Person {n} <on.board.{n}.{width}@example.org>," for n in range(8))
    page.get_by_label("E-mail addresses").fill(people)
    clicks.on(page.get_by_role("button", name="Look before sending"))
    expect(page.get_by_role("heading", name="8 people will be invited")).to_be_visible()
    clicks.on(page.get_by_role("button", name="Send 8 invitations"))
    expect(page.get_by_role("status")).to_contain_text("8 invitations are on their way.")
    assert clicks.number == 4
    expect(page.locator('input[name="person"]')).to_have_count(8)
    page.get_by_label("E-mail addresses").fill(people)
    page.get_by_role("button", name="Look before sending").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody new is in this list")
    expect(page.get_by_role("button", name=re.compile("^Send"))).to_have_count(0)


def test_a_join_link_is_made_followed_and_confirmed(site: LiveSite, new_context: NewContext) -> None:
    page = enter(site, new_context, javascript=True, width=1280)
    page.get_by_role("link", name="AFRALO").click()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Join link").first.click()
    page.get_by_role("button", name="Make a join link").click()
    address = page.locator("figcaption a").get_attribute("href") or ""
    assert address.startswith(site.address)
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert box["width"] >= 200
    newcomer = new_context().new_page()
    newcomer.goto(address)
    newcomer.locator('input[name="name"]').fill("Nia Newcomer")
    newcomer.locator('input[name="email"]').fill("nia@example.org")
    newcomer.locator('input[name="password"]').fill("three plain words")
    newcomer.locator('form[action*="/join/"] button').click()
    newcomer.wait_for_url(re.compile("/me"))
    page.get_by_role("link", name="To confirm").click()
    page.get_by_label("Nia Newcomer").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("1 member is confirmed.")
