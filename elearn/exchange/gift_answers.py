"""The part of a GIFT question between its braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from elearn.domain.written import Gap, Matching, Number, Ordering, Pair, Reply, TrueFalse, Typed
from elearn.exchange.gift_scan import Lines, Piece, find_sign, unescape
from elearn.exchange.quiz_judging import (
    FULL,
    Judged,
    Ranged,
    Weighed,
    judge_choices,
    judge_numbers,
    judge_texts,
    read_decimal,
)
from elearn.exchange.quiz_labels import Labels
from elearn.exchange.quiz_problems import MAX_ANSWERS, Notes, Untaken
from elearn.exchange.quiz_texts import HTML, MARKDOWN, MIXED, PLAIN, Told, to_line, to_markdown

KIND = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,7})?)%")
ORDER = re.compile(r">\s*(?:\d+|\*)?(?:[ \t]+[\w-]+)*[ \t]*\n")
WORDS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
ARROW = "->"


@dataclass(frozen=True, slots=True)
class Entry:
    """`=` or `~` with what follows. `weight` is None where none is written."""

    sign: str
    weight: Decimal | None
    words: Piece
    feedback: Piece


@dataclass(slots=True)
class Block:
    """The inside of the braces, and what reading it needs: the kind of the question's text, places, and notes."""

    inside: Piece
    kind: str
    lines: Lines
    notes: Notes
    labels: Labels

    def told(self, piece: Piece) -> Told:
        """A text in here: of the question's kind, unless it names its own."""
        kind, piece = take_kind(piece, self.kind)
        return Told(unescape(piece.text), kind, *self.lines.at(piece.start))

    def markdown(self, piece: Piece) -> str:
        return to_markdown(self.told(piece), self.notes)


def take_kind(piece: Piece, otherwise: str) -> tuple[str, Piece]:
    """The kind that a text names in front, and the text behind it."""
    named = KIND.match(piece.text)
    if named is None:
        return otherwise, piece.stripped()
    kinds = {"html": HTML, "markdown": MARKDOWN, "plain": PLAIN, "moodle": MIXED}
    return kinds[named[1]], piece.part(named.end()).stripped()


def split_entries(piece: Piece) -> list[Entry]:
    """Every answer; words before the first sign are an answer without one."""
    starts: list[int] = []
    at = find_sign(piece.text, "=~")
    while at >= 0:
        starts.append(at)
        at = find_sign(piece.text, "=~", at + 1)
        if len(starts) > MAX_ANSWERS:
            raise Untaken("answers-many", str(MAX_ANSWERS))
    first, ends = (starts[0], [*starts[1:], len(piece.text)]) if starts else (len(piece.text), [])
    entries = [_entry("", piece.part(0, first))] if piece.text[:first].strip() else []
    return entries + [
        _entry(piece.text[start], piece.part(start + 1, end)) for start, end in zip(starts, ends, strict=True)
    ]


def _entry(sign: str, piece: Piece) -> Entry:
    weight = WEIGHT.match(piece.text)
    words = piece.part(weight.end()) if weight else piece
    at = find_sign(words.text, "#")
    feedback = words.part(at + 1) if at >= 0 else words.part(len(words.text))
    words = words.part(0, at) if at >= 0 else words
    return Entry(sign, Decimal(weight[1]) if weight else None, words.stripped(), feedback.stripped())


def read_answers(block: Block) -> Judged:
    """Choices, words, numbers. Raises Untaken for what GIFT does not know."""
    text = block.inside.text
    if text.startswith("#"):
        return judge_numbers([_range(block, entry) for entry in _numbers(block.inside.part(1))], block.notes)
    entries = split_entries(block.inside)
    if any(not entry.sign for entry in entries):
        raise Untaken("answers-unreadable", text[:60], *block.lines.at(block.inside.start))
    if all(entry.sign == "=" for entry in entries):
        return judge_texts([_plain(block, entry) for entry in entries], block.notes)
    several = all(entry.sign == "~" for entry in entries)
    weighed = [_marked(block, entry) for entry in entries]
    none_right = block.labels.attributes.get("all") == "none"
    return Judged(judge_choices(weighed, block.notes, several=several, none_right=none_right))


def _marked(block: Block, entry: Entry) -> Weighed:
    weight = entry.weight if entry.weight is not None else FULL if entry.sign == "=" else Decimal(0)
    return Weighed(
        block.markdown(entry.words), weight, block.markdown(entry.feedback), *block.lines.at(entry.words.start)
    )


def _plain(block: Block, entry: Entry) -> Weighed:
    """What is typed is compared as it is: it has no marks in any kind of text."""
    weight = entry.weight if entry.weight is not None else FULL
    words = unescape(entry.words.text)
    return Weighed(words, weight, block.markdown(entry.feedback), *block.lines.at(entry.words.start))


