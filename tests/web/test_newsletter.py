"""The newsletter on the web: the same bytes for everybody, a feed, subscribing and ending without an account."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.languages import LANGUAGES
from elearn.services.subscriptions import count_subscribers, stop_token
from elearn.storage.accounts import QueuedMail
from elearn.storage.mailings import Mailing
from elearn.storage.subscribers import Subscriber
from tests.web.entering import enter
from tests.web.test_catalogue import HEADERS_OF_A_FIRST_VIEW

ISSUE = "/newsletter/2026-11-before-london"
ASK = {"email": "ama@example.org", "language": "fr"}


def letter(session: Session) -> str:
    session.rollback()
    return session.scalars(select(QueuedMail.body).order_by(QueuedMail.id.desc())).first() or ""


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/\w+/newsletter/confirm/\S+)", text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/fr/newsletter", f"/fr{ISSUE}", "/fr/newsletter.atom"])
def test_everybody_gets_the_same_bytes_once(app: Flask, web_session: Session, path: str) -> None:
    first = app.test_client().get(path)
    headers = first.headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    signed_in = enter(app, web_session, (Role.ADMINISTRATOR, ""))
    assert signed_in.get(path).data == first.data
    again = signed_in.get(path, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_issue_falls_back_as_a_whole_and_says_so(client: FlaskClient) -> None:
    page = client.get(f"/ar{ISSUE}").text
    assert page.count("لم يُترجم بعد") == 1
    assert '<section id="interview" lang="en" dir="ltr">' in page
    assert 'href="/ar/c/security"' in page
    assert '<section id="interview">' in client.get(f"/es{ISSUE}").text
    assert client.get("/en/newsletter/no-such").status_code == 404


@pytest.mark.parametrize("code", ["en", "pt", "ar"])
def test_another_reader_of_atom_finds_the_issues(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/{code}/newsletter.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed: Any = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id == f"http://localhost/{code}/newsletter"
    assert {link.rel for link in feed.feed.links} == {"self", "alternate"}
    [entry] = feed.entries
    assert entry.id == entry.link == f"http://localhost/{code}{ISSUE}"
    assert entry.updated == "2026-11-22T00:00:00Z"
    assert "Olivier Crépin-Leblond" in entry.content[0].value
    assert f'href="http://localhost/{code}/c/security"' in entry.content[0].value
    assert entry.content[0].language == ("en" if code == "ar" else code)


def put_five_hundred(app: Flask) -> None:
    """Into the release that this worker holds: the issue that there is, and 499 before it, one a week."""
    published = app.extensions["elearn.published"]
    books = published.catalogue()
    (model,) = books.site.issues
    days = (date.fromisoformat(model.issued_on) - timedelta(weeks=number) for number in range(1, 500))
    title = "What was decided before the meeting, and who speaks for you there"
    more = [replace(model, id=f"{day}-issue", issued_on=f"{day}", titles={"en": f"{title}, {day}"}) for day in days]
    site = replace(books.site, issues=(model, *more))
    published._catalogue = replace(books, site=site)  # noqa: SLF001 - publishing five hundred files would take a minute


def test_five_hundred_issues_are_in_pages(app: Flask, client: FlaskClient) -> None:
    put_five_hundred(app)
    first, last = client.get("/en/newsletter"), client.get("/en/newsletter?page=25").text
    assert first.text.count("<h2><a href=") == 20
    assert first.text.index("2026-11-before-london") < first.text.index("2026-11-15-issue")
    assert 'href="/en/newsletter?page=2" rel="next"' in first.text
    assert 'rel="prev"' not in first.text
    assert "Page 25 of 25" in last
    assert 'rel="next"' not in last
    assert 'href="/en/newsletter?page=24" rel="prev"' in last
    second = client.get("/ar/newsletter?page=2").text
    assert '<a href="/ar/newsletter" rel="prev">' in second
    assert 'href="/en/newsletter?page=2"' in second, "other languages keep the page"
    assert not set(re.findall(r"newsletter/([\w-]+-issue)", second)) & set(re.findall(r"[\w-]+-issue", first.text))
    for odd in ("?page=1", "?page=0", "?page=x", "?page=-1", "?page=1000", "?page=%D9%A3", "?seed=3", "?x=1"):
        assert client.get(f"/en/newsletter{odd}").data == first.data, odd
    assert "Page 25 of 25" in client.get("/en/newsletter?page=999").text
    assert len(feedparser.parse(client.get("/en/newsletter.atom").data).entries) == 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_the_archive_is_small(app: Flask, client: FlaskClient, language: str) -> None:
    """At most 8 KB alone, and within a first view of 14,000 bytes, as lessons are."""
    put_five_hundred(app)
    page = f"/{language}/newsletter?page=2"
    named = re.findall(r'<script src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', client.get(page).text)
    addresses = [page, *(script or sheet for script, sheet in named)]
    sizes = [len(client.get(address, headers={"Accept-Encoding": "br"}).data) for address in addresses]
    assert sizes[0] <= 8_000
    assert sum(sizes) + HEADERS_OF_A_FIRST_VIEW <= 14_000, sizes


def test_subscribing_reading_and_ending_without_an_account(client: FlaskClient, web_session: Session) -> None:
    answer = client.post("/en/newsletter/subscribe", data=ASK)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/newsletter/subscribe?sent=1#sent")
    assert "Set-Cookie" not in answer.headers
    link = link_in(letter(web_session))
    assert link.startswith("/fr/")
    for _ in range(2):
        assert client.get(link).status_code == 200  # mail scanners look
    assert client.head(link).status_code == 200
    assert count_subscribers(web_session) == {}
    assert client.post(link).status_code == 200
    assert client.post(link).status_code == 410
    web_session.rollback()
    assert count_subscribers(web_session) == {"fr": 1}
    uid = web_session.scalars(select(Subscriber.uid)).one()
    stop = f"/fr/newsletter/stop/{stop_token(b'k' * 40, uid)}"
    assert client.get(stop).status_code == 200
    one_click = client.application.test_client(use_cookies=False)
    for _ in range(2):
        assert one_click.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    web_session.rollback()
    assert count_subscribers(web_session) == {}
    assert client.get("/fr/newsletter/stop/made-up").status_code == 410


def test_the_answer_is_the_same_for_a_known_address(client: FlaskClient, web_session: Session) -> None:
    first = client.post("/en/newsletter/subscribe", data=ASK)
    client.post(link_in(letter(web_session)))
    second = client.post("/en/newsletter/subscribe", data=ASK)
    assert (second.status_code, second.data) == (first.status_code, first.data)
    third = client.post("/en/newsletter/subscribe", data=ASK)
    fourth = client.post("/en/newsletter/subscribe", data=ASK)
    assert [third.status_code, fourth.status_code] == [303, 429]
    assert 'value="ama@example.org"' in fourth.text


@pytest.mark.parametrize(
    "email", ["nobody", "a@b@c", "<script>alert(1)</script>@example.org", "x" * 400 + "@example.org"]
)
def test_a_refused_form_keeps_what_was_typed(client: FlaskClient, web_session: Session, email: str) -> None:
    answer = client.post("/ar/newsletter/subscribe", data={"email": email, "language": "zh"})
    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    assert '<option selected value="zh">' in answer.text
    assert letter(web_session) == ""
    foreign = client.post("/en/newsletter/subscribe", data=ASK, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_an_administrator_previews_sends_once_and_stops(app: Flask, client: FlaskClient, web_session: Session) -> None:
    client.post("/en/newsletter/subscribe", data=ASK)
    client.post(link_in(letter(web_session)))
    admin, page = enter(app, web_session, (Role.ADMINISTRATOR, "")), "/en/admin/newsletter"
    issue = {"issue": "2026-11-before-london"}
    assert admin.post(page, data={"form": "send", **issue}).status_code == 422
    assert admin.post(page, data={"form": "preview", "language": "xx", **issue}).status_code == 422
    preview = {"form": "preview", "language": "ar", "event": "e" * 32, **issue}
    assert [admin.post(page, data=preview).status_code for _ in range(2)] == [303, 303]
    assert "Send it to 1 address" in admin.get(page).text
    assert [admin.post(page, data={"form": "send", **issue}).status_code for _ in range(2)] == [303, 303]
    assert "0 of 1 letters" in admin.get(page).text
    assert admin.post(page, data={"form": "stop", **issue}).status_code == 303
    web_session.rollback()
    rows = [(row.key, row.stopped) for row in web_session.scalars(select(Mailing).order_by(Mailing.id))]
    assert rows == [(f"preview {'e' * 32}", False), ("send 2026-11-before-london", True)]
    assert admin.post(page, data={"form": "send", "issue": "no-such"}).status_code == 404
    coordinator = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    assert coordinator.get(page).status_code == 404
