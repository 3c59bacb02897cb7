"""Deciding on declared members, moving members, representatives and alternates with terms; two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, may_see_als
from elearn.domain.community import Grant, Role
from elearn.domain.errors import Forbidden, NotFound, Refused
from elearn.services.approvals import Decided, decide_members, list_declared
from elearn.services.community import list_grants
from elearn.services.counts import rebuild_counts
from elearn.services.moves import move_member
from elearn.services.posts import appoint, dismiss, list_candidates, list_posts
from elearn.services.reports import progress_report
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Als, Membership
from tests.makers import NOW, make_als, make_member, make_standing

TODAY = NOW.date()
SINCE = date(2026, 1, 1)
COORDINATOR = Viewer(0, "c" * 32, "C", "en", "KE", (Grant(Role.COORDINATOR, "AFRALO", SINCE),))
HERE = {"ralo": "AFRALO", "als_code": "KE-01"}


def place(session: Session, uid: str) -> tuple[str | None, str]:
    """(ALS, status) of somebody's open membership; counting afresh finds nothing wrong."""
    begin_writing(session)
    assert rebuild_counts(session) == 0
    session.rollback()
    statement = select(Als.code, Membership.status).select_from(Membership).join(Account).outerjoin(Als)
    row = session.execute(statement.where(Account.uid == uid, Membership.until.is_(None))).one()
    return row[0], row[1]


def decide(session: Session, uids: list[str], *, confirm: bool) -> Decided:
    return decide_members(session, uids=uids, confirm=confirm, by=COORDINATOR.uid, now=NOW, **HERE)


def test_several_are_confirmed_or_become_individual_members_with_what_they_learned(session: Session) -> None:
    make_als(session)
    ama, bo, chi, shy = (
        make_member(session, name, als="KE-01", named=name != "shy") for name in ("a", "b", "c", "shy")
    )
    make_standing(session, chi, "ip", finished=True)
    assert {person.uid for person in list_declared(session, **HERE)} == {ama, bo, chi}
    assert decide(session, [ama, bo], confirm=True) == Decided(2, 0)
    assert decide(session, [chi], confirm=False) == Decided(1, 0)
    assert [place(session, uid) for uid in (ama, bo, chi, shy)] == [
        ("KE-01", "confirmed"),
        ("KE-01", "confirmed"),
        (None, "declared"),
        ("KE-01", "declared"),
    ]
    report = progress_report(session, ralo="AFRALO", courses=["ip"], today=TODAY)
    assert report.individual is not None
    assert report.individual.cells["ip"].finished == 1
    assert decide(session, [ama, chi, shy, "0" * 32], confirm=False) == Decided(0, 4)


def test_of_two_who_decide_at_once_the_first_words_stand(engine: Engine) -> None:
    with Session(engine) as session:
        make_als(session)
        uids = [make_member(session, f"person {number}", als="KE-01") for number in range(6)]

    def press(number: int) -> Decided:
        with Session(engine) as session:
            return decide(session, uids if number % 2 else uids[::-1], confirm=bool(number % 2))

    with ThreadPoolExecutor(4) as pool:
        decided = list(pool.map(press, range(4)))
    assert sum(one.done for one in decided) == 6
    with Session(engine) as session:
        assert len({place(session, uid) for uid in uids}) == 1


def test_a_person_moves_with_her_progress_and_leaves_her_post(session: Session) -> None:
    make_als(session)
    make_als(session, "SN-01", country="SN", language="fr")
    ama = make_member(session, "Ama", als="KE-01")
    make_standing(session, ama, "ip", finished=True)
    appoint(session, by=COORDINATOR, uid=ama, post="alternate", since="", until="", now=NOW, **HERE)
    later = NOW + timedelta(days=1)
    assert move_member(session, by=COORDINATOR, uid=ama, to="SN-01", now=later, **HERE) == "AFRALO"
    assert place(session, ama) == ("SN-01", "confirmed")
    rows = {row.als: row for row in progress_report(session, ralo="AFRALO", courses=["ip"], today=TODAY).rows}
    assert (rows["KE-01"].members, rows["SN-01"].cells["ip"].finished) == (0, 1)
    account_id = session.scalars(select(Account.id).where(Account.uid == ama)).one()
    assert not any(grant.holds_on(later.date()) for grant in list_grants(session, account_id))
    with pytest.raises(NotFound):
        move_member(session, by=COORDINATOR, uid=ama, to="SN-01", now=later, **HERE)
    assert move_member(session, by=COORDINATOR, ralo="AFRALO", als_code="SN-01", uid=ama, to="", now=later) == "AFRALO"
    assert place(session, ama) == (None, "confirmed")


