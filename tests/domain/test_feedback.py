"""When an event can be judged, what an answer is, and what is told of few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from elearn.domain.feedback import Answer, Question, read_answers, takes_feedback, tell
from tests.domain.test_webinars import DAYS, MOMENT, YEAR, at, made

ALL = {"useful": "yes", "followed": "partly", "again": "no"}


@pytest.mark.parametrize(
    ("times", "why", "now", "takes"),
    [
        (MOMENT, "", "05-15T12:59", False),
        (MOMENT, "", "05-15T13:00", True),  # pages speak of whole hours
        (MOMENT, "moved", "05-16T00:00", True),
        (MOMENT, "cancelled", "05-16T00:00", False),
        (MOMENT, "", "07-14T14:29", True),
        (MOMENT, "", "07-14T14:30", False),
        (DAYS, "", "06-22T00:00", True),
        (YEAR, "", "06-22T00:00", False),
    ],
)
def test_when(times: tuple[str, str], why: str, now: str, takes: bool) -> None:
    assert takes_feedback(replace(made("x", *times), why=why), at(now)) is takes


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, {}),
        ({"useful": ""}, {"useful": "answer-missing"}),
        ({"again": "YES"}, {"again": "answer-missing"}),
        ({"followed": "\x00' OR 1=1"}, {"followed": "answer-missing"}),
        ({"other": "yes"}, {}),
    ],
)
def test_answers(changes: dict[str, str], wrong: dict[str, str]) -> None:
    answers, found = read_answers(ALL | changes)
    assert found == wrong
    assert set(answers) == {question for question in Question if question.value not in wrong}


@pytest.mark.parametrize(
    ("people", "yes", "told", "cells"),
    [
        (0, 0, "0", None),
        (1, 1, "<5", None),
        (4, 4, "<5", None),
        (5, 5, "5", ("5", "0", "0")),
        (9, 6, "5", ("5", "<5", "0")),
        (14, 10, "10", ("10", "<5", "0")),
    ],
)
def test_nothing_under_five_is_told(people: int, yes: int, told: str, cells: tuple[str, ...] | None) -> None:
    counts = {(q, a): n for q in Question for a, n in ((Answer.YES, yes), (Answer.PARTLY, people - yes))}
    found = tell("AFRALO", people, counts)
    assert found.people == told
    assert {tuple(line.values()) for line in found.counts.values()} == ({cells} if cells else set())
