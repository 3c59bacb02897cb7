"""The words of a source file, unit by unit: what text hashes are over, what releases keep, what word diffs compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from elearn.content.bidi import CJK
from elearn.content.hashes import KINDS, front_parts, join_parts, question_parts, unit_parts
from elearn.content.pages import Page

FRONT = ""
# Words shown around a change, and of a long change at either end.
AROUND, AT_ENDS = 2, 12
# From here on the comparison takes the library's short cuts: a file at its largest must not hold up the others.
MANY = 4000
_MARKS = frozenset({*KINDS.values(), *(f"h{level}" for level in range(1, 7))})


def source_texts(page: Page) -> dict[str, str]:
    """What a translator puts into words, by key; title, summary and objectives under the empty key."""
    if not page.texts:
        page.texts.update(_source_texts(page))
    return page.texts


def _source_texts(page: Page) -> dict[str, str]:
    questions = {question.key: question for question in page.questions()}
    texts = {
        unit.key: join_parts(question_parts(questions[unit.key]) if unit.key in questions else unit_parts(unit))
        for unit in page.units
        if unit.key
    }
    objectives = {key: word.text for key, word in page.meta.objectives.items()}
    texts[FRONT] = join_parts(front_parts(page.meta.text("title"), page.meta.text("summary"), objectives))
    return texts


def word_diff(old: str, new: str) -> str:
    """What changed from one text to the other, in one line: `was handed out [-in-] {+on 3+} February …`."""
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > MANY)
    codes = matcher.get_opcodes()
    parts: list[str] = []
    for number, (kind, start, end, other, last) in enumerate(codes):
        if kind == "equal":
            first, final = number == 0, number == len(codes) - 1
            parts.append(_context(before[start:end], first=first, final=final))
            continue
        if start < end:
            parts.append(f"[-{_long(before[start:end])}-]")
        if other < last:
            parts.append(f"{{+{_long(after[other:last])}+}}")
    return " ".join(parts)


def _tokens(text: str) -> list[str]:
    return [word for line in _lines(text) for word in _words(line)]


def _lines(text: str) -> Iterator[str]:
    """The words of each part without the kinds of its blocks; a part that begins with a key keeps it with its words."""
    for part in text.split("\n\n"):
        lines = part.split("\n")
        words = [line.removeprefix("code ") for line in lines if line and line not in _MARKS]
        keyed = len(lines) > 1 and lines[0] not in _MARKS and not lines[0].startswith("code ")
        yield "|".join(words) if keyed else " ".join(words)


def _words(line: str) -> list[str]:
    """Words between spaces; in Chinese every character is one."""
    return re.sub(CJK.pattern, lambda found: f" {found[0]} ", line).split()


def _context(words: Sequence[str], *, first: bool, final: bool) -> str:
    head, tail = ([] if first else list(words[:AROUND])), ([] if final else list(words[-AROUND:]))
    if len(words) <= 2 * AROUND + 1:
        return _join(words)
    return _join([*head, "…", *tail])


def _long(words: Sequence[str]) -> str:
    return _join(words if len(words) <= 2 * AT_ENDS else [*words[:AT_ENDS], "…", *words[-AT_ENDS:]])


def _join(words: Sequence[str]) -> str:
    """With spaces, but none between two Chinese characters."""
    return re.sub(f"(?<={CJK.pattern}) (?={CJK.pattern})", "", " ".join(words))
