"""A quiz file as pools and questions: what is prompt, stem, hint, answer, feedback and explanation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.alerts import alert_of, unquoted
from elearn.content.answers import SLIP_HELP, Answer, check_keys, is_answer_list, read_answers
from elearn.content.diagnostics import Findings
from elearn.content.document import Document, blocks, inlines, lines_of
from elearn.content.gaps import Gap, read_gaps, refuse_gaps
from elearn.content.matching import read_rows
from elearn.content.ordering import read_lines
from elearn.content.source import Place
from elearn.content.units import Unit

UNMARKED = re.compile(r"^\s*[-*+](\(|\[)(?=\s*[xX✓✔*]?\s*[)\]])")


@dataclass(slots=True, eq=False)
class QuestionDraft:
    """A question as written, in whatever language; what is right is judged in questions.py, for source files only."""

    unit: Unit
    stem: list[Token] = field(default_factory=list)
    hint: list[Token] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    explanation: list[Token] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    columns: list[Token] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.unit.key

    def choices(self) -> list[Answer]:
        """The answers that have keys: those to tick, rows of pairs, lines of an order."""
        return [answer for answer in self.answers if not answer.typed]

    def ticks(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.ticked]

    def asks(self, word: str) -> bool:
        """Whether the word `match`, `order` or `open` stands behind the key. Never in a translation."""
        return self.unit.marker is not None and word in self.unit.marker.attributes

    def place_of(self, word: str) -> Place:
        """Where an attribute stands; the key for one that does not."""
        marker = self.unit.marker
        return marker.attributes[word].place if marker and word in marker.attributes else self.unit.place


@dataclass(slots=True)
class PoolDraft:
    """`unit` is None for questions that stand before any pool heading."""

    unit: Unit | None
    questions: list[QuestionDraft] = field(default_factory=list)


def read_pools(document: Document, units: list[Unit], findings: Findings) -> list[PoolDraft]:
    """The pools in the order of the file. Reports Q019, Q020, keys of answers, and how answers are written."""
    pools: list[PoolDraft] = []
    for unit in units:
        if unit.level == 2:
            if not pools:
                pools.append(PoolDraft(None))
            pools[-1].questions.append(_read_question(document, unit, findings))
            continue
        if unit.level == 1:
            pools.append(PoolDraft(unit))
            refuse_gaps(document.source, [unit.heading] if unit.heading else [], findings)
        if not unit.is_empty():
            _stray(document, unit.tokens, findings)
    return pools


def _stray(document: Document, tokens: list[Token], findings: Findings) -> None:
    first = next(token for token in tokens if token.type in ("inline", "fence", "code_block"))
    advice = "put it under a question (## …), or into a lesson"
    findings.at(
        document.source, Place(lines_of(first)[0]), "Q019", "text that belongs to no question is not shown", advice
    )


def _read_question(document: Document, unit: Unit, findings: Findings) -> QuestionDraft:
    question = QuestionDraft(unit)
    _report_unmarked(document, unit, findings)
    quotes: list[list[Token]] = []
    for block in blocks(unit.tokens):
        if block[0].type == "html_block":
            continue
        if block[0].type == "bullet_list_open" and is_answer_list(block):
            _misplaced_feedback(document, question, quotes, findings)
            question.answers += read_answers(document, block, findings)
        elif not question.answers and _is_table_of_pairs(document, question, block):
            _misplaced_feedback(document, question, quotes, findings)
            question.columns, question.answers = read_rows(document, block, findings)
        elif not question.answers and _is_list_in_order(document, question, block):
            _misplaced_feedback(document, question, quotes, findings)
            question.answers = read_lines(document, block, findings)
        elif block[0].type == "blockquote_open" and (question.answers or not alert_of(block)):
            quotes.append(block)
        else:
            _other_block(document, question, block, quotes, findings)
    for quote in quotes:
        question.explanation += unquoted(quote)
    check_keys(document, question.answers, findings)
    _read_gaps(document, question, findings)
    return question


def _is_table_of_pairs(document: Document, question: QuestionDraft, block: list[Token]) -> bool:
    """In a translation, which has no attributes, the keys in its rows say so."""
    if block[0].type != "table_open":
        return False
    return question.asks("match") or (bool(document.source.language) and _has_markers(document, block))


def _is_list_in_order(document: Document, question: QuestionDraft, block: list[Token]) -> bool:
    if block[0].type != "ordered_list_open":
        return False
    return question.asks("order") or (bool(document.source.language) and _has_markers(document, block))


def _has_markers(document: Document, block: list[Token]) -> bool:
    return any(line in document.markers for line in lines_of(block[0]))


def _read_gaps(document: Document, question: QuestionDraft, findings: Findings) -> None:
    question.gaps = read_gaps(document.source, question.stem, findings)
    elsewhere = [question.unit.heading] if question.unit.heading else []
    elsewhere += [*question.hint, *question.explanation, *question.columns]
    for answer in question.answers:
        elsewhere += [*answer.tokens, *answer.beside, *answer.feedback]
    refuse_gaps(document.source, elsewhere, findings)


def _misplaced_feedback(
    document: Document, question: QuestionDraft, quotes: list[list[Token]], findings: Findings
) -> None:
    """A quote before the answers is part of the stem; between two answers it lost its indentation."""
    for quote in quotes:
        if question.answers:
            line = lines_of(quote[0])[0]
            advice = "put two spaces in front of `>`, so that it belongs to the answer above"
            findings.at(document.source, Place(line), "Q020", "feedback between answers is not indented", advice)
        else:
            question.stem += quote
    quotes.clear()


def _other_block(
    document: Document, question: QuestionDraft, block: list[Token], quotes: list[list[Token]], findings: Findings
) -> None:
    if question.answers:
        advice = "text before the answers belongs to the question; text after them is written with `>`"
        findings.at(
            document.source, Place(lines_of(block[0])[0]), "Q020", "text after the answers is not shown", advice
        )
        return
    for quote in quotes:
        question.stem += quote
    quotes.clear()
    alert = alert_of(block)
    if alert and alert.kind == "tip":
        question.hint += alert.tokens
    else:
        question.stem += block


def _report_unmarked(document: Document, unit: Unit, findings: Findings) -> None:
    """`-(x) text` is no list for Markdown: it would be shown as part of the text above."""
    for line in (line for token in inlines(unit.tokens) for line in lines_of(token)):
        found = UNMARKED.match(document.source.lines[line - 1])
        if found:
            place = Place(line, found.start(1) + 1)
            findings.at(
                document.source, place, "Q007", "this looks like an answer but is not written as one", SLIP_HELP
            )
