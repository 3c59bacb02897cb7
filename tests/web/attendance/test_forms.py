"""The forms of attendance: looked at first, entered once, hostile input refused in words, few statements."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from elearn.extensions import db
from tests.makers import make_member
from tests.services.summit import address
from tests.statements import asked, counted_statements
from tests.web.attendance.forms import (
    CORRECT,
    ENTER,
    LIST,
    NEW,
    OPEN,
    OWN,
    enter_as,
    event_of,
    open_code,
    stored,
    word_of,
)
from tests.web.conftest import Clock

UTC_HOUR = "2014-05-15T13:{:02}:00Z"


def report(*lines: str) -> bytes:
    return "\r\n".join(("Name (Original Name),Email,Join Time,Leave Time", *lines, "")).encode()


def send(client: FlaskClient, body: bytes, **form: str) -> TestResponse:
    file = FileStorage(io.BytesIO(body), "report.csv")
    boundary, sent = encode_multipart({**ENTER, **form, "file": file})
    return client.post(NEW, data=sent, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_report_is_looked_at_entered_once_and_measures(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    lines = [
        f"Ama,{address(people['Ama <i>'])},{UTC_HOUR.format(0)},{UTC_HOUR.format(30)}",
        f"Ama again,{address(people['Ama <i>'])},{UTC_HOUR.format(12)},{UTC_HOUR.format(48)}",
        f"Eve,{address(people['Eve'])},{UTC_HOUR.format(0)},{UTC_HOUR.format(59)}",
    ]
    body = report(*lines)
    looked = send(coordinator, body, step="check")
    assert "1 person would be written down" in looked.text
    assert stored(web_session) == (0, 0, 0)
    for entered in (1, 0, 0):
        done = send(coordinator, body)
        assert (done.status_code, done.headers["Location"]) == (303, f"{LIST}?entered={entered}#done")
    assert word_of(web_session, people["Ama <i>"]) == ("present", 80, "")
    assert stored(web_session) == (1, 1, 0)
    page = coordinator.get(f"{LIST}?entered=0").text
    assert "Ama &lt;i&gt;" in page
    assert "=Baobab &lt;b&gt;Circle&lt;/b&gt;" in page
    assert "Nothing has changed" in page


def test_a_second_click_changes_nothing_twice(
    app: Flask, coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    chi = enter_as(app, web_session, people["Chi"])
    coordinator.post(LIST, data=OPEN)
    code = open_code(web_session)
    for _click in range(2):
        assert coordinator.post(LIST, data=OPEN).status_code == 303
        assert open_code(web_session) == code
        assert chi.post(OWN, data={"code": code, "channel": ""}).status_code == 303
    assert stored(web_session) == (1, 1, 1)
    first = event_of(web_session, people["Chi"])
    for _click in range(2):  # the second one corrects a word that no longer stands
        assert coordinator.post(LIST, data={**CORRECT, "event": first}).status_code == 303
    assert word_of(web_session, people["Chi"]) == ("apology", 0, "")
    assert stored(web_session) == (3, 2, 1)
    standing = event_of(web_session, people["Chi"])
    for _click in range(2):
        assert coordinator.post(LIST, data={**CORRECT, "status": "none", "event": standing}).status_code == 303
    assert word_of(web_session, people["Chi"]) is None
    assert stored(web_session) == (4, 2, 1)
    for _click in range(2):
        assert coordinator.post(LIST, data={**OPEN, "form": "close"}).status_code == 303
    assert chi.post(OWN, data={"code": code}).status_code == 422


def test_two_people_of_one_name_in_one_group_can_be_told_apart(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    other = make_member(web_session, "chi", als="KE-01")
    keys = [address(uid) for uid in (people["Chi"], other)]
    page = coordinator.post(NEW, data={**ENTER, "step": "people", "als": "KE-01"}).text
    doubt = coordinator.post(NEW, data={**ENTER, "step": "check", "als": "KE-01", "people": "Chi"}).text
    for text in (page, doubt):
        assert all(re.search(rf"{key[:2]}[^<]*@{key.partition('@')[2]}</bdi></small>", text) for key in keys)
    assert page.count("</bdi></small>") == 2
    both = {f"s-{uid}": "present" for uid in (people["Chi"], other)}
    coordinator.post(NEW, data={**ENTER, "step": "enter", "als": "KE-01", "people": "", **both})
    listed = coordinator.get(LIST).text
    assert all(re.search(rf"{key[:2]}[^<]*@{key.partition('@')[2]}</bdi></small>", listed) for key in keys)
    assert listed.count("</bdi></small>") == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"share": "101"}, "Write a number from 0 to 100."),
        ({"share": "-1"}, "Write a number from 0 to 100."),
        ({"share": "٨٠"}, "Write a number from 0 to 100."),
        ({"share": "9" * 5000}, "Write a number from 0 to 100."),
        ({"share": "8\x000"}, "Write a number from 0 to 100."),
        ({"status": "was there"}, "Choose one of these."),
        ({"status": ""}, "Choose one of these."),
        ({"channel": "xx"}, "Choose one of these."),
        ({"channel": "fr\x00"}, "Choose one of these."),
        ({"people": ""}, "Error"),
        ({"people": "\x00\x01\x02"}, "Error"),
        ({"people": "Chi\n" * 3000}, "2,000"),
    ],
)
def test_a_wrong_field_is_refused_in_words_and_writes_nothing(
    coordinator: FlaskClient, web_session: Session, form: dict[str, str], words: str
) -> None:
    answer = coordinator.post(NEW, data={**ENTER, "people": "Chi", **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert "\x00" not in answer.text
    assert stored(web_session) == (0, 0, 0)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xfe\x00N\x00a\x00m\x00e", "Error"),
        ("Name,Email\r\nJosé,\r\n".encode("latin-1"), "0xe9"),
        (b"Colour,Taste\r\nred,sweet\r\n", "Error"),
        (report("Chi,,yesterday,today"), "This is no time that can be read"),
        (report("Chi,,2014-05-15 14:00,2014-05-15 13:00"), "Somebody leaves before joining"),
        (b"Name\r\n" + b"x\r\n" * 100_000, "This page takes 2,000"),
        (report(f"{'x' * 600_000},,,"), "This page takes 500"),
        (b"\x00" * 1000, "Error"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "Error"),
    ],
    ids=[
        "UTF-16",
        "Latin-1",
        "other columns",
        "no times",
        "times turned",
        "many lines",
        "one long line",
        "zeroes",
        "a workbook",
    ],
)
def test_a_wrong_report_is_refused_in_words_and_writes_nothing(
    coordinator: FlaskClient, web_session: Session, body: bytes, words: str
) -> None:
    answer = send(coordinator, body)
    assert answer.status_code == 422
    assert words in answer.text
    assert len(answer.data) < 60_000
    assert stored(web_session) == (0, 0, 0)


@pytest.mark.parametrize(
    "form",
    [
        {"people": "x" * 100_000},
        {"people": "Nobody\x01\x02\ufdd0"},
        {"people": "Chi\x00"},
        {"people": "=cmd|' /C calc'!A0"},
        {"people": "", "lines": "email,name\n=cmd|' /C calc'!A0,Nobody"},
        {"people": "", "lines": "email,name\nnobody@example.org,\u202eihC"},
        {"people": "Chi"},
    ],
)
@pytest.mark.parametrize("step", ["check", "enter"])
def test_entering_nobody_who_is_sure_shows_them_again(
    coordinator: FlaskClient, web_session: Session, form: dict[str, str], step: str
) -> None:
    answer = coordinator.post(NEW, data={**ENTER, **form, "step": step})
    assert answer.status_code == 200
    assert "Nothing is written down yet" in answer.text
    assert ("Found by the name alone" in answer.text) is form["people"].startswith("Chi")
    assert "\x00" not in answer.text
    assert stored(web_session) == (0, 0, 0)


def test_cells_that_compute_and_marks_are_names_like_any(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    """A name that begins like a formula is somebody's here; whoever is not known is shown as text."""
    body = report("+Bo,,,", "=1+1,,,", "<script>alert(1)</script>,,,")
    looked = send(coordinator, body, step="check")
    assert looked.status_code == 200
    assert f'value="{people["+Bo"]}"' in looked.text
    assert "&lt;script&gt;alert(1)" in looked.text
    assert "Nothing is written down yet" in send(coordinator, body).text  # not ticked, not entered
    assert send(coordinator, body, sure=people["+Bo"]).headers["Location"].endswith("?entered=1#done")
    assert word_of(web_session, people["+Bo"]) == ("present", 100, "")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"form": "no such"}, 404),
        ({"form": ""}, 404),
        ({**CORRECT, "status": "was there"}, 422),
        ({**CORRECT, "share": "x" * 4000}, 422),
        ({**CORRECT, "channel": "\x00"}, 422),
        ({**CORRECT, "event": "e" * 32}, 422),
        ({**CORRECT, "event": "\x00' OR 1=1 --"}, 422),
        ({**CORRECT, "event": ""}, 422),
        ({**OPEN, "minutes": "31"}, 422),
        ({**OPEN, "minutes": "9" * 4000}, 422),
        ({**OPEN, "form": "close"}, 303),
    ],
)
def test_hostile_corrections_and_codes_change_nothing(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str], form: dict[str, str], status: int
) -> None:
    coordinator.post(NEW, data={**ENTER, "people": address(people["Chi"])})
    before = stored(web_session)
    answer = coordinator.post(LIST, data=form)
    assert answer.status_code == status
    assert ("Error:" in answer.text) is (status == 422)
    assert stored(web_session) == before
    assert word_of(web_session, people["Chi"]) == ("present", 100, "")


