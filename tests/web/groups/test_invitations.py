"""People are invited to a group: pasted, shown first, sent once, withdrawn, and by its link."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account, QueuedMail, Token
from elearn.storage.base import begin_writing
from tests.makers import NOW
from tests.signed_up import PASSWORD, make_account
from tests.web.conftest import Clock
from tests.web.groups.forms import EIGHT, GROUP, pending, place, send


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
