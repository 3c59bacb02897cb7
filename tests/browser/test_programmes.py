"""Eligibility with a roster: from signing in to the list with the people who were there, five clicks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from elearn.exchange.csv_cells import write_csv
from tests.browser.conftest import PASSWORD, LiveSite, NewContext

PROGRAMME = "/en/regions/afralo/programmes/ready-for-the-summit"
TOPIC = "names-and-addresses"


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


def told(page: Page, site: LiveSite) -> dict[str, Any]:
    """The JSON twin of the page."""
    answer: dict[str, Any] = page.request.get(f"{site.address}{PROGRAMME}.json").json()
    return answer


def lacking(page: Page, site: LiveSite) -> list[tuple[str, str]]:
    """(name, ALS) of everybody who needs the topic."""
    return [(person["name"], person["als"]) for person in told(page, site)["people"] if TOPIC in person["missing"]]


def roster(person: tuple[str, str]) -> bytes:
    return write_csv(("name", "als", "topic", "place"), [(*person, TOPIC, "Nairobi")])


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)], ids=["script", "no script"])
def test_eligibility_list_with_a_roster_is_five_clicks(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int
) -> None:
    page = new_context(width=width, javascript=javascript).new_page()
    sign_in(page, site)
    before = lacking(page, site)
    person = next(one for one in before if before.count(one) == 1 and one[1])
    clicks, main = Clicks(), page.get_by_role("main")
    clicks.on(main.get_by_role("link", name="AFRALO"))
    clicks.on(main.get_by_role("link", name="Ready for the summit"))
    clicks.on(main.get_by_role("link", name="Enter a roster"))
    page.locator('input[name="file"]').set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": roster(person)}
    )
    clicks.on(main.get_by_role("button", name="Look at it first").last)
    expect(main).to_contain_text("1 person is new on this roster.")
    expect(main).to_contain_text("Found by the name alone.")
    assert lacking(page, site) == before
    clicks.on(main.get_by_role("button", name="Enter it"))
    page.wait_for_url(re.compile("entered=1"))
    expect(page.locator("#done")).to_contain_text("1 person is on the roster now.")
    expect(main.locator("#people")).to_be_visible()
    assert clicks.number == 5
    assert lacking(page, site) == [one for one in before if one != person]
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
