"""A person's own pages about events: time zone, calendar behind a secret address, reminders, feedback."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.feedback import Answer, Question
from elearn.services.profiles import get_profile
from elearn.services.reminders import list_reminders
from elearn.storage.accounts import Account, Token
from elearn.storage.feedback import Feedback, put_answers
from tests.makers import make_member
from tests.services.summit import make_programme, make_topic
from tests.signed_up import make_account
from tests.web.accounts.forms import EMAIL, sign_in
from tests.web.conftest import Clock
from tests.web.entering import enter

PAGE = "/fr/webinars/pre-atlas-security"
THEN = datetime(2014, 5, 7, 12, tzinfo=UTC)
NAIROBI = "Africa/Nairobi"
HOSTILE = ("Mars/Base", "../../etc/passwd", "Africa/Nairobi\x00", "africa/nairobi", "UTC", "x" * 5000, "<b>")


@pytest.fixture
def account_id(client: FlaskClient, web_session: Session, clock: Clock) -> int:
    """Somebody in Senegal who reads French, signed in on a day before the webinar."""
    clock.now = THEN
    made = make_account(web_session, now=THEN - timedelta(days=1))
    sign_in(client)
    return made


def save_zone(client: FlaskClient, zone: str) -> int:
    form = {"form": "profile", "name": "Aïssatou", "language": "fr", "zone": zone}
    return client.post("/fr/account", data=form).status_code


def make_calendar(client: FlaskClient) -> str:
    """The path of the address that the account page shows."""
    assert client.post("/fr/account", data={"form": "calendar"}).status_code == 303
    page = client.get("/fr/account").text
    found = re.search(r'value="http://localhost(/calendar/[\w-]+\.ics)"', page)
    assert not found or f'href="webcal://localhost{found[1]}"' in page
    assert found
    return found[1]


def test_a_zone_is_chosen_never_guessed_and_changes_no_public_page(
    client: FlaskClient, web_session: Session, account_id: int
) -> None:
    public = client.get(PAGE).data
    before = client.get("/fr/me", headers={"X-Forwarded-For": "41.90.0.1"}).text
    assert "13:00 – 14:00" in before
    assert "16:00 – 17:00" not in before
    for hostile in HOSTILE:
        assert save_zone(client, hostile) == 422
    assert get_profile(web_session, account_id).zone == ""
    web_session.rollback()
    assert save_zone(client, NAIROBI) == 303
    for path in ("/fr/me", "/fr/me/webinars", f"{PAGE}/remind"):
        page = client.get(path).text
        assert page.index("13:00 – 14:00") < page.index("16:00 – 17:00") < page.rindex("Nairobi"), path
    assert client.get(PAGE).data == public
    assert f'<option selected value="{NAIROBI}">' in client.get("/fr/account").text
    named = {"form": "profile", "name": "Aïssatou", "language": "fr"}
    assert client.post("/fr/account", data=named).status_code == 303  # a form from before the field was there
    assert get_profile(web_session, account_id).zone == NAIROBI
    web_session.rollback()
    assert save_zone(client, "") == 303
    assert "16:00 – 17:00" not in client.get("/fr/me").text


def test_the_calendar_opens_with_its_address_alone(
    app: Flask, client: FlaskClient, web_session: Session, account_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    make_topic(web_session)
    make_programme(web_session)
    with caplog.at_level(logging.DEBUG):
        path = make_calendar(client)
        phone = app.test_client()
        answer = phone.get(path, headers={"Accept-Language": "es"})
        assert phone.get(path.replace(".ics", "x.ics")).status_code == 404
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in caplog.text
    stored = web_session.scalars(select(Token).where(Token.account_id == account_id, Token.purpose == "feed")).one()
    assert token not in (stored.token_hash, stored.detail)
    assert (answer.headers["Cache-Control"], answer.mimetype) == ("private, no-cache", "text/calendar")
    assert "Set-Cookie" not in answer.headers
    events = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")}
    assert str(events["pre-atlas-security@localhost"]["SUMMARY"]).startswith("Séries") or "CONFIRMED" in str(
        events["pre-atlas-security@localhost"]["STATUS"]
    )
    assert any(uid.startswith("until-") for uid in events)
    read = vobject.readOne(answer.data.decode())
    assert len(read.vevent_list) == len(events)
    for private in (EMAIL, "Aïssatou", "Diallo", token):
        assert private not in answer.text
    assert "Conférence" in answer.text.replace("\r\n ", "") or "conférence" in answer.text.replace("\r\n ", "")
    again = phone.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    web_session.execute(update(Account).values(disabled_at=THEN))
    web_session.commit()
    assert phone.get(path).status_code == 404


def test_the_address_is_renewed_and_ended_with_one_click(app: Flask, client: FlaskClient, account_id: int) -> None:
    assert account_id
    phone, first = app.test_client(), make_calendar(client)
    assert phone.get(first).status_code == 200
    second = make_calendar(client)
    assert second != first
    assert [phone.get(path).status_code for path in (first, second)] == [404, 200]
    for _click in range(2):
        assert client.post("/fr/account", data={"form": "calendar-end"}).status_code == 303
    assert phone.get(second).status_code == 404
    for hostile in ("", "x", "%00", "x" * 4000, "..%2f..", "' OR 1=1 --"):
        assert phone.get(f"/calendar/{hostile}.ics").status_code == 404


def test_reminders_are_chosen_from_the_private_page(
    client: FlaskClient, web_session: Session, account_id: int, clock: Clock
) -> None:
    assert f"{PAGE}/remind" in client.get(PAGE).text
    page = client.get(f"{PAGE}/remind").text
    assert page.count('name="ahead"') == 3
    for _click in range(2):
        answer = client.post(f"{PAGE}/remind", data={"ahead": ["week", "hour"]})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/remind?done=1#done")
    assert list_reminders(web_session, account_id) == {"pre-atlas-security": {"week", "hour"}}
    assert client.get(f"{PAGE}/remind?done=1").text.count(" checked") == 2
    for hostile in ({"ahead": "minute"}, {"ahead": ["week", "week\x00"]}, {"ahead": ["x"] * 9000}):
        assert client.post(f"{PAGE}/remind", data=hostile).status_code == 422
    clock.pass_by(days=5)
    assert client.post(f"{PAGE}/remind", data={"ahead": "week"}).status_code == 422
    assert client.post(f"{PAGE}/remind", data={}).status_code == 303
    web_session.rollback()
    assert list_reminders(web_session, account_id) == {}
    assert client.get("/fr/webinars/no-such/remind").status_code == 404
    clock.pass_by(days=12)
    assert 'name="ahead"' not in client.get(f"{PAGE}/remind").text


def test_feedback_once_per_account_and_changed(
    app: Flask, client: FlaskClient, web_session: Session, account_id: int, clock: Clock
) -> None:
    address, said = f"{PAGE}/feedback", {"useful": "yes", "followed": "partly", "again": "no"}
    assert "open from" not in client.get(PAGE).text
    early = client.post(address, data=said)
    assert early.status_code == 409
    assert "soixante jours" in early.text
    assert "<fieldset" not in early.text
    clock.now = datetime(2014, 5, 16, 9, tzinfo=UTC)
    assert address in client.get(PAGE).text
    assert client.get(address).text.count('type="radio"') == 9
    refused = client.post(address, data={"useful": "yes", "again": "\x00"})
    assert (refused.status_code, refused.text.count('class="e"')) == (422, 2)
    assert refused.text.count(" checked") == 1
    for answers in (said, said, {**said, "again": "yes"}):
        assert client.post(address, data=answers).status_code == 303
    row = web_session.scalars(select(Feedback)).one()
    assert (row.account_id, row.ralo, row.again) == (account_id, "AFRALO", "yes")
    assert client.get(f"{address}?done=1").text.count(" checked") == 3
    assert "AFRALO" not in client.get(address).text
    assert app.test_client().get(address).status_code == 303
    clock.now = datetime(2014, 8, 16, 9, tzinfo=UTC)
    sign_in(client)
    late = client.post(address, data={**said, "again": "no"})
    assert late.status_code == 409
    assert "soixante jours" in late.text
    assert re.search(r'href="#closed">[^<]*pas été enregistrées', late.text)
    web_session.expire_all()
    assert web_session.scalars(select(Feedback.again)).one() == "yes"


def put_on_now(app: Flask, key: str) -> None:
    """As if it had been moved to this hour of the clock."""
    published = app.extensions["elearn.published"]
    books = published.catalogue()
    moved = tuple(
        replace(one, starts="2026-11-22T10:30:00Z", ends="2026-11-22T12:30:00Z") if one.id == key else one
        for one in books.site.webinars
    )
    published._catalogue = replace(books, site=replace(books.site, webinars=moved))  # noqa: SLF001 - publishing takes a minute


def test_regions_are_told_in_fives(app: Flask, web_session: Session, clock: Clock) -> None:
    clock.now = datetime(2014, 5, 16, 9, tzinfo=UTC)
    answers = dict.fromkeys(Question, Answer.YES)
    for index in range(9):
        uid = make_member(web_session, f"Person {index}")
        account_id = web_session.scalars(select(Account.id).where(Account.uid == uid)).one()
        ralo, said = ("AFRALO", Answer.NO if index == 5 else Answer.YES) if index < 6 else ("LACRALO", Answer.NO)
        given = {**answers, Question.USEFUL: said}
        put_answers(
            web_session, account_id=account_id, webinar="pre-atlas-security", ralo=ralo, answers=given, now=clock.now
        )
        web_session.commit()
    clock.now = datetime(2026, 11, 22, 11, tzinfo=UTC)
    coordinator = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    page = coordinator.get("/en/regions/afralo/feedback").text
    assert "5 or more" in page
    assert "&lt;5" in page
    lines = coordinator.get("/en/regions/afralo/feedback.csv").text.splitlines()
    assert "pre-atlas-security,AFRALO,5,useful,5,0,<5" in lines
    put_on_now(app, "pre-atlas-security")
    assert "5 or more" in coordinator.get("/en/regions/afralo/feedback").text, "the page has what the file has"
    assert coordinator.get("/en/regions/lacralo/feedback").status_code == 404
    own = coordinator.get("/en/webinars/pre-atlas-security/feedback").text
    assert "AFRALO" in own
    assert "LACRALO" not in own


def test_whoever_teaches_sees_every_region_and_nothing_of_few(app: Flask, web_session: Session, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 22, 11, tzinfo=UTC)
    instructor = enter(app, web_session, (Role.INSTRUCTOR, "ip"))
    account_id = web_session.scalars(select(Account.id)).one()
    values = dict.fromkeys(Question, Answer.NO)
    put_answers(
        web_session, account_id=account_id, webinar="pre-atlas-security", ralo="NARALO", answers=values, now=clock.now
    )
    web_session.commit()
    page = instructor.get("/en/webinars/pre-atlas-security/feedback").text
    assert "NARALO" in page
    assert "<table>" not in page
    assert instructor.get("/en/regions/naralo/feedback").status_code == 404
