"""A translation to fill in: the keys and stamps of the source, its text in comments, and `…` where words go."""

from __future__ import annotations

from elearn.content.bidi import RTL
from elearn.content.markers import without_comments
from elearn.content.pages import Page
from elearn.content.question_match import line_to_write
from elearn.content.quiz import QuestionDraft
from elearn.content.translation import FRONT, source_hashes
from elearn.content.units import PLACEHOLDER, Unit


def new_translation(source: Page, language: str) -> str:
    """The text of `<slug>.<language>.md`. Until `…` is replaced, learners see the source in that place."""
    hashes = source_hashes(source)
    parts = ["\n".join(_front(source, hashes[FRONT]))]
    starts = [min(unit.line, unit.place.line) for unit in source.units]
    ends = [*starts[1:], len(source.source.lines) + 1][: len(starts)]
    questions = {question.key: question for question in source.questions()}
    for unit, start, end in zip(source.units, starts, ends, strict=True):
        comment = _comment(source.source.lines[start - 1 : end - 1])
        body = _question(questions[unit.key]) if unit.key in questions else []
        parts.append("\n".join([*comment, *_heading(unit, hashes.get(unit.key, ""), language), *body]))
    return "\n\n".join(parts) + "\n"


def _front(source: Page, stamp: str) -> list[str]:
    meta = source.meta
    lines = ["---", f"translation: {meta.id}", f'source: "{stamp}"']
    for key in ("title", "summary"):
        if meta.text(key):
            lines += [f"# {meta.text(key)}", f'{key}: "{PLACEHOLDER}"']
    if meta.objectives:
        lines.append("objectives:")
        for key, word in meta.objectives.items():
            lines += [f"  # {word.text}", f'  {key}: "{PLACEHOLDER}"']
    return [*lines, "status: draft", "---"]


def _comment(lines: list[str]) -> list[str]:
    """The source line by line, each a comment of its own: the bar keeps a heading from looking like a key."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    bare = (without_comments(line).rstrip().replace("-->", "--&gt;").replace("`", "'") for line in lines)
    return [f"<!-- | {line} -->" if line else "" for line in bare]


def _heading(unit: Unit, stamp: str, language: str) -> list[str]:
    marker = f"<!-- #{unit.key} @{stamp} -->"
    if unit.level == 0:
        return [marker]
    heading = f"{'#' * unit.level} {PLACEHOLDER}"
    return [marker, heading] if language in RTL else [f"{heading} {marker}"]


def _question(question: QuestionDraft) -> list[str]:
    lines = [f"| {PLACEHOLDER} | {PLACEHOLDER} |", "| --- | --- |"] if question.columns else []
    for answer in question.choices():
        lines.append(line_to_write(answer))
        if answer.feedback:
            lines.append(f"{'  ' if answer.ticked else '   '}> {PLACEHOLDER}")
    if question.explanation:
        lines += ["", f"> {PLACEHOLDER}"]
    return ["", *lines] if lines else []
