"""The fold: no order, no repetition changes what somebody has done."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.completion import Required
from elearn.domain.progress import (
    CourseProgress,
    Fact,
    FactKind,
    QuizProgress,
    State,
    add_fact,
    complete,
    counted_attempts,
    fold,
    from_json,
    to_json,
)
from tests.makers import NOW

HISTORY = (Required(NOW - timedelta(days=90), frozenset({"one", "two", "quiz"})),)


def lesson(key: str, days: int, number: int = 0) -> Fact:
    return Fact(f"l{key}{days}{number}", FactKind.LESSON, key, NOW + timedelta(days=days))


def attempt(share: str, days: int, *, same: str | None = None, name: str = "") -> Fact:
    points = Fraction(share)
    return Fact(
        name or f"a{share}{days}{same}",
        FactKind.ATTEMPT,
        "quiz",
        NOW + timedelta(days=days),
        points,
        points >= Fraction(7, 10),
        same,
    )


def test_lessons_count_from_the_first_time() -> None:
    assert fold([lesson("one", 3), lesson("one", 1), lesson("one", 2)], ()).lessons == {"one": NOW + timedelta(days=1)}


def test_the_best_attempt_counts_and_all_are_numbered() -> None:
    progress = fold([attempt("1/2", 1), attempt("5/6", 2), attempt("3/4", 3)], ())
    assert progress.quizzes == {"quiz": QuizProgress(3, Fraction(5, 6), NOW + timedelta(days=2))}


def test_a_quiz_never_passed_is_not_done() -> None:
    progress = fold([attempt("1/2", 1), lesson("one", 2)], ())
    assert set(progress.done()) == {"one"}
    assert progress.quizzes["quiz"].passed_at is None


def test_equal_answers_of_one_day_are_one_attempt_and_the_earlier_one_stands() -> None:
    facts = [attempt("1/2", 2, same="s", name="b"), attempt("1/2", 1, same="s", name="c"), attempt("1/2", 5, name="d")]
    assert [fact.id for fact in counted_attempts(facts)] == ["c", "d"]
    progress = fold(facts, ())
    assert progress.quizzes["quiz"].attempts == 2
    assert progress.last_active_at == NOW + timedelta(days=5)


def test_at_the_same_instant_the_lower_id_stands() -> None:
    facts = [attempt("1/2", 1, same="s", name="b"), attempt("1/2", 1, same="s", name="a")]
    assert [fact.id for fact in counted_attempts(facts)] == ["a"]


def test_enrolling_is_not_starting() -> None:
    progress = fold([Fact("e", FactKind.ENROLMENT, "", NOW)], HISTORY)
    assert progress.enrolled_at == NOW
    assert not progress.started
    assert progress.state_on(NOW.date()) is State.REGISTERED


def test_attending_a_webinar_is_starting() -> None:
    progress = fold([Fact("w", FactKind.ATTENDANCE, "talk", NOW)], HISTORY)
    assert progress.started
    assert progress.attended == {"talk": NOW}


def test_a_course_is_finished_when_all_is_done_and_passed() -> None:
    facts = [lesson("one", 1), lesson("two", 4), attempt("1/2", 5), attempt("1", 3)]
    assert fold(facts, HISTORY).completed_at == NOW + timedelta(days=4)
    assert fold(facts[:-1], HISTORY).completed_at is None


@pytest.mark.parametrize(
    ("silent_days", "state"),
    [(0, State.STARTED), (29, State.STARTED), (30, State.STALLED), (31, State.STALLED), (400, State.STALLED)],
)
def test_thirty_days_of_silence_are_a_stall(silent_days: int, state: State) -> None:
    progress = CourseProgress(last_active_at=NOW)
    assert progress.state_on(NOW.date() + timedelta(days=silent_days)) is state


def test_the_day_is_the_utc_day() -> None:
    late = datetime.fromisoformat("2026-11-22T01:00:00+05:00")
    assert CourseProgress(last_active_at=late).last_active_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("progress", "state"),
    [
        (CourseProgress(), State.REGISTERED),
        (
            CourseProgress(last_active_at=NOW - timedelta(days=99), completed_at=NOW - timedelta(days=99)),
            State.FINISHED,
        ),
        (CourseProgress(completed_at=NOW), State.FINISHED),
    ],
)
def test_a_person_is_in_exactly_one_state(progress: CourseProgress, state: State) -> None:
    assert progress.state_on(NOW.date()) is state


_times = st.integers(0, 40).map(lambda hours: NOW - timedelta(hours=hours))
_facts = st.lists(
    st.builds(
        Fact,
        id=st.uuids().map(lambda uid: uid.hex),
        kind=st.sampled_from(FactKind),
        key=st.sampled_from(["one", "two", "quiz"]),
        at=_times,
        share=st.fractions(0, 1, max_denominator=6),
        passed=st.booleans(),
        same=st.sampled_from([None, None, "s", "t"]),
    ),
    max_size=12,
    unique_by=lambda fact: fact.id,
)


@settings(max_examples=50)
@given(_facts, st.data())
def test_neither_order_nor_repetition_matters(facts: list[Fact], data: st.DataObject) -> None:
    once = json.dumps(to_json(fold(facts, HISTORY)))
    shuffled = data.draw(st.permutations(facts + facts[: len(facts) // 2]))
    assert json.dumps(to_json(fold(shuffled, HISTORY))) == once


@settings(max_examples=50)
@given(_facts)
def test_adding_one_by_one_is_folding_all(facts: list[Fact]) -> None:
    """What a form does, against what `rebuild` does."""
    apart = [replace(fact, same=None) for fact in facts]
    progress = CourseProgress()
    for fact in apart:
        progress = complete(add_fact(progress, fact), HISTORY)
    assert progress == fold(apart, HISTORY)


@settings(max_examples=50)
@given(_facts)
def test_a_state_survives_its_text(facts: list[Fact]) -> None:
    progress = fold(facts, HISTORY)
    text = json.dumps(to_json(progress))
    assert from_json(json.loads(text)) == progress
    assert json.dumps(to_json(from_json(json.loads(text)))) == text
