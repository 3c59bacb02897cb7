"""A quiz as one reader sees it: drawn, ordered, in her language, with the words around the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elearn.domain.course import Question, QuestionText, QuestionType, Quiz, pick
from elearn.domain.drawing import draw, order_choices
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext


@dataclass(frozen=True, slots=True)
class ChoiceView:
    key: str
    html: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`given` is what was typed or ticked before a refusal; `right` is for the answer page of the print version."""

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
        _question_view(
            quiz,
            question,
            seed,
            *spoken_text(question, language, source),
            given=(given or {}).get(question.key, ()),
            problem=(problems or {}).get(question.key, ""),
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
    """The right answer as HTML."""
    if question.type is QuestionType.TRUE_FALSE:
        return _("True") if question.true else _("False")
    if question.number is not None:
        low, high = question.number.low, question.number.high
        span = low if low == high else _("%(low)s to %(high)s", low=low, high=high)
        return f"{span} {text.unit}".strip()
    if question.type is QuestionType.TEXT:
        return (text.accepted or question.accepted)[0]
    return "; ".join(text.choices[choice.key] for choice in question.choices if choice.right)


def _question_view(
    quiz: Quiz, question: Question, seed: int, text: QuestionText, spoken: str, *, given: Sequence[str], problem: str
) -> QuestionView:
    labels = choice_labels(question, text)
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
        given=given,
        problem=problem,
    )


def _instruction(question: Question) -> str:
    if question.type in (QuestionType.ONE, QuestionType.TRUE_FALSE):
        return _("Choose one.")
    if question.type is QuestionType.SEVERAL:
        return ngettext("Choose %(num)d.", "Choose %(num)d.", sum(choice.right for choice in question.choices))
    return ""


def _help(question: Question) -> str:
    if question.type is QuestionType.NUMBER:
        return _("A number, such as 12 or 3.5.")
    return _("One or two words, in any language of this site. Capital letters and hyphens do not matter.")
