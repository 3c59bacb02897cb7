"""The meaning of an acronym, shown by a script where it stands, and by a link without one."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import LiveSite, NewContext
from tests.browser.steps import (
    COURSE,
    LESSON,
    open_page,
    read_lesson,
)
from tests.browser.test_pages import AXE

pytestmark = pytest.mark.xdist_group("pages")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_tap_on_an_acronym_shows_its_meaning_inside_the_screen(
    site: LiveSite, new_context: NewContext, language: str
) -> None:
    page = open_page(new_context(width=360), site, f"/{language}{LESSON}")
    term = page.locator("article a.t").first
    meaning = page.locator(f"{term.get_attribute('href')} + dd > p").inner_text()
    term.click()
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    expect(box).to_contain_text(meaning)
    expect(box).to_be_focused()
    assert "#" not in page.url
    place = box.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_open_meaning_and_ticked_pages_keep_the_rules_of_axe(site: LiveSite, new_context: NewContext) -> None:
    page = new_context(dark=True).new_page()
    read_lesson(page, site)
    page.goto(site.address + "/en" + COURSE)
    expect(page.locator("li.d")).to_have_count(1)
    ticked = Axe().run(page, options=AXE)
    assert ticked.violations_count == 0, ticked.generate_report()
    page.goto(site.address + "/en" + LESSON)
    page.locator("article a.t").first.click()
    opened = Axe().run(page, options=AXE)
    assert opened.violations_count == 0, opened.generate_report()


def test_escape_closes_the_meaning_and_the_focus_is_back_on_the_term(site: LiveSite, new_context: NewContext) -> None:
    page = open_page(new_context(), site, "/en" + LESSON)
    term = page.locator("article a.t").first
    term.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(term).to_be_focused()


def test_the_button_closes_the_meaning_in_the_words_of_the_page(site: LiveSite, new_context: NewContext) -> None:
    page = open_page(new_context(), site, "/fr" + LESSON)
    term = page.locator("article a.t").first
    term.click()
    page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(term).to_be_focused()


def test_a_tap_elsewhere_closes_the_meaning_and_another_term_takes_its_place(
    site: LiveSite, new_context: NewContext
) -> None:
    page = open_page(new_context(), site, "/en" + LESSON)
    terms = page.locator("article a.t")
    terms.nth(0).click()
    page.locator("h1").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(terms.nth(0)).to_be_focused()
    terms.nth(1).click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_contain_text(terms.nth(1).inner_text())


def test_without_script_a_term_is_a_link_and_back(site: LiveSite, new_context: NewContext) -> None:
    page = open_page(new_context(javascript=False), site, "/en" + LESSON)
    term = page.locator("article a.t").first
    place = str(term.get_attribute("href"))
    term.click()
    assert page.url.endswith(place)
    page.locator(f"{place} + dd > a").click()
    assert page.url.endswith("#" + str(term.get_attribute("id")))
