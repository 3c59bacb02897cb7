"""Quizzes in GIFT, the text format of Moodle that many other systems read too: file in, quiz and problems out.

Lenient where Moodle is (signs outside of the braces), and as strict where a guess would change what is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from elearn.domain.written import Answers, Gaps, Open, Problem, WrittenQuestion
from elearn.exchange.gift_answers import (
    Block,
    gap_of,
    read_answers,
    read_matching,
    read_ordering,
    read_true_false,
    take_kind,
)
from elearn.exchange.gift_scan import Lines, Piece, find_sign, scan_pieces, unescape
from elearn.exchange.quiz_judging import named_answers
from elearn.exchange.quiz_labels import read_comment, read_labels
from elearn.exchange.quiz_pools import Shelves, read_category
from elearn.exchange.quiz_problems import (
    MAX_BYTES,
    MAX_LINES,
    MAX_PROBLEMS,
    MAX_QUESTIONS,
    MAX_TAGS,
    MAX_TEXT,
    Notes,
    Refused,
    Taken,
    Untaken,
)
from elearn.exchange.quiz_prose import plain_words
from elearn.exchange.quiz_texts import (
    MARKDOWN,
    MIXED,
    Told,
    fill_places,
    free_places,
    make_question,
    place,
    to_markdown,
)

# A question with all its answers may be so many times as long as one text.
LONGEST = 3
CATEGORY = re.compile(r"\$CATEGORY:[ \t]*([^\n]*)\n?")
TITLE = re.compile(r"::((?:\\.|[^\\])*?)::", re.DOTALL)


def read_gift(body: bytes) -> Taken:
    """The quiz of a file, with every question that could not be taken. Never raises."""
    try:
        text = _decode(body)
        return _read(text)
    except Refused as refused:
        return Taken(problems=(refused.problem,))


def _decode(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        raise Refused("file-big", str(len(body)))
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in body[:2000]:
        raise Refused("file-utf16")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Refused("file-encoding", f"0x{body[error.start]:02X}", line, column) from error
    if not text.strip():
        raise Refused("file-empty")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise Refused("file-lines", str(MAX_LINES))
    if text.count("<") > MAX_TAGS:
        raise Refused("file-tags", str(MAX_TAGS))
    return text


def _read(text: str) -> Taken:
    shelves, lines = Shelves(), Lines(text)
    problems: list[Problem] = []
    count = 0
    for found in scan_pieces(text):
        piece, comment = found, found.comment
        category = CATEGORY.match(piece.text)
        if category:
            shelves.open(read_category(category[1], *read_comment(comment)))
            piece, comment = piece.part(category.end()).stripped(), ""
        if not piece.text:
            continue
        count += 1
        if count > MAX_QUESTIONS or len(problems) > MAX_PROBLEMS:
            raise Refused("file-questions", str(count), *lines.at(piece.start))
        question, notes = _question(piece, comment, lines)
        problems += notes.found
        if question:
            shelves.add(question)
    return Taken(shelves.quiz(), tuple(problems))


def _question(piece: Piece, comment: str, lines: Lines) -> tuple[WrittenQuestion | None, Notes]:
    title = TITLE.match(piece.text)
    name = " ".join(unescape(title[1]).split()) if title else ""
    rest = piece.part(title.end() if title else 0)
    notes = Notes(*lines.at(piece.start), name or plain_words(rest.text[:80]), name)
    try:
        return _whole(rest, comment, lines, notes), notes
    except Untaken as error:
        notes.lose(error)
        return None, notes


def _whole(rest: Piece, comment: str, lines: Lines, notes: Notes) -> WrittenQuestion:
    if len(rest.text) > LONGEST * MAX_TEXT:
        raise Untaken("text-long", str(len(rest.text)))
    key, labels = read_comment(comment[:MAX_TEXT])
    kind, rest = take_kind(rest, MIXED)
    opening = find_sign(rest.text, "{")
    if opening < 0:
        raise Untaken("answers-missing")
    closing = find_sign(rest.text, "}", opening)
    if closing < 0:
        raise Untaken("brace-open", "", *lines.at(rest.start + opening))
    inside, general = _explained(rest.part(opening + 1, closing).stripped())
    block = Block(inside, kind, lines, notes, read_labels(labels))
    explanation = [block.markdown(general)] if general.text else []
    before, after = rest.part(0, opening), rest.part(closing + 1)
    if after.text.strip() or "gap" in block.labels.words:
        return _with_gap(block, before, after, explanation, key)
    told = Told(unescape(before.text.rstrip(" \t\n")), kind, *lines.at(before.start))
    if not inside.text:
        return _without_answers(told, block, explanation, key)
    judged, extra = _judge(block)
    return make_question(told, judged, notes, explanation=[*explanation, *extra], key=key, labels=block.labels)


def _explained(inside: Piece) -> tuple[Piece, Piece]:
    at = find_sign(inside.text, "#")
    while at >= 0 and not inside.text.startswith("####", at):
        at = find_sign(inside.text, "#", at + 1)
    if at < 0:
        return inside, inside.part(len(inside.text))
    return inside.part(0, at).stripped(), inside.part(at + 4).stripped()


def _judge(block: Block) -> tuple[Answers, Sequence[str]]:
    """The answers, and what they told to some that can only be told to everybody."""
    pairs = read_matching(block) or read_ordering(block)
    if pairs:
        return pairs, ()
    truth = read_true_false(block)
    if truth:
        return truth
    judged = read_answers(block)
    return named_answers(judged.answers, block.labels, block.notes), judged.explanation


def _without_answers(told: Told, block: Block, explanation: Sequence[str], key: str) -> WrittenQuestion:
    return make_question(told, Open(), block.notes, explanation=explanation, key=key, labels=block.labels)


def _with_gap(block: Block, before: Piece, after: Piece, explanation: Sequence[str], key: str) -> WrittenQuestion:
    """The missing word: braces in the middle of a sentence."""
    if not block.inside.text:
        raise Untaken("answers-none")
    if find_sign(after.text, "{") >= 0:
        raise Untaken("gap-second", "", *block.lines.at(after.start))
    gap, extra = gap_of(block)
    around = (free_places(unescape(side.text)) for side in (before, after))
    told = Told(place(0).join(around), block.kind, *block.lines.at(before.start))
    text = fill_places(to_markdown(told, block.notes), [gap], block.labels.names("answers"))
    told = Told(text, MARKDOWN, *block.lines.at(before.start))
    return make_question(told, Gaps(), block.notes, explanation=[*explanation, *extra], key=key, labels=block.labels)
