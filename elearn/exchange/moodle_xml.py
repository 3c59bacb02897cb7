"""Quizzes in Moodle XML: file in, quiz and problems out."""

from __future__ import annotations

import re
from decimal import Decimal

from elearn.domain.written import Problem, WrittenQuestion
from elearn.exchange.moodle_fields import Asked, text_of
from elearn.exchange.moodle_types import READERS, read_cloze
from elearn.exchange.quiz_labels import read_comment, read_labels
from elearn.exchange.quiz_pools import Shelves, read_category
from elearn.exchange.quiz_problems import (
    MAX_ANSWERS,
    MAX_BYTES,
    MAX_PROBLEMS,
    MAX_QUESTIONS,
    Notes,
    Refused,
    Taken,
    Untaken,
)
from elearn.exchange.quiz_texts import make_question, to_markdown
from elearn.exchange.xml_tree import Node, read_tree

# Pictures and sounds, in base64.
SKIPPED = frozenset({"file"})
MAX_POINTS = 100
GRADE = re.compile(r"\d{1,5}(?:\.\d{0,7})?")


def read_moodle_xml(body: bytes) -> Taken:
    """The quiz of a file, with every question that could not be taken. Never raises."""
    try:
        return _read(_parsed(body))
    except Refused as refused:
        return Taken(problems=(refused.problem,))


def _parsed(body: bytes) -> Node:
    if len(body) > MAX_BYTES:
        raise Refused("file-big", str(len(body)))
    if not body.strip():
        raise Refused("file-empty")
    return read_tree(body, skipped=SKIPPED)


def _read(root: Node) -> Taken:
    if root.name != "quiz":
        raise Refused("file-not-moodle", root.name, root.line, root.column)
    shelves = Shelves()
    problems: list[Problem] = []
    for count, node in enumerate(root.all("question"), 1):
        if count > MAX_QUESTIONS or len(problems) > MAX_PROBLEMS:
            raise Refused("file-questions", str(count), node.line, node.column)
        if node.attributes.get("type") == "category":
            _open_category(shelves, node)
            continue
        question, notes = _question(node)
        problems += notes.found
        if question:
            shelves.add(question)
    return Taken(shelves.quiz(), tuple(problems))


def _open_category(shelves: Shelves, node: Node) -> None:
    _, labels = read_comment(text_of(node.first("info")))
    shelves.open(read_category(text_of(node.first("category")), node.said("idnumber"), labels))


def _question(node: Node) -> tuple[WrittenQuestion | None, Notes]:
    name = " ".join(text_of(node.first("name")).split())
    notes = Notes(node.line, node.column, name or " ".join(text_of(node.first("questiontext")).split()), name)
    try:
        return _whole(node, notes), notes
    except Untaken as error:
        notes.lose(error)
        return None, notes


def _whole(node: Node, notes: Notes) -> WrittenQuestion:
    kind = node.attributes.get("type", "")
    if kind not in READERS and kind != "cloze":
        raise Untaken("type", kind)
    if len(node.children) > MAX_ANSWERS:
        raise Untaken("answers-many", str(MAX_ANSWERS))
    tags = node.first("tags")
    labels = read_labels(text_of(tag) for tag in (tags.all("tag") if tags else ()))
    asked = Asked(node, notes, labels)
    _note_losses(asked)
    _read_points(asked)
    if node.said("shuffleanswers").lower() in ("0", "false"):
        labels.attributes["shuffle"] = "no"
    hints = [to_markdown(asked.told(hint), notes) for hint in node.all("hint")]
    hints = [hint for hint in hints if hint]
    if len(hints) > 1:
        notes.add("hints", str(len(hints)))
    general = asked.markdown("generalfeedback")
    told, (answers, extra) = read_cloze(asked) if kind == "cloze" else (asked.question(), READERS[kind](asked))
    return make_question(
        told,
        answers,
        notes,
        explanation=[general, *extra],
        key=node.said("idnumber"),
        labels=labels,
        hint="\n\n".join(hints),
    )


def _read_points(asked: Asked) -> None:
    """Whole points from 1 to 100; 1 is what nobody needs to write."""
    written = asked.node.said("defaultgrade", "1")
    grade = Decimal(written) if GRADE.fullmatch(written) else Decimal(0)
    points = min(max(int(grade), 1), MAX_POINTS)
    if grade != points:
        asked.notes.add("points", written)
    if points != 1:
        asked.labels.attributes["points"] = str(points)


def _note_losses(asked: Asked) -> None:
    """What Moodle says about a question and our format has no place for."""
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        node = asked.node.first(name)
        if node and text_of(node).strip() and not asked.is_usual(text_of(node)):
            asked.notes.add("combined-feedback", "", node.line, node.column)
    if asked.node.said("usecase") in ("1", "true"):
        asked.notes.add("case")
