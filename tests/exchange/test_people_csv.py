from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.community import Role
from elearn.exchange.csv_tables import Problem
from elearn.exchange.people_csv import MAX_BYTES, MAX_LINES, PersonLine, read_people

HEADER = "name,email,country,als,language,role,since,until\n"
AMA = PersonLine(2, "Ama Diop", "ama@example.org", "SN", "SN-01", "fr", Role.REPRESENTATIVE, "", date(2026, 1, 1), None)


def problems(body: bytes) -> list[tuple[int, str, str, str]]:
    return [(found.line, found.column, found.code, found.data) for found in read_people(body).problems]


@pytest.mark.parametrize(
    "body",
    [
        b"name,email,country,als,language,role,since,until\n"
        b"Ama Diop,ama@example.org,SN,SN-01,fr,representative,2026-01-01,\n",
        b"\xef\xbb\xbfname;email;country;als;language;role;since;until\r\n"
        b"Ama Diop;ama@example.org;sn;sn-01;FR;Representative;2026-01-01;\r\n",
        b"name\temail\tcountry\tals\tlanguage\trole\tsince\tuntil\n"
        b"Ama  Diop\t ama@example.org\tSN\tSN-01\tfr\trepresentative\t2026-01-01",
        b'"until","SINCE",role,language,als,country,email,name\n'
        b',2026-01-01,representative,fr,SN-01,SN,ama@example.org,"Ama Diop"\n\n,,,,,,,\n',
    ],
)
def test_any_order_any_delimiter_with_or_without_a_mark(body: bytes) -> None:
    file = read_people(body)
    assert file.problems == ()
    assert file.lines == (AMA,)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", [(0, "", "file-empty", "")]),
        (b"\xef\xbb\xbf \r\n", [(0, "", "file-empty", "")]),
        ((HEADER + "Ama,a@example.org,SN,,,,,\n").encode("utf-16"), [(1, "", "file-utf16", "")]),
        ((HEADER + "Ama,a@example.org,SN,,,,,\n").encode("utf-16-le"), [(1, "", "file-utf16", "")]),
        ((HEADER + "Ama,a@example.org,SN,,,,,\n").encode("utf-16-be"), [(1, "", "file-utf16", "")]),
        (
            (HEADER + "Ama,a@example.org,SN,,,,,\nRené,r@example.org").encode("latin-1"),
            [(3, "", "file-latin1", "0xe9")],
        ),
        (b"PK\x03\x04\x14\x00\x06\x00", [(0, "", "file-workbook", "")]),
        (b"name," * 50_000, [(1, "", "columns-many", "50001")]),
        (b"a" * (MAX_BYTES + 1), [(0, "", "file-big", str(MAX_BYTES + 1))]),
        (b"a\n" * (MAX_LINES + 2), [(MAX_LINES + 2, "", "file-lines", str(MAX_LINES + 1))]),
        (
            b"name,email,country,phone,name\n",
            [(1, "phone", "column-unknown", "phone"), (1, "name", "column-twice", "name")],
        ),
        (
            b"nom,courriel,pays\n",
            [
                (1, "nom", "column-unknown", "nom"),
                (1, "courriel", "column-unknown", "courriel"),
                (1, "pays", "column-unknown", "pays"),
                (1, "name", "column-missing", "name"),
                (1, "email", "column-missing", "email"),
                (1, "country", "column-missing", "country / als"),
            ],
        ),
        (b"name,email,country,\n", [(1, "", "column-unknown", "")]),
        (b'name,email,country\n"Ama,a@example.org,SN\n', [(2, "", "file-quotes", "unexpected end of data")]),
        (
            b"name,email,country\nAma" + b"a" * 131_072 + b",a@example.org,SN\n",
            [(2, "", "cell-long", "field larger than field limit (131072)")],
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(body: bytes, found: list[tuple[int, str, str, str]]) -> None:
    file = read_people(body)
    assert problems(body) == found
    assert file.lines == ()


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (",a@example.org,SN,,,,,", [(2, "name", "name-missing", "")]),
        ("A\x07,a@example.org,SN,,,,,", [(2, "name", "name-unreadable", "A\x07")]),
        ("Ama,nobody,SN,,,,,", [(2, "email", "email-at", "nobody")]),
        ("Ama,,SN,,,,,", [(2, "email", "email-missing", "")]),
        ("Ama,a@example.org,,,,,,", [(2, "country", "country-missing", "")]),
        ("Ama,a@example.org,XK,,,,,", [(2, "country", "country-unknown", "XK")]),
        ("Ama,a@example.org,Senegal,,,,,", [(2, "country", "country-unknown", "Senegal")]),
        ("Ama,a@example.org,SN,,de,,,", [(2, "language", "language-unknown", "de")]),
        ("Ama,a@example.org,SN,,,boss,,", [(2, "role", "role-unknown", "boss")]),
        ("Ama,a@example.org,SN,,,learner:ip,,", [(2, "role", "role-unknown", "learner:ip")]),
        ("Ama,a@example.org,SN,,,representative,,", [(2, "role", "role-als", "representative")]),
        ("Ama,a@example.org,SN,SN-01,,representative:SN-02,,", [(2, "role", "role-scope", "representative:SN-02")]),
        ("Ama,a@example.org,SN,,,coordinator:ARIN,,", [(2, "role", "role-scope", "coordinator:ARIN")]),
        ("Ama,a@example.org,SN,,,translator:de,,", [(2, "role", "role-scope", "translator:de")]),
        ("Ama,a@example.org,SN,,,instructor:../etc,,", [(2, "role", "role-scope", "instructor:../etc")]),
        ("Ama,a@example.org,SN,,,administrator,,", [(2, "role", "role-by-hand", "administrator")]),
        ("Ama,a@example.org,SN,,,,1.2.2026,", [(2, "since", "day-wrong", "1.2.2026")]),
        ("Ama,a@example.org,SN,,,,0001-01-01,", [(2, "since", "day-wrong", "0001-01-01")]),
        ("Ama,a@example.org,SN,,,,2026-02-30,", [(2, "since", "day-wrong", "2026-02-30")]),
        ("Ama,a@example.org,SN,,,,,2026-12-31", [(2, "until", "until-no-role", "2026-12-31")]),
        ("Ama,a@example.org,SN,,,translator,2026-02-01,2026-01-01", [(2, "until", "until-early", "2026-01-01")]),
        ("Ama,a@example.org,SN,,,,,,x", [(2, "", "cells-many", "9")]),
        (
            ",nobody,ZZ,,de,boss,x,y",
            [
                (2, "name", "name-missing", ""),
                (2, "email", "email-at", "nobody"),
                (2, "country", "country-unknown", "ZZ"),
                (2, "language", "language-unknown", "de"),
                (2, "role", "role-unknown", "boss"),
                (2, "since", "day-wrong", "x"),
                (2, "until", "day-wrong", "y"),
            ],
        ),
    ],
)
def test_every_problem_of_a_line_has_its_column(row: str, found: list[tuple[int, str, str, str]]) -> None:
    assert problems((HEADER + row + "\n").encode()) == found


