"""What a coordinator comes for, counted in clicks after signing in, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveSite, NewContext
from tests.browser.test_onboarding import Clicks, enter

pytestmark = pytest.mark.xdist_group("first view")
WAYS = pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 360)], ids=["javascript", "no-javascript"]
)


@WAYS
def test_groups_that_have_not_started_are_one_click_away(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int
) -> None:
    page, clicks = enter(site, new_context, javascript=javascript, width=width), Clicks()
    clicks.on(page.get_by_role("link", name="Groups where nobody has started"))
    expect(page).to_have_url(re.compile(r"/en/regions/afralo\?state=unstarted$"))
    rows = page.locator("tbody tr:not(.i)")
    expect(rows.first).to_be_visible()
    told = page.locator("dl.sum a[aria-current]").locator("xpath=../following-sibling::dd")
    assert rows.count() == int(told.inner_text()) > 0
    assert clicks.number == 1


@WAYS
def test_all_groups_with_those_that_have_nobody_are_one_click_away(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int
) -> None:
    page, clicks = enter(site, new_context, javascript=javascript, width=width), Clicks()
    clicks.on(page.get_by_role("link", name="AFRALO: who learns where"))
    expect(page.locator("tr.z").first).to_contain_text("nobody yet")
    assert clicks.number == 1


@WAYS
def test_the_report_of_the_last_quarter_is_one_click_away(
    site: LiveSite, new_context: NewContext, javascript: bool, width: int
) -> None:
    page, clicks = enter(site, new_context, javascript=javascript, width=width), Clicks()
    clicks.on(page.get_by_role("link", name="Report of the last quarter"))
    expect(page.get_by_role("heading", level=1)).to_have_text("AFRALO: report of a quarter")
    expect(page.get_by_role("row", name=re.compile("^Sessions held"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Courses finished"))).to_be_visible()
    assert clicks.number == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Where people stand")).to_be_visible()
    book = page.request.get(page.get_by_role("link", name="XLSX").evaluate("link => link.href"))
    assert book.ok
    assert book.body()[:2] == b"PK"
