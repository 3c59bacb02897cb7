"""Rosters earn topics and attendance, once, also when two enter them or they are taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.topics import Credit, Means
from elearn.exchange.roster_csv import RosterCells, read_roster
from elearn.services import long_rosters
from elearn.services.learning import find_progress
from elearn.services.long_rosters import LongRoster, enter_long_roster
from elearn.services.rebuild import rebuild_progress
from elearn.services.rosters import get_roster, list_choices, list_rosters, take_back
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.topics import CreditRow, list_credits
from tests.makers import NOW
from tests.services.rosters.lists import DAY, stored
from tests.services.summit import COURSES, OTHER, address, clerk, enter


def credits_of(session: Session, uid: str) -> dict[str, Credit]:
    session.rollback()
    return list_credits(session, [uid]).get(uid, {})


def test_a_roster_about_a_topic_earns_it_on_its_day(session: Session, people: dict[str, str]) -> None:
    done = enter(session, f"email\n{address(people['Ama'])}\n{address(people['Ina'])}\n")
    assert [one.label for one in done.new] == ["Ama Osei", "Ina"]
    credit = credits_of(session, people["Ama"])["dns"]
    assert (credit.on, credit.means, credit.what) == (DAY, Means.ROSTER, "dns")
    event = session.scalars(select(EventRow).where(EventRow.id == credit.source)).one()
    assert (event.t, event.u, event.by, event.flag) == ("roster", people["Ama"], "c" * 32, None)
    assert session.scalar(select(func.count()).select_from(Quarantined)) == 0


def test_a_roster_about_a_course_is_attendance_there(session: Session, people: dict[str, str]) -> None:
    enter(session, f"email,course\n{address(people['Ama'])},ip\n", common=RosterCells(0, date="2026-11-20"))
    assert find_progress(session, learner=people["Ama"])["ip"].started
    assert find_progress(session, learner=people["Ama"])["ip"].completed_at is None
    assert credits_of(session, people["Ama"])["dns"].what == "ip"


def test_the_same_file_twice_changes_nothing(session: Session, people: dict[str, str]) -> None:
    text = f"email\n{address(people['Ama'])}\n{address(people['Ama']).upper()}\n{address(people['Bo'])}\n"
    first, before = enter(session, text), stored(session)
    again = enter(session, text, who=clerk(by=OTHER))
    assert (len(first.new), first.known) == (2, 0)
    assert (len(again.new), again.known) == (0, 2)
    assert stored(session) == before == 2
    assert [line.people for line in list_rosters(session, ralo="AFRALO")] == [2]


def test_a_dry_run_says_it_and_writes_nothing(session: Session, people: dict[str, str]) -> None:
    done = enter(session, f"email\n{address(people['Ama'])}\n", dry_run=True)
    assert len(done.new) == 1
    assert stored(session) == 0
    assert list_rosters(session, ralo="AFRALO") == []


def test_two_coordinators_at_once_enter_it_once(session: Session, engine: Engine, people: dict[str, str]) -> None:
    text = "email\n" + "".join(f"{address(people[name])}\n" for name in ("Ama", "Bo", "Chi"))
    session.rollback()

    def one_of_them(number: int) -> int:
        with Session(engine) as own:
            return len(enter(own, text, who=clerk(by=f"{number:032x}")).new)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one_of_them, range(8))) == [0] * 7 + [3]
    assert stored(session) == 3
    assert [line.people for line in list_rosters(session, ralo="AFRALO")] == [3]


def test_one_takes_her_off_while_others_enter_her_again(
    session: Session, engine: Engine, people: dict[str, str]
) -> None:
    """Whatever comes first: she is there once or not at all, and log, list and credit say the same."""
    text = f"email\n{address(people['Ama'])}\n{address(people['Bo'])}\n"
    enter(session, text)
    roster = list_rosters(session, ralo="AFRALO")[0]
    entry = next(line[0] for line in get_roster(session, ralo="AFRALO", uid=roster.uid)[1] if line[2] == "Ama Osei")
    session.rollback()

    def one_of_them(number: int) -> int:
        who = clerk(by=f"{number:032x}")
        with Session(engine) as own:
            if number % 2:
                return len(enter(own, text, who=who).new)
            take_back(own, clerk=who, roster=roster.uid, entry=entry)
            return 0

    with ThreadPoolExecutor(8) as pool:
        entered = sum(pool.map(one_of_them, range(8)))
    session.rollback()
    on_it = [line[2] for line in get_roster(session, ralo="AFRALO", uid=roster.uid)[1]]
    assert on_it == ["Ama Osei", "Bo"][1 - entered :]
    assert entered in (0, 1)
    assert ("dns" in credits_of(session, people["Ama"])) is bool(entered)
    assert "dns" in credits_of(session, people["Bo"])
    assert stored(session) == 3 + entered
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_taken_back_it_earns_nothing_and_can_be_entered_again(session: Session, people: dict[str, str]) -> None:
    text = f"email\n{address(people['Ama'])}\n"
    enter(session, text)
    roster = list_rosters(session, ralo="AFRALO")[0]
    entry = get_roster(session, ralo="AFRALO", uid=roster.uid)[1][0][0]
    for _ in range(2):
        take_back(session, clerk=clerk(), roster=roster.uid, entry=entry)
    assert credits_of(session, people["Ama"]) == {}
    assert list_rosters(session, ralo="AFRALO") == []
    assert stored(session) == 2
    assert len(enter(session, text).new) == 1
    assert "dns" in credits_of(session, people["Ama"])


def test_another_regions_roster_looks_like_none(session: Session, people: dict[str, str]) -> None:
    enter(session, f"email\n{address(people['Ama'])}\n")
    roster = list_rosters(session, ralo="AFRALO")[0]
    entry = get_roster(session, ralo="AFRALO", uid=roster.uid)[1][0][0]
    with pytest.raises(NotFound):
        get_roster(session, ralo="EURALO", uid=roster.uid)
    with pytest.raises(NotFound):
        take_back(session, clerk=clerk("EURALO"), roster=roster.uid, entry=entry)
    assert "dns" in credits_of(session, people["Ama"])
    assert list_choices(session, ralo="EURALO", als="KE-01") == []


def test_rebuilding_gives_the_same_credits(session: Session, people: dict[str, str]) -> None:
    enter(session, "".join(["email\n", *(f"{address(people[name])}\n" for name in ("Ama", "Bo", "Ina"))]))
    enter(session, f"email,course\n{address(people['Chi'])},ip\n", common=RosterCells(0, date="2026-11-19"))
    before = picture(session)
    assert len(before) == 4
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def picture(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    return [tuple(row) for row in session.execute(select(CreditRow.__table__).order_by(CreditRow.u, CreditRow.topic))]


def take_long(session: Session, lines: list[str], **more: Any) -> LongRoster:
    read = read_roster("email\n" + "".join(f"{line}\n" for line in lines))
    common = RosterCells(0, date="2026-11-20", topic="dns")
    return enter_long_roster(session, clerk=clerk(), lines=read.lines, common=common, courses=COURSES, **more)


def test_a_long_roster_goes_in_part_by_part_and_where_it_broke_off_it_goes_on(
    session: Session, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_rosters, "AT_ONCE", 2)
    lines = [address(people[name]) for name in ("Ama", "Bo", "Ama", "Chi", "Ina")]
    looked = take_long(session, lines, dry_run=True)
    assert (looked.lines, looked.new, looked.known, stored(session)) == (5, 4, 0, 0)

    def break_off(done: int, lines: int) -> None:
        raise KeyboardInterrupt(f"{done} of {lines}")

    with pytest.raises(KeyboardInterrupt, match="2 of 5"):
        take_long(session, lines, tell=break_off)
    assert stored(session) == 2
    told: list[tuple[int, int]] = []
    again = take_long(session, lines, tell=lambda done, lines: told.append((done, lines)))
    assert (again.new, again.known, again.problems) == (2, 2, ())
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert [line.people for line in list_rosters(session, ralo="AFRALO")] == [4]
    assert all("dns" in credits_of(session, people[name]) for name in ("Ama", "Bo", "Chi", "Ina"))


def test_one_slip_in_the_last_line_keeps_all_of_a_long_roster_out(
    session: Session, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_rosters, "AT_ONCE", 1)
    done = take_long(session, [address(people["Ama"]), address(people["Bo"]), "nobody@example.org"])
    assert [(found.line, found.column, found.code) for found in done.problems] == [(4, "email", "person-unknown")]
    assert (done.new, stored(session)) == (0, 0)
