"""From the announcement to the transcript, in places far apart, on a phone without script."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("webinars")


def choose_zone(page: Page, zone: str) -> None:
    page.get_by_label("Show times also in").select_option(zone)
    page.get_by_role("button", name="Show").click()


def test_what_was_said_is_found_and_opened_at_its_moment(site: LiveSite, new_context: NewContext) -> None:
    page = new_context(javascript=False).new_page()
    page.goto(f"{site.address}/en/search?q=reason+letter")
    hit = page.get_by_role("listitem").filter(has_text="Write down what you see")
    expect(hit).to_contain_text("2:00")
    hit.get_by_role("link", name="Two lines, one test").click()
    expect(page).to_have_url(re.compile(r"/en/webinars/demo-two-lines#t\.120$"))
    moment = page.locator('[id="t.120"]')
    expect(moment).to_be_in_viewport()
    expect(moment.locator("xpath=..")).to_contain_text("Write down what you see")


def test_from_the_announcement_to_what_was_said(site: LiveSite, new_context: NewContext) -> None:
    context = new_context(javascript=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/en/")
    page.get_by_role("link", name="Your first call").click()
    when = page.locator("section", has=page.get_by_role("heading", name="When"))
    expect(when).to_contain_text("13:00 – 14:00 UTC")
    expect(page.get_by_role("row", name=re.compile("Kolkata.*18:30"))).to_be_visible()
    choose_zone(page, "Africa/Nairobi")
    expect(when).to_contain_text("16:00 – 17:00, Nairobi")
    choose_zone(page, "America/Argentina/Buenos_Aires")
    expect(when).to_contain_text("10:00 – 11:00, Buenos Aires")
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("Put it in my calendar")).click()
    (event,) = icalendar.Calendar.from_ical(Path(saved.value.path()).read_bytes()).walk("VEVENT")
    assert str(event["UID"]).startswith("demo-first-call@")
    page.get_by_role("navigation", name="You are in").get_by_role("link").click()
    expect(page.get_by_label("Show times also in")).to_have_value("America/Argentina/Buenos_Aires")
    page.get_by_role("link", name="Two lines, one test").click()
    page.get_by_role("link", name="2:00").click()
    expect(page).to_have_url(re.compile(r"#t\.120$"))
    expect(page.locator('[id="t.120"]')).to_be_in_viewport()
    page.locator("#transcript").get_by_role("link", name="Français").click()
    expect(page.locator("#transcript")).to_contain_text("Bienvenue")
    assert not [address for address in asked if not address.startswith(site.address) or ".vtt" in address]
