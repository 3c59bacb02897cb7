"""The two hashes of a unit, and the revision of a quiz.

The **text hash** is over what a translator puts into words; it is part of the format: a change of this file makes
every translation look out of date. The **grading hash** is over what decides a score.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from markdown_it.token import Token

from elearn.content.document import plain
from elearn.content.quiz import QuestionDraft
from elearn.content.units import Unit

KINDS: Mapping[str, str] = {
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "tr",
    "th_open": "th",
    "td_open": "td",
    "hr": "hr",
}
_NO_BREAK = re.compile("[ \u00a0\u202f]*[\u00a0\u202f][ \u00a0\u202f]*")
TEXT_DIGITS = 8
GRADING_DIGITS = 12


def canonical(tokens: Iterable[Token]) -> str:
    """The words of blocks, one block per line with its kind, white space collapsed, emphasis and targets dropped."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(plain(token))
        elif token.type in ("fence", "code_block"):
            lines.append("code " + " ".join(token.content.split()))
        elif token.type == "heading_open":
            lines.append(token.tag)
        elif token.type in KINDS:
            lines.append(KINDS[token.type])
    return "\n".join(lines)


def join_parts(parts: Iterable[str]) -> str:
    """The text that is hashed. A no-break space is a space here: French writes one where others write the other."""
    return _NO_BREAK.sub(" ", "\n\n".join(parts))


def text_hash(parts: Iterable[str]) -> str:
    """8 hex over the parts in their order."""
    return _digest(join_parts(parts), TEXT_DIGITS)


def unit_parts(unit: Unit) -> list[str]:
    """The words of a section, a pool's title or a term."""
    return [unit.title, "" if unit.level == 1 else canonical(unit.tokens)]


def unit_hash(unit: Unit) -> str:
    """Of a section, a pool's title or a term."""
    return text_hash(unit_parts(unit))


def question_parts(question: QuestionDraft) -> list[str]:
    """Prompt, stem, hint, answers with their feedback by key, explanation. Typed answers are not in it; the feedback
    on known wrong ones is, by its text, since that has to be translated. Of pairs both sides and the head of the table
    are, of a gap the choices in their order.
    """
    parts = [question.unit.title, canonical(question.stem), canonical(question.hint)]
    parts += [canonical(question.columns)] if question.columns else []
    parts += [
        f"{answer.key}\n{canonical(answer.tokens)}\n{canonical(answer.beside or answer.feedback)}"
        for answer in sorted(question.choices(), key=lambda answer: answer.key)
    ]
    typed = sorted(canonical(answer.feedback) for answer in question.answers if answer.typed and answer.feedback)
    return [*parts, *typed, canonical(question.explanation)]


def question_hash(question: QuestionDraft) -> str:
    """Of everything in a question that is put into words."""
    return text_hash(question_parts(question))


def front_parts(title: str, summary: str, objectives: Mapping[str, str]) -> list[str]:
    """The words of the front matter."""
    words = [f"{key}\n{_collapse(text)}" for key, text in sorted(objectives.items())]
    return [_collapse(title), _collapse(summary), *words]


def front_hash(title: str, summary: str, objectives: Mapping[str, str]) -> str:
    """Of the words in the front matter."""
    return text_hash(front_parts(title, summary, objectives))


def grading_hash(facts: Mapping[str, object]) -> str:
    """12 hex over everything that decides the score of one question."""
    return _digest(_json(facts), GRADING_DIGITS)


def quiz_revision(settings: Sequence[object]) -> str:
    """12 hex over settings, grading hashes and text hashes, in their order."""
    return _digest(_json(settings), GRADING_DIGITS)


def _collapse(text: str) -> str:
    return " ".join(text.split())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
