"""The administrators' page of what was held."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.events import Event, event_text
from elearn.services.learning import find_progress, ingest
from elearn.services.roles import grant_role
from elearn.services.workshops import Plan, prepare_workshop
from elearn.storage.events import Arrival
from elearn.storage.quarantine import Stated, add_quarantined
from tests.makers import NOW, make_als, make_member
from tests.published import lesson_done, uid
from tests.signed_up import PASSWORD, make_account

CHIEF = "chief@example.org"


@pytest.fixture
def chief(client: FlaskClient, web_session: Session) -> FlaskClient:
    account = make_account(web_session, CHIEF, name="Chief")
    grant_role(web_session, by=None, account_id=account, grant=Grant(Role.ADMINISTRATOR, "", NOW.date()), now=NOW)
    make_member(web_session, "amina", country="SN")
    assert client.post("/en/sign-in", data={"email": CHIEF, "password": PASSWORD}).status_code == 303
    return client


def hold(session: Session) -> None:
    event = lesson_done("1", "amina", "reading-ipv6", b={"x": "<script>alert(1)</script>"})
    ingest(session, [event], recv_from="grant:7", now=NOW, owner=uid("ben"))


def test_nothing_waits(chief: FlaskClient) -> None:
    assert "Nothing waits." in chief.get("/en/admin/held").text
    assert "/en/admin/held" in chief.get("/en/admin").text


def test_it_is_told_in_words_and_taken_in(chief: FlaskClient, web_session: Session) -> None:
    hold(web_session)
    page = chief.get("/en/admin/held").text
    for words in (
        "1 thing waits",
        "A lesson that was read",
        "amina",
        "It came from a phone of another person than the one it names.",
        "A phone whose person is not known any more",
        "Take it in for <bdi>amina</bdi>",
    ):
        assert words in page
    assert "<script>alert" not in page
    assert "1 held thing waits." in chief.get("/en/admin/state").text
    taken = chief.post("/en/admin/held", data={"held": "1", "verdict": "take", "reason": ""})
    assert taken.headers["Location"] == "/en/admin/held?done=take#done"
    assert "reading-ipv6" in find_progress(web_session, learner=uid("amina"))["ip"].lessons
    assert "Taken in on" in chief.get("/en/admin/held?done=take").text
    again = chief.post("/en/admin/held", data={"held": "1", "verdict": "take"})
    assert again.status_code == 422
    assert "Somebody else has settled this already." in again.text


def test_setting_aside_needs_a_reason_and_keeps_what_was_typed(chief: FlaskClient, web_session: Session) -> None:
    hold(web_session)
    refused = chief.post("/en/admin/held", data={"held": "1", "verdict": "aside", "reason": ""})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    long = chief.post("/en/admin/held", data={"held": "1", "verdict": "aside", "reason": "y" * 501})
    assert (long.status_code, "y" * 501 in long.text) == (422, True)
    done = chief.post("/en/admin/held", data={"held": "1", "verdict": "aside", "reason": "a test"})
    assert done.headers["Location"] == "/en/admin/held?done=aside#done"
    assert "a test" in chief.get("/en/admin/held").text


def test_of_a_workshops_key_the_way_to_its_page_is_shown_and_no_click_takes_it_in(
    chief: FlaskClient, web_session: Session
) -> None:
    node = "e" * 32
    make_als(web_session, "SN-01", country="SN")
    plan = Plan(node, "Dakar", NOW.date().isoformat(), ["SN-01"], ["ip"], ["en"])
    prepare_workshop(
        web_session, ralo="AFRALO", plan=plan, courses=["ip"], key=bytes(32), code="ABCD", by=uid("chief"), now=NOW
    )
    for kind in ("identity.link", "profile.set", "als.join", "roster"):
        event = Event(uid(kind), kind, NOW, u=uid("amina"), ref=uid("zuri") if kind == "identity.link" else None)
        add_quarantined(web_session, Stated(event.id), event_text(event), "node_revoked", Arrival(NOW, node))
    web_session.commit()
    page = chief.get("/en/admin/held").text
    for words in (
        "two are one person",
        "Somebody new at a workshop",
        "Joining a group",
        "Being on the list of a meeting",
    ):
        assert page.count(words) == 1
    address = f"/en/regions/afralo/workshops/{node}"
    assert page.count(f'href="{address}"') == 4
    assert chief.get(address).status_code == 200
    assert 'value="take"' not in page
    answer = chief.post("/en/admin/held", data={"held": "1", "verdict": "take"})
    assert answer.status_code == 422
    assert "Settle it on the page of that workshop." in answer.text
    aside = {"held": "1", "verdict": "aside", "reason": "not ours"}
    assert chief.post("/en/admin/held", data=aside).status_code == 303


@pytest.mark.parametrize(
    "form", [{}, {"held": "1"}, {"held": "x", "verdict": "take"}, {"held": "9" * 30, "verdict": "take"}]
)
def test_there_is_no_such_thing(chief: FlaskClient, form: dict[str, str]) -> None:
    assert chief.post("/en/admin/held", data=form).status_code == 404


def test_nobody_else_sees_or_settles_it(chief: FlaskClient, web_session: Session) -> None:
    hold(web_session)
    make_account(web_session, "ben@example.org", name="Ben")
    other = chief.application.test_client()
    assert other.get("/en/admin/held").status_code == 303
    other.post("/en/sign-in", data={"email": "ben@example.org", "password": PASSWORD})
    assert other.get("/en/admin/held").status_code == 404
    assert other.post("/en/admin/held", data={"held": "1", "verdict": "take"}).status_code == 404
