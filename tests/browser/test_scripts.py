"""What the scripts add, in Chromium, and that every page does without them."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext
from tests.browser.test_pages import AXE

pytestmark = pytest.mark.xdist_group("pages")

COURSE, LESSON, QUIZ = "/c/ip", "/c/ip/reading-ipv6", "/c/ip/ip-addresses-quiz"
RIGHT = {"bits": "c", "new-name": "false", "person": "a", "registry": "d"}
DONE = {"en": "Done", "ar": "تم", "zh": "已完成"}


def open_page(context: BrowserContext, site: LiveSite, path: str) -> Page:
    page = context.new_page()
    page.goto(site.address + path)
    return page


def read_lesson(page: Page, site: LiveSite, lesson: str = LESSON, language: str = "en") -> None:
    page.goto(f"{site.address}/{language}{lesson}")
    page.locator("form[action$='/done'] button").click()
    page.wait_for_url(lambda url: not url.endswith(lesson))


def answer(page: Page, *, colons: str = "5") -> None:
    """Every question, all of them right with five colons."""
    for key, value in RIGHT.items():
        page.locator(f'input[name="{key}"][value="{value}"]').check()
    page.locator('input[name="forms"][value="b"]').check()
    page.locator('input[name="forms"][value="d"]').check()
    for place, key in enumerate("abcd", start=1):
        page.locator(f'select[name="chain.{key}"]').select_option(str(place))
    page.locator('input[name="colons"]').fill(colons)
    page.locator('input[name="directory"]').fill("le DNS")


def send(page: Page) -> None:
    page.get_by_role("main").locator("form[data-quiz] button").click()


def pass_quiz(page: Page, site: LiveSite) -> None:
    page.goto(site.address + "/en" + QUIZ)
    answer(page)
    send(page)
    expect(page.locator("#passed")).to_have_attribute("value", "yes")


def sign_in(page: Page, site: LiveSite, *, mine: str = "") -> None:
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill("coordinator.afralo@example.org")
    page.locator('input[name="password"]').fill(PASSWORD)
    if mine:
        page.locator(f'input[name="mine"][value="{mine}"]').check()
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))


def stored(page: Page) -> str:
    """What the browser keeps of the reader, in both stores."""
    text: str = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    return text


# Terms


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


# Progress


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


# Drafts of a quiz


def test_what_was_typed_survives_a_reload_and_a_change_of_language(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    answer(page)
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="colons"]')).to_have_value("5")
    expect(page.locator('input[name="bits"][value="c"]')).to_be_checked()
    page.locator('#lang a[lang="ar"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator('input[name="directory"]')).to_have_value("le DNS")
    expect(page.locator('input[name="forms"]:checked')).to_have_count(2)
    expect(page.locator('select[name="chain.c"]')).to_have_value("3")


def test_what_was_typed_survives_an_error(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    answer(page, colons="5,0,1")
    send(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator('input[name="colons"]')).to_have_value("5,0,1")
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="colons"]')).to_have_value("5,0,1")
    expect(page.locator('input[name="bits"][value="c"]')).to_be_checked()


def test_what_was_typed_survives_a_line_that_drops_and_is_one_attempt(site: LiveSite, new_context: NewContext) -> None:
    """The answers arrived, the reply did not: sent again they lead to the same result."""
    context = new_context()
    page = context.new_page()
    page.goto(site.address + "/en/c/ip")
    page.request.post(f"{site.address}/en{LESSON}/done")  # so that both sendings are the same guest's
    page.goto(site.address + "/en" + QUIZ)
    answer(page)
    sent: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not sent:
            sent.append(route.request.post_data or "")
            route.abort()
        else:
            route.continue_()

    context.route("**" + QUIZ, lose_the_first)
    send(page)
    expect(page.locator("#out")).to_contain_text("There is no line now.")
    first = page.request.post(
        f"{site.address}/en{QUIZ}",
        data=sent[0],
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": site.address},
    ).url
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("le DNS")
    send(page)
    expect(page).to_have_url(first)


def test_the_result_clears_the_draft(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    pass_quiz(page, site)
    assert "draft" not in stored(page)
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("")


def test_a_draft_of_other_questions_stays_away(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    page.evaluate("sessionStorage.setItem('draft ip/ip-addresses-quiz 000000000000', '{\"typed\": \"directory=old\"}')")
    page.reload()
    expect(page.locator('input[name="directory"]')).to_have_value("")


# Both


@pytest.mark.parametrize("path", ["/", COURSE, LESSON, QUIZ, "/me", "/sign-in"])
def test_the_scripts_run_without_a_word_on_the_console(site: LiveSite, new_context: NewContext, path: str) -> None:
    """Nothing thrown, nothing refused by the content security policy."""
    page = new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.address}/en{path}")
    page.wait_for_load_state("networkidle")
    assert said == []


def test_nothing_moves_and_everything_is_there_in_forced_colours(site: LiveSite, new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    read_lesson(page, site)
    page.goto(site.address + "/en" + COURSE)
    ticked = page.locator("li.d").evaluate("node => getComputedStyle(node, '::after').borderTopWidth")
    assert ticked == "8px"
    filled = page.locator(".pg .d").first.evaluate("node => getComputedStyle(node).fill")
    assert filled != "none"
    page.goto(site.address + "/en" + LESSON)
    page.locator("article a.t").first.click()
    border = page.get_by_role("dialog").evaluate("node => getComputedStyle(node).borderTopStyle")
    assert border == "solid"
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
