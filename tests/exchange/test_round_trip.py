"""What a quiz file says is the same after a way to another system's format and back, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from elearn.content.quiz_keys import with_keys
from elearn.content.quiz_text import write_quiz
from elearn.domain.written import WrittenQuestion
from elearn.exchange.gift import read_gift
from elearn.exchange.gift_writing import write_gift
from elearn.exchange.moodle_xml import read_moodle_xml
from elearn.exchange.moodle_xml_writing import write_moodle_xml
from tests.exchange.quizzes import EVERY_KIND, SEVERAL_GAPS, expressible, questions, values

ROOT = Path(__file__).resolve().parents[2]
WAYS = {"gift": (write_gift, read_gift), "moodle-xml": (write_moodle_xml, read_moodle_xml)}
QUIZZES = sorted((ROOT / "courses").glob("*/*/*quiz.md"))


def there_and_back(text: str, way: str) -> str:
    """The file after the way; what could not be written or read fails the test."""
    write, read = WAYS[way]
    written, problems = write(values(text))
    taken = read(written.encode())
    assert taken.quiz is not None
    assert (problems, taken.problems) == ((), ())
    return write_quiz(with_keys(taken.quiz), "en").text


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_question_comes_back_as_it_was(way: str) -> None:
    assert there_and_back(EVERY_KIND, way) == EVERY_KIND


def test_several_gaps_come_back_from_moodle() -> None:
    assert there_and_back(SEVERAL_GAPS, "moodle-xml") == SEVERAL_GAPS


def test_gift_says_which_question_has_more_gaps_than_it_knows() -> None:
    _, problems = write_gift(values(SEVERAL_GAPS))
    assert [(problem.code, problem.line, problem.lost) for problem in problems] == [("gap-second", 7, True)]


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: path.stem)
def test_the_quizzes_of_the_courses_come_back_as_they_were(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for way, (write, _) in WAYS.items():
        if not write(values(text))[1]:
            assert there_and_back(text, way) == text


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(question=questions())
def test_whatever_can_be_written_comes_back(question: WrittenQuestion) -> None:
    text = expressible(question)
    assume(text is not None)
    assert text is not None
    for way, (write, _) in WAYS.items():
        if not write(values(text))[1]:
            assert there_and_back(text, way) == text
