"""After a correction: who has finished and is counted, what the result shows, what earlier revisions keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.corrections import Effect
from elearn.services import folding, regrading
from elearn.services.attempts import get_attempt
from elearn.services.learning import find_progress, finish_lesson
from elearn.services.rebuild import rebuild_progress
from elearn.storage.attempts import AttemptRow
from elearn.storage.progress import CourseCount
from tests.content.trees import Q
from tests.makers import NOW
from tests.published import COURSE, QUIZ, picture
from tests.services.corrections.courses import AMINA, NEW_ONE, OLD, RIGHT_NOW, Go, answer, edit

EASY = ("pass: 70%", "pass: 50%")


def counted(session: Session) -> list[tuple[int, int]]:
    session.rollback()
    return [(row.unfinished, row.finished) for row in session.scalars(select(CourseCount))]


def finish_reading(session: Session) -> None:
    finish_lesson(session, learner=AMINA, course=COURSE, lesson="ip-reading", language="en", now=NOW)


@pytest.mark.usefixtures("community")
def test_who_passes_thereby_has_finished_and_is_counted(session: Session, go: Go) -> None:
    go(EASY, days=-80)
    finish_reading(session)
    answer(session, {"bits": "b", "year": "2011"})
    assert counted(session) == [(1, 0)]
    assert go(*RIGHT_NOW, bits="new").corrected == Effect(1, passing=1)
    assert counted(session) == [(0, 1)]
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert (progress.completed_at, progress.quizzes[QUIZ].passed_at) == (NOW, NOW)


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("finished_before", [True, False])
def test_who_has_finished_stays_finished_when_points_are_taken_away(
    session: Session, go: Go, *, finished_before: bool
) -> None:
    go(EASY, days=-80)
    sent = answer(session, OLD)
    if finished_before:
        finish_reading(session)
    done = go(*RIGHT_NOW, days=1, bits="new", lower=True)
    assert done.corrected == Effect(1, failing=1)
    if not finished_before:
        finish_lesson(
            session, learner=AMINA, course=COURSE, lesson="ip-reading", language="en", now=NOW + timedelta(days=2)
        )
    assert not get_attempt(session, uid=sent, learner=AMINA).passed
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.quizzes[QUIZ].passed_at is None
    assert (progress.completed_at is not None) == finished_before
    assert counted(session) == [(0, 1)] if finished_before else [(1, 0)]
    before = picture(session)
    assert rebuild_progress(session, now=NOW).wrong_counts == 0
    assert picture(session) == before


def test_the_lock_is_given_back_between_people_and_what_broke_off_goes_on(
    session: Session, go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "PEOPLE_AT_ONCE", 2)
    for who in "abcde":
        answer(session, NEW_ONE, who)
    real, calls = folding.refold_people, list[int]()

    def refold_twice(session: Session, people: list[str]) -> None:
        calls.append(len(people))
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(session, people)

    monkeypatch.setattr(regrading, "refold_people", refold_twice)
    with pytest.raises(KeyboardInterrupt):
        go(*RIGHT_NOW, bits="both")
    session.rollback()
    assert calls == [2, 2, 1]
    assert sorted(session.scalars(select(AttemptRow.points))) == ["1", "2", "2", "2", "2"]
    assert go(bits="both").corrected == Effect(1)
    assert set(session.scalars(select(AttemptRow.points))) == {"2"}


def test_the_result_shows_the_new_grade_and_the_new_explanation(session: Session, go: Go) -> None:
    sent = answer(session, OLD)
    go(*RIGHT_NOW, bits="both")
    first, second, _third = get_attempt(session, uid=sent, learner=AMINA).questions
    assert (first.corrected_at, second.corrected_at) == (NOW, None)
    assert first.now
    assert "Four times as many." in first.now.texts["en"].explanation
    assert "The old explanation." in first.question.texts["en"].explanation
    assert [mark.key for mark in first.grade.marks if mark.right] == ["b"]
    assert first.grade.points == 1


def test_a_question_taken_out_leaves_finished_attempts_as_they_were(session: Session, courses: Path, go: Go) -> None:
    sent = answer(session, {"bits": "a", "year": "2011"})
    text = (courses / Q).read_text(encoding="utf-8")
    start, end = text.index("## When did"), text.index("## Match")
    edit(courses, (text[start:end], ""))
    assert go().changed
    kept = get_attempt(session, uid=sent, learner=AMINA)
    assert (kept.points, kept.maximum, kept.share, len(kept.questions)) == (Fraction(2), 3, Fraction(2, 3), 3)
    assert not kept.current
    again = get_attempt(session, uid=answer(session, {"bits": "a"}, now=NOW + timedelta(days=1)), learner=AMINA)
    assert (again.points, again.maximum, len(again.questions)) == (Fraction(1), 2, 2)
    assert not again.best
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].best == Fraction(2, 3)


def test_a_question_added_asks_nothing_of_those_who_passed(session: Session, go: Go) -> None:
    go(("pass: 70%", "pass: 20%"), days=-80)
    sent = answer(session, {"bits": "a"})
    new = "## Is it over? <!-- #over -->\n\n- = true\n\n## When did"
    assert go(("## When did", new)).changed
    kept = get_attempt(session, uid=sent, learner=AMINA)
    assert (kept.points, kept.maximum, kept.passed) == (Fraction(1), 3, True)
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].passed_at == NOW


def test_the_blobs_of_earlier_revisions_never_change(session: Session, go: Go) -> None:
    sent = answer(session, OLD)
    seen = get_attempt(session, uid=sent, learner=AMINA)
    go(*RIGHT_NOW, bits="new")
    now = get_attempt(session, uid=sent, learner=AMINA)
    assert replace(now, current=True, questions=()) == replace(seen, questions=())
    assert now.quiz.question("bits") == seen.quiz.question("bits")
