"""Rosters: once, by whoever; events of the log; taken back; every slip named by line and column."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.topics import Credit, Means
from elearn.exchange.csv_tables import decode_table
from elearn.exchange.roster_csv import MAX_BYTES, MAX_LINES, RosterCells, read_people, read_roster
from elearn.services import long_rosters
from elearn.services.community import close_membership, open_membership
from elearn.services.learning import find_progress
from elearn.services.long_rosters import LongRoster, enter_long_roster
from elearn.services.rebuild import rebuild_progress
from elearn.services.rosters import enter_roster, get_roster, list_choices, list_rosters, take_back
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.topics import CreditRow, list_credits
from tests.makers import NOW, make_als, make_member
from tests.published import publish_course
from tests.services.summit import COURSES, OTHER, address, clerk, enter, make_programme, new_id

DAY = date(2026, 11, 20)


@pytest.fixture
def people(session: Session) -> dict[str, str]:
    """Ama and Bo of KE-01, Chi of KE-02, an individual member, somebody who is not named, one of EURALO."""
    publish_course(session)
    make_programme(session)
    for code, country in (("KE-01", "KE"), ("KE-02", "KE"), ("FR-01", "FR")):
        make_als(session, code, country=country)
    return {
        "Ama": make_member(session, "Ama Osei", als="KE-01"),
        "Bo": make_member(session, "Bo", als="KE-01"),
        "Chi": make_member(session, "Chi", als="KE-02"),
        "Ina": make_member(session, "Ina", country="NG"),
        "Secret": make_member(session, "Secret", als="KE-01", named=False),
        "Eve": make_member(session, "Eve", als="FR-01", country="FR"),
    }


def stored(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("email\nnobody@example.org\n", [(2, "email", "person-unknown")]),
        ("email\n{Eve}\n", [(2, "email", "person-unknown")]),
        ("email\n{Secret}\n", [(2, "email", "person-unknown")]),
        ("email;als\n{Ama};KE-01\n{Bo};XX-99\n", [(3, "als", "als-unknown")]),
        ("email,als\n{Ama},FR-01\n", [(2, "als", "als-unknown")]),
        ("email,date\n{Ama},20/11/2026\n", [(2, "date", "day-wrong")]),
        ("email,date\n{Ama},2026-11-23\n", [(2, "date", "day-past")]),
        ("email,topic\n{Ama},\n{Bo},modems\n", [(3, "topic", "topic-unknown")]),
        ("email,course\n{Ama},modems\n", [(2, "course", "course-unknown")]),
        ("email,topic,course\n{Ama},dns,ip\n", [(2, "topic", "subject-one")]),
        ("name\nNobody At All\n", [(2, "name", "name-unknown")]),
        ("name\nSecret\n", [(2, "name", "name-unknown")]),
        ("name\n\u202e\n", [(2, "name", "name-unknown")]),
        ("email\n\n\n", [(0, "people", "people-missing")]),
    ],
)
def test_what_only_this_region_can_know_is_named_and_nothing_is_written(
    session: Session, people: dict[str, str], text: str, expected: list[tuple[int, str, str]]
) -> None:
    done = enter(session, text.format_map({name: address(uid) for name, uid in people.items()}))
    assert [(problem.line, problem.column, problem.code) for problem in done.problems] == expected
    assert stored(session) == 0


def test_doubtful_names_are_shown_and_keep_nobody_out(session: Session, people: dict[str, str]) -> None:
    lines = [f"{address(people['Ama'])},Amma Ossei", ",chi", f"{address(people['Secret'])},Somebody", ",ÂMA OSEI"]
    administrator = replace(clerk(), finds_all=True)
    done = enter(session, "email,name\n" + "\n".join(lines), who=administrator)
    assert [(doubt.line, doubt.code, doubt.data) for doubt in done.doubts] == [
        (2, "name-differs", "Amma Ossei / Ama Osei"),
        (3, "name-only", "Chi"),
        (5, "name-only", "Ama Osei"),
    ]
    assert [one.label for one in done.new] == ["Ama Osei", "Chi", address(people["Secret"])]


def test_only_who_is_a_named_member_of_the_region_today_is_named(session: Session, people: dict[str, str]) -> None:
    names = ("Ama", "Bo", "Chi", "Ina")
    enter(session, "email\n" + "".join(f"{address(people[name])}\n" for name in names))
    ids = {row.uid: row.id for row in session.execute(select(Account.uid, Account.id))}
    begin_writing(session)
    open_membership(
        session, account_id=ids[people["Bo"]], als_code="FR-01", country="FR", status="declared", today=DAY, now=NOW
    )
    session.commit()
    begin_writing(session)
    close_membership(session, account_id=ids[people["Ina"]], now=NOW)
    session.execute(update(Account).where(Account.uid == people["Chi"]).values(named=False))
    session.commit()
    roster = list_rosters(session, ralo="AFRALO")[0]
    line, named = get_roster(session, ralo="AFRALO", uid=roster.uid)
    assert line.people == 4
    assert [(account_id, name) for _entry, account_id, name in named] == [(ids[people["Ama"]], "Ama Osei")]


def test_people_are_picked_from_the_als_of_the_form(session: Session, people: dict[str, str]) -> None:
    assert [person.name for person in list_choices(session, ralo="AFRALO", als="KE-01")] == ["Ama Osei", "Bo"]
    picked = [people["Bo"], people["Chi"], people["Secret"]]
    form = RosterCells(0, date="2026-11-20", topic="dns", als="KE-01", place="Nairobi")
    done = enter_roster(session, clerk=clerk(), lines=(), common=form, picked=picked, courses=COURSES)
    assert [one.person.uid for one in done.new] == [people["Bo"]]
    line = list_rosters(session, ralo="AFRALO")[0]
    assert (line.als, line.place, line.people) == ("KE-01", "Nairobi", 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("email,name\nx@example.org,José\n".encode("latin-1"), (2, "", "file-latin1")),
        ("email\n".encode("utf-16"), (1, "", "file-utf16")),
        (b"x" * 5_000_001, (0, "", "file-big")),
    ],
)
def test_a_file_that_is_no_utf8_is_named(body: bytes, expected: tuple[int, str, str]) -> None:
    _text, problem = decode_table(body, most_bytes=MAX_BYTES)
    assert problem
    assert (problem.line, problem.column, problem.code) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "", "file-empty")]),
        ("email\n" + "a@b.example\n" * 100_001, [(MAX_LINES + 2, "", "file-lines")]),
        ("mail\na@b.example\n", [(1, "mail", "column-unknown"), (1, "email", "column-missing")]),
        ("email,email\na@b.example,\n", [(1, "email", "column-twice")]),
        ("email,place\na@b.example,=1+1\n", [(2, "place", "cell-formula")]),
        ("email;name\na@b.example;\u00a0+cmd|calc\n", [(2, "name", "cell-formula")]),
        ("email\na@b.example,more\n", [(2, "", "cells-many")]),
        ('email\n"a@b.example\n', [(2, "", "file-quotes")]),
        ("email\n" + "a" * 131_073 + "\n", [(2, "", "cell-long")]),
    ],
)
def test_what_a_file_alone_shows_is_named_by_line_and_column(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(problem.line, problem.column, problem.code) for problem in read_roster(text).problems] == expected


def test_semicolons_tabs_and_a_byte_order_mark_are_read() -> None:
    text, problem = decode_table(b"\xef\xbb\xbfEmail;Name\r\na@b.example;Ana\r\n", most_bytes=MAX_BYTES)
    assert problem is None
    assert read_roster(text).lines == (RosterCells(2, email="a@b.example", name="Ana"),)
    assert read_roster("email\tname\na@b.example\tAna\n").lines == (RosterCells(2, email="a@b.example", name="Ana"),)


def test_pasted_people_are_sorted_out() -> None:
    pasted = 'Ana Lima <ana@b.example>, bo@b.example\n"Chi"؛\nd@b.example، e@b.example\n'
    found = [(one.line, one.email, one.name) for one in read_people(pasted).lines]
    assert found == [
        (1, "ana@b.example", "Ana Lima"),
        (1, "bo@b.example", ""),
        (2, "", "Chi"),
        (3, "d@b.example", ""),
        (3, "e@b.example", ""),
    ]
    assert new_id() != new_id()
