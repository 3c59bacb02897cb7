"""Events that phones deliver: taken in, refused as a whole or one by one, gaps, clocks, restores, a full disk."""

from __future__ import annotations

import gzip
import json
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.events import event_text, time_text
from elearn.domain.sync import LARGEST_REQUEST, MOST_EVENTS
from elearn.services.learning import find_progress
from elearn.storage.epochs import add_epoch
from elearn.storage.events import EventRow, Quarantined
from tests.makers import NOW
from tests.published import lesson_done, uid
from tests.web.sync.deliveries import EMAIL, URL, error_of, own, request_of, send, stored

REPLY = {"nonce", "epoch", "acked", "held", "erased", "missing", "rotate", "now"}


def why_held(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.execute(select(Quarantined.id, Quarantined.why).order_by(Quarantined.rid))
    return [(row.id, row.why) for row in rows]


def test_what_was_done_without_a_line_arrives(
    phone: FlaskClient, granted: dict[str, str], web_session: Session
) -> None:
    answer = send(phone, granted["grant"], own("1", 1), own("2", 2, "first-letter"), max_seq=2)
    body = answer.get_json()
    assert set(body) == REPLY
    assert (body["nonce"], body["acked"], body["held"], body["erased"]) == ("n1", [uid("1"), uid("2")], [], [])
    assert (body["missing"], body["rotate"], len(body["epoch"]), body["now"]) == ([], False, 32, time_text(NOW))
    assert answer.headers.getlist("Set-Cookie") == []
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
    progress = find_progress(web_session, learner=uid(EMAIL))
    assert progress["ip"].lessons == {"reading-ipv6": NOW}


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": ""},
        {"nonce": "x" * 65},
        {"nonce": 5},
        {"now": "yesterday"},
        {"now": "2026-11-22T10:00:00+00:00"},
        {"now": None},
        {"dev": "phone"},
        {"max_seq": -1},
        {"max_seq": 2**31},
        {"max_seq": True},
        {"max_seq": 1.0},
        {"events": {}},
        {"events": None},
    ],
)
def test_another_form_is_refused_as_a_whole(
    phone: FlaskClient, granted: dict[str, str], change: dict[str, Any]
) -> None:
    assert error_of(send(phone, granted["grant"], own("1"), **change))[0] == 400


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"null", b"\xff", b"[" * 50_000])
def test_what_is_no_json_is_refused(phone: FlaskClient, granted: dict[str, str], body: bytes) -> None:
    headers = {"Authorization": f"Bearer {granted['grant']}"}
    assert error_of(phone.post(URL, data=body, content_type="application/json", headers=headers))[0] == 400


def test_a_bad_event_never_holds_up_the_others(
    phone: FlaskClient, granted: dict[str, str], web_session: Session
) -> None:
    good, other = own("1", 1), lesson_done("2", "ben", "reading-ipv6")
    broken: list[Any] = [
        None,
        5,
        "text",
        [],
        {},
        {"id": uid("3")},
        {"id": 5},
        {**json.loads(event_text(own("4", 3))), "at": "today"},
        {**json.loads(event_text(own("5"))), "extra": 1},
        {**json.loads(event_text(own("6"))), "v": "1"},
        {**json.loads(event_text(own("7"))), "b": {"x": "y" * 17_000}},
        {**json.loads(event_text(own("8"))), "c": "x" * 65},
    ]
    body = send(phone, granted["grant"], *broken, other, good, max_seq=3).get_json()
    assert body["held"] == [{"id": uid("2"), "why": "wrong_user"}]
    assert body["acked"] == [*(uid(str(number)) for number in (3, 4, 5, 6, 7, 8)), uid("1")]
    assert body["missing"] == [[2, 2]]
    assert stored(web_session) == [uid("1")]
    assert len(why_held(web_session)) == len(broken) + 1
    again = send(phone, granted["grant"], *broken, other, good, max_seq=3).get_json()
    assert (again["acked"], again["held"]) == (body["acked"], body["held"])
    assert len(why_held(web_session)) == len(broken) + 1


def test_what_is_too_much_is_refused_so_that_it_comes_in_halves(phone: FlaskClient, granted: dict[str, str]) -> None:
    many = [own(f"{number}") for number in range(MOST_EVENTS + 1)]
    assert error_of(send(phone, granted["grant"], *many))[0] == 413
    assert len(send(phone, granted["grant"], *many[1:]).get_json()["acked"]) == MOST_EVENTS
    large = [own(f"l{number}", b={"x": "y" * 16_000}) for number in range(17)]
    assert error_of(send(phone, granted["grant"], *large))[0] == 413
    assert len(send(phone, granted["grant"], *large[1:]).get_json()["acked"]) == 16


