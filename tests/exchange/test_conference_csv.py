"""Reports of conference tools: headers in our languages, times in several ways, and what is wrong."""

from __future__ import annotations

import pytest

from elearn.exchange.conference_csv import Heard, read_conference
from elearn.exchange.csv_tables import decode_table

ZOOM = (
    "\ufeffMeeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
    '123 456 789,"Two lines, one test",05/15/2026 12:55:00 PM,05/15/2026 02:05:00 PM,host@example.org,70,3\r\n\r\n'
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n"
    '"Ama Osei",ama@example.org,05/15/2026 01:00:00 PM,05/15/2026 01:20:00 PM,20,Yes\r\n'
    '"Osei, Ama",ama@example.org,05/15/2026 01:30:00 PM,05/15/2026 02:00:00 PM,30,Yes\r\n'
    "Bo,,05/15/2026 01:00:00 PM,05/15/2026 02:00:00 PM,60,Yes\r\n"
)


def minutes(line: Heard) -> float:
    return (line.span[1] - line.span[0]).total_seconds() / 60 if line.span else line.minutes


def test_a_report_of_zoom_with_its_summary() -> None:
    """The summary has an address and minutes, too, but no name: the header is where a person begins."""
    text, problem = decode_table(ZOOM.encode(), most_bytes=10_000)
    assert problem is None
    file = read_conference(text)
    assert file.problems == ()
    assert [(line.name, line.email, minutes(line)) for line in file.lines] == [
        ("Ama Osei", "ama@example.org", 20),
        ("Osei, Ama", "ama@example.org", 30),
        ("Bo", "", 60),
    ]
    assert [line.line for line in file.lines] == [5, 6, 7]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name;email;minutes\nAma;a@example.org;55,5\n", 55.5),
        ("Nom;Adresse e-mail;Durée (minutes)\nAma;a@example.org;55\n", 55),
        ("Nombre\tCorreo\tHora de entrada\tHora de salida\nAma\ta@b.c\t15/05/2026 13:00\t15/05/2026 13:55\n", 55),
        ("Nome,E-mail,Duração (minutos)\nAma,a@example.org,0:55:30\n", 55.5),
        ("Имя;Эл. почта;Время входа;Время выхода\nAma;a@b.c;15.05.2026 13:00:00;15.05.2026 13:55:00\n", 55),
        ("الاسم,البريد الإلكتروني,المدة (بالدقائق)\nAma,a@example.org,55\n", 55),
        ("姓名,电子邮件,时长（分钟）\nAma,a@example.org,55\n", 55),
        ("Name,Join Time,Duration (Minutes)\nAma,2026-05-15 13:00,55\n", 55),
        ("Name,Joined,Left\nAma,2026-05-15T13:00:00Z,2026-05-15T15:55:00+02:00\n", 55),
        ("name,joined,left\nAma,2026-05-15T13:00:00Z,2026-05-15 13:55:00\n", 55),  # one without a zone: none counts
        ("e-mail\nama@example.org\n", 0),
    ],
)
def test_headers_and_times_in_many_ways(text: str, told: float) -> None:
    file = read_conference(text)
    assert file.problems == ()
    assert [minutes(line) for line in file.lines] == [told]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", [(0, "file-empty")]),
        ("when,where\n1,2\n", [(1, "column-missing")]),
        ("name,join,leave\nAma,soon,later\n", [(2, "time-wrong"), (2, "time-wrong")]),
        ("name,join,leave\nAma,2026-05-15 14:00,2026-05-15 13:00\n", [(2, "times-turned")]),
        ("name,join,leave\nAma,2026-05-15 14:00,2026-06-15 13:00\n", [(2, "times-turned")]),
        ("name,join,minutes\nAma,9999-12-31 23:59,55\n", [(2, "time-wrong")]),
        ("name,minutes\nAma,many\nBo,-5\nChi,1e9\nDi,5\u0665\n", [(line, "minutes-wrong") for line in range(2, 6)]),
        ('name,minutes\n"Ama,5\n', [(2, "file-quotes")]),
        ("name,minutes\n" + "Ama,5\n" * 11, [(12, "file-lines")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line(text: str, codes: list[tuple[int, str]]) -> None:
    file = read_conference(text, most_lines=10)
    assert file.lines == ()
    assert [(problem.line, problem.code) for problem in file.problems] == codes


def test_names_that_would_compute_are_only_compared() -> None:
    file = read_conference("name,minutes\n=1+1,5\n@ama,5\n,5\n")
    assert [line.name for line in file.lines] == ["=1+1", "@ama"]
