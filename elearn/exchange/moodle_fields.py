"""The fields that every question of Moodle XML has: texts with their kinds, answers with their shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from elearn.exchange.quiz_judging import Weighed
from elearn.exchange.quiz_labels import Labels
from elearn.exchange.quiz_problems import Notes
from elearn.exchange.quiz_texts import HTML, MARKDOWN, MIXED, PLAIN, Told, to_markdown
from elearn.exchange.xml_tree import Node

KINDS = {"html": HTML, "markdown": MARKDOWN, "plain_text": PLAIN, "plaintext": PLAIN, "moodle_auto_format": MIXED}
# What Moodle fills in when nobody wrote anything.
USUAL = frozenset({"Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect."})
_WEIGHT = re.compile(r"-?\d{1,3}(?:\.\d{1,7})?")
_MARK_UP = re.compile(r"<[^<>]*>")


def text_of(node: Node | None) -> str:
    """The words of a field: inside of `<text>`, as Moodle writes them, or bare."""
    if node is None:
        return ""
    inner = node.first("text")
    return inner.text if inner else node.text


@dataclass(slots=True)
class Asked:
    """One question while it is read."""

    node: Node
    notes: Notes
    labels: Labels

    def told(self, node: Node, otherwise: str = HTML) -> Told:
        kind = KINDS.get(node.attributes.get("format", ""), otherwise)
        for file in node.all("file"):
            self.notes.add("file", file.attributes.get("name", ""), file.line, file.column)
        return Told(text_of(node), kind, node.line, node.column)

    def question(self) -> Told:
        node = self.node.first("questiontext")
        return self.told(node) if node else Told("", HTML, self.node.line, self.node.column)

    def markdown(self, name: str) -> str:
        """The text of a field of the question; empty when it is absent."""
        node = self.node.first(name)
        return to_markdown(self.told(node), self.notes) if node else ""

    def is_usual(self, text: str) -> bool:
        return " ".join(_MARK_UP.sub(" ", text).split()) in USUAL

    def answers(self, *, typed: bool = False) -> Iterator[tuple[Node, Weighed]]:
        """Every answer with its share. What is typed is compared as it is: it has no marks."""
        for node in self.node.all("answer"):
            words = text_of(node) if typed else to_markdown(self.told(node), self.notes)
            feedback = node.first("feedback")
            told = to_markdown(self.told(feedback), self.notes) if feedback else ""
            written = node.attributes.get("fraction", "0").strip()
            weight = Decimal(written) if _WEIGHT.fullmatch(written) else Decimal(0)
            yield node, Weighed(words, weight, told, node.line, node.column)
