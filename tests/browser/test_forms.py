"""Forms without JavaScript: a refusal takes the focus to what is wrong, a success leaves a plain address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("pages")

COORDINATOR = "coordinator.afralo@example.org"


def send(page: Page) -> None:
    page.get_by_role("main").locator("form button").last.click()


@pytest.mark.parametrize("path", ["sign-up", "sign-in", "password/forgot"])
def test_a_refused_form_moves_the_focus_to_the_summary(site: LiveSite, new_context: NewContext, path: str) -> None:
    """WCAG 2.4.3, 3.3.1: the next Tab is the first problem, and Enter on it goes to the field."""
    page = new_context(javascript=False).new_page()
    page.goto(f"{site.address}/ar/{path}")
    page.locator('input[name="email"]').fill("nobody")
    send(page)
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("#errors a").first
    expect(first).to_be_focused()
    target = first.get_attribute("href")
    page.keyboard.press("Enter")
    assert target
    expect(page.locator(target)).to_be_focused()
    expect(page.locator('input[name="email"]')).to_have_value("nobody")


def test_after_a_refusal_and_a_success_the_address_is_plain(site: LiveSite, new_context: NewContext) -> None:
    page = new_context(javascript=False).new_page()
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill(COORDINATOR)
    page.locator('input[name="password"]').fill("not this one")
    send(page)
    assert page.url.endswith("/en/sign-in#errors")
    page.locator('input[name="password"]').fill(PASSWORD)
    send(page)
    expect(page).to_have_url(re.compile("/en/me#m$"))
    page.goto(f"{site.address}/en/account")
    page.locator('form:has([value="profile"]) button').click()
    expect(page).to_have_url(re.compile("/en/account\\?done=profile#done$"))
    expect(page.locator("#done")).to_be_focused()


def test_the_groups_of_a_country_come_into_view(site: LiveSite, new_context: NewContext) -> None:
    page = new_context(javascript=False).new_page()
    page.goto(f"{site.address}/fr/sign-up")
    page.locator('select[name="country"]').select_option("SN")
    page.locator('button[name="show"]').click()
    expect(page.locator("#als")).to_be_focused()
