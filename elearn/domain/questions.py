"""A question as an immutable value: what is asked, in every language, and what is right, in none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class QuestionType(StrEnum):
    """Decided by how the answers are written, never by how many are right."""

    ONE = "one"
    SEVERAL = "several"
    TRUE_FALSE = "true-false"
    NUMBER = "number"
    TEXT = "text"
    MATCHING = "matching"
    ORDERING = "ordering"
    GAPS = "gaps"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be ticked, or (in `Question.known_wrong`) typed and known to be wrong."""

    key: str
    right: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A typed number is right when low <= it <= high. Decimal strings: grading must not depend on binary fractions."""

    low: str
    high: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a question with an answer of its own, sent as `{question}.{key}`: a left side, a line, a gap.

    `options` are what can be chosen: opaque letters (of a gap in the order of the file), for a line the numbers that
    are free; `right` are those that are right, of a fixed line its place. A typed gap has no options but a `number`
    or `accepted` texts, the union over all languages.
    """

    key: str
    options: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    number: NumberRange | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A whole question in one language. HTML fragments, already safe. `choices` and `feedback` are by key.

    Plain text are `accepted`, the typed answers of this language (empty where the translator added none), `columns`,
    the head of a matching table, and `options`: the words of each letter, in a gap of `gap.letter`; under the key of
    a typed gap one right answer.
    """

    prompt: str
    stem: str = ""
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    feedback: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""
    unit: str = ""
    stale: bool = False
    accepted: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """A typed answer that is known to be wrong, per language, with what to tell the person who typed it (HTML)."""

    typed: str
    feedback: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what is right. `accepted` is the union over all languages; `read` is `lesson#section`.

    `was` are its former keys: whoever was asked under one of them was asked this question.
    """

    key: str
    type: QuestionType
    points: int
    texts: Mapping[str, QuestionText]
    choices: tuple[Choice, ...] = ()
    slots: tuple[Slot, ...] = ()
    true: bool = False
    number: NumberRange | None = None
    accepted: tuple[str, ...] = ()
    known_wrong: tuple[KnownWrong, ...] = ()
    strict_accents: bool = False
    score_all: bool = False
    shuffle: bool = True
    objective: str = ""
    read: str = ""
    grading_hash: str = ""
    text_hash: str = ""

    def slot(self, key: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.key == key), None)

    was: tuple[str, ...] = ()
