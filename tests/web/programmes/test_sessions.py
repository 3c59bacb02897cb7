"""Sessions that a group held: reported, corrected, copied, taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account
from elearn.storage.held_sessions import HeldSession
from tests.makers import NOW
from tests.services.summit import address
from tests.web.entering import enter as sign_in
from tests.web.entering import enter_again
from tests.web.programmes.forms import NEW, PAGE, ROSTER, stored

SINCE, YESTERDAY, BEFORE = date(2020, 1, 1), NOW.date() - timedelta(days=1), NOW - timedelta(days=9)
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
