"""What came in with a quiz form, made canonical: the same answers always have the same form, whoever sent them.

One answer and true/false are a key, several are a tuple of keys in order, typed ones are the text as typed, tidied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elearn.domain.course import Question, QuestionType, Quiz
from elearn.domain.drawing import SEEDS, draw
from elearn.domain.typed import LONGEST, NumberProblem, read_number

Answer = str | tuple[str, ...]

# Hidden fields of the form beside the questions (contract §4).
HIDDEN_FIELDS = frozenset({"rev", "seed", "event"})
MOST_PROBLEMS = 20

_SPACE = re.compile(r"\s+")
_DIRECTION_OVERRIDES = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TYPED = (QuestionType.NUMBER, QuestionType.TEXT)


@dataclass(frozen=True, slots=True)
class Answers:
    """`given` holds canonical answers by question key, unanswered questions left out; `problems` a code per field."""

    given: Mapping[str, Answer]
    problems: Mapping[str, str]


def answers_from_fields(quiz: Quiz, seed: int, fields: Mapping[str, object]) -> Answers:
    """Read the fields of a form, or answers that are canonical already: a value is a text or a sequence of texts.

    Codes of problems: `unknown-seed`, `unknown-question` (also one that this seed does not show), `unknown-answer`,
    `answered-twice`, `too-long` (more than 500 characters), `unreadable-text`, `number-separators`.
    At most 20 problems are told, whatever was sent.
    """
    if seed not in SEEDS:
        return Answers({}, {"seed": "unknown-seed"})
    asked = {question.key: question for question in draw(quiz, seed)}
    given: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for name, value in fields.items():
        if name in HIDDEN_FIELDS:
            continue
        try:
            answer = _read(asked.get(name), _texts(value))
        except _Problem as problem:
            problems[name[:80]] = str(problem)
            if len(problems) == MOST_PROBLEMS:
                break
        else:
            if answer:
                given[name] = answer
    return Answers(dict(sorted(given.items())), problems)


class _Problem(Exception):
    """The code of what is wrong with one field."""


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    texts = tuple(text for text in values if isinstance(text, str))
    if len(texts) != len(values):
        raise _Problem("unreadable-text")
    return tuple(text for text in texts if text)


def _read(question: Question | None, texts: tuple[str, ...]) -> Answer:
    if question is None:
        raise _Problem("unknown-question")
    if question.type is QuestionType.SEVERAL:
        return tuple(sorted({_known(question, text) for text in texts}))
    if len(texts) > 1:
        raise _Problem("answered-twice")
    if not texts:
        return ""
    return _typed(question, texts[0]) if question.type in _TYPED else _known(question, texts[0])


def _known(question: Question, key: str) -> str:
    true_false = question.type is QuestionType.TRUE_FALSE
    keys = ("true", "false") if true_false else tuple(choice.key for choice in question.choices)
    if key not in keys:
        raise _Problem("unknown-answer")
    return key


def _typed(question: Question, text: str) -> str:
    """The text as it will be shown again: NFC, one space for a run of them, no overrides of direction."""
    if any(map(_is_unreadable, text)):
        raise _Problem("unreadable-text")
    tidy = _SPACE.sub(" ", unicodedata.normalize("NFC", text.translate(_DIRECTION_OVERRIDES))).strip()
    if len(tidy) > LONGEST:
        raise _Problem("too-long")
    if question.type is QuestionType.NUMBER:
        units = units_of(question)
        if read_number(tidy, units).problem is NumberProblem.SEPARATORS:
            raise _Problem(NumberProblem.SEPARATORS)
    return tidy


def units_of(question: Question) -> tuple[str, ...]:
    """Every way to write the unit after the number, the longest first, so that `bits` is tried before `s`."""
    units = {text.unit for text in question.texts.values()} | {question.number.unit if question.number else ""}
    return tuple(sorted(units - {""}, key=lambda unit: (-len(unit), unit)))


def _is_unreadable(char: str) -> bool:
    """NUL and other controls, halves of surrogate pairs, and code points that are no characters (RFC 9839)."""
    kind = unicodedata.category(char)
    if kind == "Cc":
        return not char.isspace()
    return kind == "Cs" or (kind == "Cn" and (0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE))
