"""Rosters in the browser: looked at first, entered once, refused by line and column."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from elearn.domain.community import Role
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Look
from tests.makers import make_member
from tests.services.summit import address
from tests.web.entering import enter as sign_in
from tests.web.programmes.forms import NEW, PAGE, ROSTER, stored


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
