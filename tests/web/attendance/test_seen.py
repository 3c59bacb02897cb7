"""What stands about a person's attendance, where it is seen: by herself and by the coordinators of her region."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.extensions import db
from tests.services.summit import address
from tests.statements import asked, counted_statements
from tests.web.attendance.forms import CORRECT, ENTER, HELD, LIST, NEW, enter_as, event_of
from tests.web.entering import enter
from tests.web.world import take_away

MEMBER = "/regions/afralo/KE-01/"
LINK = f'href="/en/regions/afralo/webinars/{HELD}"'
WORDS = {"en": "You were at 1 event", "fr": "Vous étiez à 1 événement", "ar": "حضرت فعالية واحدة (1)"}


@pytest.fixture
def told(coordinator: FlaskClient, people: dict[str, str]) -> dict[str, str]:
    """Ama was there for 80 percent, in French; of the others nothing is said."""
    form = {**ENTER, "share": "80", "channel": "fr", "people": address(people["Ama <i>"])}
    assert coordinator.post(NEW, data=form).status_code == 303
    return people


def test_her_coordinator_sees_it_on_her_page_and_goes_on_to_the_list(
    coordinator: FlaskClient, web_session: Session, told: dict[str, str]
) -> None:
    page = coordinator.get(f"/en{MEMBER}{told['Ama <i>']}").text
    assert LINK in page
    assert re.search(r"present · (<bdi>)?80%.* · .*French", page)
    assert "Attendance" not in coordinator.get(f"/en{MEMBER}{told['Chi']}").text
    event = event_of(web_session, told["Ama <i>"])
    assert coordinator.post(LIST, data={**CORRECT, "event": event}).status_code == 303
    page = coordinator.get(f"/en{MEMBER}{told['Ama <i>']}").text
    assert "absent, with an apology" in page
    assert "80%" not in page


@pytest.mark.parametrize(
    ("grant", "status", "sees"),
    [
        ((Role.ADMINISTRATOR, ""), 200, True),
        ((Role.REPRESENTATIVE, "KE-01"), 200, False),
        ((Role.COORDINATOR, "EURALO"), 404, False),
        ((Role.INSTRUCTOR, "ip"), 404, False),
    ],
)
def test_nobody_else_sees_it(
    app: Flask, web_session: Session, told: dict[str, str], grant: tuple[Role, str], status: int, sees: bool
) -> None:
    answer = enter(app, web_session, grant).get(f"/en{MEMBER}{told['Ama <i>']}")
    assert answer.status_code == status
    assert (LINK in answer.text) is sees


@pytest.mark.parametrize("language", WORDS)
def test_she_sees_it_under_my_learning_and_line_by_line(
    app: Flask, web_session: Session, told: dict[str, str], language: str
) -> None:
    ama, chi = (enter_as(app, web_session, told[name]) for name in ("Ama <i>", "Chi"))
    link = f'href="/{language}/me/webinars#attended"'
    line = f'href="/{language}/webinars/{HELD}/attendance"'
    own = ama.get(f"/{language}/me").text
    assert link in own
    assert WORDS[language] in own
    assert 'id="attended"' in ama.get(f"/{language}/me/webinars").text
    assert line in ama.get(f"/{language}/me/webinars").text
    assert link not in chi.get(f"/{language}/me").text
    assert 'id="attended"' not in chi.get(f"/{language}/me/webinars").text


def test_who_was_absent_was_at_no_event_and_sees_why(
    app: Flask, web_session: Session, coordinator: FlaskClient, told: dict[str, str]
) -> None:
    event = event_of(web_session, told["Ama <i>"])
    assert coordinator.post(LIST, data={**CORRECT, "status": "absent", "event": event}).status_code == 303
    ama = enter_as(app, web_session, told["Ama <i>"])
    assert "#attended" not in ama.get("/en/me").text
    assert "absent" in ama.get("/en/me/webinars").text


@pytest.mark.parametrize(("path", "most"), [("/en/me", 6), ("/en/me/webinars", 4)])
def test_it_costs_one_statement(app: Flask, web_session: Session, told: dict[str, str], path: str, most: int) -> None:
    ama = enter_as(app, web_session, told["Ama <i>"])
    ama.get(path)
    with app.app_context(), counted_statements(db.session()) as sent:
        assert ama.get(path).status_code == 200
    assert len(asked(sent)) <= most
    assert len([statement for statement in asked(sent) if "FROM attendance" in statement]) == 1


def test_it_is_told_and_corrected_when_the_file_of_the_event_was_taken_away(
    app: Flask, web_session: Session, coordinator: FlaskClient, told: dict[str, str]
) -> None:
    take_away(app, HELD)
    title = "Security"
    ama = enter_as(app, web_session, told["Ama <i>"])
    assert ama.get(f"/en/webinars/{HELD}").status_code == 410
    own = ama.get("/en/me/webinars").text
    assert title in own[own.index('id="attended"') :]
    assert f"webinars/{HELD}" not in own
    page = coordinator.get(f"/en{MEMBER}{told['Ama <i>']}").text
    assert LINK in page
    assert title in coordinator.get("/en/regions/afralo/rosters").text
    listed = coordinator.get(LIST).text
    assert "no longer on the site" in listed
    assert f'"/en/webinars/{HELD}"' not in listed
    assert 'value="open"' not in listed
    corrected = coordinator.post(LIST, data={**CORRECT, "event": event_of(web_session, told["Ama <i>"])})
    assert corrected.headers["Location"] == f"{LIST}?corrected=1#done"
    assert "It is corrected" in coordinator.get(f"{LIST}?corrected=1").text
    assert "absent, with an apology" in ama.get("/en/me/webinars").text


def test_no_link_leads_to_the_list_of_a_cancelled_event(
    app: Flask, coordinator: FlaskClient, told: dict[str, str]
) -> None:
    assert told
    assert LINK in coordinator.get("/en/regions/afralo/rosters").text
    published = app.extensions["elearn.published"]
    books = published.catalogue()
    off = tuple(replace(one, why="cancelled") if one.id == HELD else one for one in books.site.webinars)
    published._catalogue = replace(books, site=replace(books.site, webinars=off))  # noqa: SLF001 - publishing takes a minute
    page = coordinator.get("/en/regions/afralo/rosters").text
    assert LINK not in page
    assert "<b>Security and stability</b>" in page
    assert coordinator.get(LIST).status_code == 404
