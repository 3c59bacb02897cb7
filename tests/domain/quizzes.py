"""Small questions and quizzes for the tests of grading and drawing: no words, only what decides."""

from __future__ import annotations

from elearn.domain.course import Choice, KnownWrong, NumberRange, Pool, Question, QuestionText, QuestionType, Quiz

REV = "0123456789ab"


def one(key: str = "bits", *, right: str = "a", keys: str = "abc", points: int = 1) -> Question:
    """One answer: `right` out of `keys`."""
    choices = tuple(Choice(letter, letter == right) for letter in keys)
    return Question(key, QuestionType.ONE, points, {}, choices)


def several(
    key: str = "forms", *, right: str = "ab", keys: str = "abcd", points: int = 1, score_all: bool = False
) -> Question:
    choices = tuple(Choice(letter, letter in right) for letter in keys)
    return Question(key, QuestionType.SEVERAL, points, {}, choices, score_all=score_all)


def true_false(key: str = "direct", *, true: bool, points: int = 1) -> Question:
    return Question(key, QuestionType.TRUE_FALSE, points, {}, true=true)


def number(key: str = "year", low: str = "2011", high: str = "", *, unit: str = "", points: int = 1) -> Question:
    """`low` alone is an exact number."""
    texts = {"en": QuestionText(prompt="", unit=unit)} if unit else {}
    return Question(key, QuestionType.NUMBER, points, texts, number=NumberRange(low, high or low, unit))


def text(key: str = "dual", *accepted: str, wrong: str = "", strict: bool = False, points: int = 1) -> Question:
    known = (KnownWrong(wrong, {"en": "A tunnel carries one protocol inside the other."}),) if wrong else ()
    return Question(key, QuestionType.TEXT, points, {}, accepted=accepted, known_wrong=known, strict_accents=strict)


def quiz(
    *questions: Question,
    rev: str = REV,
    pass_mark: float = 0.7,
    draw: int = 0,
    shuffle_questions: bool = False,
    shuffle_answers: bool = True,
) -> Quiz:
    """All questions in one pool."""
    return Quiz(
        "ip-quiz",
        {"en": "Check"},
        {},
        rev,
        (Pool("pool", {}, questions, draw),),
        pass_mark=pass_mark,
        shuffle_questions=shuffle_questions,
        shuffle_answers=shuffle_answers,
    )
