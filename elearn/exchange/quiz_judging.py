"""Weighed answers of other systems as answers that are right or wrong, and what that loses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from elearn.domain.written import Answers, Choices, Number, Option, Reply, Typed
from elearn.exchange.quiz_labels import Labels
from elearn.exchange.quiz_problems import Notes, Untaken
from elearn.exchange.quiz_prose import joined_words

FULL = Decimal(100)
# Weights of three equal answers are written 33.33333 or 33.3.
NEAR = Decimal("0.5")
PATTERN = re.compile(r"(?<!\\)\*")
DECIMAL = re.compile(r"[-+−]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][-+]?\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Weighed:
    """An answer with its share of the points in percent. `text` is Markdown for choices and plain for typed answers."""

    text: str
    weight: Decimal
    feedback: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """`explanation` is what was told to those who answered right, and can only be told to everybody."""

    answers: Choices | Typed | Number
    explanation: tuple[str, ...] = ()


def judge_choices(answers: Sequence[Weighed], notes: Notes, *, several: bool, none_right: bool = False) -> Choices:
    """Right are, in a single choice, those worth everything; where several may be ticked, those worth anything."""
    if not answers:
        raise Untaken("answers-none")
    right = [answer.weight > 0 if several else answer.weight >= FULL for answer in answers]
    if not any(right) and not (several and none_right):
        raise Untaken("none-right")
    if several:
        share = FULL / max(sum(right), 1)
        uneven = any(abs(a.weight - share) > NEAR for a, is_right in zip(answers, right, strict=True) if is_right)
    else:
        uneven = any(0 < answer.weight < FULL for answer in answers)
        if sum(right) > 1:
            notes.add("any-of", str(sum(right)))
            several = True
    if uneven:
        notes.add("weights", ", ".join(f"{answer.weight.normalize():f}%" for answer in answers))
    options = (Option(answer.text, is_right, answer.feedback) for answer, is_right in zip(answers, right, strict=True))
    return Choices(tuple(options), several)


def named_answers(answers: Choices | Typed | Number, labels: Labels, notes: Notes) -> Answers:
    """The answers with what labels of our own say of them."""
    if isinstance(answers, Choices):
        return _name_options(answers, labels, notes)
    if isinstance(answers, Number):
        return replace(answers, spelling=labels.words.get("number", ""))
    return answers


def _name_options(choices: Choices, labels: Labels, notes: Notes) -> Choices:
    """The options with the keys that our own export gave them, unless some came or went since."""
    keys, fixed = labels.names("answers"), labels.names("fixed")
    if keys and len(keys) != len(choices.options):
        notes.add("answer-keys", str(len(keys)))
    named = zip(choices.options, labels.keys(len(choices.options)), strict=True)
    return Choices(tuple(replace(option, key=key, fixed=key in fixed) for option, key in named), choices.several)


def judge_texts(answers: Sequence[Weighed], notes: Notes) -> Judged:
    """Typed words. A pattern with `*` is left out: our answers are words, never patterns."""
    replies: list[Reply] = []
    told: list[str] = []
    for answer in answers:
        text = joined_words(answer.text)
        if not text or PATTERN.search(text):
            notes.add("catch-all" if text == "*" else "pattern", text, answer.line, answer.column)
            continue
        reply = _reply(answer, text.replace("\\*", "*"), notes, told)
        if reply.text not in {other.text for other in replies}:
            replies.append(reply)
    if not any(reply.right for reply in replies):
        raise Untaken("none-right")
    return Judged(Typed(tuple(replies)), tuple(told))


def _reply(answer: Weighed, text: str, notes: Notes, told: list[str]) -> Reply:
    right = answer.weight >= FULL
    if 0 < answer.weight < FULL:
        notes.add("partial", f"{answer.weight.normalize():f}%", answer.line, answer.column)
    if right and answer.feedback:
        notes.add("right-feedback", "", answer.line, answer.column)
        told.append(answer.feedback)
    return Reply(text, right, "" if right else answer.feedback)


@dataclass(frozen=True, slots=True)
class Ranged:
    """A weighed number: from `low` to `high`; both None for an answer that takes whatever is typed."""

    answer: Weighed
    low: Decimal | None
    high: Decimal | None


def judge_numbers(answers: Sequence[Ranged], notes: Notes) -> Judged:
    """One range is a number; several exact numbers become typed words."""
    told: list[str] = []
    right: list[tuple[str, str]] = []
    wrong: list[Reply] = []
    for entry in answers:
        answer = entry.answer
        if entry.low is None or entry.high is None:
            notes.add("catch-all", answer.text, answer.line, answer.column)
            continue
        reply = _reply(answer, spell_decimal(entry.low), notes, told)
        if reply.right:
            right.append((spell_decimal(entry.low), spell_decimal(entry.high)))
        elif entry.low == entry.high:
            wrong.append(reply)
        else:
            notes.add("wrong-range", answer.text, answer.line, answer.column)
    if not right:
        raise Untaken("none-right")
    if len(right) == 1:
        return Judged(Number(*right[0], wrong=tuple(wrong)), tuple(told))
    if any(low != high for low, high in right):
        raise Untaken("numbers-several")
    notes.add("numbers-typed", ", ".join(low for low, _ in right))
    return Judged(Typed((*(Reply(low) for low, _ in right), *wrong)), tuple(told))


def read_decimal(text: str, line: int, column: int = 1) -> Decimal:
    """A number with a decimal point, also with an exponent. Raises Untaken for anything else."""
    written = text.strip()
    if not DECIMAL.fullmatch(written):
        raise Untaken("number-unreadable", written, line, column)
    try:
        return Decimal(written.replace("−", "-"))
    except InvalidOperation as error:
        raise Untaken("number-unreadable", written, line, column) from error


def spell_decimal(value: Decimal) -> str:
    """Without exponent and without zeros at the end. Raises Untaken when our format has no room for it."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _, fraction = text.lstrip("-").partition(".")
    if len(whole) > 15 or len(fraction) > 15:
        raise Untaken("number-unreadable", text)
    return "0" if text in ("-0", "") else text
