"""Pairs, lines and gaps as one reader fills them in: a field each, with a label that says enough when heard alone."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elearn.content.placeholders import split_gaps
from elearn.domain.course import Quiz
from elearn.domain.drawing import order_options, order_slots
from elearn.domain.questions import Question, QuestionText, QuestionType, Slot
from elearn.extensions.words import gettext as _

_TAGS = re.compile(r"<[^>]*>")
# How much of the sentence is heard with a gap: before it, and behind it.
_BEFORE, _AFTER = 60, 30
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class SlotView:
    """`name` is the field and its id; `label` is HTML for a pair or a line, plain words for a gap, called `title`.

    `options` are (value, words), empty for a typed gap; `place` is the number of a line that is fixed and no field.
    """

    key: str
    name: str
    title: str
    label: str
    options: tuple[tuple[str, str], ...]
    place: str
    numeric: bool
    given: str
    problem: str


def slot_views(
    quiz: Quiz,
    question: Question,
    text: QuestionText,
    seed: int,
    *,
    given: Mapping[str, Sequence[str]],
    problems: Mapping[str, str],
) -> tuple[SlotView, ...]:
    """The fields of a question in the order of this seed, with what was put into them before a refusal."""
    labels = gap_labels(text.stem) if question.type is QuestionType.GAPS else text.choices
    views = []
    for slot in order_slots(quiz, question, seed):
        name = f"{question.key}.{slot.key}"
        words = option_words(question, text, slot)
        views.append(
            SlotView(
                key=slot.key,
                name=name,
                title=slot_title(question, slot),
                label=labels.get(slot.key, ""),
                options=tuple((value, words[value]) for value in order_options(quiz, question, slot, seed)),
                place=slot.right[0] if slot.fixed and question.type is QuestionType.ORDERING else "",
                numeric=slot.number is not None,
                given="".join(given.get(name, ())[:1]),
                problem=problems.get(name, ""),
            )
        )
    return tuple(views)


def option_words(question: Question, text: QuestionText, slot: Slot) -> dict[str, str]:
    """What stands for each value that can be chosen: a number of a line stands for itself."""
    if question.type is QuestionType.ORDERING:
        return {option: option for option in slot.options}
    inside = f"{slot.key}." if question.type is QuestionType.GAPS else ""
    return {option: text.options[f"{inside}{option}"] for option in slot.options}


def slot_title(question: Question, slot: Slot) -> str:
    """`Gap 2`: what a sentence with several gaps is talked about with."""
    return _("Gap %(num)d", num=question.slots.index(slot) + 1) if question.type is QuestionType.GAPS else ""


def gap_labels(stem: str) -> dict[str, str]:
    """The words round each gap, other gaps left out of them: heard alone, a field says where it stands."""
    pieces = split_gaps(stem)
    texts = [" ".join(html.unescape(_TAGS.sub(" ", piece)).split()) for piece, _key in pieces]
    labels = {}
    for number, (_piece, key) in enumerate(pieces[:-1]):
        before = f" {_LEFT_OUT} ".join(texts[: number + 1])
        after = f" {_LEFT_OUT} ".join(texts[number + 1 :])
        labels[key] = f"{_last(before, _BEFORE)} {_LEFT_OUT} {_first(after, _AFTER)}".strip()
    return labels


def _last(text: str, length: int) -> str:
    """The end of a text, from a space on where there is one."""
    return text if len(text) <= length else text[-length:].partition(" ")[2] or text[-length:]


def _first(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rpartition(" ")[0] or text[:length]


def slot_instruction(question: Question) -> str:
    """What to do, behind the prompt."""
    if question.type is QuestionType.ORDERING:
        return _("Give each line a number from 1 to %(num)d. Use each number once.", num=len(question.slots))
    if question.type is QuestionType.MATCHING:
        used = {slot.right[0] for slot in question.slots}
        left_over = len(set(question.slots[0].options) - used) if question.slots else 0
        return _("Use each answer once; some are left over.") if left_over else _("Use each answer once.")
    return _("Fill in every gap.")


def right_in_slot(question: Question, text: QuestionText, slot: Slot) -> str:
    """The right answer in plain words."""
    if slot.options:
        return option_words(question, text, slot)[slot.right[0]]
    if slot.number is not None:
        low, high = slot.number.low, slot.number.high
        return low if low == high else _("%(low)s to %(high)s", low=low, high=high)
    return text.options.get(slot.key) or (slot.accepted or slot.right)[0]


def right_slots(question: Question, text: QuestionText) -> str:
    """All right answers in one line of HTML, for the answers on paper."""
    if question.type is QuestionType.ORDERING:
        return "; ".join(f"{slot.right[0]}. {text.choices[slot.key]}" for slot in question.slots)
    words = [html.escape(right_in_slot(question, text, slot)) for slot in question.slots]
    if question.type is QuestionType.MATCHING:
        return "; ".join(f"{text.choices[slot.key]}: {word}" for slot, word in zip(question.slots, words, strict=True))
    return "; ".join(f"({number}) {word}" for number, word in enumerate(words, 1))
