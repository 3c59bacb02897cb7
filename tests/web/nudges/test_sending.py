"""Letters from a cell of the matrix: who may, seen first, sent once, wrong texts come back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.storage.accounts import Account
from elearn.storage.community import Look
from tests.makers import make_member
from tests.statements import counted_statements
from tests.web.entering import enter
from tests.web.nudges.forms import EVENT, PAGE, form, queued

CELL = f"{PAGE}?als=KE-01&course=ip"


@pytest.mark.parametrize(
    ("grants", "ralo", "status"),
    [
        ([(Role.COORDINATOR, "AFRALO")], "afralo", 200),
        ([(Role.ADMINISTRATOR, "")], "afralo", 200),
        ([(Role.COORDINATOR, "EURALO")], "afralo", 404),
        ([(Role.COORDINATOR, "AFRALO")], "euralo", 404),
        ([(Role.COORDINATOR, "AFRALO")], "AFRALO", 404),
        ([(Role.REPRESENTATIVE, "KE-01")], "afralo", 404),
        ([(Role.INSTRUCTOR, "*")], "afralo", 404),
        ([], "afralo", 404),
    ],
    ids=str,
)
@pytest.mark.parametrize("page", ["nudge", "nudges"])
def test_only_who_looks_after_the_region_may(
    app: Flask,
    web_session: Session,
    people: dict[str, str],
    grants: list[tuple[Role, str]],
    ralo: str,
    status: int,
    page: str,
) -> None:
    client = enter(app, web_session, *grants)
    assert client.get(f"/en/regions/{ralo}/{page}").status_code == status
    if status == 404 and page == "nudge":
        assert client.post(f"/en/regions/{ralo}/nudge", data=form(people, "Ama <i>")).status_code == 404
        assert queued(web_session) == []


def test_a_visitor_signs_in_first(client: FlaskClient, people: dict[str, str]) -> None:
    assert people
    assert "/sign-in" in client.get(CELL).headers["Location"]


def test_a_cell_of_the_matrix_leads_to_who_has_not_started(coordinator: FlaskClient) -> None:
    matrix = coordinator.get("/en/regions/afralo").text
    assert 'href="afralo/nudge?als=KE-01&amp;course=ip"' in matrix
    group = coordinator.get("/en/regions/afralo/KE-01").text
    assert 'href="nudge?als=KE-01&amp;course=ip&amp;state=invited"' in group


def test_before_sending_each_language_is_shown_and_who_gets_it(coordinator: FlaskClient, web_session: Session) -> None:
    page = coordinator.get(CELL).text
    assert "4 people get a letter" in page
    assert "Ama &lt;i&gt;" in page
    assert "Secret" not in page
    assert "1 member who prefers not to be named" in page
    assert re.search(r'<pre class="src" lang="ar" dir="rtl">مرحبًا \u2068أمينة\u2069', page)
    assert "Здравствуйте, \u2068Ольга\u2069" in page
    looked = web_session.scalars(select(Account.name).join(Look, Look.subject_id == Account.id)).all()
    assert sorted(looked) == ["Ama <i>", "Ольга", "أمينة"]


def test_sending_writes_to_each_in_her_language_once(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    for _ in range(2):
        answer = coordinator.post(PAGE, data=form(people, "Ama <i>", "أمينة", unnamed="yes"))
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/en/regions/afralo/nudges?sent={EVENT}#done"
    mails = {mail.language: mail for mail in queued(web_session)}
    assert len(queued(web_session)) == 3
    assert mails["ar"].subject.endswith("في انتظارك")
    assert "http://localhost/ar/c/ip" in mails["ar"].body
    assert mails["ar"].unsubscribe.startswith("http://localhost/ar/unsubscribe/")
    log = coordinator.get(answer.headers["Location"]).text
    assert "3 letters are on their way" in log
    assert "0 of 3 started within two weeks. The two weeks are not over yet." in log
    assert "Secret" not in log


def test_who_moved_away_meanwhile_is_left_out_and_said(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    answer = coordinator.post(PAGE, data=form(people, "Ama <i>", "Eve"))
    assert [mail.language for mail in queued(web_session)] == ["en"]
    assert "Left out since you looked: 1 person: is no longer here." in coordinator.get(answer.headers["Location"]).text


def test_other_people_ticked_after_going_back_are_told_apart(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    coordinator.post(PAGE, data=form(people, "Ama <i>"))
    answer = coordinator.post(PAGE, data=form(people, "أمينة"))
    assert answer.status_code == 422
    assert "The earlier letters of this page were sent, these were not." in answer.text
    assert f'value="{people["أمينة"]}" checked' in answer.text
    event = re.search(r'name="event" value="([0-9a-f]{32})"', answer.text)
    assert event
    assert event[1] != EVENT
    assert len(queued(web_session)) == 1
    assert coordinator.post(PAGE, data=form(people, "أمينة", event=event[1])).status_code == 303
    assert len(queued(web_session)) == 2


def test_a_form_with_too_many_people_says_how_many_got_no_letter(
    coordinator: FlaskClient, people: dict[str, str]
) -> None:
    made_up = [f"{'f' * 28}{number:04x}" for number in range(230)]
    sent = form(people, "Ama <i>") | {"who": [people["Ama <i>"], *made_up]}
    page = coordinator.post(PAGE, data=sent, follow_redirects=True).text
    assert "31 people: beyond the 200 people whom one sending takes." in page


def test_when_nobody_is_left_the_page_says_so(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    coordinator.post(PAGE, data=form(people, "Ama <i>"))
    answer = coordinator.post(PAGE, data=form(people, "Ama <i>", event="f" * 32))
    assert answer.status_code == 422
    assert "Nobody is left to write to" in answer.text
    assert "asked a short time ago (less than 14 days)" in answer.text
    assert len(queued(web_session)) == 1


def test_an_own_text_is_seen_before_it_is_sent(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    own = {"text-en": "Dear {name},\r\n\r\n{course} waits <b>here</b>: {link}"}
    first = coordinator.post(PAGE, data=form(people, "Ama <i>", "أمينة", **own))
    assert (first.status_code, queued(web_session)) == (200, [])
    assert "This is how your text reads" in first.text
    assert "waits &lt;b&gt;here&lt;/b&gt;: http://localhost/en/c/ip" in first.text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', first.text)
    assert seen
    changed = {"text-en": own["text-en"] + " now"}
    assert coordinator.post(PAGE, data=form(people, "Ama <i>", seen=seen[1], **changed)).status_code == 200
    assert queued(web_session) == []
    assert coordinator.post(PAGE, data=form(people, "Ama <i>", "أمينة", seen=seen[1], **own)).status_code == 303
    english, arabic = sorted(queued(web_session), key=lambda mail: mail.language != "en")
    assert english.body.startswith("Dear \u2068Ama <i>\u2069,\n\n\u2068")
    assert arabic.body.startswith("مرحبًا")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{course} {link} {nmae}", '<bdi dir="ltr">{nmae}</bdi> is no placeholder'),
        ("{course} {link} {<script>}", '<bdi dir="ltr">{&lt;script&gt;}</bdi> is no placeholder'),
        ("{course} only", 'Put <bdi dir="ltr">{link}</bdi> in'),
        ("{link} only", 'Put <bdi dir="ltr">{course}</bdi> in'),
        ("{course} {link}" + "x" * 3000, "Write at most 2,000 characters."),
    ],
)
def test_a_wrong_text_comes_back_as_typed_with_what_is_wrong(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str], text: str, told: str
) -> None:
    answer = coordinator.post(PAGE, data=form(people, "أمينة", **{"text-en": text}))
    assert answer.status_code == 422
    assert told in answer.text
    assert 'href="#text-en"' in answer.text
    assert f'value="{people["أمينة"]}" checked' in answer.text
    assert f'value="{people["Ama <i>"]}" checked' not in answer.text
    assert queued(web_session) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "short"},
        {"event": "Z" * 32},
        {"who": "' OR 1=1"},
        {"course": "no-such-course"},
        {"state": "finished"},
        {"als": "x" * 41},
        {"als": "a\x00b"},
    ],
    ids=str,
)
def test_a_form_that_is_none_of_ours_is_a_bad_request(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str], wrong: dict[str, str]
) -> None:
    assert coordinator.post(PAGE, data=form(people, "Ama <i>") | wrong).status_code == 400
    assert queued(web_session) == []


def test_another_regions_group_and_another_site_send_nothing(
    coordinator: FlaskClient, web_session: Session, people: dict[str, str]
) -> None:
    assert coordinator.post(PAGE, data=form(people, "Eve", als="FR-01")).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert coordinator.post(PAGE, data=form(people, "Ama <i>"), headers=foreign).status_code == 403
    assert queued(web_session) == []


def test_the_page_costs_the_same_for_many(
    coordinator: FlaskClient, web_session: Session, app: Flask, people: dict[str, str]
) -> None:
    assert people

    def cost() -> int:
        with app.app_context(), counted_statements(web_session) as sent:
            assert coordinator.get(CELL + "&state=not-started").status_code == 200
        return len(sent)

    few = cost()
    for number in range(30):
        make_member(web_session, f"P{number}", als="KE-01")
    assert cost() == few
