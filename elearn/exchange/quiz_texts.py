"""The texts of a question in the kinds that Moodle knows (`html`, `markdown`, plain, its own mixture), as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from elearn.domain.written import Answers, Gap, Gaps, Reply, WrittenQuestion, gaps_of, next_keys, spell_gap
from elearn.exchange.html_markdown import html_to_markdown
from elearn.exchange.quiz_labels import Labels
from elearn.exchange.quiz_problems import MAX_TEXT, Notes, Untaken
from elearn.exchange.quiz_prose import one_line, plain_markdown, split_hint, split_prompt

MARKDOWN, HTML, PLAIN, MIXED = "markdown", "html", "plain", "moodle"
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
# Places that a text keeps free while it is converted; nobody types them (Unicode, private use).
_PLACE = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")


@dataclass(frozen=True, slots=True)
class Told:
    """A text with its kind, and where it stands in the file."""

    text: str
    kind: str
    line: int
    column: int = 1

    def bare(self) -> bool:
        return not self.text.strip()


def to_markdown(told: Told, notes: Notes) -> str:
    """The text as Markdown. What it loses is noted. Raises Untaken for a text that is too long."""
    text = told.text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise Untaken("text-long", str(len(text)), told.line, told.column)
    if told.kind == MARKDOWN:
        return text.strip("\n")
    if told.kind == HTML or (told.kind == MIXED and _LOOKS_LIKE_HTML.search(text)):
        if told.kind == MIXED:
            # Its own kind is HTML in which empty lines part paragraphs.
            text = _PARAGRAPH.sub("<p>", text)
        return html_to_markdown(text, lambda code, data: notes.add(code, data, told.line, told.column))
    return plain_markdown(text)


def to_line(told: Told, notes: Notes) -> str:
    """The same for a place that holds one line."""
    return one_line(to_markdown(told, notes))


def make_question(
    told: Told, answers: Answers, notes: Notes, *, explanation: Sequence[str], key: str, labels: Labels, hint: str = ""
) -> WrittenQuestion:
    """The question with its text taken apart; its name asks when the text begins with a list, a quote or code."""
    text = to_markdown(told, notes)
    if told.kind == MARKDOWN and not hint:
        text, hint = split_hint(text)
    return assemble(text, answers, notes, explanation=explanation, key=key, labels=labels, hint=hint)


def assemble(
    text: str, answers: Answers, notes: Notes, *, explanation: Sequence[str], key: str, labels: Labels, hint: str = ""
) -> WrittenQuestion:
    """`text` is Markdown. Raises Untaken when neither the text nor a name asks anything."""
    prompt, stem = (text.partition("\n\n")[::2]) if "prompt" in labels.words else split_prompt(text)
    if isinstance(answers, Gaps) and gaps_of(prompt):
        prompt, stem = "", text
    prompt = prompt or one_line(plain_markdown(notes.name))
    if not prompt and not isinstance(answers, Gaps):
        raise Untaken("prompt-none")
    return WrittenQuestion(
        prompt,
        answers,
        stem=stem,
        hint=hint,
        explanation="\n\n".join(part for part in explanation if part),
        key=key,
        attributes=labels.attributes,
        name=notes.name,
        line=notes.line,
        column=notes.column,
    )


def free_places(text: str) -> str:
    """The text without the signs that keep places free."""
    return _PRIVATE.sub("", text)


def place(number: int) -> str:
    """A sign for the gap with this number, which no conversion touches."""
    return f"\ue000{number}\ue001"


def fill_places(text: str, gaps: Sequence[Gap], names: Sequence[str]) -> str:
    """The gaps at their places, with these keys or a, b, c …. Raises Untaken for an option that no gap can hold."""
    keys = names if len(names) == len(gaps) else next_keys(len(gaps))
    spelled = [_spelled(gap, key) for gap, key in zip(gaps, keys, strict=True)]
    return _PLACE.sub(lambda found: spelled[int(found[1])], text)


def _spelled(gap: Gap, key: str) -> str:
    if not any(option.right for option in gap.options):
        raise Untaken("none-right")
    options = tuple(Reply(" ".join(option.text.split()), option.right) for option in gap.options)
    text = spell_gap(Gap(options, key))
    if gaps_of(text) != [Gap(options, key)] or not all(option.text for option in options):
        raise Untaken("gap-option", "|".join(option.text for option in options))
    return text
