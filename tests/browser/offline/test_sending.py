"""What waits on a phone is sent: only an acknowledgement with its nonce counts, whatever the line does."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LiveSite
from tests.browser.line import PORTAL, Answer, Line, html_answer, json_answer
from tests.browser.phones import (
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
    sign_in,
    told,
    waiting,
)

pytestmark = pytest.mark.xdist_group("offline")


def test_with_a_line_the_form_brings_the_result_and_nothing_waits(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    answer_quiz(page, line, "with a line")
    send(page)
    expect(page.locator("#score")).to_be_visible()
    assert waiting(page) == []
    assert attempts(site, uid) == before + 1


@pytest.mark.parametrize(
    "portal",
    [
        html_answer(PORTAL),
        Answer(302, [("Location", "/en/help"), ("Content-Length", "0")], b""),
        json_answer({"acked": "all", "epoch": "e"}),
        json_answer({"nonce": "0" * 32, "to": "/en/me", "acked": [], "epoch": "e"}),
        html_answer("no", 401),
        json_answer({"error": "sign in to our Wi-Fi"}, 403),
    ],
    ids=["200 HTML", "302", "200 JSON", "another nonce", "401", "403"],
)
def test_what_a_portal_answers_is_no_acknowledgement(site: LiveSite, line: Line, phone: Phone, portal: Answer) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    answer_quiz(page, line, "behind a portal")
    line.turn = lambda method, _path, _body: portal if method == "POST" else None
    send(page)
    told(page, "not sent yet: 1")
    page.evaluate("outbox.flush(true)")
    assert len(line.synced()) >= 1
    assert len(waiting(page)) == 1
    assert attempts(site, uid) == before
    line.turn = None
    arrived(page)
    assert attempts(site, uid) == before + 1


def test_the_site_takes_the_form_and_the_reply_is_lost(site: LiveSite, line: Line, phone: Phone) -> None:
    """The form and what is kept are one attempt: they have one id, and say the same."""
    page = phone.open()
    uid = sign_in(page, line)
    before = attempts(site, uid)
    answer_quiz(page, line, "  lost   reply ")
    line.lose = "ip-addresses-quiz$"
    send(page)
    told(page, "not sent yet: 1")
    assert attempts(site, uid) == before + 1
    arrived(page)
    assert attempts(site, uid) == before + 1
    assert json.loads(line.synced()[-1])["events"][0]["b"]["answers"] == {
        "bits": "c",
        "chain": {"b": "2"},
        "directory": "lost reply",
        "forms": ["b", "d"],
    }


def test_the_site_takes_a_delivery_and_the_reply_is_lost(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    before = held(site, uid)
    page.goto(line.address + QUIZ)
    queue(page, 5)
    line.lose = "/sync/"
    page.evaluate("outbox.flush(true)")
    assert len(waiting(page)) == 5
    for _ in range(100):
        if new(site, uid, before):
            break
        page.wait_for_timeout(100)
    assert len(new(site, uid, before)) == 5
    line.lose = ""
    arrived(page)
    assert len(new(site, uid, before)) == 5


def test_a_restored_site_gets_everything_again(line: Line, phone: Phone) -> None:
    """Another epoch: all that is retained is sent once more, also what came by form."""
    page = phone.open()
    sign_in(page, line)
    answer_quiz(page, line, "before the backup")
    send(page)
    expect(page.locator("#score")).to_be_visible()
    page.goto(line.address + QUIZ)
    queue(page, 4)
    arrived(page)
    first = len(line.synced())

    def restored(_method: str, path: str, body: bytes) -> Answer | None:
        if path != "/sync/v1/events":
            return None
        asked = json.loads(body)
        ids = [event["id"] for event in asked["events"]]
        return json_answer({"nonce": asked["nonce"], "epoch": "another", "acked": ids, "held": [], "missing": []})

    line.turn = restored
    queue(page, 1)
    arrived(page)
    again = [event["id"] for body in line.synced()[first:] for event in json.loads(body)["events"]]
    assert len(set(again)) == 6
    assert waiting(page) == []


def test_what_the_site_misses_is_sent_once_more_and_no_loop(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)

    def forgetful(_method: str, path: str, body: bytes) -> Answer | None:
        if path != "/sync/v1/events":
            return None
        asked = json.loads(body)
        ids = [event["id"] for event in asked["events"]]
        return json_answer({"nonce": asked["nonce"], "epoch": "e", "acked": ids, "missing": [[1, 2]]})

    line.turn = forgetful
    queue(page, 3)
    arrived(page)
    queue(page, 1)
    arrived(page)
    asked = [sorted(event["seq"] for event in json.loads(body)["events"]) for body in line.synced()]
    assert asked == [[1, 2, 3], [4], [1, 2]]


def test_a_cloned_phone_counts_anew(site: LiveSite, line: Line, phone: Phone) -> None:
    page = phone.open()
    uid = sign_in(page, line)
    page.goto(line.address + QUIZ)
    queue(page, 2)
    arrived(page)
    # The copy has the same name and goes on from an earlier number.
    page.evaluate(
        """() => new Promise(done => {
          indexedDB.open('elearn').onsuccess = e => {
            const all = e.target.result.transaction('meta', 'readwrite'), meta = all.objectStore('meta');
            meta.get('all').onsuccess = found => {
              Object.values(found.target.result.people).forEach(one => { one.seq = 0; });
              meta.put(found.target.result, 'all');
            };
            all.oncomplete = () => { e.target.result.close(); done(); };
          };
        })"""
    )
    before = held(site, uid)
    queue(page, 1)
    arrived(page)
    queue(page, 2)
    arrived(page)
    forked, *later = new(site, uid, before)
    assert forked[2] == 1
    assert sorted(row[2] for row in later) == [1, 2]
    assert {row[1] for row in later}.isdisjoint({forked[1]})


def test_a_batch_that_is_too_much_is_halved_and_one_bad_event_never_blocks_the_rest(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)

    def small(_method: str, path: str, body: bytes) -> Answer | None:
        if path != "/sync/v1/events":
            return None
        asked = json.loads(body)
        if len(asked["events"]) > 2:
            return json_answer({"error": {"code": "request-entity-too-large", "message": "", "ref": ""}}, 413)
        if any(event["b"]["answers"]["directory"] == "answer 3" for event in asked["events"]):
            return json_answer({"error": {"code": "bad-request", "message": "", "ref": ""}}, 400)
        return json_answer({"nonce": asked["nonce"], "epoch": "e", "acked": [event["id"] for event in asked["events"]]})

    line.turn = small
    queue(page, 7)
    arrived(page)
    left = [row for row in kept(page) if row["s"] == 2]
    assert [row["e"]["b"]["answers"]["directory"] for row in left] == ["answer 3"]
    assert len(line.synced()) < 20


def test_erased_events_go_and_held_ones_stay(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)

    def erasing(_method: str, path: str, body: bytes) -> Answer | None:
        if path != "/sync/v1/events":
            return None
        asked = json.loads(body)
        first, second, *ids = [event["id"] for event in asked["events"]]
        held = [{"id": second, "why": "wrong_user"}]
        return json_answer({"nonce": asked["nonce"], "epoch": "e", "acked": ids, "erased": [first], "held": held})

    line.turn = erasing
    queue(page, 3)
    arrived(page)
    assert sorted(row["s"] for row in kept(page)) == [1, 2]


def test_after_a_failure_the_next_try_waits(line: Line, phone: Phone) -> None:
    page = phone.open()
    sign_in(page, line)
    page.goto(line.address + QUIZ)
    line.turn = lambda _method, path, _body: json_answer({}, 503) if path.startswith("/sync") else None
    queue(page, 1)
    page.evaluate("outbox.flush(true)")
    page.evaluate("Promise.all([outbox.flush(), outbox.flush(), outbox.flush()])")
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    assert len(line.synced()) == 1