def test_a_compressed_request_is_held_to_the_same_limits(phone: FlaskClient, granted: dict[str, str]) -> None:
    def post(body: bytes, encoding: str = "gzip") -> TestResponse:
        headers = {"Authorization": f"Bearer {granted['grant']}", "Content-Encoding": encoding}
        return phone.post(URL, data=body, content_type="application/json", headers=headers)

    plain = json.dumps(request_of(own("1"))).encode()
    assert post(gzip.compress(plain)).get_json()["acked"] == [uid("1")]
    assert post(plain, "identity").get_json()["acked"] == [uid("1")]
    assert error_of(post(plain))[0] == 400
    assert error_of(post(gzip.compress(plain)[:-9]))[0] == 400
    assert error_of(post(plain, "br"))[0] == 400
    assert error_of(post(gzip.compress(b" " * (LARGEST_REQUEST + 1))))[0] == 413


def test_gaps_are_told_and_what_lies_in_quarantine_is_none(
    phone: FlaskClient, granted: dict[str, str], web_session: Session
) -> None:
    not_hers = own("5", 5, t="attend")
    body = send(phone, granted["grant"], own("2", 2), not_hers, max_seq=7).get_json()
    assert (body["acked"], body["missing"]) == ([uid("2"), uid("5")], [[1, 1], [3, 4], [6, 7]])
    assert why_held(web_session) == [(uid("5"), "not_allowed")]
    rest = [own(str(number), number) for number in (1, 3, 4, 6, 7)]
    assert send(phone, granted["grant"], *rest, max_seq=7).get_json()["missing"] == []
    assert send(phone, granted["grant"], max_seq=2**31 - 1).get_json()["missing"] == [[8, 2**31 - 1]]


def test_a_restored_site_has_another_epoch_and_gets_everything_again(
    phone: FlaskClient, granted: dict[str, str], web_session: Session
) -> None:
    events = [own(str(number), number) for number in (1, 2, 3)]
    first = send(phone, granted["grant"], *events, max_seq=3).get_json()
    web_session.execute(delete(EventRow).where(EventRow.seq > 1))
    add_epoch(web_session, uid="e" * 32, began_at=NOW, reason="restored")
    web_session.commit()
    second = send(phone, granted["grant"], max_seq=3).get_json()
    assert second["epoch"] == "e" * 32 != first["epoch"]
    assert second["missing"] == [[2, 3]]
    assert send(phone, granted["grant"], *events, max_seq=3).get_json()["missing"] == []
    assert sorted(stored(web_session)) == sorted(event.id for event in events)


def test_a_cloned_phone_is_told_to_count_anew(phone: FlaskClient, granted: dict[str, str]) -> None:
    assert send(phone, granted["grant"], own("1", 1)).get_json()["rotate"] is False
    cloned = send(phone, granted["grant"], own("2", 1)).get_json()
    assert (cloned["acked"], cloned["rotate"]) == ([uid("2")], True)
    anew = send(phone, granted["grant"], own("3", 1, dev=uid("anew")), dev=uid("anew"), max_seq=1).get_json()
    assert (anew["acked"], anew["rotate"], anew["missing"]) == ([uid("3")], False, [])


@pytest.mark.parametrize("hours", [-10 * 365 * 24, -1, 0, 1, 10 * 365 * 24])
def test_a_wrong_clock_is_set_right_by_what_it_says_itself(
    phone: FlaskClient, granted: dict[str, str], web_session: Session, hours: int
) -> None:
    wrong = timedelta(hours=hours)
    done = NOW - timedelta(minutes=30)
    event = own("1", 1, at=done + wrong)
    assert send(phone, granted["grant"], event, now=time_text(NOW + wrong)).get_json()["acked"] == [uid("1")]
    assert find_progress(web_session, learner=uid(EMAIL))["ip"].lessons == {"reading-ipv6": done}


def test_the_disk_is_full_and_nothing_is_acknowledged(
    phone: FlaskClient, granted: dict[str, str], web_session: Session
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("elearn.services.intake.add_events", fail)
        refused = send(phone, granted["grant"], own("1"))
    assert error_of(refused) == (503, "unavailable")
    assert refused.headers["Retry-After"] == "30"
    assert stored(web_session) == []
    assert send(phone, granted["grant"], own("1")).get_json()["acked"] == [uid("1")]