def test_wrong_codes_are_told_and_then_wait(
    app: Flask, coordinator: FlaskClient, web_session: Session, people: dict[str, str], clock: Clock
) -> None:
    coordinator.post(LIST, data=OPEN)
    chi, right = enter_as(app, web_session, people["Chi"]), open_code(web_session)
    for wrong in ("", "x" * 5000, "\x00" * 8, "2345-678", "' OR 1=1"):
        answer = chi.post(OWN, data={"code": wrong})
        assert answer.status_code == 422
        assert "No such code is open for you now" in answer.text
    statuses = [chi.post(OWN, data={"code": "22222222"}).status_code for _try in range(20)]
    assert statuses[-1] == 429
    assert chi.post(OWN, data={"code": right}).status_code == 429
    clock.pass_by(minutes=31)
    assert chi.post(OWN, data={"code": right}).status_code in (422, 429)  # over by now
    assert stored(web_session) == (0, 0, 1)


def cost(app: Flask, client: FlaskClient, path: str, form: dict[str, str] | None = None) -> int:
    with app.app_context(), counted_statements(db.session()) as sent:
        answer = client.get(path) if form is None else client.post(path, data=form)
        assert answer.status_code in (200, 303)
    return len(asked(sent))


@pytest.mark.parametrize("number", [3, 60])
def test_statements_of_the_list_and_of_saving(
    app: Flask, coordinator: FlaskClient, web_session: Session, people: dict[str, str], number: int
) -> None:
    made = [make_member(web_session, f"Member {index}", als="KE-01") for index in range(number)]
    coordinator.get(NEW)
    listed = "\n".join(address(uid) for uid in made)
    assert cost(app, coordinator, NEW, {**ENTER, "step": "check", "people": listed}) <= 12
    # The log folds each person by herself, here as everywhere; what attendance adds is the same for any number.
    assert cost(app, coordinator, NEW, {**ENTER, "people": listed}) <= 15 + 12 * number
    assert cost(app, coordinator, LIST) <= 12
    coordinator.post(LIST, data=OPEN)
    chi = enter_as(app, web_session, people["Chi"])
    assert cost(app, chi, OWN, {"code": open_code(web_session)}) <= 30
    assert cost(app, chi, OWN) <= 3
    first = event_of(web_session, made[0])
    assert cost(app, coordinator, LIST, {**CORRECT, "event": first}) <= 32
    assert len(coordinator.get(LIST).data) < 1_500 * number + 10_000
