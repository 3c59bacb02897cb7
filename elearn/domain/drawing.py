"""Which questions a learner gets, in which order: pure in the quiz's revision and a public seed, 0 to 15.

The seed is part of an address, not a secret and not a state: the same address shows the same page to everybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from elearn.domain.course import Choice, Question, QuestionType, Quiz

SEEDS = range(16)
_SHUFFLED = (QuestionType.ONE, QuestionType.SEVERAL)


def draw(quiz: Quiz, seed: int) -> tuple[Question, ...]:
    """The questions of this seed as they stand on the page: pool after pool, `draw` out of each (0 or too many = all).

    Within a pool they keep the order of the file, unless the quiz shuffles questions.
    """
    return tuple(_draw_all(quiz, seed))


def _draw_all(quiz: Quiz, seed: int) -> Iterator[Question]:
    for pool in quiz.pools:
        if not pool.draw and not quiz.shuffle_questions:
            yield from pool.questions
            continue
        ranked = sorted(pool.questions, key=lambda question: _rank(quiz.rev, seed, question.key))
        drawn = ranked[: pool.draw] if pool.draw else ranked
        if quiz.shuffle_questions:
            yield from drawn
        else:
            kept = {question.key for question in drawn}
            yield from (question for question in pool.questions if question.key in kept)


def order_choices(quiz: Quiz, question: Question, seed: int) -> tuple[Choice, ...]:
    """The answers of a question in the order in which this seed shows them.

    A fixed one keeps its place and the others change round it. Nothing is shuffled where quiz or question says no;
    true and false never are (they are no choices at all).
    """
    if not (quiz.shuffle_answers and question.shuffle and question.type in _SHUFFLED):
        return question.choices
    # The question's key is part of the hash: otherwise `a` would stand at the same place in every question.
    moving = iter(
        sorted(
            (choice for choice in question.choices if not choice.fixed),
            key=lambda choice: _rank(quiz.rev, seed, f"{question.key}.{choice.key}"),
        )
    )
    return tuple(choice if choice.fixed else next(moving) for choice in question.choices)


def best_seed(quiz: Quiz, seen: Collection[str]) -> int:
    """The seed that shows the most questions whose keys are not in `seen`; the lowest one among equals."""
    return max(SEEDS, key=lambda seed: (_unseen(quiz, seed, seen), -seed))


def _unseen(quiz: Quiz, seed: int, seen: Collection[str]) -> int:
    return sum(question.key not in seen for question in draw(quiz, seed))


def _rank(rev: str, seed: int, key: str) -> bytes:
    return hashlib.sha256(f"{rev}:{seed}:{key}".encode()).digest()
