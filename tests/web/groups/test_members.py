"""Who may look after a group: approvals, posts with terms, moves, looks, what its pages cost."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.languages import LANGUAGES
from elearn.extensions import db
from elearn.services.approvals import list_declared
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account
from elearn.storage.community import Look, RoleGrant
from tests.makers import NOW, make_member
from tests.statements import asked, counted_statements
from tests.web.conftest import Clock
from tests.web.entering import enter
from tests.web.groups.forms import EIGHT, GROUP, pending, place, send

PAGES = ("invitations", "approvals", "join-link", "representatives")


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ((), 404),
        (((Role.INSTRUCTOR, "*"), (Role.TRANSLATOR, "*")), 404),
        (((Role.COORDINATOR, "EURALO"),), 404),
        (((Role.REPRESENTATIVE, "KE-02"),), 404),
        (((Role.REPRESENTATIVE, "KE-01"),), 200),
        (((Role.COORDINATOR, "AFRALO"),), 200),
        (((Role.ADMINISTRATOR, ""),), 200),
    ],
)
def test_who_may_open_and_send_what(
    app: Flask, web_session: Session, group: dict[str, str], roles: tuple[tuple[Role, str], ...], status: int
) -> None:
    client = enter(app, web_session, *roles)
    regional = 404 if roles and roles[0][0] is Role.REPRESENTATIVE else status
    for page in ("invitations", "approvals", "join-link"):
        assert client.get(f"{GROUP}/{page}").status_code == status
    for page in ("representatives", f"{group['Bo']}/move"):
        assert client.get(f"{GROUP}/{page}").status_code == regional
    sent = {200: 303}.get(status, status)
    assert send(client, "new@example.org")[0] == sent
    assert client.post(f"{GROUP}/join-link", data={"form": "make", "days": "30"}).status_code == sent
    verdict = {"verdict": "confirmed", "person": group["Bo"]}
    assert client.post(f"{GROUP}/approvals", data=verdict).status_code == sent
    regionally = {200: 303}.get(regional, regional)
    assert client.post(f"{GROUP}/{group['Bo']}/move", data={"to": "KE-02"}).status_code == regionally
    post = {"form": "appoint", "person": group["Chi"], "post": "alternate"}
    assert client.post(f"{GROUP}/representatives", data=post).status_code == regionally
    assert (place(web_session, group["Bo"]) == "KE-02") is (regionally == 303)
    assert len(pending(web_session)) == (1 if status == 200 else 0)


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_people_sign_in_first_and_other_regions_look_like_nothing(
    app: Flask, coordinator: FlaskClient, page: str
) -> None:
    assert app.test_client().get(f"{GROUP}/{page}").status_code == 303
    for place_of in ("/en/regions/afralo/FR-01", "/en/regions/euralo/KE-01", "/en/regions/afralo/individual-members"):
        assert coordinator.get(f"{place_of}/{page}").status_code == 404
    assert coordinator.post(f"{GROUP}/{page}", data={"form": "no such"}).status_code == 404
    assert coordinator.post(f"{GROUP}/{page}", data={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_coordinator_whose_term_ended_yesterday_sees_nothing(
    app: Flask, clock: Clock, web_session: Session, group: dict[str, str]
) -> None:
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    web_session.execute(update(RoleGrant).values(until=NOW.date()))
    web_session.commit()
    assert client.get(f"{GROUP}/invitations").status_code == 200
    clock.pass_by(minutes=14 * 60)  # 00:00 UTC
    clock.now = clock.now.replace(hour=0, minute=0)
    web_session.execute(update(RoleGrant).values(since=date(2020, 1, 1)))
    web_session.commit()
    for page in ("", "/invitations", "/approvals", "/join-link", "/representatives", f"/{group['Bo']}"):
        assert client.get(GROUP + page).status_code in (303, 404)
    assert send(client, "new@example.org")[0] in (303, 404)
    assert pending(web_session) == []


def test_several_are_decided_on_at_once(coordinator: FlaskClient, web_session: Session, group: dict[str, str]) -> None:
    path = f"{GROUP}/approvals"
    page = coordinator.get(path).text
    assert "Ama &lt;i&gt;" in page
    assert "Chi" not in page
    assert coordinator.post(path, data={"verdict": "confirmed"}).status_code == 422
    both = [group["Ama <i>"], group["Bo"]]
    answer = coordinator.post(path, data={"verdict": "refused", "person": [*both, group["Chi"]]})
    assert answer.headers["Location"] == f"{path}?done=refused&n=2&late=1#done"
    page = coordinator.get(answer.headers["Location"].partition("#")[0]).text
    assert "Somebody else had decided on 1 person already." in page
    assert [place(web_session, uid) for uid in both] == [None, None]
    assert list_declared(web_session, ralo="AFRALO", als_code="KE-01") == []


def test_posts_are_given_with_terms_and_ended(coordinator: FlaskClient, group: dict[str, str]) -> None:
    path = f"{GROUP}/representatives"
    typed = {"form": "appoint", "person": group["Chi"], "post": "alternate", "since": "", "until": "2027-12-31"}
    refused = coordinator.post(path, data={**typed, "until": "2020-01-01"})
    assert refused.status_code == 422
    assert 'value="2020-01-01"' in refused.text
    for _ in range(2):
        assert coordinator.post(path, data=typed).headers["Location"] == f"{path}?done=appointed#done"
    page = coordinator.get(path).text
    assert page.count("Alternate</") + page.count("Alternate\n") == 1
    end = {"form": "dismiss", "person": group["Chi"]}
    assert coordinator.post(path, data=end).status_code == 303
    assert coordinator.post(path, data=end).status_code == 404


def test_a_member_moves_and_two_who_move_her_at_once_are_told(
    coordinator: FlaskClient, web_session: Session, group: dict[str, str]
) -> None:
    path = f"{GROUP}/{group['Chi']}/move"
    assert "FR-01" not in coordinator.get(path).text
    assert coordinator.post(path, data={"to": ""}).status_code == 422
    assert coordinator.post(path, data={"to": "FR-01"}).status_code == 422
    answer = coordinator.post(path, data={"to": "KE-02"})
    assert answer.headers["Location"] == f"/en/regions/afralo/KE-02/{group['Chi']}#m"
    assert coordinator.get(answer.headers["Location"].partition("#")[0]).status_code == 200
    assert coordinator.post(path, data={"to": "individual-members"}).status_code == 404
    assert place(web_session, group["Chi"]) == "KE-02"
    onward = answer.headers["Location"].partition("#")[0] + "/move"
    answer = coordinator.post(onward, data={"to": "individual-members"})
    assert answer.headers["Location"] == f"/en/regions/afralo/individual-members/{group['Chi']}#m"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(coordinator: FlaskClient, group: dict[str, str], language: str) -> None:
    send(coordinator, EIGHT)
    coordinator.post(f"{GROUP}/join-link", data={"form": "make", "days": "30"})
    base = GROUP.replace("/en/", f"/{language}/")
    for page in (*PAGES, f"{group['Bo']}/move"):
        assert coordinator.get(f"{base}/{page}").status_code == 200


@pytest.mark.parametrize(("page", "most"), [("invitations", 8), ("approvals", 8), ("join-link", 8), ("", 17)])
def test_pages_cost_few_statements_however_many_wait(
    app: Flask, coordinator: FlaskClient, page: str, most: int
) -> None:
    send(coordinator, " ".join(f"p{n}@example.org" for n in range(100)))
    coordinator.get(f"{GROUP}/{page}".rstrip("/"))
    with app.app_context(), counted_statements(db.session()) as sent:
        assert coordinator.get(f"{GROUP}/{page}".rstrip("/")).status_code == 200
    assert 0 < len(asked(sent)) <= most, sent


def test_each_name_on_these_pages_is_a_look(
    coordinator: FlaskClient, web_session: Session, group: dict[str, str]
) -> None:
    send(coordinator, "dee@example.org")
    coordinator.post(f"{GROUP}/representatives", data={"form": "appoint", "person": group["Chi"], "post": "alternate"})
    make_member(web_session, "Shy", als="KE-01", named=False)
    for page in (*PAGES, *PAGES):
        assert coordinator.get(f"{GROUP}/{page}").status_code == 200
    assert coordinator.post(f"{GROUP}/representatives", data={"form": "appoint"}).status_code == 422
    web_session.rollback()
    seen = select(Look.page, Account.name).join(Account, Account.id == Look.subject_id)
    assert sorted((page, name) for page, name in web_session.execute(seen)) == [
        ("approvals", "Ama <i>"),
        ("approvals", "Bo"),
        ("invitations", "dee"),
        ("posts", "Ama <i>"),
        ("posts", "Bo"),
        ("posts", "Chi"),
    ]


def test_somebody_else_cannot_be_appointed_from_outside(
    app: Flask, web_session: Session, group: dict[str, str]
) -> None:
    other = make_member(web_session, "Outsider", als="KE-02")
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    data = {"form": "appoint", "person": other, "post": "representative"}
    assert client.post(f"{GROUP}/representatives", data=data).status_code == 422
    account_id = web_session.scalars(select(Account.id).where(Account.uid == group["Chi"])).one()
    grant_role(
        web_session,
        by=None,
        account_id=account_id,
        grant=Grant(Role.REPRESENTATIVE, "KE-01", date(2020, 1, 1)),
        now=NOW,
    )
    assert "Chi" in client.get(f"{GROUP}/representatives").text
