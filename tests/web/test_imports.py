"""Handing in results as a browser does it: looked at, signed in, taken in; for a member by whoever may see her."""

from __future__ import annotations

import html
import io
import re
import zlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.events import Event, event_text
from elearn.domain.result_codes import write_code
from elearn.domain.workshops import key_id
from elearn.exchange.elp import Header, sum_lines, write_elp
from elearn.services.learning import find_progress
from elearn.services.workshops import Plan, prepare_workshop
from elearn.storage.community import Look
from elearn.storage.events import EventRow, Quarantined
from tests.makers import NOW, make_als, make_member
from tests.signed_up import PASSWORD, make_account
from tests.web.entering import enter

LESSON = Event(
    "b" * 32,
    "lesson.done",
    NOW - timedelta(days=1),
    c="ip",
    i="reading-ipv6",
    lang="fr",
    dev="d" * 32,
    seq=1,
    b={"pack": "0" * 12},
)
CODE = write_code([LESSON])
BOMB = "EL1." + urlsafe_b64encode(zlib.compress(bytes(60_000_000), 9)).decode() + "."


@pytest.fixture
def learner(app: Flask, web_session: Session) -> FlaskClient:
    return enter(app, web_session)


def uid_of(session: Session) -> str | None:
    session.rollback()
    return session.scalar(select(EventRow.u).where(EventRow.id == LESSON.id))


def carried(page: str) -> str:
    """The code in the page's second form."""
    found = re.search(r'name="code" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_a_code_is_looked_at_and_then_taken_in(learner: FlaskClient, web_session: Session) -> None:
    looked = learner.post("/en/import", data={"form": "look", "code": f"My results:\n{CODE}\n"})
    assert looked.status_code == 200
    assert "Reading an IPv6 address" in looked.text
    assert "21 November 2026" in looked.text
    assert uid_of(web_session) is None
    done = learner.post("/en/import", data={"form": "take", "code": carried(looked.text)})
    assert done.status_code == 303
    assert done.headers["Location"] == "/en/import?new=1&hers=0&claimed=0#done"
    assert "1 thing is taken in." in learner.get("/en/import?new=1&hers=0&claimed=0").text
    owner = uid_of(web_session)
    assert owner is not None
    assert set(find_progress(web_session, learner=owner)["ip"].lessons) == {"reading-ipv6"}


def test_the_second_click_and_the_same_code_later_change_nothing(learner: FlaskClient, web_session: Session) -> None:
    for expected in ("new=1&hers=0", "new=0&hers=1"):
        done = learner.post("/fr/import", data={"form": "take", "code": CODE})
        assert expected in done.headers["Location"]
    again = learner.post("/en/import", data={"form": "look", "code": CODE})
    assert "already yours" in again.text
    assert "There is nothing new in it." in again.text
    assert web_session.scalars(select(EventRow.id).where(EventRow.id == LESSON.id)).all() == [LESSON.id]


def test_somebody_elses_code_is_held(app: Flask, learner: FlaskClient, web_session: Session) -> None:
    learner.post("/en/import", data={"form": "take", "code": CODE})
    other = enter(app, web_session, (Role.INSTRUCTOR, "ip"))
    assert "handed in for somebody else before" in other.post("/en/import", data={"form": "look", "code": CODE}).text
    done = other.post("/en/import", data={"form": "take", "code": CODE})
    assert "new=0&hers=0&claimed=1" in done.headers["Location"]
    web_session.rollback()
    assert web_session.scalars(select(Quarantined.why)).all() == ["claimed"]


def test_a_visitor_is_asked_to_sign_in_and_keeps_the_code(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    looked = client.post("/en/import", data={"form": "look", "code": CODE})
    assert "Sign in first" in looked.text
    tried = client.post("/en/import", data={"form": "take", "code": carried(looked.text)})
    assert tried.status_code == 200
    assert uid_of(web_session) is None
    client.post("/en/sign-in", data={"email": "aissatou@exemple.sn", "password": PASSWORD, "next": "/en/me"})
    on = client.post("/en/import", data={"form": "look", "code": carried(looked.text)})
    assert "This is mine: take it in" in on.text
    assert client.post("/en/import", data={"form": "take", "code": carried(on.text)}).status_code == 303
    assert uid_of(web_session) is not None


def test_a_file_is_as_good_as_a_code(learner: FlaskClient, web_session: Session) -> None:
    file = (io.BytesIO(b"\xef\xbb\xbf" + CODE.encode() + b"\r\n"), "ip-fr.txt")
    looked = learner.post("/en/import", data={"form": "look", "code": "", "file": file})
    assert "Reading an IPv6 address" in looked.text
    assert learner.post("/en/import", data={"form": "take", "code": carried(looked.text)}).status_code == 303
    assert uid_of(web_session) is not None


@pytest.mark.parametrize("step", ["look", "take"])
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Paste a result code"),
        ("<b>hello\x00</b>", "This is no result code"),
        (CODE[:-20], "The end of this code is missing"),
        (CODE[:40] + CODE[50:], "A part of this code was changed"),
        (CODE.replace("EL1", "EL9"), "a newer version of the courses"),
        (BOMB, "more than a course can hold"),
        ("EL1." + "A" * 500_000, "more than a course can hold"),
        (
            '{"v":1,"id":"' + "f" * 32 + '","t":"attend","c":"ip","i":"x","at":"2026-11-21T10:00:00Z"}',
            "no course notes",
        ),
    ],
    ids=["nothing", "foreign", "cut off", "damaged", "newer", "bomb", "long", "kind"],
)
def test_what_is_no_result_is_said_and_what_was_typed_stays(
    learner: FlaskClient, web_session: Session, step: str, code: str, sentence: str
) -> None:
    refused = learner.post("/en/import", data={"form": step, "code": code})
    assert refused.status_code == 422
    assert sentence in refused.text
    kept = re.search(r"<textarea[^>]*>\s?(.*?)</textarea>", refused.text, re.DOTALL)
    assert kept
    assert html.unescape(kept[1]).strip() == code.replace("\x00", "")[:400_000]
    web_session.rollback()
    assert web_session.scalars(select(EventRow.id).where(EventRow.recv_from == "import")).all() == []
    assert web_session.scalars(select(Quarantined.id)).all() == []