def test_nobody_moves_people_over_the_border_of_her_region(session: Session) -> None:
    make_als(session)
    make_als(session, "FR-01", country="FR")
    ama = make_member(session, "Ama", als="KE-01")
    for to in ("FR-01", "NO-SUCH"):
        with pytest.raises(Refused) as caught:
            move_member(session, by=COORDINATOR, uid=ama, to=to, now=NOW, **HERE)
        assert caught.value.problems == {"to": "als-unknown"}
    representative = Viewer(0, "r" * 32, "R", "en", "KE", (Grant(Role.REPRESENTATIVE, "KE-01", SINCE),))
    with pytest.raises(Forbidden):
        move_member(session, by=representative, uid=ama, to="", now=NOW, **HERE)


def test_of_two_who_move_a_person_at_once_one_is_told(engine: Engine) -> None:
    with Session(engine) as session:
        for code in ("KE-01", "KE-02", "KE-03"):
            make_als(session, code)
        ama = make_member(session, "Ama", als="KE-01")

    def press(to: str) -> str:
        with Session(engine) as session:
            try:
                move_member(session, by=COORDINATOR, uid=ama, to=to, now=NOW, **HERE)
            except NotFound:
                return "told"
            return to

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(press, ("KE-02", "KE-03")))
    with Session(engine) as session:
        assert answers == {"told", place(session, ama)[0]}


def test_representative_and_alternate_have_terms(session: Session) -> None:
    make_als(session)
    ama, bo = (make_member(session, name, als="KE-01") for name in ("Ama", "Bo"))
    invited = make_member(session, "Invited", als="KE-01", joined=False)
    appoint(
        session, by=COORDINATOR, now=NOW, uid=ama, post="representative", since="2026-01-01", until="2026-12-31", **HERE
    )
    appoint(session, by=COORDINATOR, now=NOW, uid=bo, post="alternate", since="2027-01-01", until="", **HERE)
    posts = list_posts(session, today=TODAY, **HERE)
    assert [(post.name, post.alternate, post.since, post.until) for post in posts] == [
        ("Ama", False, SINCE, date(2026, 12, 31)),
        ("Bo", True, date(2027, 1, 1), None),
    ]
    # The other post in the same days replaces the one she has.
    appoint(session, by=COORDINATOR, now=NOW, uid=ama, post="alternate", since="2026-02-01", until="2026-11-30", **HERE)
    first = list_posts(session, today=TODAY, **HERE)[0]
    assert (first.alternate, first.until) == (True, date(2026, 11, 30))
    dismiss(session, by=COORDINATOR, uid=bo, now=NOW, **HERE)
    assert [post.name for post in list_posts(session, today=TODAY, **HERE)] == ["Ama"]
    with pytest.raises(NotFound):
        dismiss(session, by=COORDINATOR, uid=bo, now=NOW, **HERE)
    assert [person.uid for person in list_candidates(session, **HERE)] == [ama, bo]
    assert invited not in {person.uid for person in list_candidates(session, **HERE)}


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"uid": "0" * 32}, {"person": "person-missing"}),
        ({"post": "king"}, {"post": "role-missing"}),
        ({"since": "yesterday"}, {"since": "day-wrong"}),
        ({"since": "0001-01-01"}, {"since": "day-wrong"}),
        ({"since": "2026-W47-7"}, {"since": "day-wrong"}),
        ({"until": "20271231"}, {"until": "day-wrong"}),
        ({"until": "9999-12-31"}, {"until": "day-wrong"}),
        ({"until": "x"}, {"until": "day-wrong"}),
        ({"until": "2026-11-21"}, {"until": "until-early"}),
        ({"since": "2027-02-01", "until": "2027-01-01"}, {"until": "until-early"}),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused(
    session: Session, typed: dict[str, str], problems: dict[str, str]
) -> None:
    make_als(session)
    ama = make_member(session, "Ama", als="KE-01")
    fields = {"uid": ama, "post": "representative", "since": "", "until": "", **typed}
    with pytest.raises(Refused) as caught:
        appoint(session, by=COORDINATOR, now=NOW, **HERE, **fields)
    assert caught.value.problems == problems


def test_an_alternate_may_what_a_representative_may_until_the_last_day(session: Session) -> None:
    make_als(session)
    ama = make_member(session, "Ama", als="KE-01")
    appoint(session, by=COORDINATOR, uid=ama, post="alternate", since="", until="2026-11-30", now=NOW, **HERE)
    account_id = session.scalars(select(Account.id).where(Account.uid == ama)).one()
    viewer = Viewer(account_id, ama, "Ama", "en", "KE", list_grants(session, account_id))
    assert may_see_als(viewer, "AFRALO", "KE-01", date(2026, 11, 30))
    assert not may_see_als(viewer, "AFRALO", "KE-01", date(2026, 12, 1))


def test_a_representative_appoints_nobody(session: Session) -> None:
    make_als(session)
    ama = make_member(session, "Ama", als="KE-01")
    representative = Viewer(0, "r" * 32, "R", "en", "KE", (Grant(Role.REPRESENTATIVE, "KE-01", SINCE),))
    with pytest.raises(Forbidden):
        appoint(session, by=representative, uid=ama, post="alternate", since="", until="", now=NOW, **HERE)
