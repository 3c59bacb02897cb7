"""All answers of a question at once, right and wrong, with what each of them is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from elearn.domain.course import Quiz
from elearn.domain.questions import Question
from elearn.web.quiz_view import choice_labels


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`html` and `feedback` are HTML of our compiler."""

    html: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class AnswersView:
    answers: tuple[AnswerView, ...]
    explanation: str
    points: int


def with_all_questions(quiz: Quiz) -> Quiz:
    """No draw: an author wants to see each of them."""
    return replace(quiz, pools=tuple(replace(pool, draw=0) for pool in quiz.pools), shuffle_questions=False)


def answers_of(question: Question, language: str) -> AnswersView:
    text = question.texts[language]
    return AnswersView((*_choices(question, language), *_typed(question, language)), text.explanation, question.points)


def _choices(question: Question, language: str) -> Iterator[AnswerView]:
    text = question.texts[language]
    labels = choice_labels(question, text)
    for choice in question.choices:
        if choice.key in labels:
            yield AnswerView(labels[choice.key], choice.right, text.feedback.get(choice.key, ""))


def _typed(question: Question, language: str) -> Iterator[AnswerView]:
    for accepted in question.accepted:
        yield AnswerView(accepted, right=True, feedback="")
    for wrong in question.known_wrong:
        yield AnswerView(wrong.typed, right=False, feedback=wrong.feedback.get(language, ""))
