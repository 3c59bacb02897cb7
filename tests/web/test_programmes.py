"""Programmes, rosters and sessions held in the browser: who may what, the same everywhere, nothing twice."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from elearn.domain.community import Grant, Role
from elearn.domain.programmes import Audience
from elearn.extensions import db
from elearn.services.programmes import save_programme
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Look
from elearn.storage.events import EventRow
from elearn.storage.held_sessions import HeldSession
from elearn.storage.rosters import RosterEntry
from tests.makers import NOW, make_als, make_member
from tests.services.summit import ADMINISTRATOR, COORDINATOR, address, clerk, enter, make_programme
from tests.statements import counted_statements
from tests.web.test_regions import enter as sign_in
from tests.web.test_regions import enter_again

PAGE = "/en/regions/afralo/programmes/summit"
NEW = "/en/regions/afralo/rosters/new"
SINCE, YESTERDAY, BEFORE = date(2020, 1, 1), NOW.date() - timedelta(days=1), NOW - timedelta(days=9)
ROSTER = {"date": "2026-11-20", "topic": "dns", "programme": "summit"}


@pytest.fixture
def people(web_session: Session) -> dict[str, str]:
    """Two ALSes of AFRALO and one of EURALO; names that try things."""
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "SN-01", country="SN", name="Cercle « Karité »", language="fr")
    make_als(web_session, "FR-01", country="FR", name="Amis du Web", language="fr")
    found = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "+Bo", "Chi")}
    found["Secret"] = make_member(web_session, "Secret", als="KE-01", named=False)
    found["Gus"] = make_member(web_session, "Gus", country="NG")
    found["Eve"] = make_member(web_session, "Eve", als="FR-01", country="FR")
    make_programme(web_session)
    return found


@pytest.fixture
def coordinator(app: Flask, web_session: Session, people: dict[str, str]) -> FlaskClient:
    assert people
    return sign_in(app, web_session, (Role.COORDINATOR, "AFRALO"))


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
        costs.append(len([statement for statement in sent if statement not in ("BEGIN", "COMMIT")]))
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


def stored(session: Session) -> tuple[int, int]:
    session.rollback()
    return (
        session.scalar(select(func.count()).select_from(EventRow)) or 0,
        session.scalar(select(func.count()).select_from(RosterEntry)) or 0,
    )


def test_a_roster_is_looked_at_and_then_entered_once(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    file = f"email;name\r\n{address(people['Chi'])};Chy\r\n".encode()
    form = {**ROSTER, "people": address(people["+Bo"]), "who": people["Ama <i>"], "als": "KE-01", "step": "check"}
    looked = coordinator.post(NEW, data={**form, "file": (io.BytesIO(file), "roster.csv")})
    assert looked.status_code == 200
    assert "3 people are new" in looked.text
    assert "Chy / Chi" in looked.text
    assert stored(web_session) == (0, 0)
    lines = re.search(r'name="lines" value="(.*?)">', looked.text, re.DOTALL)
    assert lines
    for count in (3, 0):
        done = coordinator.post(NEW, data={**form, "lines": lines[1], "step": "enter"})
        assert done.headers["Location"] == f"{PAGE}?entered={count}#done"
    assert stored(web_session) == (3, 3)
    assert "3 people are on the roster now" in coordinator.get(f"{PAGE}?entered=3").text


def test_a_roster_of_a_programme_that_is_not_there_enters_nobody(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    form = {**ROSTER, "programme": "gone", "people": address(people["Chi"]), "step": "enter"}
    assert coordinator.post(NEW, data=form).status_code == 404
    assert stored(web_session) == (0, 0)


def test_a_refused_roster_keeps_what_was_typed(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    form = {**ROSTER, "date": "yesterday", "place": "Nairobi <b>", "people": "a@b.example\nZoë", "step": "enter"}
    refused = coordinator.post(NEW, data=form)
    assert refused.status_code == 422
    for typed in ("Nairobi &lt;b&gt;", "a@b.example", "Zoë", 'value="yesterday"'):
        assert typed in refused.text
    assert "Line 2, column <bdi>name</bdi>" in refused.text
    assert stored(web_session) == (0, 0)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("email,name\nx@example.org,José\n".encode("latin-1"), "Line 2, column <bdi>–</bdi>, “<bdi>0xe9</bdi>”"),
        (b"email,place\nx@example.org,=1+1\n", "Line 2, column <bdi>place</bdi>, “<bdi>=1+1</bdi>”"),
        (b"email,als\nx@example.org,XX-99\n", "Line 2, column <bdi>als</bdi>, “<bdi>XX-99</bdi>”"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_written(
    coordinator: FlaskClient, web_session: Session, body: bytes, words: str
) -> None:
    answer = coordinator.post(NEW, data={**ROSTER, "step": "enter", "file": (io.BytesIO(body), "roster.csv")})
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(web_session) == (0, 0)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b"name\n" + b"x\n" * 100_000,
            "“<bdi>100000</bdi>”: This page takes 2,000",
        ),
        (b"email,name\n" + b"learner@example.org,A name of some length\n" * 100_000, "Line 2002"),
        (b"email,place\n" + b"a@example.org," + b"x" * 500_000, "This page takes 500"),
    ],
    ids=["short lines", "long lines", "one long line"],
)
def test_a_file_that_is_too_long_says_what_to_do(
    coordinator: FlaskClient, web_session: Session, body: bytes, words: str
) -> None:
    file = FileStorage(io.BytesIO(body), "roster.csv")
    boundary, sent = encode_multipart({**ROSTER, "step": "enter", "file": file})
    answer = coordinator.post(NEW, data=sent, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Split the file and keep its first line in each part" in answer.text
    assert len(answer.data) < 60_000
    assert stored(web_session) == (0, 0)


@pytest.mark.parametrize("path", [NEW, "/en/regions/afralo/people", "/en/admin/people"])
def test_a_body_that_is_too_long_says_what_to_do(coordinator: FlaskClient, path: str) -> None:
    answer = coordinator.post(path, data=b"x" * 9_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "This page takes 8" in answer.text
    assert "Split the file and keep its first line in each part" in answer.text


def test_a_hundred_thousand_carried_lines_are_refused(coordinator: FlaskClient, web_session: Session) -> None:
    answer = coordinator.post(NEW, data={**ROSTER, "step": "enter", "lines": "name\n" + "x\n" * 100_000})
    assert answer.status_code == 422
    assert "This page takes 2,000 lines at most" in answer.text
    assert stored(web_session) == (0, 0)


def test_a_foreign_form_enters_nothing(coordinator: FlaskClient, web_session: Session, people: dict[str, str]) -> None:
    form = {**ROSTER, "step": "enter", "people": address(people["Chi"])}
    assert coordinator.post(NEW, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stored(web_session) == (0, 0)


def test_somebody_is_taken_off_a_roster(coordinator: FlaskClient, web_session: Session, people: dict[str, str]) -> None:
    coordinator.post(NEW, data={**ROSTER, "step": "enter", "people": address(people["Chi"])})
    listed = coordinator.get("/en/regions/afralo/rosters").text
    path = re.search(r'href="(/en/regions/afralo/rosters/[0-9a-f]{32})"', listed)
    assert path
    entry = re.search(r'name="entry" value="([0-9a-f]{32})"', coordinator.get(path[1]).text)
    assert entry
    for _ in range(2):
        assert coordinator.post(path[1], data={"entry": entry[1]}).status_code == 303
    assert stored(web_session) == (2, 1)
    assert coordinator.get(f"{PAGE}.json").get_json()["totals"]["missing"]["dns"] == 5


def test_a_roster_names_only_who_is_named_here_today(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    both = f"{address(people['Chi'])}, {address(people['+Bo'])}"
    coordinator.post(NEW, data={**ROSTER, "step": "enter", "people": both})
    path = re.search(r'href="(/en/regions/afralo/rosters/[0-9a-f]{32})"', coordinator.get(f"{NEW[:-4]}").text)
    assert path
    for number, names in enumerate((["+Bo", "Chi"], ["+Bo"], [])):
        page = coordinator.get(path[1]).text
        assert re.findall(r'<b id="n\d"><bdi>(.*?)</bdi>', page) == names
        assert ("not named here" in page) is bool(number)
        begin_writing(web_session)
        gone = Account.uid == people[("Chi", "+Bo", "Gus")[number]]
        web_session.execute(update(Account).where(gone).values(named=False))
        web_session.commit()
    assert "2 more people, not named here" in page


def test_whom_a_doubt_names_has_been_looked_at(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    form = {**ROSTER, "people": f"Chy <{address(people['Chi'])}>"}
    coordinator.post(NEW, data={**form, "step": "enter"})
    looked = coordinator.post(NEW, data={**form, "step": "check"})
    assert "Chy / Chi" in looked.text
    assert "0 people are new" in looked.text
    web_session.rollback()
    seen = select(Account.name).join(Look, Look.subject_id == Account.id).where(Look.page == "roster")
    assert web_session.scalars(seen).all() == ["Chi"]


def test_an_address_tells_no_coordinator_where_somebody_is_who_is_not_named(
    app: Flask, coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    far = make_member(web_session, "Far", als="FR-01", country="FR", named=False)
    told = []
    for uid in (people["Secret"], far):
        answer = coordinator.post(NEW, data={**ROSTER, "step": "check", "people": address(uid)})
        told.append((answer.status_code, answer.text.replace(uid[:12], "")))
    assert told[0] == told[1]
    assert told[0][0] == 422
    administrator = sign_in(app, web_session, (Role.ADMINISTRATOR, ""))
    form = {**ROSTER, "step": "check", "people": address(people["Secret"])}
    assert "1 person is new" in administrator.post(NEW, data=form).text


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


SESSION = {"als": "KE-01", "course": "ip", "date": "2026-11-20", "people": "12", "language": "en", "notes": "a\n<b>"}


def test_a_session_is_reported_once_corrected_seen_everywhere_and_copied(
    app: Flask, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    client = sign_in(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    for count in ("12", "12", "14"):
        assert client.post("/en/sessions/new", data={**SESSION, "people": count}).status_code == 303
    web_session.rollback()
    held = web_session.scalars(select(HeldSession)).one()
    assert (held.people, held.notes) == (14, "a\n<b>")
    far = sign_in(app, web_session, (Role.REPRESENTATIVE, "FR-01"))
    listed = far.get("/fr/sessions").text
    assert "=Baobab &lt;b&gt;Circle&lt;/b&gt;" in listed
    assert "/fr/c/ip/facilitator" in listed
    copied = far.get(f"/fr/sessions/new?plan={held.uid}").text
    assert "a\n&lt;b&gt;</textarea>" in copied
    assert "/fr/c/ip/facilitator" in copied
    region = sign_in(app, web_session, (Role.COORDINATOR, "AFRALO")).get("/en/regions/afralo").text
    assert re.search(r"sessions held</dt><dd>1</dd>", region)
    assert re.search(r"people reached</dt><dd>14</dd>", region)


def test_whose_term_ended_yesterday_reports_and_enters_nothing(
    app: Flask, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    sign_in(app, web_session)
    account_id = web_session.scalars(select(Account.id).where(Account.name == "Viewer ()")).one()
    for role, scope, until in (
        (Role.COORDINATOR, "AFRALO", YESTERDAY),
        (Role.REPRESENTATIVE, "KE-01", YESTERDAY),
        (Role.COORDINATOR, "EURALO", NOW.date()),
    ):
        grant_role(web_session, by=None, account_id=account_id, grant=Grant(role, scope, SINCE, until), now=BEFORE)
    former = enter_again(app, web_session)
    own = sign_in(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    assert own.post("/en/sessions/new", data=SESSION).status_code == 303
    web_session.rollback()
    held = web_session.scalars(select(HeldSession.uid)).one()
    for path in (PAGE, NEW, "/en/regions/afralo", "/en/regions/afralo/rosters"):
        assert former.get(path).status_code == 404, path
    assert former.post(NEW, data={**ROSTER, "step": "enter", "people": address(people["Chi"])}).status_code == 404
    assert former.post("/en/sessions/new", data={**SESSION, "date": "2026-11-19"}).status_code == 422
    assert former.post(f"/en/sessions/{held}/withdraw").status_code == 404
    assert former.post("/en/sessions/new", data={**SESSION, "als": "FR-01"}).status_code == 303  # the last day is one
    assert "FR-01" in former.get("/en/sessions/new").text
    assert "KE-01" not in former.get("/en/sessions/new").text
    assert stored(web_session) == (0, 0)


def test_what_was_taken_back_is_counted_copied_and_listed_no_more(
    app: Flask, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    coordinator = sign_in(app, web_session, (Role.COORDINATOR, "AFRALO"))
    page = "/en/regions/afralo"
    for day in ("2026-11-19", "2026-11-20"):
        coordinator.post("/en/sessions/new", data={**SESSION, "date": day})
    assert re.search(r"sessions held</dt><dd>2</dd>", coordinator.get(page).text)
    web_session.rollback()
    held = web_session.scalars(select(HeldSession).where(HeldSession.held_on == date(2026, 11, 20))).one()
    foreign = coordinator.post(f"/en/sessions/{held.uid}/withdraw", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    for _ in range(2):
        assert coordinator.post(f"/en/sessions/{held.uid}/withdraw").status_code == 303
    assert re.search(r"sessions held</dt><dd>1</dd>", coordinator.get(page).text)
    assert re.search(r"people reached</dt><dd>12</dd>", coordinator.get(page).text)
    assert "&lt;b&gt;</textarea>" not in coordinator.get(f"/en/sessions/new?plan={held.uid}").text
    assert coordinator.post("/en/sessions/new", data=SESSION).status_code == 303
    assert re.search(r"sessions held</dt><dd>2</dd>", coordinator.get(page).text)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"als": "FR-01"}, "als"),
        ({"als": ""}, "als"),
        ({"course": "modems"}, "course"),
        ({"date": "2026-11-23"}, "date"),
        ({"date": "20.11.2026"}, "date"),
        ({"people": "0"}, "people"),
        ({"people": "-1"}, "people"),
        ({"people": "99999999999"}, "people"),
        ({"language": "xx"}, "language"),
        ({"notes": "x" * 4001}, "notes"),
        ({"notes": "\x00"}, "notes"),
    ],
)
def test_a_refused_report_says_where(
    app: Flask, web_session: Session, people: dict[str, str], change: dict[str, str], field: str
) -> None:
    assert people
    client = sign_in(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    refused = client.post("/en/sessions/new", data={**SESSION, **change})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    web_session.rollback()
    assert web_session.scalar(select(func.count()).select_from(HeldSession)) == 0


def test_only_who_reports_for_the_group_takes_a_report_back(
    app: Flask, web_session: Session, people: dict[str, str]
) -> None:
    assert people
    own = sign_in(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    own.post("/en/sessions/new", data=SESSION)
    web_session.rollback()
    path = f"/en/sessions/{web_session.scalars(select(HeldSession.uid)).one()}/withdraw"
    assert sign_in(app, web_session, (Role.REPRESENTATIVE, "FR-01")).post(path).status_code == 404
    assert sign_in(app, web_session).post(path).status_code == 404
    for _ in range(2):
        assert own.post(path).status_code == 303
    assert "withdraw" not in own.get("/en/sessions").text


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
