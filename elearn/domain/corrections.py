"""A question whose key was wrong: how the answers that were given to it are judged again.

What was asked stays what it was, with its points; only what counts as right is taken from the question as it is now.
Answers to choices that nobody could see are expected of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from elearn.domain.course import Quiz
from elearn.domain.grading import Grade, Outcome, QuestionGrade, exact_share, grade
from elearn.domain.questions import Question, QuestionText, QuestionType, Slot

_TICKED = (QuestionType.ONE, QuestionType.SEVERAL)
_TYPED = (QuestionType.NUMBER, QuestionType.TEXT)


class Way(StrEnum):
    """BOTH: what was right before and what is right now. FULL: all points for everybody. NEW: what is right now.
    NONE: the answers stay as they were judged.
    """

    BOTH = "both"
    FULL = "full"
    NEW = "new"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """What an author says about one question. Only `new` can take points away, and only with `may_lower`."""

    way: Way
    may_lower: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision in force for one question of one revision. `question` is the key under which it was asked, `new` the
    question that it was corrected to, at `at`; they apply in the order of `number`.
    """

    number: int
    question: str
    decision: Decision
    new: Question
    at: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does to attempts: how many get other points, how many pass thereby, how many not any more."""

    changed: int = 0
    passing: int = 0
    failing: int = 0

    def __add__(self, other: Effect) -> Effect:
        return Effect(self.changed + other.changed, self.passing + other.passing, self.failing + other.failing)


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A question of which other answers were right in earlier revisions than now.

    `revs` are those revisions, each with the key of the question in it. `attempts` is how often it was asked there.
    `asks` is True where somebody has to decide: this publish would change the key, and there are attempts.
    """

    quiz: str
    question: str
    revs: Mapping[str, str]
    attempts: int
    effects: Mapping[Decision, Effect]
    asks: bool

    @property
    def name(self) -> str:
        return f"{self.quiz}#{self.question}"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A grade after all corrections. `lapsed_at`: it passed before the correction of that moment and does not now."""

    grade: Grade
    lapsed_at: datetime | None = None


def find_successor(quiz: Quiz, key: str) -> Question | None:
    """The question of this quiz that was asked under `key` once, also when its key was changed since."""
    return quiz.question(key) or next((question for question in quiz.questions() if key in question.was), None)


def correct_quiz(
    quiz: Quiz, graded: Grade, answers: Mapping[str, object], corrections: Sequence[Correction]
) -> Corrected:
    """The grade of a whole submission after these corrections; those of one moment count as one step."""
    passed_at_steps = [graded.passed]
    moments: list[datetime] = []
    for at, step in groupby(corrections, key=lambda correction: correction.at):
        by_key = _by_question(step)
        parts = tuple(
            correct(quiz.question(part.key), answers.get(part.key), part, by_key.get(part.key, ()))
            for part in graded.questions
        )
        points = sum((part.points for part in parts), Fraction())
        share = points / graded.maximum if graded.maximum else Fraction(1)
        graded = replace(
            graded, points=points, share=share, passed=share >= exact_share(quiz.pass_mark), questions=parts
        )
        passed_at_steps.append(graded.passed)
        moments.append(at)
    if graded.passed or True not in passed_at_steps:
        return Corrected(graded)
    last = len(passed_at_steps) - 1 - passed_at_steps[::-1].index(True)
    return Corrected(graded, moments[last])


def _by_question(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = {}
    for correction in corrections:
        found.setdefault(correction.question, []).append(correction)
    return found


def correct(
    asked: Question | None, answer: object, stands: QuestionGrade, corrections: Iterable[Correction]
) -> QuestionGrade:
    """One answer after the corrections of its question, in their order; `stands` is what it was worth until then."""
    for correction in corrections:
        if asked is not None:
            stands = correct_once(asked, answer, stands, correction.new, correction.decision)
    return stands


def correct_once(
    asked: Question, answer: object, stands: QuestionGrade, new: Question, decision: Decision
) -> QuestionGrade:
    """After one decision. Fewer points than before only where a lower grade was allowed."""
    if decision.way is Way.NONE or not stands.maximum:
        return stands
    if decision.way is Way.FULL:
        return replace(stands, outcome=Outcome.RIGHT, points=Fraction(stands.maximum))
    judged = with_new_key(asked, new)
    if judged is None:
        return stands
    again = grade(judged, answer)
    lowers = decision.way is Way.NEW and decision.may_lower
    return again if again.points >= stands.points or lowers else stands


def judges_alike(asked: Question, new: Question) -> bool:
    """True when no answer to the question as it was asked is worth anything else by the new key."""
    judged = with_new_key(asked, new)
    return judged is not None and replace(judged, texts=asked.texts, known_wrong=asked.known_wrong) == asked


def with_new_key(asked: Question, new: Question) -> Question | None:
    """The question as it was asked, with its keys, letters and points, judged by what is right now.

    None where that cannot be done: they are answered in ways that have nothing in common, such as a tick and a number,
    or what is right now was not among what could be chosen.
    """
    if asked.type in _TYPED and new.type in _TYPED:
        return replace(_rules(asked, new), type=new.type, texts=_typed_texts(asked, new))
    if asked.type in _TICKED and new.type in _TICKED:
        return _ticked_anew(asked, new)
    if asked.type is not new.type:
        return None
    if asked.type is QuestionType.ORDERING:
        return _reordered(asked, new)
    slots = [_slot(asked, slot, new, new.slot(slot.key)) for slot in asked.slots]
    if any(slot is None for slot in slots):
        return None
    return replace(_rules(asked, new), slots=tuple(filter(None, slots)), texts=_gap_texts(asked, new))


def _rules(asked: Question, new: Question) -> Question:
    return replace(
        asked,
        true=new.true,
        number=new.number,
        accepted=new.accepted,
        known_wrong=new.known_wrong,
        strict_accents=new.strict_accents,
        score_all=new.score_all,
    )


def _ticked_anew(asked: Question, new: Question) -> Question | None:
    right = {choice.key for choice in new.choices if choice.right}
    choices = tuple(replace(choice, right=choice.key in right) for choice in asked.choices)
    if right and not any(choice.right for choice in choices):
        return None
    return replace(_rules(asked, new), choices=choices)


def _typed_texts(asked: Question, new: Question) -> dict[str, QuestionText]:
    """What may be typed in each language, as it is now; the words of the question stay."""
    texts = {}
    for language, text in asked.texts.items():
        now = new.texts.get(language)
        texts[language] = replace(text, accepted=now.accepted if now else (), unit=now.unit if now else text.unit)
    return texts


def _reordered(asked: Question, new: Question) -> Question | None:
    """The lines that were asked in the order that is right now; None when they are other lines."""
    lines = {slot.key: slot for slot in asked.slots}
    if lines.keys() != {slot.key for slot in new.slots} or any(
        lines[slot.key].fixed != slot.fixed for slot in new.slots
    ):
        return None
    slots = tuple(replace(lines[slot.key], right=slot.right) for slot in new.slots)
    return replace(_rules(asked, new), slots=slots)


def _slot(asked: Question, slot: Slot, new: Question, now: Slot | None) -> Slot | None:
    """A pair or gap with what is right now. A slot that is gone, or is filled in otherwise now, stays as it was.

    Where no option says what is right now, the old right one stands if it was put into better words, else None.
    """
    if now is None or bool(slot.options) != bool(now.options):
        return slot
    if not slot.options:
        return replace(slot, accepted=now.accepted, number=now.number)
    right = tuple(
        letter for letter in slot.options if _meanings(asked, slot, [letter]) & _meanings(new, now, now.right)
    )
    if right:
        return replace(slot, right=right)
    still_offered = _meanings(asked, slot, slot.right) & _meanings(new, now, now.options)
    return None if still_offered else slot


def _meanings(question: Question, slot: Slot, letters: Iterable[str]) -> set[tuple[str, str]]:
    """The words behind letters, by language: letters are drawn anew in every revision."""
    inside = "" if question.type is QuestionType.MATCHING else f"{slot.key}."
    return {
        (language, text.options[f"{inside}{letter}"])
        for letter in letters
        for language, text in question.texts.items()
        if f"{inside}{letter}" in text.options
    }


def _gap_texts(asked: Question, new: Question) -> dict[str, QuestionText]:
    """The texts with one right answer of each typed gap as it is now."""
    typed = [slot.key for slot in asked.slots if not slot.options]
    texts = {}
    for language, text in asked.texts.items():
        now = new.texts[language].options if language in new.texts else {}
        options = {name: words for name, words in text.options.items() if name not in typed}
        texts[language] = replace(text, options=options | {key: now[key] for key in typed if key in now})
    return texts
