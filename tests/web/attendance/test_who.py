"""Attendance in the browser: who may open and send what, of which region, and that a foreign site may nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.services.summit import address
from tests.web.attendance.forms import (
    CORRECT,
    ENTER,
    FOREIGN,
    HELD,
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
from tests.web.entering import enter

GRANTS = {
    "coordinator": (Role.COORDINATOR, "AFRALO"),
    "administrator": (Role.ADMINISTRATOR, ""),
    "coordinator of another region": (Role.COORDINATOR, "EURALO"),
    "representative": (Role.REPRESENTATIVE, "KE-01"),
    "instructor": (Role.INSTRUCTOR, "ip"),
}
# What they get for the list, the form, sending the form, a code, and the way from the public page to the list.
MAY = {
    "coordinator": (200, 200, 303, 303, 303),
    "administrator": (200, 200, 303, 303, 200),
    "coordinator of another region": (404, 404, 404, 404, 303),
    "representative": (404, 404, 404, 404, 404),
    "instructor": (404, 404, 404, 404, 404),
    "learner": (404, 404, 404, 404, 404),
    "visitor": (303, 303, 303, 303, 303),
}


@pytest.mark.parametrize("who", MAY)
def test_who_may_what(app: Flask, client: FlaskClient, web_session: Session, people: dict[str, str], who: str) -> None:
    grants = [GRANTS[who]] if who in GRANTS else []
    browser = client if who == "visitor" else enter(app, web_session, *grants)
    before = stored(web_session)
    sent = {**ENTER, "people": address(people["Chi"])}
    got = (
        browser.get(LIST).status_code,
        browser.get(NEW).status_code,
        browser.post(NEW, data=sent).status_code,
        browser.post(LIST, data=OPEN).status_code,
        browser.get(f"{OWN}/regions").status_code,
    )
    assert got == MAY[who]
    wrote = who in ("coordinator", "administrator")
    assert (stored(web_session) != before) is wrote
    assert (word_of(web_session, people["Chi"]) is not None) is wrote
    assert browser.get(OWN).status_code == (303 if who == "visitor" else 200)


def test_a_code_for_everybody_is_an_administrators(app: Flask, web_session: Session, coordinator: FlaskClient) -> None:
    assert "everybody" not in coordinator.get(LIST).text
    everybody = {**OPEN, "scope": "everybody"}
    for form in (everybody, {**everybody, "form": "close"}):
        assert coordinator.post(LIST, data=form).status_code == 404
    assert stored(web_session)[2] == 0
    assert enter(app, web_session, GRANTS["administrator"]).post(LIST, data=everybody).status_code == 303
    assert open_code(web_session, "")


def test_a_code_is_for_the_members_of_its_region(
    app: Flask, web_session: Session, coordinator: FlaskClient, people: dict[str, str]
) -> None:
    assert coordinator.post(LIST, data=OPEN).status_code == 303
    code = open_code(web_session)
    eve, chi = enter_as(app, web_session, people["Eve"]), enter_as(app, web_session, people["Chi"])
    for browser, status in ((eve, 422), (chi, 303), (chi, 303)):
        assert browser.post(OWN, data={"code": code.lower(), "channel": "fr"}).status_code == status
    assert word_of(web_session, people["Eve"]) is None
    assert word_of(web_session, people["Chi"]) == ("present", 100, "fr")
    assert stored(web_session) == (1, 1, 1)


def test_no_list_enters_or_corrects_somebody_of_another_region(
    app: Flask, web_session: Session, coordinator: FlaskClient, people: dict[str, str]
) -> None:
    of_theirs = enter(app, web_session, GRANTS["coordinator of another region"])
    theirs = LIST.replace("afralo", "euralo")
    eve = {**ENTER, "people": address(people["Eve"])}
    looked = coordinator.post(NEW, data={**eve, "step": "check", "als": "FR-01", f"s-{people['Eve']}": "present"})
    assert "Nobody whom you may find here" in looked.text
    assert "Eve" not in looked.text
    picked = {**eve, "people": "", f"s-{people['Eve']}": "absent", "als": "FR-01"}
    assert coordinator.post(NEW, data={**eve, "sure": people["Eve"]}).status_code == 200
    assert coordinator.post(NEW, data=picked).status_code == 422  # nobody is left on the list
    assert word_of(web_session, people["Eve"]) is None
    assert of_theirs.post(f"{theirs}/new", data=eve).status_code == 303
    event = event_of(web_session, people["Eve"])
    assert coordinator.post(LIST, data={**CORRECT, "event": event}).status_code == 422
    assert word_of(web_session, people["Eve"]) == ("present", 100, "")
    assert "Eve" not in coordinator.get(LIST).text


def test_who_is_not_named_is_neither_found_nor_shown(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    secret = people["Secret"]
    hers = {**ENTER, "als": "KE-01", "people": f"{address(secret)}\nSecret", f"s-{secret}": "present"}
    answer = coordinator.post(NEW, data={**hers, "step": "check", "sure": secret})
    assert "Nothing is written down yet" in answer.text
    assert "Nothing is written down yet" in coordinator.post(NEW, data={**hers, "sure": secret}).text
    assert word_of(web_session, secret) is None


FORMS = (
    (NEW, {**ENTER, "people": "Chi"}),
    (LIST, OPEN),
    (LIST, {**OPEN, "form": "close"}),
    (LIST, {**CORRECT, "event": "e" * 32}),
    (OWN, {"code": "23456789"}),
)


@pytest.mark.parametrize("headers", [FOREIGN, {"Origin": "https://elsewhere.example"}])
def test_a_form_of_another_site_is_refused(
    coordinator: FlaskClient, web_session: Session, headers: dict[str, str]
) -> None:
    before = stored(web_session)
    for path, form in FORMS:
        assert coordinator.post(path, data=form, headers=headers).status_code == 403, path
    assert stored(web_session) == before


@pytest.mark.parametrize(
    "path",
    [
        LIST.replace("afralo", "AFRALO"),
        LIST.replace("afralo", "mars"),
        LIST.replace(HELD, "no-such-event"),
        f"{LIST}%00",
        LIST.replace(HELD, "x" * 3000),
        OWN.replace(HELD, "no-such-event"),
        f"{OWN}/regions".replace(HELD, "..%2f.."),
    ],
)
def test_addresses_that_are_none(coordinator: FlaskClient, path: str) -> None:
    assert coordinator.get(path).status_code == 404
    assert coordinator.post(path, data=OPEN).status_code in (404, 405)
