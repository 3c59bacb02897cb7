"""What became of each pair, line and gap, in words: what was given, whether it is right, what is right."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from elearn.content.placeholders import split_gaps
from elearn.domain.questions import Question, QuestionText, QuestionType, Slot
from elearn.domain.slots import SlotMark
from elearn.extensions.words import gettext as _
from elearn.services.attempts import AnsweredQuestion
from elearn.web.slot_view import option_words, right_in_slot, slot_title
from elearn.web.template_words import article


@dataclass(frozen=True, slots=True)
class SlotResult:
    """One line of a result: `label` in the language of the question, unless `plain`; `words` in the reader's.

    `verdict` is right, wrong, unanswered, or empty where nothing is judged.
    """

    label: Markup
    plain: bool
    verdict: str
    words: Markup


def slot_results(answered: AnsweredQuestion, text: QuestionText) -> tuple[SlotResult, ...]:
    """In the order of the file, which for lines is the right one."""
    question, marks = answered.question, answered.grade.slots
    return tuple(
        _slot_result(question, text, slot, mark, filled=_was_filled(slot, mark, before))
        for slot, mark, before in zip(question.slots, marks, (None, *marks), strict=False)
    )


def _was_filled(slot: Slot, mark: SlotMark, before: SlotMark | None) -> bool:
    """Whether there is anything to judge; for a line that is fixed, the number of the one before it."""
    return bool(before and before.given) if slot.fixed and not slot.options else bool(mark.given)


def numbered_sentence(question: Question, text: QuestionText) -> Markup:
    """The text of a question with gaps, with the number of each gap in its place; empty for other questions."""
    if question.type is not QuestionType.GAPS:
        return Markup("")
    pieces = split_gaps(text.stem)
    numbers = {slot.key: number for number, slot in enumerate(question.slots, 1)}
    marks = [Markup("<b>({})</b>").format(numbers[key]) if key in numbers else Markup("") for _piece, key in pieces]
    return Markup("").join(article(piece) + mark for (piece, _key), mark in zip(pieces, marks, strict=True))


def _slot_result(question: Question, text: QuestionText, slot: Slot, mark: SlotMark, *, filled: bool) -> SlotResult:
    verdict = "" if mark.right is None else "right" if mark.right else "wrong" if filled else "unanswered"
    title = slot_title(question, slot)
    label = escape(title) if title else article(text.choices[slot.key])
    words = _line_words(slot, mark) if question.type is QuestionType.ORDERING else _words(question, text, slot, mark)
    return SlotResult(label, bool(title), verdict, words)


def _line_words(slot: Slot, mark: SlotMark) -> Markup:
    if slot.fixed:
        return escape(_("This line keeps number %(num)s.", num=mark.given))
    return escape(_("Your number: %(num)s.", num=mark.given)) if mark.given else escape(_("You gave it no number."))


def _words(question: Question, text: QuestionText, slot: Slot, mark: SlotMark) -> Markup:
    said = []
    if mark.given:
        given = option_words(question, text, slot).get(mark.given, mark.given)
        said.append(escape(_("You answered %(answer)s.")) % {"answer": _bold(given)})
    if mark.number is not None and str(mark.number) != mark.given:
        said.append(escape(_("It was read as the number %(number)s.", number=f"{mark.number:f}")))
    if not mark.right:
        said.append(escape(_("Right is: %(answer)s")) % {"answer": _bold(right_in_slot(question, text, slot))})
    return Markup(" ").join(said)


def _bold(words: str) -> Markup:
    return Markup("<b><bdi>{}</bdi></b>").format(words)
