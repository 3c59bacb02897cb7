"""A unit cut into the pieces that a translator puts into words: Markdown without keys, marks and quote signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from elearn.content.answers import Answer
from elearn.content.document import lines_of
from elearn.content.markers import mask_code, spans
from elearn.content.matching import SIGN as ROW
from elearn.content.pages import Page
from elearn.content.quiz import QuestionDraft
from elearn.content.source import Source
from elearn.content.units import PLACEHOLDER, Unit

HEADING, TEXT, FORMS, TYPED, EXPLANATION = "heading", "text", "forms", "typed", "explanation"
TITLE, SUMMARY, OBJECTIVE = "title", "summary", "objective."
FEEDBACK, BESIDE = ".feedback", ".right"
COLUMNS = ("column-1", "column-2")
# What `elearn tr new` leaves of the source.
GUIDE = re.compile(r"\s*<!-- \| .*-->\s*")
QUOTE = re.compile(r"\s*>? ?")
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:(?:\( \)|\([xX]\)|\[ \]|\[[xX]\])\s+)?")
Pieces = dict[str, str]


def pieces_of(page: Page) -> dict[str, Pieces]:
    """The pieces of every unit by key, empty ones left out; of the front matter under the empty key."""
    questions = {question.key: question for question in page.questions()}
    found = {"": _front(page)}
    for unit, last in zip(page.units, ends_of(page), strict=True):
        if unit.key and unit.key not in found:
            question = questions.get(unit.key)
            found[unit.key] = _question(page.source, question, last) if question else _section(page, unit, last)
    return {key: {name: text for name, text in pieces.items() if _said(text)} for key, pieces in found.items()}


def _said(text: str) -> bool:
    return text not in ("", PLACEHOLDER)


def starts_of(page: Page) -> list[int]:
    """The first line of every unit, its key included."""
    return [min(unit.line, unit.place.line) for unit in page.units]


def ends_of(page: Page) -> list[int]:
    """The last line of every unit that is its own: without empty lines, and without the next one's guide."""
    lines = page.source.lines
    ends: list[int] = []
    for following in [*starts_of(page)[1:], len(lines) + 1][: len(page.units)]:
        last = following - 1
        while last and (not lines[last - 1].strip() or GUIDE.fullmatch(lines[last - 1])):
            last -= 1
        ends.append(last)
    return ends


def _front(page: Page) -> Pieces:
    meta = page.meta
    objectives = {f"{OBJECTIVE}{key}": word.text for key, word in meta.objectives.items()}
    return {TITLE: meta.text("title"), SUMMARY: meta.text("summary"), **objectives}


def _section(page: Page, unit: Unit, last: int) -> Pieces:
    if page.type == "quiz":  # a pool has a title only
        return {HEADING: _heading(unit)}
    first = (lines_of(unit.heading)[-1] if unit.heading else unit.place.line) + 1
    first += _is_underlined(page, unit, first)
    body = [line for line in page.source.lines[first - 1 : last] if not GUIDE.fullmatch(line)]
    forms = unit.marker.text(FORMS) if unit.marker else ""
    return {HEADING: _heading(unit), TEXT: _trimmed(body), FORMS: forms}


def _is_underlined(page: Page, unit: Unit, line: int) -> bool:
    """Whether a line of dashes makes the heading."""
    lines = page.source.lines
    return bool(unit.heading and line <= len(lines) and lines[line - 1].strip() and not lines[line - 1].strip("=- "))


def _heading(unit: Unit) -> str:
    return _bare(unit.heading.content.split("\n")) if unit.heading else ""


def _question(source: Source, question: QuestionDraft, last: int) -> Pieces:
    lines = source.lines
    explained = _reach(question.explanation)
    while explained and lines[explained[0] - 2].lstrip().startswith(">"):
        explained = range(explained[0] - 1, explained[-1] + 1)
    starts = [*(answer.place.line for answer in question.answers), *explained, *_reach(question.columns), last + 1]
    head = lines_of(question.unit.heading)[-1] + 1 if question.unit.heading else question.unit.line + 1
    stem = [line for line in lines[head - 1 : min(starts) - 1] if not GUIDE.fullmatch(line)]
    pieces = {HEADING: _heading(question.unit), TEXT: _trimmed(stem)}
    pieces |= {name: _cell(token) for name, token in zip(COLUMNS, question.columns, strict=False)}
    for answer in question.choices():
        pieces |= _answer(source, answer)
    typed = [answer for answer in question.answers if answer.typed]
    if typed:
        until = max(max(_reach([*answer.tokens, *answer.feedback]), default=answer.last_line) for answer in typed)
        pieces[TYPED] = _trimmed(lines[typed[0].place.line - 1 : until])
    pieces[EXPLANATION] = _unquoted(lines[line - 1] for line in explained)
    return pieces


def _answer(source: Source, answer: Answer) -> Pieces:
    if answer.sign == ROW:
        left, right = (next((t for t in side if t.type == "inline"), None) for side in (answer.tokens, answer.beside))
        return {answer.key: _cell(left), answer.key + BESIDE: _cell(right)}
    spoken = _reach(answer.feedback)
    until = max(_reach(answer.tokens), default=answer.last_line)
    if spoken:
        until = min(until, spoken[0] - 1)
    raw = source.lines[answer.place.line - 1 : until]
    width = ITEM.match(raw[0])
    indent = len(raw[0]) - len(raw[0].lstrip()) + 2
    rest = [line[_leading(line, indent) :] for line in raw[1:]]
    words = [raw[0][width.end() if width else 0 :], *rest]
    feedback = [source.lines[line - 1] for line in spoken]
    return {answer.key: _bare(words), answer.key + FEEDBACK: _unquoted(feedback)}


def _leading(line: str, most: int) -> int:
    return min(len(line) - len(line.lstrip()), most)


def _cell(token: Token | None) -> str:
    return _bare([token.content]) if token else ""


def _reach(tokens: Iterable[Token]) -> range:
    """From the first to the last line of these tokens; empty where they have none."""
    lines = [line for token in tokens for line in lines_of(token)]
    return range(min(lines), max(lines) + 1) if lines else range(0)


def _unquoted(lines: Iterable[str]) -> str:
    return _trimmed([QUOTE.sub("", line, count=1) for line in lines])


def _bare(lines: Sequence[str]) -> str:
    """Without the comments that hold keys."""
    return _trimmed([_without_keys(line) for line in lines])


def _without_keys(line: str) -> str:
    for start, end in reversed(list(spans(mask_code(line)))):
        line = f"{line[:start].rstrip()}{line[end:]}"
    return line


def _trimmed(lines: Sequence[str]) -> str:
    """Without empty lines around; two spaces at the end of a line inside are a line break of Markdown and stay."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and not kept[0].strip():
        del kept[0]
    return "\n".join(kept).rstrip()
