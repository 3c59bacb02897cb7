"""Programmes in the browser: who may, who is ready, what each learner sees, how they are made."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.programmes import Audience
from elearn.extensions import db
from elearn.services.programmes import save_programme
from elearn.storage.accounts import Account
from elearn.storage.community import Look
from tests.makers import NOW, make_als, make_member
from tests.services.summit import ADMINISTRATOR, COORDINATOR, address, clerk, enter, make_programme
from tests.statements import asked, counted_statements
from tests.web.entering import enter as sign_in
from tests.web.programmes.forms import NEW, PAGE, ROSTER

SCOPES = {
    "coordinator": (Role.COORDINATOR, "AFRALO"),
    "another coordinator": (Role.COORDINATOR, "EURALO"),
    "representative": (Role.REPRESENTATIVE, "KE-01"),
    "instructor": (Role.INSTRUCTOR, "ip"),
    "administrator": (Role.ADMINISTRATOR, ""),
}
REGION = {"coordinator": 200, "administrator": 200}
REPORTER = {"coordinator": 200, "another coordinator": 200, "representative": 200, "administrator": 200}


@pytest.mark.parametrize("who", [*SCOPES, "learner"])
def test_who_may_open_what(app: Flask, web_session: Session, people: dict[str, str], who: str) -> None:
    assert people
    client = sign_in(app, web_session, *([SCOPES[who]] if who in SCOPES else []))
    for path in ("", ".csv", ".json"):
        assert client.get(PAGE + path).status_code == REGION.get(who, 404), path
    for path in ("/en/regions/afralo/rosters", NEW):
        assert client.get(path).status_code == REGION.get(who, 404), path
    assert client.post(NEW, data={**ROSTER, "step": "check", "people": "x"}).status_code == (
        422 if who in REGION else 404
    )
    assert client.get("/en/sessions").status_code == 200
    assert client.get("/en/sessions/new").status_code == REPORTER.get(who, 404)
    for path in ("/en/admin/topics", "/en/admin/programmes"):
        assert client.get(path).status_code == (200 if who == "administrator" else 404), path


def test_visitors_are_asked_to_sign_in(client: FlaskClient, people: dict[str, str]) -> None:
    assert people
    for path in (PAGE, NEW, "/en/sessions", "/en/sessions/new", "/en/admin/topics"):
        assert client.get(path).status_code == 303, path


def test_page_csv_and_json_say_the_same(coordinator: FlaskClient, web_session: Session, people: dict[str, str]) -> None:
    enter(web_session, f"email,topic\n{address(people['Ama <i>'])},dns\n{address(people['Ama <i>'])},icann\n")
    page, told = coordinator.get(PAGE).text, coordinator.get(f"{PAGE}.json").get_json()
    lines = list(csv.DictReader(io.StringIO(coordinator.get(f"{PAGE}.csv").data.decode("utf-8-sig"))))
    assert told["totals"] == {"people": 5, "ready": 1, "missing": {"dns": 4, "icann": 4}}
    assert [(row["als"], row["people"], row["ready"]) for row in told["rows"]] == [
        ("KE-01", 4, 1),
        ("SN-01", 0, 0),
        ("", 1, 0),
    ]
    assert [line["name"] for line in lines] == ["'+Bo", "Ama <i>", "Chi", "Gus"]
    assert [person["name"] for person in told["people"]] == ["+Bo", "Ama <i>", "Chi", "Gus"]
    assert [(line["ready"], line["missing"]) for line in lines][:2] == [("no", "dns icann"), ("yes", "")]
    assert "Secret" not in page + str(told)
    assert "Ama &lt;i&gt;" in page
    figures = re.findall(r"<dd>(\d+)</dd>", page)
    assert figures == ["5", "1", "4"]


def test_each_look_is_written_down(coordinator: FlaskClient, web_session: Session, people: dict[str, str]) -> None:
    for path in (f"{PAGE}?als=KE-01", PAGE, f"{PAGE}.csv", f"{NEW}?als=KE-01"):
        assert coordinator.get(path).status_code == 200
    web_session.rollback()
    looks = web_session.execute(
        select(Account.uid, Look.page).join(Account, Account.id == Look.subject_id).order_by(Look.id)
    ).all()
    named = {people[name] for name in ("Ama <i>", "+Bo", "Chi", "Gus")}
    assert {uid for uid, page in looks if page == "programme"} == named
    assert {uid for uid, page in looks if page == "roster"} == named - {people["Gus"]}
    assert len(looks) == len(set(looks))


def test_the_page_costs_few_statements_however_many_people(
    app: Flask, coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    coordinator.get(PAGE)
    costs = []
    for start in (0, 30):
        for number in range(start, start + 30):
            make_member(web_session, f"Person {number}", als="KE-01")
        coordinator.get(PAGE)
        with app.app_context(), counted_statements(db.session()) as sent:
            assert coordinator.get(PAGE).status_code == 200
        costs.append(len(asked(sent)))
    assert costs[0] == costs[1] <= 13, costs


@pytest.mark.parametrize("query", ["?als=FR-01", "?als=nowhere", "?page=2", "?page=x", "?als=%00"])
def test_what_is_not_there_is_not_found(coordinator: FlaskClient, query: str) -> None:
    assert coordinator.get(PAGE + query).status_code == 404
    assert coordinator.get("/en/regions/afralo/programmes/no-such").status_code == 404
    assert coordinator.get(f"{PAGE}?show=secrets").status_code == 400


def test_filters_narrow_the_people_and_not_the_rows(coordinator: FlaskClient, people: dict[str, str]) -> None:
    coordinator.post(NEW, data={**ROSTER, "step": "enter", "people": address(people["Gus"])})
    coordinator.post(NEW, data={**ROSTER, "topic": "icann", "step": "enter", "people": address(people["Gus"])})
    ready = coordinator.get(f"{PAGE}?show=ready").text.partition('id="people"')[2]
    missing = coordinator.get(f"{PAGE}?show=missing&als=individual-members").text.partition('id="people"')[2]
    assert "Gus" in ready
    assert "Chi" not in ready
    assert "Nobody to name yet" in missing


def test_a_learner_sees_her_own_list(app: Flask, web_session: Session, people: dict[str, str]) -> None:
    assert people
    client = sign_in(app, web_session)
    assert "Ready for the summit" in client.get("/en/me").text
    page = client.get("/en/me").text
    assert "Something is still missing." in page
    assert '<a href="/en/c/ip">' in page
    assert "Ask your coordinator" in page
    uid = web_session.scalars(select(Account.uid).where(Account.name == "Viewer ()")).one()
    lines = f"email,topic\n{address(uid)},dns\n{address(uid)},icann\n"
    enter(web_session, lines, who=clerk("NARALO", COORDINATOR))
    page = client.get("/en/me").text
    assert "You are ready." in page
    assert "at a meeting face to face" in page
    assert "All about dns" in client.get("/ar/me").text


def test_a_programme_is_only_for_its_audience(app: Flask, web_session: Session) -> None:
    make_als(web_session, "KE-01")
    programme = make_programme(web_session, audience=Audience(als=frozenset({"KE-01"})))
    client = sign_in(app, web_session)
    assert "Ready for the summit" not in client.get("/en/me").text
    save_programme(web_session, programme=programme, by=ADMINISTRATOR, now=NOW)


def test_an_administrator_makes_topics_and_programmes(app: Flask, web_session: Session) -> None:
    client = sign_in(app, web_session, (Role.ADMINISTRATOR, ""))
    topic = {"key": "dns", "language": "fr", "title_fr": "Noms <b>", "courses": ["ip", "start"], "webinars": "a-1 b-2"}
    assert client.post("/en/admin/topics", data={**topic, "key": "D N S"}).status_code == 422
    for _ in range(2):
        assert client.post("/en/admin/topics", data=topic).status_code == 303
    page = client.get("/en/admin/topics?topic=dns").text
    assert "Noms &lt;b&gt;" in page
    assert "Français" in page
    assert 'value="a-1 b-2"' in page
    assert page.count("selected") >= 3
    programme = {
        "key": "summit",
        "language": "en",
        "title_en": "Summit",
        "deadline": "2027-05-31",
        "level.dns": "required",
        "new_days": "365",
        "confirmed": "yes",
        "languages": ["fr"],
        "countries": "ke sn",
        "als": "",
    }
    known = {"key": "dns", "language": "en", "title_en": "Another"}
    refused = client.post("/en/admin/topics", data=known)
    assert refused.status_code == 422
    assert "This key is there already." in refused.text
    assert '<a href="/en/admin/topics?topic=dns#key">Open what is there now</a>' in refused.text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{16})"', page)
    assert seen
    assert client.post("/en/admin/topics", data={**topic, "title_en": "Names", "seen": seen[1]}).status_code == 303
    refused = client.post("/en/admin/topics", data={**topic, "title_en": "Domains", "seen": seen[1]})
    assert "Somebody else has changed this since you opened it." in refused.text
    assert client.post("/en/admin/programmes", data={**programme, "deadline": "0001-01-01"}).status_code == 422
    wrong = {"deadline": "soon", "new_days": "many", "countries": "XX", "als": "NO-1", "level.dns": "", "title_en": ""}
    for field, value in wrong.items():
        refused = client.post("/en/admin/programmes", data={**programme, field: value})
        assert refused.status_code == 422, field
    assert client.post("/en/admin/programmes", data=programme).status_code == 303
    refused = client.post("/en/admin/programmes", data={**programme, "new_days": "30"})
    assert refused.status_code == 422
    assert '<a href="/en/admin/programmes?programme=summit#key">Open what is there now</a>' in refused.text
    page = client.get("/en/admin/programmes?programme=summit").text
    assert 'value="KE SN"' in page
    assert client.post("/en/admin/programmes", data={"form": "close", "key": "summit"}).status_code == 303
    assert client.post("/en/admin/programmes", data={"form": "close", "key": "no"}).status_code == 404
    assert client.get("/en/admin/topics?topic=no").status_code == 404
