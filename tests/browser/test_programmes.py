"""Eligibility with a roster: from signing in to the list with the people who were there, five clicks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

PROGRAMME = "/en/regions/afralo/programmes/ready-for-the-summit"
PEOPLE = ("learner.afralo@example.org", "representative.afralo@example.org")


class Clicks:
    """Clicks that are counted."""

    def __init__(self) -> None:
        self.number = 0

    def on(self, target: Locator) -> None:
        self.number += 1
        target.click()


def sign_in(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill("coordinator.afralo@example.org")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))


def ready(page: Page, site: LiveSite) -> dict[str, int]:
    """The region's totals from the JSON twin."""
    told = page.request.get(f"{site.address}{PROGRAMME}.json").json()["totals"]
    return {"ready": told["ready"], **told["missing"]}


@pytest.mark.parametrize(
    ("javascript", "width", "person"), [(True, 1280, PEOPLE[0]), (False, 360, PEOPLE[1])], ids=["script", "no script"]
)
def test_eligibility_list_with_a_roster_is_five_clicks(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int, person: str
) -> None:
    page = new_context(width=width, javascript=javascript).new_page()
    sign_in(page, site)
    before = ready(page, site)
    clicks, main = Clicks(), page.get_by_role("main")
    clicks.on(main.get_by_role("link", name="AFRALO", exact=True))
    clicks.on(main.get_by_role("link", name="Ready for the summit"))
    clicks.on(main.get_by_role("link", name="Enter a roster"))
    file = f"email,topic,place\n{person},names-and-addresses,Nairobi\n".encode()
    page.locator('input[name="file"]').set_input_files({"name": "roster.csv", "mimeType": "text/csv", "buffer": file})
    clicks.on(main.get_by_role("button", name="Look at it first").last)
    expect(main).to_contain_text("1 person is new on this roster.")
    assert ready(page, site) == before
    clicks.on(main.get_by_role("button", name="Enter it"))
    page.wait_for_url(re.compile("entered=1"))
    expect(page.locator("#done")).to_contain_text("1 person is on the roster now.")
    expect(main.locator("#people")).to_be_visible()
    assert clicks.number == 5
    assert ready(page, site)["names-and-addresses"] == before["names-and-addresses"] - 1
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
