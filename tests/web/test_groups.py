"""How a group grows, through its pages: who may, what is shown before it is sent, second clicks, hostile input."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.languages import LANGUAGES
from elearn.extensions import db
from elearn.services.approvals import list_declared
from elearn.services.group_invitations import list_pending
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account, QueuedMail, Token
from elearn.storage.base import begin_writing
from elearn.storage.community import Als, Look, Membership, RoleGrant
from tests.makers import NOW, make_als, make_member
from tests.signed_up import PASSWORD, make_account
from tests.statements import counted_statements
from tests.web.conftest import Clock
from tests.web.test_regions import enter

GROUP = "/en/regions/afralo/KE-01"
EIGHT = "\n".join(f"Person {number} <p{number}@example.org>," for number in range(8))
PAGES = ("invitations", "approvals", "join-link", "representatives")


@pytest.fixture
def group(web_session: Session) -> dict[str, str]:
    """KE-01 with two declared members, one confirmed; KE-02 beside it, FR-01 elsewhere. Name -> uid."""
    make_als(web_session, "KE-01", name="Baobab <b>Circle</b>")
    make_als(web_session, "KE-02")
    make_als(web_session, "FR-01", country="FR", language="fr")
    people = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "Bo")}
    return {**people, "Chi": make_member(web_session, "Chi", als="KE-01", status="confirmed")}


@pytest.fixture
def coordinator(app: Flask, web_session: Session, group: dict[str, str]) -> FlaskClient:
    assert group
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))


def send(client: FlaskClient, people: str, *, language: str = "en", form: str = "send") -> tuple[int, str]:
    answer = client.post(f"{GROUP}/invitations", data={"form": form, "people": people, "language": language})
    return answer.status_code, answer.headers.get("Location", answer.text)


def pending(session: Session) -> list[str]:
    session.rollback()
    return [person.uid for person in list_pending(session, ralo="AFRALO", als_code="KE-01")]


def place(session: Session, uid: str) -> str | None:
    session.rollback()
    statement = select(Als.code).select_from(Membership).join(Account).outerjoin(Als)
    return session.scalars(statement.where(Account.uid == uid, Membership.until.is_(None))).one()


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


def test_the_paste_is_shown_before_anything_is_sent(coordinator: FlaskClient, web_session: Session) -> None:
    known = web_session.scalars(select(Account.email).where(Account.name == "Chi")).one()
    paste = f"{EIGHT}\n{known}، nobody; p0@example.org; <script>alert(1)</script>@x"
    status, page = send(coordinator, paste, form="look")
    assert status == 200
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    for words in ("8 people will be invited", "Members already", "Twice in your list", "nobody", "<script>alert(1)"):
        assert words in text
    assert "<script>alert" not in page
    assert page.partition("<textarea")[2].partition("</textarea>")[0].count("\n") == 9  # one line a person, as typed
    web_session.rollback()
    assert web_session.scalar(select(func.count(QueuedMail.id))) == 0
    assert pending(web_session) == []


def test_what_the_preview_holds_is_what_is_sent_and_the_second_click_sends_nothing(
    coordinator: FlaskClient, web_session: Session
) -> None:
    page = send(coordinator, EIGHT, language="fr", form="look")[1]
    hidden = re.search(r'name="people" value="([^"]*)"', page)
    assert hidden
    for number in (8, 0):
        answer = send(coordinator, html.unescape(hidden[1]), language="fr")
        assert answer == (303, f"{GROUP}/invitations?done=sent&n={number}#done")
    web_session.rollback()
    letters = web_session.scalars(select(QueuedMail)).all()
    assert [letter.language for letter in letters] == ["fr"] * 8
    assert all("Baobab <b>Circle</b>" in letter.body for letter in letters)
    assert "8 invitations are on their way." in coordinator.get(answer[1].partition("#")[0].replace("n=0", "n=8")).text
    assert "(8)" in coordinator.get(GROUP).text


@pytest.mark.parametrize(
    ("people", "language", "sentence"),
    [
        ("", "en", "Paste at least one e-mail address."),
        ("x" * 50_001, "en", "Paste it in parts."),
        (" ".join(f"p{n}@example.org" for n in range(201)), "en", "more than 200 addresses"),
        ("new@example.org", "xx", "Choose a language."),
    ],
)
def test_what_cannot_be_taken_comes_back_as_it_was_typed(
    coordinator: FlaskClient, people: str, language: str, sentence: str
) -> None:
    status, page = send(coordinator, people, language=language)
    assert status == 422
    assert sentence in page
    assert people in page


def test_pending_invitations_are_sent_again_and_withdrawn(
    coordinator: FlaskClient, web_session: Session, clock: Clock
) -> None:
    send(coordinator, EIGHT)
    uids = pending(web_session)
    path = f"{GROUP}/invitations"
    assert coordinator.post(path, data={"form": "again"}).status_code == 422
    answer = coordinator.post(path, data={"form": "again", "person": uids[:2]})
    assert answer.headers["Location"] == f"{path}?done=again&n=0&late=2#done"
    begin_writing(web_session)
    web_session.execute(update(Token).values(created_at=NOW - timedelta(days=2)))
    web_session.commit()
    answer = coordinator.post(path, data={"form": "again", "person": [*uids[:2], "<b>", "0" * 32]})
    assert answer.headers["Location"] == f"{path}?done=again&n=2&late=1#done"
    answer = coordinator.post(path, data={"form": "withdraw", "person": uids})
    assert answer.headers["Location"] == f"{path}?done=withdrawn&n=8#done"
    assert pending(web_session) == []
    assert clock.now == NOW


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


def link_of(client: FlaskClient) -> str:
    """The local address under the drawing."""
    found = re.search(r'<bdi dir="ltr">http://localhost(/[^<]+)</bdi>', client.get(f"{GROUP}/join-link").text)
    assert found
    return found[1]


def test_somebody_new_joins_by_the_link(app: Flask, coordinator: FlaskClient, web_session: Session) -> None:
    coordinator.post(f"{GROUP}/join-link", data={"form": "make", "days": "30"})
    assert '<svg aria-hidden="true"' in coordinator.get(f"{GROUP}/join-link").text
    link, newcomer = link_of(coordinator), app.test_client()
    page = newcomer.get(link)
    assert "Baobab &lt;b&gt;Circle&lt;/b&gt;" in page.text
    assert '<option selected value="KE">' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    typed = {"name": "Dee", "email": "dee@example.org", "country": "KE", "password": PASSWORD}
    refused = newcomer.post(link, data={**typed, "password": "x"})
    assert refused.status_code == 422
    assert 'value="dee@example.org"' in refused.text
    assert newcomer.post(link, data=typed).headers["Location"] == "/en/me#m"
    uid = web_session.scalars(select(Account.uid).where(Account.name == "Dee")).one()
    assert place(web_session, uid) == "KE-01"
    assert "1 person came through it." in coordinator.get(f"{GROUP}/join-link").text
    assert "Dee" in coordinator.get(f"{GROUP}/approvals").text


def test_somebody_with_an_account_asks_after_signing_in(
    app: Flask, coordinator: FlaskClient, web_session: Session
) -> None:
    coordinator.post(f"{GROUP}/join-link", data={"form": "make", "days": "30"})
    link, browser = link_of(coordinator), app.test_client()
    make_account(web_session, "eve@example.org", name="Eve", country="FR", als="FR-01")
    page = browser.get(link).text
    assert f"/en/sign-in?next={link}" in page
    answer = browser.post(
        "/en/sign-in", data={"email": "eve@example.org", "password": PASSWORD, "next": link, "mine": "no"}
    )
    assert answer.headers["Location"] == f"{link}#m"
    assert "you leave the group where you are now" in browser.get(link).text
    for _ in range(2):
        assert browser.post(link).headers["Location"] == "/en/me#m"
    uid = web_session.scalars(select(Account.uid).where(Account.name == "Eve")).one()
    assert place(web_session, uid) == "KE-01"


def test_a_revoked_link_says_so(app: Flask, coordinator: FlaskClient, clock: Clock) -> None:
    make = {"form": "make", "days": "30"}
    coordinator.post(f"{GROUP}/join-link", data=make)
    link = link_of(coordinator)
    coordinator.post(f"{GROUP}/join-link", data={"form": "revoke"})
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().post(link, data={}).status_code == 410
    assert app.test_client().get("/en/join/no-such-token").status_code == 410
    assert coordinator.post(f"{GROUP}/join-link", data={**make, "days": "5000"}).status_code == 422
    coordinator.post(f"{GROUP}/join-link", data=make)
    newer = link_of(coordinator)
    assert newer != link
    clock.pass_by(days=30)
    assert app.test_client().get(newer).status_code == 410


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


@pytest.mark.parametrize(("page", "most"), [("invitations", 11), ("approvals", 11), ("join-link", 9), ("", 18)])
def test_pages_cost_few_statements_however_many_wait(
    app: Flask, coordinator: FlaskClient, page: str, most: int
) -> None:
    send(coordinator, " ".join(f"p{n}@example.org" for n in range(100)))
    coordinator.get(f"{GROUP}/{page}".rstrip("/"))
    with app.app_context(), counted_statements(db.session()) as sent:
        assert coordinator.get(f"{GROUP}/{page}".rstrip("/")).status_code == 200
    assert 0 < len(sent) <= most, sent


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
