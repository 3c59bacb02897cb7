"""What was put into the slots of a question: matching pairs, lines in order, gaps; each is right or wrong by itself.

Total like all grading: whatever an answer holds, every slot gets its mark and nothing raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from elearn.domain.questions import Question, QuestionType, Slot
from elearn.domain.typed import NumberProblem, fold_text, read_number


@dataclass(frozen=True, slots=True)
class SlotMark:
    """One slot beside what was given, empty where it was left out.

    `right` None: nothing to judge here. In an order it is said of each line whether it comes directly after the one
    that it should follow, so nothing is said of the first line, nor of one that is fixed behind another fixed one.
    `number` and `problem` are there for a typed number, as in a question of that type.
    """

    key: str
    given: str
    right: bool | None
    number: Decimal | None = None
    problem: NumberProblem | None = None


def mark_slots(question: Question, answer: object) -> tuple[SlotMark, ...]:
    """Every slot in the order of the file. `answer` is canonical: a mapping of slot keys to texts."""
    given = _given(question, answer)
    if question.type is QuestionType.ORDERING:
        return tuple(_mark_lines(question, given))
    return tuple(_mark_slot(question, slot, given[slot.key]) for slot in question.slots)


def is_anything_given(question: Question, marks: tuple[SlotMark, ...]) -> bool:
    """False where every slot was left out; a fixed line is nobody's answer."""
    fixed = {slot.key for slot in question.slots if slot.fixed and question.type is QuestionType.ORDERING}
    return any(mark.given for mark in marks if mark.key not in fixed)


def _given(question: Question, answer: object) -> dict[str, str]:
    """By slot: the text as it came, an option only where there is such an option."""
    answers = answer if isinstance(answer, Mapping) else {}
    return {slot.key: _of_slot(slot, answers.get(slot.key)) for slot in question.slots}


def _of_slot(slot: Slot, text: object) -> str:
    if not isinstance(text, str) or (slot.options and text not in slot.options):
        return ""
    return text.strip()


def _mark_slot(question: Question, slot: Slot, given: str) -> SlotMark:
    if slot.options or not given:
        return SlotMark(slot.key, given, given in slot.right)
    if slot.number is not None:
        typed = read_number(given)
        right = typed.value is not None and Decimal(slot.number.low) <= typed.value <= Decimal(slot.number.high)
        return SlotMark(slot.key, given, right, typed.value, typed.problem)

    def fold(text: str) -> str:
        return fold_text(text, strict_accents=question.strict_accents)

    typed_text = fold(given)
    return SlotMark(slot.key, given, bool(typed_text) and typed_text in map(fold, slot.accepted))


def _mark_lines(question: Question, given: Mapping[str, str]) -> list[SlotMark]:
    marks: list[SlotMark] = []
    before: Slot | None = None
    for slot in question.slots:
        right = None
        if before is not None and not (before.fixed and slot.fixed):
            first, second = _place(before, given), _place(slot, given)
            right = bool(first and second) and second == first + 1
        marks.append(SlotMark(slot.key, slot.right[0] if slot.fixed else given[slot.key], right))
        before = slot
    return marks


def _place(slot: Slot, given: Mapping[str, str]) -> int:
    """From 1; 0 for a line that got no number."""
    return int(slot.right[0] if slot.fixed else given[slot.key] or 0)
