"""Grading as the fold needs it: the same answer to the same question is judged once, however many people gave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from elearn.domain.course import Quiz
from elearn.domain.drawing import draw
from elearn.domain.events import canonical_json
from elearn.domain.grading import Grade, QuestionGrade, add_up, grade
from elearn.domain.questions import Question

K = TypeVar("K")
V = TypeVar("V")
KEPT_DRAWS, KEPT_GRADES = 512, 8192
LONGEST = 200  # characters of an answer that is worth keeping: longer ones hardly come twice

# By the hash of the quiz, which never changes its meaning.
_draws: dict[tuple[str, int], tuple[Question, ...]] = {}
_grades: dict[tuple[str, str, str], QuestionGrade] = {}


def grade_text(digest: str, quiz: Quiz, seed: int, answers: Mapping[str, object]) -> Grade:
    """What `domain.grading.grade_quiz` says of these answers. `digest` is the hash of the quiz's bytes."""
    asked = _draws.get((digest, seed))
    if asked is None:
        asked = draw(quiz, seed)
        _keep(_draws, (digest, seed), asked, KEPT_DRAWS)
    return add_up(quiz, tuple(_grade(digest, question, answers.get(question.key)) for question in asked))


def _grade(digest: str, question: Question, answer: object) -> QuestionGrade:
    # Apart from texts an answer's JSON says all that grading looks at; the space keeps a text from looking like one.
    text = f" {answer}" if isinstance(answer, str) else canonical_json(answer)
    if len(text) > LONGEST:
        return grade(question, answer)
    key = (digest, question.key, text)
    known = _grades.get(key)
    if known is None:
        known = grade(question, answer)
        _keep(_grades, key, known, KEPT_GRADES)
    return known


def _keep(shelf: dict[K, V], key: K, value: V, most: int) -> None:
    """The oldest goes where there are too many. Several threads may: at worst something is judged again."""
    while len(shelf) >= most:
        shelf.pop(next(iter(shelf), key), None)
    shelf[key] = value