@pytest.mark.parametrize(
    ("role", "given"),
    [
        ("", (None, "")),
        ("learner", (None, "")),
        ("coordinator", (Role.COORDINATOR, "")),
        ("Coordinator: euralo", (Role.COORDINATOR, "EURALO")),
        ("instructor", (Role.INSTRUCTOR, "")),
        ("instructor:ip", (Role.INSTRUCTOR, "ip")),
        ("instructor:*", (Role.INSTRUCTOR, "*")),
        ("translator:FR", (Role.TRANSLATOR, "fr")),
    ],
)
def test_roles_and_their_scopes(role: str, given: tuple[Role | None, str]) -> None:
    (line,) = read_people(f"{HEADER}Ama,a@example.org,SN,,,{role},,\n".encode()).lines
    assert (line.role, line.scope) == given


def test_two_lines_of_one_mailbox_are_told_with_the_first_one() -> None:
    body = f"{HEADER}Ama,ama@example.org,SN,,,,,\n\nAma,AMA@EXAMPLE.org,SN,,,,,\n".encode()
    assert problems(body) == [(4, "email", "email-twice", "2")]


def test_a_line_number_is_that_of_the_file_also_after_a_cell_of_two_lines() -> None:
    body = f'{HEADER}"Ama\nDiop",a@example.org,SN,,,,,\nBo,bad,SN,,,,,\n'.encode()
    assert problems(body) == [(2, "name", "name-unreadable", "Ama\nDiop"), (4, "email", "email-at", "bad")]


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise(body: bytes) -> None:
    for content in (body, HEADER.encode() + body):
        for problem in read_people(content).problems:
            assert isinstance(problem, Problem)
            assert problem.code
