"""What stands in a roster's file or paste: slips by line and column, doubts, who is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.exchange.csv_tables import decode_table
from elearn.exchange.roster_csv import MAX_BYTES, MAX_LINES, RosterCells, read_people, read_roster
from elearn.services.community import close_membership, open_membership
from elearn.services.rosters import enter_roster, get_roster, list_choices, list_rosters
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from tests.makers import NOW
from tests.services.rosters.lists import DAY, stored
from tests.services.summit import COURSES, address, clerk, enter, new_id


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
