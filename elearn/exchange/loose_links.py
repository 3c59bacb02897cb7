"""Links and pictures of a quiz that lead nowhere once it has left the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elearn.domain.written import Choices, Problem, WrittenQuestion, WrittenQuiz
from elearn.exchange.quiz_prose import plain_words

# Also with a title behind the address; what follows https or mailto leads somewhere from everywhere.
_INSIDE = re.compile(r"\]\(\s*(?!https:|mailto:)([^()\s]+)[^()]*\)")


def find_loose_links(quiz: WrittenQuiz) -> tuple[Problem, ...]:
    """One for each, by the line of its question. They are kept: on the way back they lead where they did."""
    return tuple(
        Problem(question.line, 1, "link-inside", address, plain_words(question.prompt))
        for question in quiz.questions()
        for address in dict.fromkeys(_addresses(question))
    )


def _addresses(question: WrittenQuestion) -> Iterator[str]:
    for text in (question.prompt, question.stem, question.hint, question.explanation, *_options(question)):
        yield from (found[1] for found in _INSIDE.finditer(text))


def _options(question: WrittenQuestion) -> Iterator[str]:
    if isinstance(question.answers, Choices):
        for option in question.answers.options:
            yield from (option.text, option.feedback)
