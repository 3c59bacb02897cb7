"""Answers judged again after a key was wrong: every row is an answer, what it was worth, and what it is worth then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from elearn.domain.corrections import (
    Correction,
    Decision,
    Way,
    correct_once,
    correct_quiz,
    find_successor,
    judges_alike,
    with_new_key,
)
from elearn.domain.grading import Outcome, grade, grade_quiz
from elearn.domain.questions import Choice, NumberRange, Question, QuestionText, QuestionType, Slot
from tests.domain.quizzes import number, one, quiz, several, text, true_false
from tests.makers import NOW

BOTH, FULL, NEW, NONE = map(Decision, (Way.BOTH, Way.FULL, Way.NEW, Way.NONE))
LOWER = Decision(Way.NEW, may_lower=True)


def pairs(letters: str, **right: str) -> Question:
    """Two right sides under the letters that a revision gave them; each left side has its right one by its words."""
    words = dict(zip(letters, ("32 bits", "128 bits"), strict=True))
    named = {word: letter for letter, word in words.items()}
    slots = tuple(Slot(key, tuple(letters), (named[word],)) for key, word in right.items())
    return Question("match", QuestionType.MATCHING, 2, {"en": QuestionText("", options=words)}, slots=slots)


def gap(options: dict[str, str], right: str) -> Question:
    texts = {"en": QuestionText("", options={f"n.{letter}": word for letter, word in options.items()})}
    slot = Slot("n", tuple(options), tuple(letter for letter, word in options.items() if word == right))
    return Question("fill", QuestionType.GAPS, 1, texts, slots=(slot,))


def lines(order: str) -> Question:
    free = tuple(str(place) for place in range(1, len(order) + 1))
    slots = tuple(Slot(key, free, (str(place),)) for place, key in enumerate(order, 1))
    return Question("steps", QuestionType.ORDERING, 2, {}, slots=slots)


OLD_PAIRS, NEW_PAIRS = pairs("ab", v4="128 bits", v6="32 bits"), pairs("ba", v4="32 bits", v6="128 bits")
# asked, as it is now, answer, points before, then after both, full, new, none and new that may lower
ROWS: list[tuple[Question, Question, object, tuple[Fraction | int, ...]]] = [
    (one(right="a"), one(right="b"), "a", (1, 1, 1, 1, 1, 0)),
    (one(right="a"), one(right="b"), "b", (0, 1, 1, 1, 0, 1)),
    (one(right="a"), one(right="b"), "c", (0, 0, 1, 0, 0, 0)),
    (one(right="a"), one(right="b"), None, (0, 0, 1, 0, 0, 0)),
    (one(right="a", points=3), one(right="b", points=5), "b", (0, 3, 3, 3, 0, 3)),
    (one(right="a"), one(right="d", keys="abcd"), "a", (1, 1, 1, 1, 1, 1)),
    (one(right="a"), several(right="ab"), "b", (0, 1, 1, 1, 0, 1)),
    (several(right="ab"), several(right="abc"), ["a", "b"], (1, 1, 1, 1, 1, Fraction(2, 3))),
    (several(right="ab"), several(right="abc"), ["a", "b", "c"], (Fraction(1, 2), 1, 1, 1, Fraction(1, 2), 1)),
    (several(right="ab"), one(right="a"), ["a"], (Fraction(1, 2), 1, 1, 1, Fraction(1, 2), 1)),
    (true_false(true=True), true_false(true=False), "false", (0, 1, 1, 1, 0, 1)),
    (number(low="2011"), number(low="2012"), "2012", (0, 1, 1, 1, 0, 1)),
    (number(low="2011"), number(low="2012"), "2011", (1, 1, 1, 1, 1, 0)),
    (number(low="2011"), text("year", "eleven"), "Eleven", (0, 1, 1, 1, 0, 1)),
    (text("dual", "stack"), text("dual", "dual stack"), "dual-stack", (0, 1, 1, 1, 0, 1)),
    (one(right="a"), number("bits"), "b", (0, 0, 1, 0, 0, 0)),
    (OLD_PAIRS, NEW_PAIRS, {"v4": "a", "v6": "b"}, (0, 2, 2, 2, 0, 2)),
    (OLD_PAIRS, NEW_PAIRS, {"v4": "b"}, (1, 1, 2, 1, 1, 0)),
    (gap({"a": "32", "b": "64"}, "32"), gap({"a": "64", "b": "32"}, "64"), {"n": "b"}, (0, 1, 1, 1, 0, 1)),
    (gap({"a": "32", "b": "64"}, "32"), gap({"a": "32 bits", "b": "64"}, "32 bits"), {"n": "a"}, (1, 1, 1, 1, 1, 1)),
    (gap({"a": "32", "b": "64"}, "32"), gap({"a": "32", "b": "128"}, "128"), {"n": "b"}, (0, 0, 1, 0, 0, 0)),
    (lines("abc"), lines("acb"), {"a": "1", "c": "2", "b": "3"}, (0, 2, 2, 2, 0, 2)),
    (lines("abc"), lines("abd"), {"a": "1", "b": "2", "c": "3"}, (2, 2, 2, 2, 2, 2)),
    (Question("say", QuestionType.OPEN, 0, {}), one("say"), "words", (0, 0, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("asked", "new", "answer", "points"), ROWS)
def test_an_answer_after_each_decision(
    asked: Question, new: Question, answer: object, points: tuple[Fraction | int, ...]
) -> None:
    own = grade(asked, answer)
    after = [correct_once(asked, answer, own, new, decision) for decision in (BOTH, FULL, NEW, NONE, LOWER)]
    assert (own.points, *(graded.points for graded in after)) == points
    assert {graded.maximum for graded in after} == {own.maximum}


def test_full_points_are_told_as_right_also_where_nothing_was_answered() -> None:
    graded = correct_once(one(), None, grade(one(), None), one(right="b"), FULL)
    assert (graded.outcome, graded.points) == (Outcome.RIGHT, Fraction(1))


ALIKE: list[tuple[Question, Question, bool]] = [
    (one(), one(), True),
    (one(), one(points=3), True),
    (one(), one(keys="abcd"), True),
    (several(), several(right="abe", keys="abcde"), True),
    (one(), one(right="b"), False),
    (one(), several(right="ab"), False),
    (one(), one(right="d", keys="abcd"), False),
    (number(), number(low="2012"), False),
    (text("dual", "a"), text("dual", "a", "b"), False),
    (OLD_PAIRS, pairs("ba", v4="128 bits", v6="32 bits"), True),
    (OLD_PAIRS, NEW_PAIRS, False),
    (lines("abc"), lines("abc"), True),
    (lines("abc"), lines("acb"), False),
    (true_false(true=True), true_false(true=False), False),
    (several(), several(score_all=True), False),
]


@pytest.mark.parametrize(("asked", "new", "alike"), ALIKE)
def test_what_judges_the_answers_that_could_be_given_alike(asked: Question, new: Question, alike: bool) -> None:
    assert judges_alike(asked, new) is alike


def test_the_question_with_its_new_key_keeps_its_own_words_points_and_letters() -> None:
    judged = with_new_key(OLD_PAIRS, NEW_PAIRS)
    assert judged is not None
    assert [slot.right for slot in judged.slots] == [("a",), ("b",)]
    assert (judged.points, judged.texts) == (OLD_PAIRS.points, OLD_PAIRS.texts)
    typed = with_new_key(number(points=4), number(low="2012"))
    assert typed is not None
    assert (typed.points, typed.number) == (4, NumberRange("2012", "2012"))
    ticked = with_new_key(one(), one(right="b", keys="bcd"))
    assert ticked is not None
    assert ticked.choices == (Choice("a", right=False), Choice("b", right=True), Choice("c", right=False))


def test_a_renamed_question_is_still_the_same() -> None:
    renamed = replace(one("length"), was=("size", "bits"))
    assert find_successor(quiz(renamed), "bits") == renamed
    assert find_successor(quiz(renamed), "length") == renamed
    assert find_successor(quiz(renamed), "year") is None


# Each step: the hour of the correction, what is right then, the decision. The answer is `a`, of two questions right.
STEPS: list[tuple[str, list[tuple[int, str, Decision]], Fraction, int | None]] = [
    ("a", [], Fraction(1), None),
    ("a", [(1, "b", NEW)], Fraction(1), None),
    ("a", [(1, "b", LOWER)], Fraction(1, 2), 1),
    ("a", [(1, "b", LOWER), (2, "a", BOTH)], Fraction(1), None),
    ("b", [(1, "b", BOTH), (2, "c", BOTH)], Fraction(1), None),
    ("b", [(1, "b", BOTH), (2, "c", LOWER)], Fraction(1, 2), 2),
    ("c", [(1, "b", FULL), (1, "b", LOWER)], Fraction(1, 2), None),
    ("c", [(1, "b", FULL), (2, "b", LOWER), (3, "a", NEW)], Fraction(1, 2), 2),
]


@pytest.mark.parametrize(("answer", "steps", "share", "lapsed"), STEPS)
def test_corrections_follow_each_other(
    answer: str, steps: list[tuple[int, str, Decision]], share: Fraction, lapsed: int | None
) -> None:
    asked, answers = quiz(one(), one("other")), {"bits": answer, "other": "a"}
    corrections = [
        Correction(number, "bits", decision, one(right=right), NOW + timedelta(hours=hour))
        for number, (hour, right, decision) in enumerate(steps, 1)
    ]
    corrected = correct_quiz(asked, grade_quiz(asked, 0, answers), answers, corrections)
    assert (corrected.grade.share, corrected.grade.passed) == (share, share == 1)
    assert corrected.lapsed_at == (None if lapsed is None else NOW + timedelta(hours=lapsed))


def test_a_question_that_was_not_drawn_is_not_corrected() -> None:
    asked = quiz(one(), one("other"), draw=1)
    drawn = grade_quiz(asked, 0, {})
    (part,) = drawn.questions
    other = {"bits": "other", "other": "bits"}[part.key]
    correction = Correction(1, other, FULL, one(other, right="b"), NOW)
    assert correct_quiz(asked, drawn, {}, [correction]).grade == drawn
