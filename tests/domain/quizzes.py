"""Small questions and quizzes for the tests of grading and drawing: no words, only what decides."""

from __future__ import annotations

from elearn.domain.course import Pool, Quiz
from elearn.domain.questions import Choice, KnownWrong, NumberRange, Question, QuestionText, QuestionType, Slot

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


def matching(
    key: str = "match", *, pairs: str = "v4:b v6:a group:c", letters: str = "abcd", points: int = 1
) -> Question:
    """`key:letter` of each left side; letters that no left side has are left over."""
    options = tuple(letters)
    slots = tuple(Slot(left, options, (right,)) for left, _, right in (pair.partition(":") for pair in pairs.split()))
    return Question(key, QuestionType.MATCHING, points, {}, slots=slots)


def ordering(key: str = "steps", *, lines: str = "abcd", fixed: str = "", points: int = 1) -> Question:
    """The lines in their right order."""
    free = tuple(str(number) for number, line in enumerate(lines, 1) if line not in fixed)
    slots = tuple(
        Slot(line, () if line in fixed else free, (str(number),), fixed=line in fixed)
        for number, line in enumerate(lines, 1)
    )
    return Question(key, QuestionType.ORDERING, points, {}, slots=slots)


def gaps(key: str = "fill", *, strict: bool = False, points: int = 1) -> Question:
    """One gap to choose in, one for a number, one for words."""
    slots = (
        Slot("times", ("b", "a", "c"), ("b",)),
        Slot("bits", number=NumberRange("128", "128")),
        Slot("name", accepted=("dual stack", "doble pila", "túnel")),
    )
    return Question(key, QuestionType.GAPS, points, {}, slots=slots, strict_accents=strict)


def open_question(key: str = "say") -> Question:
    return Question(key, QuestionType.OPEN, 0, {})


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
