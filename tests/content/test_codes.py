"""One small slip per code, and where it must be reported: path, line, column. Every code of the table has a row."""

from __future__ import annotations

import pytest

from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from tests.content.slips.front_matter import CHARACTERS, FRONT_MATTER, NAMES
from tests.content.slips.inserts import INSERTS, RECORDINGS
from tests.content.slips.keys import KEYS
from tests.content.slips.links import LINKS
from tests.content.slips.newsletter import NEWSLETTER
from tests.content.slips.questions import QUESTIONS
from tests.content.slips.translations import TRANSLATIONS
from tests.content.slips.webinars import WEBINARS
from tests.content.trees import (
    BASE,
    COURSE,
    GLOSSARY,
    LESSON,
    QUIZ,
    C,
    Files,
    G,
    L,
    Q,
    check,
    found,
)

ROWS = FRONT_MATTER + NAMES + CHARACTERS + KEYS + QUESTIONS + LINKS + INSERTS + RECORDINGS + TRANSLATIONS
ROWS += NEWSLETTER + WEBINARS


@pytest.mark.parametrize(
    ("code", "files", "path", "line", "column"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)]
)
def test_a_slip_is_reported_where_it_stands(code: str, files: Files, path: str, line: int, column: int) -> None:
    places = [(d.path, d.line, d.column) for d in found(files, code)]
    assert (f"courses/{path}", line, column) in places


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("N007", "L003")])
def test_every_code_has_a_row(code: str) -> None:
    """N007 needs a file system: test_files.py. L003 needs a network: tests/cli/test_online.py."""
    assert any(row[0] == code for row in ROWS)


def test_the_base_course_has_nothing_to_report() -> None:
    assert [(d.path, d.line, d.code) for d in check(BASE).diagnostics] == []


@pytest.mark.parametrize(
    ("code", "files"), [(row[0], row[1]) for row in ROWS if CODES[row[0]].severity is not Severity.HINT]
)
def test_a_problem_says_what_to_do(code: str, files: Files) -> None:
    """Every help line is there, and no message ends with a full stop or shouts."""
    for diagnostic in found(files, code):
        assert diagnostic.advice or diagnostic.notes
        assert not diagnostic.message.endswith((".", "!"))


def test_all_problems_of_all_files_are_found_in_one_run() -> None:
    files = {
        **BASE,
        G: GLOSSARY.replace("#rir", "#R"),
        C: COURSE.replace("lang: en", "lnag: en"),
        L: LESSON.replace("#short", "#Short").replace("minutes: 5", "minutes: x"),
        Q: QUIZ.replace("(x)", "( )"),
    }
    assert {d.code for d in found(files)} >= {"K002", "F006", "F007", "Q004"}
    assert [d.path for d in found(files)] == sorted(d.path for d in found(files))