def test_another_site_cannot_hand_in(learner: FlaskClient, web_session: Session) -> None:
    sent = learner.post("/en/import", data={"form": "take", "code": CODE}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert uid_of(web_session) is None


def test_the_page_is_nobody_elses(learner: FlaskClient) -> None:
    for answer in (learner.get("/en/import"), learner.post("/en/import", data={"form": "look", "code": CODE})):
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert learner.post("/en/import", data={"form": "else"}).status_code == 404


@pytest.fixture
def member(web_session: Session) -> str:
    make_als(web_session, "KE-01")
    make_als(web_session, "KE-02")
    return make_member(web_session, "Amina", als="KE-01")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ((Role.REPRESENTATIVE, "KE-01"), True),
        ((Role.COORDINATOR, "AFRALO"), True),
        ((Role.ADMINISTRATOR, ""), True),
        ((Role.REPRESENTATIVE, "KE-02"), False),
        ((Role.COORDINATOR, "EURALO"), False),
        ((Role.INSTRUCTOR, "ip"), False),
        (None, False),
    ],
    ids=str,
)
def test_who_may_hand_in_for_a_member(
    app: Flask, web_session: Session, member: str, role: tuple[Role, str] | None, may: bool
) -> None:
    browser = enter(app, web_session, *([role] if role else []))
    address = f"/en/regions/afralo/KE-01/{member}/import"
    assert browser.get(address).status_code == (200 if may else 404)
    done = browser.post(address, data={"form": "take", "code": CODE})
    assert done.status_code == (303 if may else 404)
    assert uid_of(web_session) == (member if may else None)
    if may:
        by = web_session.scalar(select(EventRow.by).where(EventRow.id == LESSON.id))
        assert by not in (None, member)
        assert web_session.scalars(select(Look.page)).all() == ["member"]


