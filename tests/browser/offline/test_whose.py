"""Whose it is: answers go by their owner's grant, also after she left; nobody else sees them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, LiveSite
from tests.browser.line import PORTAL, Line, html_answer, json_answer
from tests.browser.phones import (
    AMINA,
    BOB,
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
    sign_in,
    told,
    until,
    waiting,
)

pytestmark = pytest.mark.xdist_group("offline")


def test_answers_arrive_after_signing_out(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    line.turn = lambda _method, path, _body: html_answer(PORTAL) if path.startswith("/sync") else None
    queue(page, 3)
    page.goto(line.address + "/en/me")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(line.address + "/en/")
    line.turn = None
    page.goto(line.address + "/en/off")
    sent(page)
    assert len(new(site, uid, before)) == 3


def test_a_revoked_grant_keeps_everything_and_asks_to_sign_in(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    refused = json_answer({"error": {"code": "grant_revoked", "message": "", "ref": ""}}, 401)
    line.turn = lambda _method, path, _body: refused if path == "/sync/v1/events" else None
    queue(page, 5)
    page.evaluate("outbox.flush(true)")
    told(page, "Kept on this phone, not sent yet: 5")
    asked = len(line.synced())
    page.evaluate("outbox.flush(true)")
    assert len(line.synced()) == asked, "a dead grant is not tried again"
    line.turn = None
    assert page.evaluate("outbox.own()") == 201
    arrived(page)
    assert len(new(site, uid, before)) == 5


def test_the_next_person_on_the_phone_sees_nothing_and_sends_them_as_their_owners(
    site: LiveSite, line: Line, phone: Phone
) -> None:

    page = phone.open()
    amina = sign_in(page, line)
    page.goto(line.address + QUIZ)
    line.turn = lambda _method, path, _body: html_answer(PORTAL) if path.startswith("/sync/v1/ev") else None
    queue(page, 3)
    page.goto(line.address + "/en/me")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(line.address + "/en/")
    bob = sign_in(page, line, BOB)
    before = held(site, amina), held(site, bob)
    page.goto(line.address + "/en/off")
    expect(page.locator("#waiting li")).to_have_count(0)
    expect(page.locator("#out")).to_be_empty()
    assert len(waiting(page)) == 3
    page.goto(line.address + QUIZ)
    queue(page, 1)
    page.goto(line.address + "/en/off")
    expect(page.locator("#waiting li")).to_have_count(1)
    line.turn = None
    arrived(page)
    assert len(new(site, amina, before[0])) == 3
    assert len(new(site, bob, before[1])) == 1


def test_a_guests_answers_are_hers_when_she_says_so(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    answer_quiz(page, line, "a guest")
    line.up = False
    send(page)
    told(page, "Sign in to send what is kept on this phone: 1")
    line.up = True
    uid = sign_in(page, line, own=False)
    before = attempts(site, uid)
    page.goto(line.address + "/en/off")
    expect(page.locator("#waiting li")).to_contain_text("without a name")
    page.locator("#mine").click()
    sent(page)
    assert attempts(site, uid) == before + 1


def test_signing_out_without_a_line(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    line.turn = lambda _method, path, _body: html_answer(PORTAL) if path.startswith("/sync") else None
    queue(page, 2)
    page.goto(line.address + "/en/off")
    expect(page.locator("#waiting li")).to_have_count(2)
    line.up = False
    page.locator("#leave button").click()
    told(page, "You are signed out on this phone.")
    expect(page.locator("#waiting li")).to_have_count(0)
    line.up, line.turn = True, None
    page.goto(line.address + "/en/me")
    page.wait_for_url(line.address + "/en/")
    page.goto(line.address + "/en/me")
    expect(page.get_by_role("main")).to_contain_text("Sign in")
    sent(page)
    assert len(new(site, uid, before)) == 2


def test_signing_out_by_the_form_without_a_line(line: Line, phone: Phone) -> None:
    """The form never arrives: the phone has left all the same, and the site learns of it before a page is shown."""
    page = phone.open()
    sign_in(page, line, own=False)
    line.up = False
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_timeout(500)
    line.up = True
    page.goto(line.address + "/en/me")
    page.wait_for_url(line.address + "/en/")
    page.goto(line.address + "/en/account")
    page.wait_for_url(re.compile("/en/sign-in"))


def test_an_answer_is_hers_also_where_signing_in_led_to_a_public_page(line: Line, phone: Phone) -> None:
    page = phone.open(f"/en/sign-in?next={QUIZ}")
    page.locator('input[name="email"]').fill(BOB)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile(QUIZ))
    answer_quiz(page, line, "straight to the quiz")
    line.up = False
    send(page)
    told(page, "kept on this phone")
    bob = page.evaluate("reader()")
    assert len(bob) == 32
    assert [row["e"]["u"] for row in waiting(page)] == [bob]
    line.up = True
    page.goto(line.address + "/en/me")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(line.address + "/en/")
    sign_in(page, line, own=False)
    page.goto(line.address + "/en/off")
    expect(page.locator("#waiting li")).to_have_count(0)
    expect(page.locator("#do")).to_be_hidden()


def test_a_wrong_password_takes_no_draft(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)
    page.locator('input[name="directory"]').fill("half an answer")
    page.context.clear_cookies()  # the session is over
    page.goto(line.address + "/en/sign-in")
    page.locator('input[name="email"]').fill(AMINA)
    page.locator('input[name="password"]').fill("wrong words")
    page.get_by_role("main").locator("form button").last.click()
    expect(page.locator("#errors")).to_be_visible()
    sign_in(page, line)
    page.goto(line.address + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("half an answer")


def test_a_row_that_is_none_stops_nothing(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)
    page.evaluate(
        """() => new Promise(done => {
          indexedDB.open('elearn').onsuccess = e => {
            const all = e.target.result.transaction('events', 'readwrite');
            all.objectStore('events').put({id: 'x'});
            all.oncomplete = () => { e.target.result.close(); done(); };
          };
        })"""
    )
    line.up = False
    answered = [row["id"] for row in kept(page)]
    queue(page, 1)
    assert len(kept(page)) == len(answered) + 1
    page.evaluate("outbox.show()")
    told(page, "Kept on this phone, not sent yet: 1")


def test_her_own_phone_is_ticked_once_and_sends_in_her_name(site: LiveSite, line: Line, phone: Phone) -> None:
    """The tick at sign-in is enough: the page that follows fetches the grant."""
    page = phone.open("/en/sign-in")
    page.locator('input[name="own_device"]').check()
    page.locator('input[name="email"]').fill(BOB)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))
    until(page, "!!localStorage.own")
    uid = str(page.evaluate("localStorage.own"))
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    queue(page, 2)
    arrived(page)
    assert len(new(site, uid, before)) == 2
