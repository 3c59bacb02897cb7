"""What is kept on a phone: through the end of the browser, over tabs, once with the form, or not at all and said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveSite
from tests.browser.line import PORTAL, Line, html_answer
from tests.browser.phones import (
    LESSON,
    QUIZ,
    Phone,
    answer_quiz,
    arrived,
    attempts,
    held,
    kept,
    new,
    queue,
    send,
    sent,
    set_aside,
    sign_in,
    told,
    until,
)

pytestmark = pytest.mark.xdist_group("offline")


@pytest.mark.parametrize("how", ["by the browser", "by stopping the server"])
@pytest.mark.restarts
def test_a_quiz_without_a_line_survives_the_end_of_the_browser_and_is_one_attempt(
    site: LiveSite, line: Line, phone: Phone, how: str
) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    answer_quiz(page, line, f"cut {how}")
    if how == "by the browser":
        phone.context.set_offline(True)
    else:
        line.up = False
    send(page)
    told(page, "There is no line now. Your answers are kept on this phone")
    told(page, "not sent yet: 1")
    expect(page.locator('input[name="directory"]')).to_have_value(f"cut {how}")
    assert attempts(site, uid) == before
    phone.restart()
    line.up = True
    page = phone.open("/en/off")
    sent(page)
    told(page, "Sent at")
    assert attempts(site, uid) == before + 1
    arrived(page)
    assert attempts(site, uid) == before + 1


def test_two_tabs_with_a_hundred_answers_each_are_two_hundred_rows_without_a_gap(
    site: LiveSite, line: Line, phone: Phone
) -> None:

    one = phone.open()
    uid = sign_in(one, line)
    before = held(site, uid)
    other = phone.open(QUIZ)
    one.goto(line.address + QUIZ)
    for tab in (one, other, one, other):
        queue(tab, 50)
    for tab in (one, other):
        tab.evaluate("void outbox.flush(true)")
    arrived(one)
    rows = new(site, uid, before)
    assert len(rows) == 200
    assert len({row[0] for row in rows}) == 200
    assert sorted(row[2] for row in rows) == list(range(1, 201))
    assert len({row[1] for row in rows}) == 1


def test_sending_the_same_form_later_with_a_line_is_the_same_attempt(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    answer_quiz(page, line, "twice")
    line.up = False
    send(page)
    told(page, "not sent yet: 1")
    line.up = True
    send(page)
    expect(page.locator("#score")).to_be_visible()
    arrived(page)
    assert attempts(site, uid) == before + 1


def test_a_lesson_read_without_a_line_is_kept(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + LESSON)
    page.mouse.wheel(0, 200)
    until(page, "window.outbox")
    line.up = False
    page.locator("form[action$='/done'] button").click()
    told(page, "There is no line now. This is kept on this phone")
    line.up = True
    arrived(page)
    assert [row[3] for row in new(site, uid, before)] == ["lesson.done"]


def test_the_file_holds_the_facts_and_nobodys_name_and_is_handed_in(site: LiveSite, line: Line, phone: Phone) -> None:
    """What went by the file and by the phone itself afterwards is once in the log, and nothing is held."""
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    line.turn = lambda _method, path, _body: html_answer(PORTAL) if path.startswith("/sync") else None
    queue(page, 2)
    page.goto(line.address + "/en/off")
    with page.expect_download() as download:
        page.locator("#file").click()
    lines = Path(download.value.path()).read_text().splitlines()
    facts = [json.loads(text) for text in lines]
    assert len(facts) == 2
    assert all(set(fact) == {"v", "id", "t", "c", "i", "rev", "lang", "at", "b"} for fact in facts)
    assert lines == [json.dumps(fact, sort_keys=True, separators=(",", ":")) for fact in facts]
    page.goto(line.address + "/en/import")
    page.locator('input[name="file"]').set_input_files(download.value.path())
    page.get_by_role("button", name="Look at what it holds").click()
    page.get_by_role("button", name="This is mine: take it in").click()
    expect(page.locator("#done")).to_be_visible()
    assert {row[0] for row in new(site, uid, before)} == {fact["id"] for fact in facts}
    line.turn = None
    page.goto(line.address + "/en/off")
    until(page, "window.outbox")
    arrived(page)
    assert len(new(site, uid, before)) == 2
    assert set_aside(site, uid) == []


def test_refused_fields_come_back_with_the_page(line: Line, phone: Phone) -> None:
    page = phone.open()
    page.goto(line.address + QUIZ)
    page.locator('input[name="colons"]').fill("5,0,1")
    send(page)
    expect(page.locator("#errors")).to_be_focused()
    assert kept(page) == []


def test_a_browser_that_keeps_nothing_posts_and_says_when_it_cannot(line: Line, phone: Phone) -> None:
    phone.context.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { return undefined } })")
    page = phone.open()
    answer_quiz(page, line)
    line.up = False
    send(page)
    told(page, "This was not sent, and this browser keeps nothing.")
    expect(page.locator('input[name="directory"]')).to_have_value("le  DNS ")
    line.up = True
    send(page)
    expect(page.locator("#score")).to_be_visible()


def test_a_full_phone_keeps_nothing_and_says_so(line: Line, phone: Phone) -> None:
    phone.context.add_init_script(
        "IDBObjectStore.prototype.put = function () { this.transaction.abort();"
        " throw new DOMException('full', 'QuotaExceededError') }"
    )
    page = phone.open()
    answer_quiz(page, line)
    line.up = False
    send(page)
    told(page, "This was not sent, and this browser keeps nothing.")
    line.up = True
    send(page)
    expect(page.locator("#score")).to_be_visible()


@pytest.mark.restarts
def test_drafts_outlive_the_browser_on_her_own_phone_only(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    answer_quiz(page, line, "half done")
    phone.restart()
    page = phone.open(QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("half done")
    page.goto(line.address + "/en/me")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(line.address + "/en/")
    page.goto(line.address + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("")
    answer_quiz(page, line, "somebody else")
    phone.restart()
    expect(phone.open(QUIZ).locator('input[name="directory"]')).to_have_value("")
