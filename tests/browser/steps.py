"""What a reader does on a served site: reads, answers, signs in."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite

COURSE, LESSON, QUIZ = "/c/ip", "/c/ip/reading-ipv6", "/c/ip/ip-addresses-quiz"
RIGHT = {"bits": "c", "new-name": "false", "person": "a", "registry": "d"}


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
