"""How a question is asked: feedback that teaches, answers of equal length, prompts that are no traps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from elearn.content.diagnostics import Findings
from elearn.content.pages import Page
from elearn.content.quiz import QuestionDraft
from elearn.content.source import Place

LONGER = 2.5
# Below this many characters a difference in length tells nobody anything.
SHORT = 20
NEGATIONS = re.compile(r"\b(?:not|never)\b")
ALL_OF_THEM: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:all|none|both|any) of (?:the above|these|them)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:toutes? (?:ces|les) réponses|aucune? de ces|ci-dessus)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:todas? las anteriores|ninguna de las anteriores|todas estas)\b", re.IGNORECASE),
    "pt": re.compile(r"\b(?:todas? as anteriores|nenhuma das anteriores|todas estas)\b", re.IGNORECASE),
    "ru": re.compile(r"\b(?:все перечисленн|вс[её] вышеперечисленн|ничего из перечисленн)", re.IGNORECASE),
    "ar": re.compile(r"(?:كل|جميع) ما سبق|لا شيء مما سبق"),
    "zh": re.compile(r"以上(?:都|皆|全)|以上均"),
}


def check_style(page: Page, question: QuestionDraft, language: str, findings: Findings) -> None:
    """Reports Q101, Q102, Q104 and Q109 for a question of a source file."""
    for answer in question.ticks():
        if not answer.right and not answer.feedback:
            advice = "say why somebody might think so, and what is right: two spaces, then > text"
            findings.at(page.source, answer.place, "Q101", "wrong answer without feedback", advice)
    _length(page, question, findings)
    _negation(page, question, language, findings)
    _all_of_them(page, question, language, findings)


def _length(page: Page, question: QuestionDraft, findings: Findings) -> None:
    choices = question.ticks()
    right = [answer for answer in choices if answer.right]
    others = [len(answer.text) for answer in choices if not answer.right]
    if len(right) != 1 or not others:
        return
    length = len(right[0].text)
    if length >= SHORT and length > LONGER * max(others):
        ratio = length / max(1, *others)
        message = f"the right answer is clearly longer than the others ({ratio:.1f} times)"
        findings.at(page.source, right[0].place, "Q102", message, "make the answers about equally long")


def _negation(page: Page, question: QuestionDraft, language: str, findings: Findings) -> None:
    """Only a stressed `**not**` is hard to overlook. Statements to be judged true or false are left alone."""
    if language != "en" or not question.ticks() or question.unit.heading is None:
        return
    depth = 0
    for child in question.unit.heading.children or []:
        depth += child.nesting if child.type.startswith(("strong", "em")) else 0
        found = NEGATIONS.search(child.content) if child.type == "text" and not depth else None
        if found:
            line = question.unit.line
            column = page.source.lines[line - 1].find(found[0]) + 1
            message = f"the prompt contains `{found[0]}` without stress"
            advice = f"write **{found[0]}**, or ask for what is right"
            findings.at(page.source, Place(line, max(column, 1), len(found[0])), "Q104", message, advice)


def _all_of_them(page: Page, question: QuestionDraft, language: str, findings: Findings) -> None:
    pattern = ALL_OF_THEM.get(language)
    marker = question.unit.marker
    kept = page.meta.text("shuffle", "answers") in ("no", "questions") or (marker and "shuffle" in marker.attributes)
    if pattern is None or kept:
        return
    for answer in question.ticks():
        fixed = answer.marker and "fixed" in answer.marker.attributes
        if not fixed and pattern.search(answer.text):
            message = f'"{answer.text[:40]}" moves when answers are shuffled'
            findings.at(page.source, answer.place, "Q109", message, "write `fixed` behind its key, or name the answers")
