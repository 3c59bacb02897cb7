"""A unit of a translation made from its pieces: keys, signs and order are those of the source."""

from __future__ import annotations

from collections.abc import Sequence

from elearn.content.answers import Answer
from elearn.content.bidi import RTL
from elearn.content.markers import mask_code
from elearn.content.pages import Page
from elearn.content.pieces import (
    BESIDE,
    COLUMNS,
    EXPLANATION,
    FEEDBACK,
    FORMS,
    HEADING,
    OBJECTIVE,
    SUMMARY,
    TEXT,
    TITLE,
    TYPED,
    Pieces,
)
from elearn.content.quiz import QuestionDraft
from elearn.content.units import Unit


def write_unit(source: Page, unit: Unit, pieces: Pieces, language: str) -> list[str]:
    """The lines of a unit. What the pieces do not have is left out; stamps are written afterwards."""
    question = next((question for question in source.questions() if question.key == unit.key), None)
    blocks = [_heading(unit, pieces, language)]
    if pieces.get(TEXT):
        blocks.append(pieces[TEXT].split("\n"))
    if question:
        blocks += [block for block in (_answers(question, pieces), _quoted(pieces.get(EXPLANATION, ""), "")) if block]
    if unit.level == 0:
        return [line for block in blocks for line in block]
    return [line for number, block in enumerate(blocks) for line in (["", *block] if number else block)]


def _heading(unit: Unit, pieces: Pieces, language: str) -> list[str]:
    forms = f' {FORMS}="{pieces[FORMS]}"' if pieces.get(FORMS) else ""
    marker = f"<!-- #{unit.key}{forms} -->"
    if unit.level == 0:
        return [marker]
    heading = f"{'#' * unit.level} {pieces.get(HEADING, '')}"
    return [marker, heading] if language in RTL else [f"{heading} {marker}"]


def _answers(question: QuestionDraft, pieces: Pieces) -> list[str]:
    if pieces.get(TYPED):
        return pieces[TYPED].split("\n")
    if question.columns:
        heads = " | ".join(_cell(pieces.get(name, "")) for name in COLUMNS)
        rows = [_row(answer, pieces) for answer in question.choices() if answer.key + BESIDE in pieces]
        return [f"| {heads} |", "| --- | --- |", *rows] if rows else []
    written = [answer for answer in question.choices() if answer.key in pieces]
    return [line for number, answer in enumerate(written, 1) for line in _answer(answer, number, pieces)]


def _row(answer: Answer, pieces: Pieces) -> str:
    left, right = pieces.get(answer.key, ""), pieces[answer.key + BESIDE]
    return f"| {_cell(left)} <!-- #{answer.key} --> | {_cell(right)} |"


def _cell(text: str) -> str:
    return _on_one_line(text.replace("|", "\\|"))


def _answer(answer: Answer, number: int, pieces: Pieces) -> list[str]:
    sign = f"- {answer.sign}" if answer.ticked else f"{number}."
    indent = "  " if answer.ticked else " " * (len(sign) + 1)
    first, *rest = _keyed(pieces[answer.key].split("\n"), answer.key)
    lines = [f"{sign} {first}", *(f"{indent}{line}" if line else "" for line in rest)]
    return [*lines, *_quoted(pieces.get(answer.key + FEEDBACK, ""), indent)]


def _keyed(lines: list[str], key: str) -> list[str]:
    """The key stands at the end of the first paragraph, behind a closed piece of code."""
    last = next((number - 1 for number, line in enumerate(lines) if number and not line), len(lines) - 1)
    marked = f"{lines[last]} <!-- #{key} -->"
    if "<!--" in mask_code(marked):
        lines[last] = marked
    return lines


def _quoted(text: str, indent: str) -> list[str]:
    return [f"{indent}> {line}".rstrip() for line in text.split("\n")] if text else []


def write_front(page: Page, pieces: Pieces) -> list[str]:
    """All lines of a translation with title, summary and objectives from the pieces; other keys stay as they are."""
    lines = list(page.source.lines)
    objectives = {name.removeprefix(OBJECTIVE): text for name, text in pieces.items() if name.startswith(OBJECTIVE)}
    wanted = {name: [f"{name}: {_yaml(pieces[name])}"] for name in (TITLE, SUMMARY) if name in pieces}
    if objectives:
        wanted["objectives"] = ["objectives:", *(f"  {key}: {_yaml(text)}" for key, text in objectives.items())]
    places = {key: place.line for key, place in page.meta.places.items()}
    edits: list[tuple[int, int, list[str]]] = []
    after = next((places[key] for key in ("source", "translation") if key in places), 1)
    for name, written in wanted.items():
        first = places.get(name)
        until = min((line for line in [*places.values(), page.front.body - 1] if first and line > first), default=0)
        edits.append((first - 1, until - 1, written) if first else (after, after, written))
    edits.sort(key=lambda edit: edit[:2])
    for first, until, written in edits[::-1]:  # the last line first, and of two at one place the second
        lines[first:until] = written
    return lines


def _yaml(text: str) -> str:
    escaped = _on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _on_one_line(text: str) -> str:
    return " ".join(line.strip(" \t") for line in text.strip().split("\n"))


def splice(lines: Sequence[str], first: int, last: int, written: Sequence[str]) -> list[str]:
    """The lines with those from `first` to `last` (from 1) replaced; an empty range inserts, between empty lines."""
    if first <= last:
        return [*lines[: first - 1], *written, *lines[last:]]
    before, after = list(lines[: first - 1]), list(lines[first - 1 :])
    while before and not before[-1].strip():
        before.pop()
    while after and not after[0].strip():
        del after[0]
    return [*before, "", *written, *([""] if after else []), *after]
