"""A quiz file as values that other formats are written from: its texts as they stand in the file, without its signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.alerts import alert_of
from elearn.content.answers import SIGN, is_answer_list
from elearn.content.document import Document, blocks, lines_of, plain
from elearn.content.markers import Marker
from elearn.content.numbers import read_number
from elearn.content.pages import Page
from elearn.content.units import Unit
from elearn.domain.questions import NumberRange
from elearn.domain.written import (
    TYPE_WORDS,
    Answers,
    Choices,
    Gaps,
    Matching,
    Number,
    Open,
    Option,
    Ordering,
    Pair,
    Problem,
    Reply,
    Step,
    TrueFalse,
    Typed,
    WrittenPool,
    WrittenQuestion,
    WrittenQuiz,
    gaps_of,
)

QUOTE = re.compile(r" {0,3}> ?")
BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")
CELL_BAR = re.compile(r"(?<!\\)\|")
EXACT = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def read_quiz(page: Page) -> tuple[WrittenQuiz, tuple[Problem, ...]]:
    """The quiz of a source file without errors, and what has no place in these values."""
    problems: list[Problem] = []
    settings = {name: page.meta.text(name) for name in page.meta.places if name in page.meta.words and name != "type"}
    pools = []
    for pool in page.pools:
        questions = tuple(_question(page.document, question.unit, problems) for question in pool.questions)
        if pool.unit is None:
            pools.append(WrittenPool(questions))
        elif questions:
            title = _heading_text(page.document, pool.unit)
            pools.append(WrittenPool(questions, title, pool.unit.key, _attributes(pool.unit.marker)))
    return WrittenQuiz(settings, tuple(pools)), tuple(problems)


def _attributes(marker: Marker | None) -> dict[str, str]:
    named = marker.attributes.items() if marker else ()
    return {name: attribute.value or "" for name, attribute in named if name not in TYPE_WORDS}


def _heading_text(document: Document, unit: Unit) -> str:
    heading = unit.heading
    lines = [_bare(document, line) for line in lines_of(heading)] if heading else []
    return re.sub(r"^\s*#{1,2}\s+|\s+#+\s*$", "", " ".join(line.strip() for line in lines)).strip()


def _bare(document: Document, line: int) -> str:
    """A line without the keys on it."""
    text = document.source.lines[line - 1]
    for marker in reversed(document.markers.get(line, [])):
        text = text[: marker.start].rstrip() + text[marker.end :]
    return text


@dataclass(slots=True)
class _Draft:
    """The parts of one question while its blocks are read."""

    document: Document
    unit: Unit
    problems: list[Problem]
    stem: list[list[Token]] = field(default_factory=list)
    hints: list[list[Token]] = field(default_factory=list)
    entries: list[list[Token]] = field(default_factory=list)
    table: list[Token] = field(default_factory=list)
    quotes: list[list[Token]] = field(default_factory=list)

    def asks(self, word: str) -> bool:
        return self.unit.marker is not None and word in self.unit.marker.attributes

    def note(self, code: str, line: int, data: str = "") -> None:
        self.problems.append(Problem(line, 1, code, data, self.unit.title))

    def text(self, found: Sequence[list[Token]]) -> str:
        """Blocks as they stand in the file, with an empty line between those that have one."""
        text, end = "", 0
        for block in found:
            lines = lines_of(block[0])
            raw = self.document.source.lines[lines[0] - 1 : lines[-1]]
            text += ("\n" if end + 1 == lines[0] else "\n\n") if text else ""
            text += "\n".join(raw).rstrip()
            end = lines[0] + len("\n".join(raw).rstrip().split("\n")) - 1
        return text

    def unquoted(self, found: Sequence[list[Token]]) -> str:
        return "\n\n".join(_unquoted(self.text([block]).split("\n")) for block in found)


def _unquoted(lines: Sequence[str]) -> str:
    return "\n".join(QUOTE.sub("", line, count=1) for line in lines)


def _question(document: Document, unit: Unit, problems: list[Problem]) -> WrittenQuestion:
    draft = _Draft(document, unit, problems)
    for block in blocks(unit.tokens):
        if block[0].type != "html_block":
            _sort(draft, block)
    hint = "\n\n".join(draft.unquoted([block]).partition("\n")[2].strip("\n") for block in draft.hints)
    stem = draft.text(draft.stem)
    return WrittenQuestion(
        _heading_text(document, unit),
        _answers(draft, stem),
        stem=stem,
        hint=hint,
        explanation=draft.unquoted(draft.quotes),
        key=unit.key,
        attributes=_attributes(unit.marker),
        line=unit.line,
    )


def _sort(draft: _Draft, block: list[Token]) -> None:
    """What a block is, by the rules of quiz.py: quotes before other text belong to the stem."""
    kind, answered = block[0].type, bool(draft.entries or draft.table)
    alert = alert_of(block)
    if kind == "bullet_list_open" and is_answer_list(block):
        draft.entries += [entry for entry in blocks(block[1:-1]) if entry[0].type == "list_item_open"]
    elif kind == "ordered_list_open" and draft.asks("order") and not answered:
        draft.entries = [entry for entry in blocks(block[1:-1]) if entry[0].type == "list_item_open"]
    elif kind == "table_open" and draft.asks("match") and not answered:
        draft.table = block
    elif kind == "blockquote_open" and (answered or not alert):
        draft.quotes.append(block)
        return
    elif alert and alert.kind == "tip" and not answered:
        draft.hints.append(block)
    else:
        draft.stem += [*draft.quotes, block]
        draft.quotes.clear()
        return
    draft.stem += draft.quotes
    draft.quotes.clear()


def _answers(draft: _Draft, stem: str) -> Answers:
    if draft.table:
        return _matching(draft)
    if draft.asks("order"):
        return Ordering(tuple(_step(draft, entry) for entry in draft.entries))
    if draft.asks("open"):
        return Open()
    if not draft.entries and gaps_of(stem):
        return Gaps()
    options = [_entry(draft, entry) for entry in draft.entries]
    if options and options[0].sign[0] in "([":
        chosen = (Option(o.text, "x" in o.sign.lower(), o.feedback, o.key, fixed=o.fixed) for o in options)
        return Choices(tuple(chosen), several=options[0].sign[0] == "[")
    if any(option.sign == "=" and option.feedback for option in options):
        draft.note("reply-feedback", draft.unit.line)
    replies = [Reply(o.plain, o.sign == "=", "" if o.sign == "=" else o.feedback) for o in options]
    answers, lost = typed_answers(replies)
    for words in lost:
        draft.note("wrong-words", draft.unit.line, words)
    return answers


def typed_answers(replies: Sequence[Reply]) -> tuple[TrueFalse | Number | Typed, list[str]]:
    """By the rules of questions.py: one right word may be true, false or a number.

    With the known wrong words that have no place beside one of these.
    """
    right = [reply.text for reply in replies if reply.right]
    wrong = [reply for reply in replies if not reply.right]
    if len(right) == 1 and right[0].lower() in ("true", "false"):
        return TrueFalse(right[0].lower() == "true"), [reply.text for reply in wrong]
    number = read_number(right[0]) if len(right) == 1 else None
    if not isinstance(number, NumberRange):
        return Typed(tuple(replies)), []
    spelling = "" if number.low == number.high == right[0] else right[0]
    exact = tuple(reply for reply in wrong if EXACT.fullmatch(reply.text))
    return Number(number.low, number.high, spelling, exact), [r.text for r in wrong if r not in exact]


@dataclass(slots=True)
class _Entry:
    sign: str
    text: str
    plain: str
    feedback: str
    key: str
    fixed: bool


def _entry(draft: _Draft, tokens: list[Token]) -> _Entry:
    """One entry of a list: its sign, its words as they stand, its feedback, its key."""
    inner = blocks(tokens[1:-1])
    words: list[list[Token]] = []
    quotes: list[list[Token]] = []
    for block in inner:
        (quotes if block[0].type == "blockquote_open" else words).append(block)
    text = _inside(draft, tokens, words)
    found = SIGN.match(text)
    sign, text = (found[1], found[2] or "") if found else ("", text)
    marker = _marker_of(draft, words)
    spoken = " ".join(plain(token) for block in words for token in block if token.type == "inline")
    return _Entry(
        sign,
        text,
        spoken.removeprefix(sign).strip(),
        "\n\n".join(_unquoted(_inside(draft, tokens, [quote]).split("\n")) for quote in quotes),
        marker.key if marker else "",
        fixed=bool(marker and "fixed" in marker.attributes),
    )


def _inside(draft: _Draft, entry: list[Token], words: Sequence[list[Token]]) -> str:
    """Blocks of a list entry without its indentation."""
    start = lines_of(entry[0])[0]
    bullet = BULLET.match(draft.document.source.lines[start - 1])
    width = bullet.end() if bullet else 2
    text, end = "", 0
    for block in words:
        lines = list(lines_of(block[0]))
        bare = [_outdented(_bare(draft.document, line), width, first=line == start) for line in lines]
        while bare and not bare[-1].strip():
            bare.pop()
        text += ("\n" if end + 1 == lines[0] else "\n\n") if text else ""
        text += "\n".join(bare)
        end = lines[0] + len(bare) - 1
    return text


def _outdented(line: str, width: int, *, first: bool) -> str:
    return line[width:] if first else line[min(width, len(line) - len(line.lstrip())) :]


def _marker_of(draft: _Draft, words: Sequence[list[Token]]) -> Marker | None:
    lines = [line for block in words[:1] for line in lines_of(block[0])]
    markers = [marker for line in lines for marker in draft.document.markers.get(line, [])]
    return markers[-1] if markers else None


def _step(draft: _Draft, tokens: list[Token]) -> Step:
    entry = _entry(draft, tokens)
    if entry.feedback:
        draft.note("step-feedback", lines_of(tokens[0])[0])
    return Step(" ".join(line.strip(" \t") for line in entry.text.split("\n")), entry.key, entry.fixed)


def _matching(draft: _Draft) -> Matching:
    lines = [lines_of(token)[0] for token in draft.table if token.type == "tr_open"]
    heads, *rows = [_cells(_bare(draft.document, line)) for line in lines]
    keys = [next((marker.key for marker in draft.document.markers.get(line, [])), "") for line in lines[1:]]
    pairs = (Pair(*cells, key) for cells, key in zip(rows, keys, strict=True))
    return Matching(tuple(pairs), heads)


def _cells(line: str) -> tuple[str, str]:
    cells = [
        cell.strip().replace("\\|", "|") for cell in CELL_BAR.split(line.strip().removeprefix("|").removesuffix("|"))
    ]
    left, right = (*cells, "", "")[:2]
    return left, right
