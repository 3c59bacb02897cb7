"""Everything that changes something works with scripts switched off; the learner's own way is in `test_story.py`."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("first view")


def enter(site: LiveSite, new_context: NewContext, email: str, path: str) -> Page:
    """This person's page, in a browser that runs no script."""
    page = new_context(javascript=False).new_page()
    page.goto(f"{site.address}/en/sign-in?next={path}")
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile(re.escape(site.address + path) + "(#.*)?$"))
    return page


def test_a_person_changes_her_account(site: LiveSite, new_context: NewContext) -> None:
    page = enter(site, new_context, "learner.lacralo@example.org", "/en/account")
    page.locator('input[name="name"]').fill("Inés Ñandú")
    page.locator('input[name="named"][value="no"]').check()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator('input[name="name"]')).to_have_value("Inés Ñandú")
    page.locator('input[name="current"]').fill("not this one")
    page.locator('input[name="new"]').fill("short")
    page.get_by_role("button", name="Change my password").click()
    page.locator("#errors a").first.click()
    expect(page.locator('input[name="current"], input[name="new"]').and_(page.locator(":focus"))).to_have_count(1)
    page.get_by_role("button", name="Sign out here").click()
    page.goto(site.address + "/en/account")
    expect(page).to_have_url(re.compile("/en/sign-in"))


def test_a_coordinator_filters_and_looks(site: LiveSite, new_context: NewContext) -> None:
    page = enter(site, new_context, "coordinator.apralo@example.org", "/en/regions/apralo")
    everybody = page.locator("tbody tr").count()
    page.locator("summary", has_text="Choose rows").click()
    page.locator('select[name="language"]').select_option("zh")
    page.get_by_role("button", name="Show").click()
    assert 0 < page.locator("tbody tr").count() < everybody
    page.get_by_role("link", name="As a list for small screens").click()
    expect(page.get_by_role("main").locator("ul.rows > li").first).to_be_visible()
    page.get_by_role("main").locator("ul.rows > li a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_administrator_gives_a_role(site: LiveSite, new_context: NewContext) -> None:
    page = enter(site, new_context, "administrator@example.org", "/en/admin")
    give = page.get_by_role("button", name="Give this role")
    form = page.locator("form").filter(has=give)
    form.locator('input[name="email"]').fill("learner.naralo@example.org")
    form.locator('select[name="role"]').select_option("coordinator")
    form.locator('input[name="scope"]').fill("NARALO")
    form.locator('input[name="password"]').fill(PASSWORD)
    give.click()
    expect(page.locator("tbody")).to_contain_text("learner.naralo@example.org")
    page.locator("summary", has_text="End this role").first.click()
    expect(page.get_by_role("button", name="End this role").first).to_be_visible()