def test_a_facilitator_hands_in_for_her_own_members_only(app: Flask, web_session: Session, member: str) -> None:
    browser = enter(app, web_session, (Role.REPRESENTATIVE, "KE-02"))
    for address in (f"/en/regions/afralo/KE-02/{member}/import", f"/en/regions/afralo/KE-02/{'0' * 32}/import"):
        assert browser.post(address, data={"form": "take", "code": CODE}).status_code == 404
    assert uid_of(web_session) is None


def test_her_page_leads_there(app: Flask, web_session: Session, member: str) -> None:
    browser = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    page = browser.get(f"/en/regions/afralo/KE-01/{member}").text
    assert f'href="/en/regions/afralo/KE-01/{member}/import"' in page
    shown = browser.get(f"/en/regions/afralo/KE-01/{member}/import").text
    assert "<bdi>Amina</bdi>" in shown


def test_a_visitor_is_sent_to_sign_in_from_a_members_page(client: FlaskClient, member: str) -> None:
    assert client.get(f"/en/regions/afralo/KE-01/{member}/import").status_code == 303


def workshop_file(session: Session) -> bytes:
    """One lesson that somebody did at a workshop of AFRALO."""
    uid, key = "c" * 32, bytes(32)
    plan = Plan(uid, "Nairobi", NOW.date().isoformat(), ["KE-01"], ["ip"], ["en"])
    prepare_workshop(session, ralo="AFRALO", plan=plan, courses=["ip"], key=key, code="c", by="", now=NOW)
    lines = [event_text(Event("d" * 32, "lesson.done", NOW, u="a" * 32, c="ip", i="reading-ipv6")).encode()]
    header = Header(uid, 1, 1, 1, sum_lines(lines), "", key_id(key), NOW.isoformat())
    return write_elp(header, lines, key)


@pytest.mark.parametrize(
    ("roles", "flips", "status"),
    [
        ([(Role.COORDINATOR, "AFRALO")], False, 303),
        ([(Role.COORDINATOR, "EURALO")], False, 200),
        ([(Role.COORDINATOR, "AFRALO")], True, 422),
        ([], False, 403),
    ],
)
def test_a_workshop_file_comes_home_by_this_door_too(
    app: Flask, web_session: Session, roles: list[tuple[Role, str]], *, flips: bool, status: int
) -> None:
    """To the workshop's page where she may see it, else she gets the receipt; nothing of a damaged one is taken in."""
    make_als(web_session, "KE-01")
    file = bytearray(workshop_file(web_session))
    file[-5] ^= flips
    answer = enter(app, web_session, *roles).post(
        "/en/import", data={"form": "look", "file": (BytesIO(bytes(file)), "workshop.elp")}
    )
    assert answer.status_code == status
    web_session.rollback()
    stored = web_session.scalars(select(EventRow.u).where(EventRow.id == "d" * 32)).all()
    assert stored == (["a" * 32] if status in (200, 303) else [])
    if status == 303:
        assert answer.location == f"/en/regions/afralo/workshops/{'c' * 32}?done=file&n=1&dup=0&held=0#done"
    if status == 200:
        assert answer.get_json()["node"] == "c" * 32


def test_a_visitor_with_a_workshop_file_signs_in_first(client: FlaskClient, web_session: Session) -> None:
    make_als(web_session, "KE-01")
    file = workshop_file(web_session)
    answer = client.post("/en/import", data={"form": "look", "file": (BytesIO(file), "workshop.elp")})
    assert answer.location.startswith("/en/sign-in")