def _numbers(piece: Piece) -> Iterator[Entry]:
    entries = split_entries(piece)
    if not entries:
        raise Untaken("answers-none")
    for entry in entries:
        wrong = entry.sign == "~" and entry.weight is None
        yield Entry(entry.sign, Decimal(0) if wrong else entry.weight, entry.words, entry.feedback)


def _range(block: Block, entry: Entry) -> Ranged:
    line, column = block.lines.at(entry.words.start)
    weighed = _plain(block, entry)
    text = weighed.text.strip()
    if text in ("", "*"):
        return Ranged(weighed, None, None)
    low, dots, high = text.partition("..")
    if dots:
        bounds = read_decimal(low, line, column), read_decimal(high, line, column)
    else:
        value, _, tolerance = text.partition(":")
        middle, width = read_decimal(value, line, column), read_decimal(tolerance or "0", line, column)
        bounds = middle - abs(width), middle + abs(width)
    if bounds[0] > bounds[1]:
        raise Untaken("number-range", text, line, column)
    return Ranged(weighed, *bounds)


def read_true_false(block: Block) -> tuple[TrueFalse, list[str]] | None:
    """The statement's truth, and what was told to those who were wrong and to those who were right."""
    parts: list[Piece] = []
    rest = block.inside
    while (at := find_sign(rest.text, "#")) >= 0 and len(parts) < 2:
        parts.append(rest.part(0, at))
        rest = rest.part(at + 1)
    word, *told = [*parts, rest]
    if word.text.strip().upper() not in WORDS:
        return None
    feedback = [text for text in (block.markdown(piece) for piece in told) if text]
    if feedback:
        block.notes.add("true-false-feedback")
    return TrueFalse(WORDS[word.text.strip().upper()]), feedback


def read_matching(block: Block) -> Matching | None:
    """Pairs with an arrow; None when there is no arrow in the first of them."""
    entries = split_entries(block.inside)
    if not entries or any(entry.sign != "=" for entry in entries) or ARROW not in entries[0].words.text:
        return None
    pairs = []
    for entry, key in zip(entries, block.labels.keys(len(entries)), strict=True):
        left, arrow, right = entry.words.text.partition(ARROW)
        if not arrow:
            raise Untaken("match-arrow", entry.words.text[:60], *block.lines.at(entry.words.start))
        if entry.feedback.text:
            block.notes.add("match-feedback", "", *block.lines.at(entry.feedback.start))
        kind, left_piece = take_kind(Piece(left, entry.words.start), block.kind)
        right_piece = Piece(right, entry.words.start + len(left) + len(arrow)).stripped()
        told = Told(unescape(left_piece.text), kind, *block.lines.at(left_piece.start))
        pairs.append(Pair(to_line(told, block.notes), to_line(block.told(right_piece), block.notes), key))
    heads = (block.labels.words.get("left", ""), block.labels.words.get("right", ""))
    return Matching(tuple(pairs), heads)


def read_ordering(block: Block) -> Ordering | None:
    """The lines behind `>`, as Moodle's question type *ordering* exports them; None without that sign."""
    head = ORDER.match(block.inside.text)
    if head is None:
        return None
    steps: list[str] = []
    start = head.end()
    for line in block.inside.text[head.end() :].split("\n"):
        piece = Piece(line, block.inside.start + start).stripped()
        start += len(line) + 1
        if piece.text:
            steps.append(to_line(block.told(piece), block.notes))
    return block.labels.ordering(steps)


def gap_of(block: Block) -> tuple[Gap, Sequence[str]]:
    """The answers as one gap in a sentence, and what was told to those who filled it right."""
    entries = [] if block.inside.text.startswith("#") else split_entries(block.inside)
    if any(entry.sign == "~" for entry in entries):
        return _list_gap(block, entries), ()
    judged = read_answers(block)
    if isinstance(judged.answers, Number):
        if judged.answers.low != judged.answers.high:
            raise Untaken("gap-number")
        return Gap((Reply(judged.answers.low),)), judged.explanation
    replies = judged.answers.replies if isinstance(judged.answers, Typed) else ()
    if any(not reply.right for reply in replies):
        block.notes.add("gap-feedback")
    return Gap(tuple(reply for reply in replies if reply.right)), judged.explanation


def _list_gap(block: Block, entries: Sequence[Entry]) -> Gap:
    """A gap to pick from: right is what is worth everything."""
    if not any(entry.sign == "=" for entry in entries):
        raise Untaken("gap-several")
    weighed = [_plain(block, entry) for entry in entries]
    if any(answer.feedback for answer in weighed):
        block.notes.add("gap-feedback")
    options = zip(weighed, entries, strict=True)
    return Gap(tuple(Reply(answer.text, entry.sign == "=" and answer.weight >= FULL) for answer, entry in options))
