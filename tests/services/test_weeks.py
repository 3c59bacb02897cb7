from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.report_filters import Filters
from elearn.domain.rollup import Cell
from elearn.domain.weeks import RegionWeek, region_week, week_ends
from elearn.services import weeks
from elearn.services.learning import ingest
from elearn.services.reports import progress_report
from elearn.services.weeks import list_open_weeks, list_region_weeks, take_weeks
from tests.makers import NOW, make_als, make_member
from tests.published import COURSE, lesson_done, publish_course

LAST, BEFORE = week_ends(NOW.date(), 2)
START = NOW - timedelta(days=12)


def make_two_weeks(session: Session) -> None:
    """One member came twelve days ago and began eight days ago; another came and began three days ago."""
    publish_course(session)
    make_als(session, "KE-01")
    make_als(session, "KE-02")
    make_member(session, "Ama", als="KE-01", now=START)
    begin(session, "Ama", NOW - timedelta(days=8))
    make_member(session, "Bo", als="KE-02", now=NOW - timedelta(days=3))
    begin(session, "Bo", NOW - timedelta(days=3))


def begin(session: Session, name: str, at: datetime) -> None:
    ingest(session, [lesson_done(f"of {name}", name)], recv_from="tests", now=at)


def take_all(session: Session, now: datetime = NOW) -> list[str]:
    taken = []
    while ralo := take_weeks(session, courses=[COURSE], now=now):
        taken.append(ralo)
    return taken


def afralo(session: Session) -> dict[object, RegionWeek]:
    return {week.ends_on: week for week in list_region_weeks(session, ralo="AFRALO")}


def test_a_week_is_what_the_report_of_its_last_day_says(session: Session) -> None:
    make_two_weeks(session)
    assert take_all(session) == ["AFRALO", "APRALO", "EURALO", "LACRALO", "NARALO"]
    written = afralo(session)
    assert len(written) == 12
    for day in (LAST, BEFORE):
        filters = Filters(as_of=day)
        report = progress_report(session, ralo="AFRALO", courses=[COURSE], today=NOW.date(), filters=filters)
        assert written[day] == region_week(report)
    assert written[LAST].cells == {COURSE: Cell(started=1)}
    assert (written[LAST].groups, written[LAST].nobody, written[LAST].unstarted) == (2, 1, 0)
    assert written[BEFORE].members == 0


def test_what_was_written_stays_though_more_comes_in_late(session: Session) -> None:
    make_two_weeks(session)
    take_all(session)
    before = list_open_weeks(session)
    make_member(session, "Chi", als="KE-01", now=START)
    begin(session, "Chi", NOW - timedelta(days=9))
    assert take_all(session) == []
    assert list_open_weeks(session) == before


def test_the_next_sunday_adds_one_week(session: Session) -> None:
    make_two_weeks(session)
    take_all(session)
    assert take_all(session, NOW + timedelta(days=1)) == ["AFRALO", "APRALO", "EURALO", "LACRALO", "NARALO"]
    assert len(list_region_weeks(session, ralo="AFRALO")) == 13


def test_of_a_very_large_region_only_the_week_just_over_is_taken(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weeks, "MOST_TO_FOLD", 1)
    make_two_weeks(session)
    take_all(session)
    written = afralo(session)
    assert list(written) == [LAST]
    assert written[LAST].members == 2


def test_a_region_that_is_not_has_no_weeks(session: Session) -> None:
    with pytest.raises(NotFound):
        list_region_weeks(session, ralo="ARIN")
