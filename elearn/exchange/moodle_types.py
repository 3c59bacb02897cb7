"""The answers of each of Moodle's question types that our format has a word for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from elearn.domain.written import Answers, Gaps, Matching, Open, Pair, TrueFalse
from elearn.exchange.cloze import take_gaps
from elearn.exchange.moodle_fields import Asked, text_of
from elearn.exchange.quiz_judging import (
    FULL,
    Ranged,
    judge_choices,
    judge_numbers,
    judge_texts,
    named_answers,
    read_decimal,
)
from elearn.exchange.quiz_problems import Untaken
from elearn.exchange.quiz_prose import one_line, plain_markdown
from elearn.exchange.quiz_texts import HTML, MARKDOWN, MIXED, Told, fill_places, to_line, to_markdown

# The answers, and what was told to some that can only be told to everybody.
Answered = tuple[Answers, Sequence[str]]


def _choices(asked: Asked) -> Answered:
    several = asked.node.said("single", "true").lower() in ("false", "0")
    none_right = asked.labels.attributes.get("all") == "none"
    weighed = [answer for _, answer in asked.answers()]
    choices = judge_choices(weighed, asked.notes, several=several, none_right=none_right)
    return named_answers(choices, asked.labels, asked.notes), ()


def _true_false(asked: Asked) -> Answered:
    weighed = [answer for _, answer in asked.answers()]
    right = next((answer for answer in weighed if answer.weight >= FULL), None)
    if right is None or right.text.strip().lower() not in ("true", "false"):
        raise Untaken("answers-unreadable", right.text if right else "")
    told = [answer.feedback for answer in weighed if answer.feedback]
    if told:
        asked.notes.add("true-false-feedback")
    return TrueFalse(right.text.strip().lower() == "true"), told


def _short(asked: Asked) -> Answered:
    judged = judge_texts([answer for _, answer in asked.answers(typed=True)], asked.notes)
    return judged.answers, judged.explanation


def _number(asked: Asked) -> Answered:
    ranges = []
    for node, answer in asked.answers(typed=True):
        if answer.text.strip() in ("", "*"):
            ranges.append(Ranged(answer, None, None))
            continue
        value = read_decimal(answer.text, answer.line, answer.column)
        width = abs(read_decimal(node.said("tolerance") or "0", answer.line, answer.column))
        ranges.append(Ranged(answer, value - width, value + width))
    judged = judge_numbers(ranges, asked.notes)
    units = asked.node.first("units")
    if units and "number" not in asked.labels.words:
        asked.notes.add("units", ", ".join(unit.said("unit_name") for unit in units.all("unit")))
    return named_answers(judged.answers, asked.labels, asked.notes), judged.explanation


def _matching(asked: Asked) -> Answered:
    nodes = list(asked.node.all("subquestion"))
    if not nodes:
        raise Untaken("answers-none")
    pairs = []
    for node, key in zip(nodes, asked.labels.keys(len(nodes)), strict=True):
        left = to_line(asked.told(node), asked.notes)
        right = text_of(node.first("answer"))
        # Moodle has no kind for right sides: beside Markdown of ours they are Markdown.
        written = one_line(right) if node.attributes.get("format") == MARKDOWN else one_line(plain_markdown(right))
        pairs.append(Pair(left, written, key))
    return Matching(tuple(pairs), (asked.labels.words.get("left", ""), asked.labels.words.get("right", ""))), ()


def _ordering(asked: Asked) -> Answered:
    texts = [to_line(asked.told(node, MIXED), asked.notes) for node in asked.node.all("answer")]
    if not texts:
        raise Untaken("answers-none")
    return asked.labels.ordering(texts), ()


def _essay(asked: Asked) -> Answered:
    for name in ("graderinfo", "responsetemplate"):
        node = asked.node.first(name)
        if node and text_of(node).strip():
            asked.notes.add("essay-notes", "", node.line, node.column)
    return Open(), ()


def read_cloze(asked: Asked) -> tuple[Told, Answered]:
    """The text with its gaps, as Markdown."""
    told = asked.question()
    text, gaps = take_gaps(told.text, asked.notes, is_html=told.kind == HTML)
    if not gaps:
        raise Untaken("answers-none")
    converted = to_markdown(Told(text, told.kind, told.line, told.column), asked.notes)
    filled = fill_places(converted, gaps, asked.labels.names("answers"))
    return Told(filled, MARKDOWN, told.line, told.column), (Gaps(), ())


READERS: Mapping[str, Callable[[Asked], Answered]] = {
    "multichoice": _choices,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
