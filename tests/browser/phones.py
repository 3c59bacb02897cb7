"""A person's phone: a browser with a storage of its own, its line to the site, and what the site holds of her."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import FLAGS, PASSWORD, LiveSite
from tests.browser.line import Line

COURSE, LESSON, QUIZ = "/en/c/ip", "/en/c/ip/reading-ipv6", "/en/c/ip/ip-addresses-quiz"
AMINA, BOB = "learner.afralo@example.org", "representative.afralo@example.org"

LOOKS: dict[str, Any] = {"viewport": {"width": 360, "height": 800}, "locale": "en-GB", "accept_downloads": True}


@dataclass
class Phone:
    """`restart` ends the browser at once and opens it again; tests that do so are marked `restarts`."""

    playwright: Playwright
    profile: Path
    line: Line
    context: BrowserContext

    def open(self, path: str = "") -> Page:
        page = self.context.new_page()
        if path:
            page.goto(self.line.address + path)
        return page

    def restart(self) -> None:
        self.context.close()
        self.context = launch(self.playwright, self.profile)


def launch(playwright: Playwright, profile: Path) -> BrowserContext:
    """A browser whose storage outlives it, in this folder."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS, **LOOKS
    )
    context.set_default_timeout(30_000)
    return context


def look_in(browser: Browser) -> BrowserContext:
    """A storage that is gone with its last page."""
    context = browser.new_context(**LOOKS)
    context.set_default_timeout(30_000)
    return context


def sign_in(page: Page, line: Line, email: str = AMINA, *, own: bool = True) -> str:
    """The uid of the person. With `own` the phone may send in her name."""
    page.goto(f"{line.address}/en/sign-in")
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="password"]').fill(PASSWORD)
    for answer in page.locator('input[name="mine"][value="no"]').all():
        answer.check()
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))
    if own:
        assert page.evaluate("outbox.own()") == 201
    return str(page.evaluate("reader()"))


def answer_quiz(page: Page, line: Line, typed: str = "le  DNS ") -> None:
    """Two questions; what is typed has spaces that the site tidies."""
    page.goto(line.address + QUIZ)
    page.locator('input[name="bits"][value="c"]').check()
    page.locator('input[name="forms"][value="d"]').check()
    page.locator('input[name="forms"][value="b"]').check()
    page.locator('select[name="chain.b"]').select_option("2")
    page.locator('input[name="directory"]').fill(typed)


def send(page: Page) -> None:
    page.get_by_role("main").locator("form[data-quiz] button").click()


def told(page: Page, words: str) -> None:
    expect(page.locator("#out")).to_contain_text(words)


def until(page: Page, condition: str) -> None:
    """Asked again and again; Playwright's own way would need `eval`, which the site's policy forbids."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def waiting(page: Page) -> list[dict[str, Any]]:
    """What this phone holds and has not sent, whosever it is."""
    return [row for row in kept(page) if not row["s"]]


def kept(page: Page) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.evaluate(
        """() => new Promise(done => {
          indexedDB.open('elearn').onsuccess = e => {
            const all = e.target.result.transaction('events').objectStore('events').getAll();
            all.onsuccess = () => { e.target.result.close(); done(all.result); };
          };
        })"""
    )
    return rows


def queue(page: Page, count: int, quiz: str = "ip-addresses-quiz") -> None:
    """`count` submissions made without a line, all at once, after the page's own first look at what waits is over."""
    page.evaluate(
        """async ([count, quiz]) => {
          for (let looks = 0; looks < 8; looks++) await outbox.list();
          const rev = document.querySelector('[name=rev]').value;
          await Promise.all(Array.from({length: count}, (_, n) => outbox.keep(
            {t: 'quiz.submit', c: 'ip', i: quiz, rev, b: {answers: {directory: 'answer ' + n}, seed: 0}})));
        }""",
        [count, quiz],
    )


def held(site: LiveSite, uid: str) -> list[tuple[Any, ...]]:
    """(id, dev, seq, type) of every event of this person in the site's log."""
    statement = "SELECT id, dev, seq, t FROM event WHERE u = :uid AND recv_from NOT LIKE 'demo%' ORDER BY rseq"
    return ask_database(site, statement, uid)


def set_aside(site: LiveSite, uid: str) -> list[tuple[Any, ...]]:
    """(id, why) of what this person's events were held for."""
    return ask_database(site, "SELECT id, why FROM quarantine WHERE u = :uid ORDER BY rid", uid)


def attempts(site: LiveSite, uid: str) -> int:
    """At the quiz of these tests."""
    [(number,)] = ask_database(site, "SELECT count(*) FROM attempt WHERE u = :uid AND quiz = 'ip-addresses-quiz'", uid)
    return int(number)


def ask_database(site: LiveSite, statement: str, uid: str) -> list[tuple[Any, ...]]:
    engine = create_engine(site.environment["DATABASE_URL"])
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(statement), {"uid": uid})]
    engine.dispose()
    return rows


def arrived(page: Page) -> None:
    """Everything was sent; sending is asked for, so that no test waits for a timer.

    What is kept is looked at, not the number on the page: an older sending that ends writes that too.
    """
    for _ in range(200):
        page.evaluate("outbox.flush(true)")
        if not waiting(page):
            break
        page.wait_for_timeout(100)
    until(page, "localStorage.w === ''")


def sent(page: Page) -> None:
    """Everything was sent by the page itself."""
    for _ in range(200):
        if not waiting(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(waiting(page))


def new(site: LiveSite, uid: str, before: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [row for row in held(site, uid) if row not in before]
