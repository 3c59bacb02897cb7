"""What a browser ticks of what was read and passed, whose that is, and who takes it away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveSite, NewContext
from tests.browser.steps import (
    COURSE,
    LESSON,
    QUIZ,
    open_page,
    pass_quiz,
    read_lesson,
    send,
    sign_in,
    stored,
)

pytestmark = pytest.mark.xdist_group("pages")

DONE = {"en": "Done", "ar": "تم", "zh": "已完成"}


@pytest.mark.parametrize("language", DONE)
def test_a_lesson_that_was_read_is_ticked_in_the_words_of_the_page(
    site: LiveSite, new_context: NewContext, language: str
) -> None:
    page = new_context().new_page()
    read_lesson(page, site)
    page.goto(f"{site.address}/{language}{COURSE}")
    row = page.locator('li[data-part="ip/reading-ipv6"]')
    expect(row).to_contain_text(DONE[language])
    expect(row).to_have_class("d")
    expect(page.locator(".pg .d")).to_have_count(1)
    expect(page.locator("li.d")).to_have_count(1)
    page.goto(f"{site.address}/{language}{LESSON}")
    expect(page.locator("article header .m")).to_contain_text(DONE[language])
    expect(page.locator(".pg .d")).to_have_count(1)


def test_a_quiz_that_was_passed_is_ticked_and_one_that_was_not_is_not(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    send(page)
    expect(page.locator("#passed")).to_have_attribute("value", "no")
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(0)
    pass_quiz(page, site)
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.q.d")).to_contain_text("Passed")


def test_the_course_leads_on_from_where_she_was_and_home_counts(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("a[data-go]")).to_contain_text("Start: What an address is for")
    read_lesson(page, site, "/c/ip/what-addresses-are-for")
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("a[data-go]")).to_have_text("Go on: Reading an IPv6 address")
    expect(page.locator("a[data-go]")).to_have_attribute("href", re.compile(LESSON))
    page.goto(site.address + "/en/")
    counted = page.locator('[data-course="ip"]')
    expect(counted).to_be_visible()
    expect(counted).to_contain_text("Done: 1 of 21")
    expect(page.locator('[data-course="start"]')).to_be_hidden()


def test_going_back_shows_the_tick_too(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(0)
    read_lesson(page, site)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile(COURSE + "$"))
    expect(page.locator("li.d")).to_have_count(1)


def test_without_script_no_tick_and_nothing_missing(site: LiveSite, new_context: NewContext) -> None:
    page = new_context(javascript=False).new_page()
    read_lesson(page, site)
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(0)
    expect(page.locator("a[data-go]")).to_contain_text("Start:")
    page.goto(site.address + "/en/me")
    expect(page.get_by_role("main")).to_contain_text("1 of 15 lessons done")


def test_a_browser_that_keeps_nothing_still_reads_and_answers(site: LiveSite, new_context: NewContext) -> None:
    context = new_context()
    refuse = "{ get() { throw new DOMException('no', 'SecurityError') } }"
    for store in ("localStorage", "sessionStorage"):
        context.add_init_script(f"Object.defineProperty(window, '{store}', {refuse})")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    read_lesson(page, site)
    pass_quiz(page, site)
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(0)
    assert faults == []


def test_signing_out_takes_ticks_and_drafts_with_it(site: LiveSite, new_context: NewContext) -> None:
    """A shared phone: whoever comes next sees nothing of it, also in another tab and after "back"."""
    context = new_context()
    page = context.new_page()
    sign_in(page, site)
    read_lesson(page, site)
    other = open_page(context, site, "/en" + COURSE)
    expect(other.locator("li.d")).not_to_have_count(0)
    page.goto(site.address + "/en" + QUIZ)
    page.locator('input[name="directory"]').fill("private")
    page.goto(site.address + "/en/me")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(site.address + "/en/")
    assert "reading-ipv6" not in stored(page)
    assert "private" not in stored(page)
    expect(other.locator("li.d")).to_have_count(0)
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(0)


def test_her_own_page_brings_the_ticks_to_a_new_phone(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    sign_in(page, site)
    read_lesson(page, site, "/c/ip/four-billion")
    phone = new_context().new_page()
    sign_in(phone, site)
    phone.goto(site.address + "/en" + COURSE)
    expect(phone.locator('li[data-part="ip/four-billion"]')).to_have_class("d")


def test_ticks_of_a_guest_who_is_somebody_else_are_gone(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    read_lesson(page, site, "/c/ip/ipv6-day")
    sign_in(page, site, mine="no")
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator('li[data-part="ip/ipv6-day"]')).not_to_have_class("d")
