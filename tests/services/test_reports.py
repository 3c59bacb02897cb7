from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.members import CourseState
from elearn.domain.progress import State
from elearn.domain.report_filters import Filters
from elearn.domain.rollup import Cell
from elearn.services.community import set_ralo
from elearn.services.counts import rebuild_counts
from elearn.services.looks import note_looks
from elearn.services.reports import als_report, member_report, progress_report
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Look, Membership
from elearn.storage.progress import ProgressRow
from tests.makers import NOW, make_als, make_member, make_standing

TODAY = NOW.date()
COURSES = ("start", "ip")


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that were sent meanwhile."""
    said: list[str] = []

    def hear(*seen: object) -> None:
        said.append(str(seen[2]))

    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def make_community(session: Session) -> dict[str, str]:
    """Kenya with people in every state, Senegal with nobody, one individual member; France in another region."""
    for code, country, language in (("KE-01", "KE", "en"), ("SN-01", "SN", "fr"), ("FR-01", "FR", "fr")):
        make_als(session, code, country=country, language=language)
    uids = {name: make_member(session, name, als="KE-01") for name in ("Ama", "Bo", "Chi", "Didi")}
    uids["Fay"] = make_member(session, "Fay", als="KE-01", joined=False, status="confirmed")
    uids["Gus"] = make_member(session, "Gus")
    uids["Eve"] = make_member(session, "Eve", als="FR-01")
    make_standing(session, uids["Ama"], "ip", days_ago=10, finished=True)
    make_standing(session, uids["Bo"], "ip", days_ago=29)
    make_standing(session, uids["Chi"], "ip", days_ago=30)
    make_standing(session, uids["Gus"], "start", days_ago=3)
    make_standing(session, uids["Eve"], "ip", days_ago=1, finished=True)
    return uids


def account_id(session: Session, uid: str) -> int:
    return session.scalars(select(Account.id).where(Account.uid == uid)).one()


def test_a_region_is_its_alses_its_individual_members_and_their_sum(session: Session) -> None:
    make_community(session)
    report = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    kenya, senegal = report.rows
    assert (kenya.als, kenya.country, kenya.members) == ("KE-01", "KE", 5)
    assert kenya.cells["ip"] == Cell(invited=1, registered=1, started=1, stalled=1, finished=1)
    assert kenya.cells["start"] == Cell(invited=1, registered=4)
    assert kenya.last_active_on == TODAY - timedelta(days=10)
    assert (senegal.als, senegal.members, senegal.cells["ip"]) == ("SN-01", 0, Cell())
    assert report.individual is not None
    assert report.individual.cells["start"] == Cell(started=1)
    assert report.totals.members == 6
    assert report.totals.cells["ip"] == Cell(invited=1, registered=2, started=1, stalled=1, finished=1)


def test_a_region_shows_nothing_of_another(session: Session) -> None:
    make_community(session)
    codes = {
        ralo: {row.als for row in progress_report(session, ralo=ralo, courses=COURSES, today=TODAY).rows}
        for ralo in ("AFRALO", "EURALO", "NARALO")
    }
    assert codes == {"AFRALO": {"KE-01", "SN-01"}, "EURALO": {"FR-01"}, "NARALO": set()}
    euralo = progress_report(session, ralo="EURALO", courses=COURSES, today=TODAY)
    assert euralo.totals.cells["ip"] == Cell(finished=1)


@pytest.mark.parametrize("ralo", ["", "afralo", "ARIN", "AFRALO ", "*"])
def test_a_ralo_that_is_not_is_not_found(session: Session, ralo: str) -> None:
    with pytest.raises(NotFound):
        progress_report(session, ralo=ralo, courses=COURSES, today=TODAY)


def test_a_day_makes_somebody_stalled_without_anybody_doing_anything(session: Session) -> None:
    make_community(session)
    tomorrow = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY + timedelta(days=1))
    assert tomorrow.rows[0].cells["ip"] == Cell(invited=1, registered=1, started=0, stalled=2, finished=1)


def test_what_changes_is_seen_at_once_though_reports_are_kept(session: Session) -> None:
    uids = make_community(session)
    first = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY) is not None
    make_standing(session, uids["Didi"], "ip")
    second = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert second.rows[0].cells["ip"].started == first.rows[0].cells["ip"].started + 1
    assert second.edition != first.edition
    make_als(session, "TZ-01", country="TZ")
    third = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert [row.als for row in third.rows] == ["KE-01", "SN-01", "TZ-01"]
    set_ralo(session, als_code="TZ-01", ralo="EURALO", by="", now=NOW)
    fourth = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert [row.als for row in fourth.rows] == ["KE-01", "SN-01"]


def test_filters_work_on_the_list_and_leave_the_kept_one_whole(session: Session) -> None:
    make_community(session)
    chosen = progress_report(
        session, ralo="AFRALO", courses=COURSES, today=TODAY, filters=Filters(state="nobody", course="ip")
    )
    assert ([row.als for row in chosen.rows], chosen.courses, chosen.individual) == (["SN-01"], ("ip",), None)
    whole = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert (len(whole.rows), whole.courses) == (2, COURSES)


def make_crowd(session: Session, people: int) -> None:
    """That many people in one ALS, with progress, made in few statements."""
    make_als(session, "KE-01")
    make_member(session, "Ama", als="KE-01")
    begin_writing(session)
    als_id = session.scalars(select(Membership.als_id)).one()
    accounts = [
        {
            "uid": f"{number:032x}",
            "name": f"Person {number}",
            "name_sort": f"{number:08d}",
            "email": f"{number}@example.org",
            "email_key": f"{number}@example.org",
            "password_hash": "!",
            "country": "KE",
            "language": "en",
            "created_at": NOW,
            "joined_at": NOW,
        }
        for number in range(people)
    ]
    session.execute(insert(Account), accounts)
    crowd = session.execute(select(Account.id, Account.uid).where(Account.name.like("Person %"))).all()
    at_home = {"als_id": als_id, "ralo": "AFRALO", "status": "declared", "since": TODAY, "created_at": NOW}
    session.execute(insert(Membership), [{"account_id": row.id, **at_home} for row in crowd])
    progress = [
        {
            "u": row.uid,
            "course": course,
            "state": {},
            "started": True,
            "last_active_at": NOW - timedelta(days=int(row.uid, 16) % 60),
            "completed_at": NOW if int(row.uid, 16) % 3 else None,
        }
        for row in crowd
        for course in COURSES
    ]
    session.execute(insert(ProgressRow), progress)
    rebuild_counts(session)
    session.commit()


@pytest.mark.parametrize("people", [50, 5000])
def test_statements_do_not_grow_with_the_people(session: Session, engine: Engine, people: int) -> None:
    make_crowd(session, people)
    with counting(engine) as said:
        report = progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert report.totals.members == people + 1
    assert len(said) <= 6
    with counting(engine) as said:
        assert progress_report(session, ralo="AFRALO", courses=COURSES, today=TODAY) == report
    assert len(said) == 1
    with counting(engine) as said:
        page = als_report(session, ralo="AFRALO", als_code="KE-01", courses=COURSES, today=TODAY)
    assert len(page.people) == 50
    assert len(said) <= 6


def test_an_als_page_names_people_with_states_and_days(session: Session) -> None:
    make_community(session)
    page = als_report(session, ralo="AFRALO", als_code="KE-01", courses=COURSES, today=TODAY)
    assert [person.name for person in page.people] == ["Ama", "Bo", "Chi", "Didi", "Fay"]
    ten_days_ago = TODAY - timedelta(days=10)
    assert page.people[0].courses["ip"] == CourseState(State.FINISHED, ten_days_ago, ten_days_ago)
    assert [person.courses["ip"].state for person in page.people] == [
        State.FINISHED,
        State.STARTED,
        State.STALLED,
        State.REGISTERED,
        State.INVITED,
    ]
    assert [person.confirmed for person in page.people] == [False, False, False, False, True]
    assert (page.row.members, page.unnamed, page.page, page.pages) == (5, 0, 1, 1)


def test_individual_members_have_a_page_of_their_own(session: Session) -> None:
    make_community(session)
    page = als_report(session, ralo="AFRALO", als_code=None, courses=COURSES, today=TODAY)
    assert [person.name for person in page.people] == ["Gus"]
    assert page.row.members == 1


def test_somebody_unnamed_is_counted_and_not_named_and_has_no_page(session: Session) -> None:
    make_als(session)
    uid = make_member(session, "Secret", als="KE-01", named=False)
    make_member(session, "Ama", als="KE-01")
    make_standing(session, uid, "ip")
    page = als_report(session, ralo="AFRALO", als_code="KE-01", courses=COURSES, today=TODAY)
    assert ([person.name for person in page.people], page.unnamed, page.row.members) == (["Ama"], 1, 2)
    assert page.row.cells["ip"].started == 1
    with pytest.raises(NotFound):
        member_report(session, ralo="AFRALO", als_code="KE-01", uid=uid, courses=COURSES, today=TODAY)


@pytest.mark.parametrize(
    ("ralo", "als_code", "page"),
    [
        ("AFRALO", "FR-01", 1),
        ("EURALO", "KE-01", 1),
        ("AFRALO", "XX-99", 1),
        ("AFRALO", "", 1),
        ("AFRALO", "ke-01", 1),
        ("AFRALO", "KE-01", 0),
        ("AFRALO", "KE-01", -1),
        ("AFRALO", "KE-01", 2),
        ("AFRALO", "KE-01", 10**30),
    ],
)
def test_out_of_scope_and_out_of_range_look_like_nothing(session: Session, ralo: str, als_code: str, page: int) -> None:
    make_community(session)
    with pytest.raises(NotFound):
        als_report(session, ralo=ralo, als_code=als_code, courses=COURSES, today=TODAY, page=page)


@pytest.mark.parametrize(
    ("ralo", "als_code", "name", "found"),
    [
        ("AFRALO", "KE-01", "Ama", True),
        ("AFRALO", None, "Gus", True),
        ("AFRALO", None, "Ama", False),
        ("AFRALO", "SN-01", "Ama", False),
        ("EURALO", "FR-01", "Ama", False),
        ("EURALO", "KE-01", "Ama", False),
        ("AFRALO", "KE-01", "Eve", False),
        ("EURALO", None, "Gus", False),
    ],
)
def test_a_member_is_found_only_at_home(
    session: Session, ralo: str, als_code: str | None, name: str, found: bool
) -> None:
    uids = make_community(session)
    if found:
        line = member_report(session, ralo=ralo, als_code=als_code, uid=uids[name], courses=COURSES, today=TODAY)
        assert line.name == name
        assert set(line.courses) == set(COURSES)
    else:
        with pytest.raises(NotFound):
            member_report(session, ralo=ralo, als_code=als_code, uid=uids[name], courses=COURSES, today=TODAY)


def test_people_come_in_pages_by_name(session: Session) -> None:
    make_als(session)
    for number in range(51):
        make_member(session, f"Person {number:02d}", als="KE-01")
    first, second = (
        als_report(session, ralo="AFRALO", als_code="KE-01", courses=COURSES, today=TODAY, page=page) for page in (1, 2)
    )
    assert (len(first.people), first.people[0].name, first.pages) == (50, "Person 00", 2)
    assert [person.name for person in second.people] == ["Person 50"]


def test_a_look_is_written_down_once_a_day_and_never_about_oneself(session: Session) -> None:
    ids = [account_id(session, make_member(session, name)) for name in ("Viewer", "Ama", "Bo")]
    for at in (NOW, NOW + timedelta(hours=3), NOW + timedelta(days=1)):
        note_looks(session, viewer_id=ids[0], subjects=ids, page="als", now=at)
    note_looks(session, viewer_id=ids[0], subjects=[ids[1]], page="member", now=NOW)
    note_looks(session, viewer_id=ids[0], subjects=[], page="als", now=NOW)
    looks = session.execute(select(Look.subject_id, Look.page, Look.at).order_by(Look.id)).all()
    assert [tuple(look) for look in looks] == [
        (ids[1], "als", NOW),
        (ids[2], "als", NOW),
        (ids[1], "als", NOW + timedelta(days=1)),
        (ids[2], "als", NOW + timedelta(days=1)),
        (ids[1], "member", NOW),
    ]


def test_dates_of_a_page_are_days_of_utc(session: Session) -> None:
    uids = make_community(session)
    line = member_report(session, ralo="EURALO", als_code="FR-01", uid=uids["Eve"], courses=COURSES, today=TODAY)
    assert line.courses["ip"].finished_on == date(2026, 11, 21)
    assert line.last_active_on == date(2026, 11, 21)
