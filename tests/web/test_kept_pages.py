"""A region's page is kept while it is true: whatever stands on it is new on the next load, in every region it is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.services.held_sessions import Told, report_session, withdraw_session
from elearn.services.programmes import close_programme, find_programme_version, save_programme
from elearn.storage.counts import find_version
from tests.makers import NOW, make_als, make_member, make_standing
from tests.services.summit import ADMINISTRATOR, make_programme, viewer
from tests.web.entering import COURSES, enter

PAGES = ("/en/regions/afralo", "/en/regions/afralo?view=list", "/ar/regions/afralo?course=ip")
HELD = Told("KE-01", "ip", "2026-11-20", "12", "en", "")
Look = Callable[..., list[str]]
BY = viewer((Role.COORDINATOR, "AFRALO"))


@pytest.fixture
def look(app: Flask, web_session: Session) -> Look:
    """The pages of the region as its coordinator gets them; each is kept from the first time on."""
    make_als(web_session, "KE-01")
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"), (Role.COORDINATOR, "EURALO"))
    return lambda *more: [client.get(path).text for path in (*PAGES, *more)]


def test_a_session_is_there_on_the_next_load_and_gone_when_withdrawn(look: Look, web_session: Session) -> None:
    before = look()
    assert "<dt>sessions held</dt><dd>0</dd>" in before[0]
    report_session(web_session, told=HELD, by=BY, courses=COURSES, new_uid="5" * 32, now=NOW)
    held = look()
    assert "<dt>sessions held</dt><dd>1</dd>" in held[0]
    assert all(page != old for page, old in zip(held, before, strict=True))
    report_session(web_session, told=replace(HELD, people="14"), by=BY, courses=COURSES, new_uid="6" * 32, now=NOW)
    assert "<dt>people reached</dt><dd>14</dd>" in look()[0]
    withdraw_session(web_session, uid="5" * 32, by=BY, now=NOW)
    assert look() == before


def test_a_programme_is_there_in_every_region_renamed_and_gone_when_closed(look: Look, web_session: Session) -> None:
    before = look("/en/regions/euralo")
    versions = [find_version(web_session, ralo) for ralo in ("AFRALO", "NARALO")]
    programme = make_programme(web_session)
    new = look("/en/regions/euralo")
    assert all("Ready for the summit" in page for page in new)
    assert all(find_version(web_session, ralo) > old for ralo, old in zip(("AFRALO", "NARALO"), versions, strict=True))
    renamed, seen = replace(programme, titles={"en": "Renamed"}), find_programme_version(web_session, programme.key)
    save_programme(web_session, programme=renamed, by=ADMINISTRATOR, now=NOW, seen=seen)
    assert all("Renamed" in page for page in look("/en/regions/euralo"))
    close_programme(web_session, key=programme.key, by=ADMINISTRATOR, now=NOW)
    assert look("/en/regions/euralo") == before


def test_the_status_of_a_group_follows_its_people(look: Look, web_session: Session) -> None:
    assert "Active: 0 · Less active: 0 · Standby: 1" in look()[0]
    people = [make_member(web_session, name, als="KE-01") for name in ("Ama", "Bo", "Chi", "Didi", "Eve")]
    for uid in people:
        make_standing(web_session, uid, "ip")
    assert "Active: 0 · Less active: 1 · Standby: 0" in look()[0]
    make_standing(web_session, people[0], "ip", finished=True)
    assert "Active: 1 · Less active: 0 · Standby: 0" in look()[0]
