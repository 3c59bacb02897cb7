"""What came in with a quiz form, made canonical: the same answers always have the same form, whoever sent them.

One answer and true/false are a key, several are a tuple of keys in order, typed ones are the text as typed, tidied;
pairs, lines and gaps are a mapping of slot keys to letters, numbers or typed text, what was left out left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from elearn.domain.course import Quiz
from elearn.domain.drawing import SEEDS, draw
from elearn.domain.questions import Question, QuestionType, Slot
from elearn.domain.typed import LONGEST, NumberProblem, read_number

Answer = str | tuple[str, ...] | Mapping[str, str]

# Hidden fields of the form beside the questions (contract §4).
HIDDEN_FIELDS = frozenset({"rev", "seed", "event"})
MOST_PROBLEMS = 20
LONGEST_PROSE = 2_000

_SPACE = re.compile(r"\s+")
_DIRECTION_OVERRIDES = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TYPED = (QuestionType.NUMBER, QuestionType.TEXT)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_GAP_IN_LINE = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n ?(?: ?\n ?)+")


@dataclass(frozen=True, slots=True)
class Answers:
    """`given` holds canonical answers by question key, unanswered questions left out; `problems` a code per field."""

    given: Mapping[str, Answer]
    problems: Mapping[str, str]


def answers_from_fields(quiz: Quiz, seed: int, fields: Mapping[str, object]) -> Answers:
    """Read the fields of a form, or answers that are canonical already: a value is a text or a sequence of texts.

    Codes of problems: `unknown-seed`, `unknown-question` (also one that this seed does not show), `unknown-answer`,
    `answered-twice`, `number-twice` (two lines of an order), `too-long` (more than 500 characters), `prose-too-long`
    (more than 2,000), `unreadable-text`, `number-separators`. At most 20 problems are told, whatever was sent.
    """
    if seed not in SEEDS:
        return Answers({}, {"seed": "unknown-seed"})
    asked = {question.key: question for question in draw(quiz, seed)}
    given: dict[str, Answer] = {}
    slots: dict[str, dict[str, str]] = {}
    problems: dict[str, str] = {}
    for name, value in _one_by_one(asked, fields):
        key, _, slot = name.partition(".")
        try:
            if slot:
                _put(slots.setdefault(key, {}), asked.get(key), slot, _texts(value))
            else:
                given[name] = _read(asked.get(name), _texts(value))
        except _Problem as problem:
            problems[name[:80]] = str(problem)
            if len(problems) == MOST_PROBLEMS:
                break
    given |= {key: dict(sorted(put.items())) for key, put in slots.items()}
    return Answers({key: given[key] for key in sorted(given) if given[key]}, problems)


def _one_by_one(asked: Mapping[str, Question], fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The fields without the hidden ones; canonical answers to slots as the fields that they came from."""
    for name, value in fields.items():
        if name in HIDDEN_FIELDS:
            continue
        if isinstance(value, Mapping) and name in asked and asked[name].slots:
            yield from ((f"{name}.{slot}", text) for slot, text in value.items())
        else:
            yield name, value


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
    text = _only(texts)
    if not text:
        return ""
    if question.type is QuestionType.OPEN:
        return _prose(text)
    if question.type not in _TYPED:
        return _known(question, text)
    return _typed(text, units_of(question) if question.type is QuestionType.NUMBER else None)


def _only(texts: tuple[str, ...]) -> str:
    if len(texts) > 1:
        raise _Problem("answered-twice")
    return texts[0] if texts else ""


def _put(put: dict[str, str], question: Question | None, key: str, texts: tuple[str, ...]) -> None:
    """One slot into what was put into this question so far; the place of a fixed line is known without saying."""
    slot = question.slot(key) if question else None
    if question is None or slot is None:
        raise _Problem("unknown-question")
    text = _in_slot(slot, _only(texts))
    if question.type is QuestionType.ORDERING and text in put.values():
        raise _Problem("number-twice")
    if text and not (question.type is QuestionType.ORDERING and slot.fixed):
        put[key] = text


def _in_slot(slot: Slot, text: str) -> str:
    if not text:
        return ""
    if not (slot.options or slot.right):
        return _typed(text, () if slot.number else None)
    if text not in (slot.options or slot.right):
        raise _Problem("unknown-answer")
    return text


def _known(question: Question, key: str) -> str:
    true_false = question.type is QuestionType.TRUE_FALSE
    keys = ("true", "false") if true_false else tuple(choice.key for choice in question.choices)
    if key not in keys:
        raise _Problem("unknown-answer")
    return key


def _typed(text: str, units: tuple[str, ...] | None) -> str:
    """The text as it will be shown again: NFC, one space for a run of them, no overrides of direction.

    `units` may stand behind a number; None where no number is asked for.
    """
    tidy = _SPACE.sub(" ", _readable(text)).strip()
    if len(tidy) > LONGEST:
        raise _Problem("too-long")
    if units is not None and read_number(tidy, units).problem is NumberProblem.SEPARATORS:
        raise _Problem(NumberProblem.SEPARATORS)
    return tidy


def _prose(text: str) -> str:
    """The same for several lines: line ends are kept, at most one line is left empty."""
    lines = _GAP_IN_LINE.sub(" ", _LINE_ENDS.sub("\n", _readable(text)))
    tidy = _EMPTY_LINES.sub("\n\n", lines).replace(" \n", "\n").replace("\n ", "\n").strip()
    if len(tidy) > LONGEST_PROSE:
        raise _Problem("prose-too-long")
    return tidy


def _readable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    if any(map(_is_unreadable, text)):
        raise _Problem("unreadable-text")
    return unicodedata.normalize("NFC", text.translate(_DIRECTION_OVERRIDES))


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
