"""Which questions a learner gets, in which order: pure in the quiz's revision and a public seed, 0 to 15.

The seed is part of an address, not a secret and not a state: the same address shows the same page to everybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from elearn.domain.course import Quiz
from elearn.domain.questions import Choice, Question, QuestionType, Slot

SEEDS = range(16)
_SHUFFLED = (QuestionType.ONE, QuestionType.SEVERAL)
T = TypeVar("T", Choice, Slot)


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
    if not (_shuffles(quiz, question) and question.type in _SHUFFLED):
        return question.choices
    return tuple(_shuffled(quiz, question, seed, question.choices))


def order_slots(quiz: Quiz, question: Question, seed: int) -> tuple[Slot, ...]:
    """The lines or left sides in the order in which this seed shows them; gaps stay where they are in their sentence.

    Lines to be put in order change places whatever quiz and question say: their order in the file is the answer.
    """
    if question.type is QuestionType.ORDERING or (question.type is QuestionType.MATCHING and _shuffles(quiz, question)):
        return tuple(_shuffled(quiz, question, seed, question.slots))
    return question.slots


def order_options(quiz: Quiz, question: Question, slot: Slot, seed: int) -> tuple[str, ...]:
    """What this slot offers, in the order of this seed; all selects of one matching offer it in the same order."""
    if question.type is QuestionType.ORDERING or not _shuffles(quiz, question):
        return slot.options
    name = question.key if question.type is QuestionType.MATCHING else f"{question.key}.{slot.key}"
    return tuple(sorted(slot.options, key=lambda option: _rank(quiz.rev, seed, f"{name}|{option}")))


def opaque_letters(rev: str, name: str, texts: Iterable[str]) -> dict[str, str]:
    """A letter for each text, by a hash of (`rev`, `name`, text): neither letter nor rank says which text is right.

    `name` is the question, or `question.gap`; the texts are those of the source file, so that a letter means the same
    in every language. After `z` come `a2`, `b2` and so on.
    """
    ranked = sorted(set(texts), key=lambda text: hashlib.sha256(f"{rev}:{name}:{text}".encode()).digest())
    return {text: _letter(number) for number, text in enumerate(ranked)}


def _letter(number: int) -> str:
    rounds, rest = divmod(number, 26)
    return f"{chr(ord('a') + rest)}{rounds + 1 if rounds else ''}"


def _shuffles(quiz: Quiz, question: Question) -> bool:
    return quiz.shuffle_answers and question.shuffle


def _shuffled(quiz: Quiz, question: Question, seed: int, movable: tuple[T, ...]) -> Iterator[T]:
    # The question's key is part of the hash: otherwise `a` would stand at the same place in every question.
    moving = iter(
        sorted(
            (entry for entry in movable if not entry.fixed),
            key=lambda entry: _rank(quiz.rev, seed, f"{question.key}.{entry.key}"),
        )
    )
    return (entry if entry.fixed else next(moving) for entry in movable)


def best_seed(quiz: Quiz, seen: Collection[str]) -> int:
    """The seed that shows the most questions whose keys, old ones too, are not in `seen`; the lowest among equals."""
    return max(SEEDS, key=lambda seed: (_unseen(quiz, seed, seen), -seed))


def _unseen(quiz: Quiz, seed: int, seen: Collection[str]) -> int:
    return sum(not any(key in seen for key in (question.key, *question.was)) for question in draw(quiz, seed))


def _rank(rev: str, seed: int, key: str) -> bytes:
    return hashlib.sha256(f"{rev}:{seed}:{key}".encode()).digest()
