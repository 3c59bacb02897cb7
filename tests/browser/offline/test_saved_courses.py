"""A saved course is read without a line, stays whole whatever happens to a download, and goes without a trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite
from tests.browser.line import PORTAL, Answer, Line, html_answer
from tests.browser.phones import (
    COURSE,
    LESSON,
    QUIZ,
    Phone,
    answer_quiz,
    attempts,
    held,
    kept,
    queue,
    send,
    sent,
    sign_in,
    told,
    until,
    waiting,
)
from tests.browser.test_pages import AXE

pytestmark = pytest.mark.xdist_group("offline")
UNVISITED = "/en/c/ip/four-billion"


def save(page: Page, line: Line, *, well: bool = True) -> None:
    page.goto(line.address + COURSE)
    button = page.locator("#save button")
    expect(button).to_have_text("Save the course on this phone")
    page.keyboard.press("Tab")
    expect(button).to_contain_text("kB")
    button.click()
    expect(page.locator("#save [role=status]")).to_contain_text("Saved on this phone" if well else "could not be saved")
    if well:
        until(page, "!!navigator.serviceWorker.controller")


def pointer(page: Page) -> dict[str, Any]:
    """What the phone says is whole."""
    found: dict[str, Any] = page.evaluate(
        "caches.match('/saved', {cacheName: 'saved'}).then(found => found ? found.json() : {})"
    )
    return found


def contents(page: Page) -> list[list[str]]:
    """The addresses in each cache."""
    found: list[list[str]] = page.evaluate(
        """async () => Promise.all((await caches.keys()).map(async name =>
          (await (await caches.open(name)).keys()).map(asked => new URL(asked.url).pathname)))"""
    )
    return found


@pytest.mark.restarts
def test_a_lesson_never_visited_is_read_without_a_line(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    save(page, line)
    line.up = False
    phone.restart()
    page = phone.open(UNVISITED)
    expect(page.locator("h1")).to_contain_text("billion")
    sheet = page.evaluate("getComputedStyle(document.querySelector('.b')).minHeight || document.styleSheets.length")
    assert sheet
    page.locator("form[action$='/done'] button").click()
    page.wait_for_url(lambda address: not address.endswith(UNVISITED))
    told(page, "not sent yet: 1")
    answer_quiz(page, line, "from the saved course")
    send(page)
    told(page, "There is no line now.")
    phone.restart()
    line.up = True
    page = phone.open("/en/off")
    sent(page)
    assert attempts(site, uid) == before + 1


def test_only_public_pages_are_kept(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    save(page, line)
    page.goto(line.address + "/en/me")
    page.goto(line.address + "/en/account")
    page.goto(line.address + UNVISITED)
    addresses = {path for names in contents(page) for path in names}
    assert all(
        path.startswith(("/en/c/ip", "/static/", "/media/")) or path in ("/en/off", "/saved") for path in addresses
    )
    line.up = False
    page.goto(line.address + "/en/me")
    expect(page.locator("h1")).to_have_text("What is kept on this phone")
    page.goto(line.address + "/")
    expect(page.locator("h1")).to_have_text("What is kept on this phone")


@pytest.mark.parametrize(
    "answer",
    [
        html_answer(PORTAL),
        Answer(302, [("Location", "/en/sign-in")], b""),
        html_answer("gone wrong", 500),
        html_answer("no such page", 404),
    ],
    ids=["a portal's page", "a redirect", "an error", "not there"],
)
def test_a_saved_page_is_shown_whatever_else_the_line_brings(line: Line, phone: Phone, answer: Answer) -> None:
    page = phone.open()
    save(page, line)
    line.turn = lambda _method, path, _body: answer if path == UNVISITED else None
    page.goto(line.address + UNVISITED)
    expect(page.locator("h1")).to_contain_text("billion")


def test_a_bad_line_has_three_seconds(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    line.slow = 8
    page.goto(line.address + UNVISITED, wait_until="commit")
    expect(page.locator("h1")).to_contain_text("billion", timeout=6_000)


def test_with_a_line_the_page_is_the_new_one(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    fresh = line.ask("GET", UNVISITED)
    newer = Answer(200, fresh.headers, fresh.body.replace(b"</h1>", b" (new)</h1>"))
    line.turn = lambda _method, path, _body: newer if path == UNVISITED else None
    page.goto(line.address + UNVISITED)
    expect(page.locator("h1")).to_contain_text("(new)")


def test_a_download_cut_at_each_tenth_leaves_the_old_course_whole(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    old, whole = pointer(page), contents(page)
    line.pack_words = "second edition"
    page.evaluate(
        """async () => { const box = await caches.open('saved'), found = await (await box.match('/saved')).json();
          found['ip/en'].newer = 40000; await box.put('/saved', new Response(JSON.stringify(found))); }"""
    )
    for tenth in range(10):
        line.cut = tenth / 10
        page.goto(line.address + COURSE)
        page.locator("#save button").click()
        expect(page.locator("#save [role=status]")).to_contain_text("could not be saved")
        assert pointer(page)["ip/en"]["cache"] == old["ip/en"]["cache"]
        assert contents(page) == whole
    line.cut = 1
    page.locator("#save button").click()
    expect(page.locator("#save [role=status]")).to_contain_text("Saved on this phone")
    assert pointer(page)["ip/en"]["rev"] != old["ip/en"]["rev"]
    assert len(contents(page)) == 2
    line.up = False
    page.goto(line.address + UNVISITED)
    expect(page.locator("h1")).to_contain_text("second edition")


def test_a_newer_version_is_offered_once_a_day_and_not_taken_by_itself(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    asked = [path for _method, path, _body in line.asked].count("/packs.json")
    line.pack_words = "second edition"
    page.goto(line.address + COURSE)
    page.goto(line.address + "/en/off")
    assert [path for _method, path, _body in line.asked].count("/packs.json") == asked
    page.evaluate(
        """async () => { const box = await caches.open('saved'), found = await (await box.match('/saved')).json();
          found['ip/en'].seen -= 864e5 + 1; await box.put('/saved', new Response(JSON.stringify(found))); }"""
    )
    page.goto(line.address + "/en/off")
    expect(page.locator("#courses")).to_contain_text("Get the newer version")
    page.locator("#courses button.b:not(.b2)").click()
    expect(page.locator("#courses")).not_to_contain_text("Get the newer version")
    line.up = False
    page.goto(line.address + UNVISITED)
    expect(page.locator("h1")).to_contain_text("second edition")


def test_a_removed_course_is_gone(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    page.goto(line.address + "/en/off")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#courses li")).to_have_count(0)
    assert contents(page) == [["/saved"]]


def test_a_full_phone_keeps_the_old_course(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    old = pointer(page)
    phone.context.add_init_script(
        "const put = Cache.prototype.put; Cache.prototype.put = function (asked, answer) {"
        " return String(asked).includes('ipv6') ? Promise.reject(new DOMException('full', 'QuotaExceededError'))"
        " : put.call(this, asked, answer) }"
    )
    page.goto(line.address + "/en/off")
    assert page.evaluate("caches.keys().then(names => names.length)") == 2
    page.evaluate("caches.delete('nothing')")
    page.goto(line.address + COURSE)
    page.evaluate(
        """async () => { const box = await caches.open('saved'), found = await (await box.match('/saved')).json();
          found['ip/en'].newer = 40000; await box.put('/saved', new Response(JSON.stringify(found))); }"""
    )
    page.goto(line.address + COURSE)
    page.locator("#save button").click()
    expect(page.locator("#save [role=status]")).to_contain_text("could not be saved")
    assert pointer(page)["ip/en"]["cache"] == old["ip/en"]["cache"]


@pytest.mark.parametrize("how", ["cleared caches", "another worker", "switched off"])
def test_what_waits_outlives_everything_that_happens_to_saved_courses(
    site: LiveSite, line: Line, phone: Phone, how: str
) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    save(page, line)
    page.goto(line.address + QUIZ)
    blocked = html_answer(PORTAL)
    line.turn = lambda _method, path, _body: blocked if path.startswith("/sync") else None
    queue(page, 5)
    if how == "cleared caches":
        page.evaluate("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))")
    else:
        worker = line.text("/sw.js") + "\n// newer"
        gone = (Path(__file__).parents[3] / "elearn/static/worker/gone.js").read_text()
        text = worker if how == "another worker" else gone
        served = Answer(200, [("Content-Type", "text/javascript"), ("Cache-Control", "no-cache")], text.encode())
        line.turn = lambda _method, path, _body: (
            served if path == "/sw.js" else blocked if path.startswith("/sync") else None
        )
        page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
        if how == "switched off":
            until(page, "navigator.serviceWorker.getRegistration().then(one => !one)")
            until(page, "caches.keys().then(names => !names.length)")
        page.wait_for_timeout(300)
    assert len(waiting(page)) == 5
    page.goto(line.address + LESSON)
    assert len(waiting(page)) == 5
    if how == "another worker":
        line.up = False
        page.goto(line.address + UNVISITED)
        expect(page.locator("h1")).to_contain_text("billion")
        line.up = True
    line.turn = None
    page.goto(line.address + "/en/off")
    sent(page)
    assert len(held(site, uid)) == len(before) + 5
    assert all(row["s"] == 1 for row in kept(page))


def test_the_worker_asks_for_nothing_by_itself_and_is_small(line: Line) -> None:
    page = line.ask("GET", "/sw.js", headers={"Accept-Encoding": "gzip"})
    assert len(page.body) <= 2_000
    assert {name.lower(): value for name, value in page.headers}["cache-control"] == "no-cache"
    manifest = json.loads(line.text("/manifest.webmanifest"))
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        assert line.ask("GET", icon["src"]).status == 200


def test_without_the_button_no_worker_is_registered(line: Line, phone: Phone) -> None:
    page = phone.open()
    for path in ("/en/", COURSE, LESSON, "/en/off"):
        page.goto(line.address + path)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_what_is_kept_keeps_the_rules_of_axe(line: Line, phone: Phone) -> None:
    page = phone.open()
    save(page, line)
    answer_quiz(page, line)
    line.up = False
    send(page)
    told(page, "Sign in to send what is kept on this phone: 1")
    quiz = Axe().run(page, options=AXE)
    assert quiz.violations_count == 0, quiz.generate_report()
    page.goto(line.address + "/en/off")
    expect(page.locator("#courses li")).to_have_count(1)
    expect(page.locator("#waiting li")).to_have_count(1)
    listed = Axe().run(page, options=AXE)
    assert listed.violations_count == 0, listed.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
