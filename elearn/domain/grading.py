"""From answers to points, in exact fractions: two thirds of two points and a pass mark of 0.55 mean what they say.

Total: whatever an answer holds (it may come from a file that somebody edited), grading gives an outcome and no error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from elearn.domain.answers import units_of
from elearn.domain.course import Quiz
from elearn.domain.drawing import draw
from elearn.domain.questions import KnownWrong, Question, QuestionType
from elearn.domain.slots import SlotMark, is_anything_given, mark_slots
from elearn.domain.typed import NumberProblem, fold_text, read_number

NOTHING, ALL = Fraction(0), Fraction(1)


class Outcome(StrEnum):
    """KEPT: answered, and nothing to judge."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Mark:
    """One choice of a question beside what was done with it; true/false has the two keys `true` and `false`."""

    key: str
    ticked: bool
    right: bool


@dataclass(frozen=True, slots=True)
class QuestionGrade:
    """What one answer is worth. `share` is 0 to 1, `points` that share of `maximum`.

    `marks` are there for choices, `slots` for pairs, lines and gaps, in the order of the file. For a typed number,
    `number` is what was read (show it: who typed `1,234` should see that it was read as 1.234) or `problem` says why
    nothing could be. `known_wrong` is the author's remark on exactly this typed answer.
    """

    key: str
    outcome: Outcome
    points: Fraction
    maximum: int
    marks: tuple[Mark, ...] = ()
    number: Decimal | None = None
    problem: NumberProblem | None = None
    known_wrong: KnownWrong | None = None
    slots: tuple[SlotMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A whole submission. `share` is points of maximum, 0 to 1; a quiz without points counts as fully right."""

    points: Fraction
    maximum: int
    share: Fraction
    passed: bool
    questions: tuple[QuestionGrade, ...]


def grade_quiz(quiz: Quiz, seed: int, answers: Mapping[str, object]) -> Grade:
    """Grade what this seed asked; answers to anything else are not looked at."""
    return add_up(quiz, tuple(grade(question, answers.get(question.key)) for question in draw(quiz, seed)))


def add_up(quiz: Quiz, graded: tuple[QuestionGrade, ...]) -> Grade:
    """The whole of a submission from what each of its questions is worth."""
    whole = sum(part.points.numerator for part in graded if part.points.denominator == 1)
    points = sum((part.points for part in graded if part.points.denominator != 1), Fraction(whole))
    maximum = sum(part.maximum for part in graded)
    share = points / maximum if maximum else ALL
    return Grade(points, maximum, share, share >= exact_share(quiz.pass_mark), graded)


@cache
def exact_share(pass_mark: float) -> Fraction:
    """A pass mark as it was written: 0.55 is 11/20, not the binary number a little above it."""
    return Fraction(str(pass_mark))


def decimal_text(share: Fraction) -> str:
    """A share or points for people and machines: at most four decimals, no zeros at the end (`0.75`, `0.8333`, `2`)."""
    value = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"{value:f}".rstrip("0").rstrip(".")


def grade(question: Question, answer: object) -> QuestionGrade:
    """Grade one answer in its canonical form (see `answers`); None, empty and unheard-of kinds are allowed."""
    return _GRADERS[question.type](question, answer)


def _whole(right: bool) -> Fraction:  # noqa: FBT001 - the one thing it is about
    return ALL if right else NOTHING


def _grade_choice(question: Question, answer: object) -> QuestionGrade:
    right = {choice.key for choice in question.choices if choice.right}
    return _result(question, answer, _whole(isinstance(answer, str) and answer in right))


def _grade_true_false(question: Question, answer: object) -> QuestionGrade:
    return _result(question, answer, _whole(answer == ("true" if question.true else "false")))


def _grade_several(question: Question, answer: object) -> QuestionGrade:
    """Right ticked minus wrong ticked, of all right ones, never below nothing; with `score_all` all or nothing.

    Where no choice is right, leaving all of them alone is the right answer.
    """
    ticked = _ticked(answer)
    right = {choice.key for choice in question.choices if choice.right}
    if question.score_all or not right:
        share = _whole(ticked == right)
    else:
        share = max(NOTHING, Fraction(len(ticked & right) - len(ticked - right), len(right)))
    return _result(question, answer, share)


def _grade_number(question: Question, answer: object) -> QuestionGrade:
    if not isinstance(answer, str) or question.number is None:
        return _result(question, answer, NOTHING)
    typed = read_number(answer, units_of(question))
    asked = question.number
    right = typed.value is not None and Decimal(asked.low) <= typed.value <= Decimal(asked.high)
    return _result(question, answer, _whole(right), number=typed.value, problem=typed.problem)


def _grade_text(question: Question, answer: object) -> QuestionGrade:
    if not isinstance(answer, str):
        return _result(question, answer, NOTHING)

    def fold(text: str) -> str:
        return fold_text(text, strict_accents=question.strict_accents)

    typed = fold(answer)
    if typed and any(typed == fold(accepted) for accepted in question.accepted):
        return _result(question, answer, ALL)
    known = next((known for known in question.known_wrong if typed == fold(known.typed)), None)
    return _result(question, answer, NOTHING, known_wrong=known)


def _grade_slots(question: Question, answer: object) -> QuestionGrade:
    """Right slots of all that can be judged; with `score_all` all or nothing."""
    marks = mark_slots(question, answer)
    judged = [mark.right for mark in marks if mark.right is not None]
    share = Fraction(sum(judged), len(judged)) if judged else NOTHING
    if question.score_all:
        share = _whole(share == ALL)
    outcome = _outcome("given" if is_anything_given(question, marks) else "", share)
    return QuestionGrade(question.key, outcome, share * question.points, question.points, slots=marks)


def _keep_open(question: Question, answer: object) -> QuestionGrade:
    """Nobody grades it, so it is worth nothing and costs nothing."""
    answered = isinstance(answer, str) and bool(answer.strip())
    return QuestionGrade(question.key, Outcome.KEPT if answered else Outcome.UNANSWERED, NOTHING, 0)


_GRADERS: Mapping[QuestionType, Callable[[Question, object], QuestionGrade]] = {
    QuestionType.ONE: _grade_choice,
    QuestionType.SEVERAL: _grade_several,
    QuestionType.TRUE_FALSE: _grade_true_false,
    QuestionType.NUMBER: _grade_number,
    QuestionType.TEXT: _grade_text,
    QuestionType.MATCHING: _grade_slots,
    QuestionType.ORDERING: _grade_slots,
    QuestionType.GAPS: _grade_slots,
    QuestionType.OPEN: _keep_open,
}


def _result(
    question: Question,
    answer: object,
    share: Fraction,
    *,
    number: Decimal | None = None,
    problem: NumberProblem | None = None,
    known_wrong: KnownWrong | None = None,
) -> QuestionGrade:
    if not _is_answered(answer) and not share:
        number, problem, known_wrong = None, None, None
    return QuestionGrade(
        question.key,
        _outcome(answer, share),
        share * question.points,
        question.points,
        _marks(question, answer),
        number,
        problem,
        known_wrong,
    )


def _outcome(answer: object, share: Fraction) -> Outcome:
    if share == 1:
        return Outcome.RIGHT
    if not _is_answered(answer):
        return Outcome.UNANSWERED
    return Outcome.PARTLY if share else Outcome.WRONG


def _is_answered(answer: object) -> bool:
    return bool(answer.strip() if isinstance(answer, str) else answer)


def _marks(question: Question, answer: object) -> tuple[Mark, ...]:
    ticked = _ticked(answer)
    if question.type is QuestionType.TRUE_FALSE:
        return tuple(Mark(key, key in ticked, (key == "true") is question.true) for key in ("true", "false"))
    return tuple(Mark(choice.key, choice.key in ticked, choice.right) for choice in question.choices)


def _ticked(answer: object) -> set[str]:
    if isinstance(answer, str):
        return {answer} if answer else set()
    if isinstance(answer, list | tuple):
        return {key for key in answer if isinstance(key, str)}
    return set()
