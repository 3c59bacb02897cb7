"""A quiz as one reader sees it: drawn, ordered, in her language, with the words around the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elearn.content.placeholders import split_gaps
from elearn.domain.course import Quiz, pick
from elearn.domain.drawing import draw, order_choices
from elearn.domain.questions import Question, QuestionText, QuestionType
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.web.languages import semicolon
from elearn.web.slot_view import SlotView, right_slots, slot_instruction, slot_views


@dataclass(frozen=True, slots=True)
class ChoiceView:
    key: str
    html: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`given` is what was typed or ticked before a refusal; `right` is for the answer page of the print version.

    `slots` are the fields of pairs, lines and gaps. `pieces` is the stem with gaps, each piece with the field behind
    it; elsewhere it is empty. `columns` is the head of a matching table.
    """

    key: str
    type: str
    language: str
    prompt: str
    stem: str
    hint: str
    instruction: str
    choices: tuple[ChoiceView, ...]
    label: str
    help: str
    unit: str
    right: str
    given: Sequence[str]
    problem: str
    slots: tuple[SlotView, ...]
    pieces: tuple[tuple[str, SlotView | None], ...]
    columns: tuple[str, ...]

    def fields(self) -> list[str]:
        """What on the page a problem can lead to: the question itself, and each of its fields."""
        return [self.key, *(slot.name for slot in self.slots if not slot.place)]


@dataclass(frozen=True, slots=True)
class QuizView:
    id: str
    title: str
    title_language: str
    rev: str
    seed: int
    graded: bool
    pass_mark: float
    questions: tuple[QuestionView, ...]
    fallbacks: int


def quiz_view(
    quiz: Quiz,
    source: str,
    language: str,
    seed: int,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Mapping[str, str] | None = None,
) -> QuizView:
    """The form for (quiz, language, seed): the same for everybody, unless a post comes back with `given`."""
    title, title_language = pick(quiz.titles, language, source)
    questions = tuple(
        question_view(
            quiz,
            question,
            seed,
            *spoken_text(question, language, source),
            given=given,
            problems=problems,
        )
        for question in draw(quiz, seed)
    )
    return QuizView(
        id=quiz.id,
        title=title,
        title_language=title_language,
        rev=quiz.rev,
        seed=seed,
        graded=quiz.graded,
        pass_mark=quiz.pass_mark,
        questions=questions,
        fallbacks=sum(question.language != language for question in questions),
    )


def _keys(quiz: Quiz, question: Question, seed: int) -> tuple[str, ...]:
    if question.type is QuestionType.TRUE_FALSE:
        return ("true", "false")
    return tuple(choice.key for choice in order_choices(quiz, question, seed))


def spoken_text(question: Question, language: str, source: str) -> tuple[QuestionText, str]:
    """The whole question in the reader's language, or the whole question in the source's."""
    spoken = language if language in question.texts else source
    return question.texts[spoken], spoken


def choice_labels(question: Question, text: QuestionText) -> Mapping[str, str]:
    """What stands beside each answer; true and false come from the interface and need no translation by authors."""
    if question.type is QuestionType.TRUE_FALSE:
        return {"true": _("True"), "false": _("False")}
    return text.choices


def right_words(question: Question, text: QuestionText) -> str:
    """The right answer as HTML; empty where nobody grades."""
    if question.slots:
        return right_slots(question, text)
    if question.type is QuestionType.OPEN:
        return ""
    if question.type is QuestionType.TRUE_FALSE:
        return _("True") if question.true else _("False")
    if question.number is not None:
        low, high = question.number.low, question.number.high
        span = low if low == high else _("%(low)s to %(high)s", low=low, high=high)
        return f"{span} {text.unit}".strip()
    if question.type is QuestionType.TEXT:
        return (text.accepted or question.accepted)[0]
    return semicolon().join(text.choices[choice.key] for choice in question.choices if choice.right)


def question_view(
    quiz: Quiz,
    question: Question,
    seed: int,
    text: QuestionText,
    spoken: str,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Mapping[str, str] | None = None,
) -> QuestionView:
    """One question of a quiz in the order of this seed."""
    labels = choice_labels(question, text)
    given, problems = given or {}, problems or {}
    slots = slot_views(quiz, question, text, seed, given=given, problems=problems)
    return QuestionView(
        key=question.key,
        type=question.type.value,
        language=spoken,
        prompt=text.prompt,
        stem=text.stem,
        hint=text.hint,
        instruction=_instruction(question),
        choices=tuple(ChoiceView(key, labels[key]) for key in _keys(quiz, question, seed) if key in labels),
        label=_("Your answer"),
        help=_help(question),
        unit=text.unit,
        right=right_words(question, text),
        given=given.get(question.key, ()),
        problem=problems.get(question.key, ""),
        slots=slots,
        pieces=_pieces(text.stem, slots) if question.type is QuestionType.GAPS else (),
        columns=text.columns,
    )


def _pieces(stem: str, slots: tuple[SlotView, ...]) -> tuple[tuple[str, SlotView | None], ...]:
    fields = {slot.key: slot for slot in slots}
    return tuple((piece, fields.get(key)) for piece, key in split_gaps(stem))


def _instruction(question: Question) -> str:
    if question.type in (QuestionType.ONE, QuestionType.TRUE_FALSE):
        return _("Choose one.")
    if question.type is QuestionType.SEVERAL:
        return ngettext("Choose %(num)d.", "Choose %(num)d.", sum(choice.right for choice in question.choices))
    if question.type is QuestionType.OPEN:
        return _("Nobody grades this.")
    return slot_instruction(question) if question.slots else ""


def _help(question: Question) -> str:
    if question.type is QuestionType.NUMBER:
        return _("A number, such as 12 or 3.5.")
    if question.type is QuestionType.OPEN:
        return _("Write in your own words. Only you can see it.")
    return _("One or two words, in any language of this site. Capital letters and hyphens do not matter.")
