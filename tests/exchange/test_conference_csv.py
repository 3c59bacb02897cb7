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


# As Teams writes it: UTF-16 with its mark, tabs, three parts, a narrow space before AM and PM.
TEAMS = (
    "1. Summary\r\nMeeting title\tTwo lines, one test\r\nAttended participants\t3\r\n"
    "Start time\t5/15/26, 12:58:40\u202fPM\r\nEnd time\t5/15/26, 2:01:10\u202fPM\r\n"
    "Meeting duration\t1h 2m 30s\r\nAverage attendance time\t43m 21s\r\n\r\n"
    "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
    "Ama Osei\t5/15/26, 1:00:05\u202fPM\t5/15/26, 2:01:10\u202fPM\t51m 5s\tama@example.org\tama@example.org\t"
    "Organizer\r\n"
    "Bo (Unverified)\t5/15/26, 1:00:00\u202fPM\t5/15/26, 2:00:00\u202fPM\t1h\t\t\tPresenter\r\n\r\n"
    "3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    "Ama Osei\t5/15/26, 1:00:05\u202fPM\t5/15/26, 1:20:05\u202fPM\t20m\tama@example.org\tOrganizer\r\n"
    "Ama Osei\t5/15/26, 1:30:05\u202fPM\t5/15/26, 2:01:10\u202fPM\t31m 5s\tama@example.org\tOrganizer\r\n"
    "Bo (Unverified)\t5/15/26, 1:00:00\u202fPM\t5/15/26, 2:00:00\u202fPM\t1h\t\tPresenter\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("parts", [3, 2])
def test_a_report_of_teams_in_its_parts(encoding: str, parts: int) -> None:
    """Each stay counts for itself where the last part lists them; a report without it has first and last times."""
    whole = TEAMS if parts == 3 else TEAMS.partition("3. In")[0]
    text, problem = decode_table(whole.encode(encoding), most_bytes=10_000, utf16=True)
    assert problem is None
    file = read_conference(text)
    assert file.problems == ()
    ama = [("Ama Osei", "ama@example.org", 20), ("Ama Osei", "ama@example.org", 31)]
    once = [("Ama Osei", "ama@example.org", 61)]
    told = [(line.name, line.email, int(minutes(line))) for line in file.lines]
    assert told == [*(ama if parts == 3 else once), ("Bo (Unverified)", "", 60)]
    assert file.lines[0].line == (16 if parts == 3 else 11)


def test_a_name_that_looks_like_the_title_of_a_part_is_a_name() -> None:
    file = read_conference("Name,Duration\n\n1. Ama\n2. Bo,5\n")
    assert [(line.name, line.minutes) for line in file.lines] == [("1. Ama", 0), ("2. Bo", 5)]


def test_half_a_character_of_utf_16_is_told() -> None:
    _text, problem = decode_table("name\nAma".encode("utf-16")[:-1], most_bytes=100, utf16=True)
    assert problem is not None
    assert problem.code == "file-utf16"


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


@pytest.mark.parametrize("said", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n'])
def test_a_mark_that_is_said_before_the_header(said: str) -> None:
    """Of files of spreadsheets: the line is no part of the table, and lines count from it."""
    file = read_conference(f"{said}name;email\nAma, of us;ama@example.org\n")
    assert file.problems == ()
    assert [(one.name, one.email, one.line) for one in file.lines] == [("Ama, of us", "ama@example.org", 3)]


def test_a_header_wider_than_any_list_is_refused_before_it_is_read() -> None:
    (problem,) = read_conference("name,email," + "x," * 200_000 + "\nAma,a@example.org\n").problems
    assert (problem.line, problem.code) == (1, "columns-many")
