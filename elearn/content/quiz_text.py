"""A quiz of values as the Markdown of a quiz file: the opposite of quiz_values.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markdown_it import MarkdownIt

from elearn.content.bidi import RTL
from elearn.content.document import plain
from elearn.content.numbers import read_number
from elearn.domain.questions import NumberRange
from elearn.domain.written import (
    Choices,
    Matching,
    Number,
    Open,
    Option,
    Ordering,
    Reply,
    TrueFalse,
    Typed,
    WrittenQuestion,
    WrittenQuiz,
)

# What stands above two columns that have no words of their own, and what asks to fill gaps.
HEADS: Mapping[str, tuple[str, str]] = {
    "en": ("This", "Belongs to this"),
    "fr": ("Ceci", "Va avec ceci"),
    "es": ("Esto", "Corresponde a esto"),
    "pt": ("Isto", "Corresponde a isto"),
    "ar": ("هذا", "يناسبه هذا"),
    "ru": ("Это", "Подходит к этому"),
    "zh": ("这一项", "对应这一项"),
}
COMPLETE: Mapping[str, str] = {
    "en": "Complete the sentence.",
    "fr": "Complétez la phrase.",
    "es": "Complete la frase.",
    "pt": "Complete a frase.",
    "ar": "أكمل الجملة.",
    "ru": "Дополните предложение.",
    "zh": "请补全句子。",
}
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9%-]*")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_FIRST = {"draw": 0, "points": 1}
_QUOTED = ("title", "summary")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")


@dataclass(frozen=True, slots=True)
class QuizText:
    """`starts` are the lines (from 1) on which the questions begin, in the order of the quiz."""

    text: str
    starts: tuple[int, ...]


def write_quiz(quiz: WrittenQuiz, language: str) -> QuizText:
    """The file. Keys that are missing are left out, for `with_keys` or `elearn fmt` to add."""
    lines = ["---", "type: quiz", *(_setting(name, value) for name, value in quiz.settings.items()), "---"]
    starts: list[int] = []
    for pool in quiz.pools:
        if pool.title:
            lines += ["", *_heading("#", pool.title, _marker(pool.key, pool.attributes), language)]
        for question in pool.questions:
            starts.append(len(lines) + 2)
            lines += ["", *_question(question, language)]
    return QuizText("\n".join(lines) + "\n", tuple(starts))


def _setting(name: str, value: str) -> str:
    if name not in _QUOTED and _PLAIN_VALUE.fullmatch(value):
        return f"{name}: {value}"
    words = " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}: "{words}"'


def _marker(key: str, attributes: Mapping[str, str], *words: str) -> str:
    """In the order in which people write them: the type, draw and points, then everything else as it comes."""
    if not key:
        return ""
    ordered = sorted(attributes.items(), key=lambda attribute: _FIRST.get(attribute[0], len(_FIRST)))
    parts = [f"#{key}", *(word for word in words if word), *(_attribute(name, value) for name, value in ordered)]
    return f"<!-- {' '.join(parts)} -->"


def _attribute(name: str, value: str) -> str:
    if not value:
        return name
    return f'{name}="{value}"' if re.search(r"\s", value) else f"{name}={value}"


def _heading(signs: str, text: str, marker: str, language: str) -> list[str]:
    """In languages that run from right to left the key stands above: behind the words it would jump to their start."""
    if not marker:
        return [f"{signs} {text}"]
    return [marker, f"{signs} {text}"] if language in RTL else [f"{signs} {text} {marker}"]


def _question(question: WrittenQuestion, language: str) -> Iterator[str]:
    word = {Matching: "match", Ordering: "order", Open: "open"}.get(type(question.answers), "")
    yield from _heading(
        "##", question.prompt or complete_prompt(language), _marker(question.key, question.attributes, word), language
    )
    if question.stem:
        yield from ["", *question.stem.split("\n")]
    if question.hint:
        yield from ["", "> [!TIP]", *_quoted(question.hint)]
    answers = list(_answers(question, language))
    if answers:
        yield from ["", *answers]
    if question.explanation:
        yield from ["", *_quoted(question.explanation)]


def _quoted(text: str) -> list[str]:
    return [f"> {line}" if line else ">" for line in text.split("\n")]


def _answers(question: WrittenQuestion, language: str) -> Iterator[str]:
    match question.answers:
        case Choices(options=options, several=several):
            sign = _sign(question.stem, "-", "*")
            for option in options:
                yield from _option(option, sign, several=several)
        case TrueFalse(true=true):
            yield f"{_sign(question.stem, '-', '*')} = {str(true).lower()}"
        case Typed(replies=replies):
            yield from _replies(replies, _sign(question.stem, "-", "*"))
        case Number() as number:
            sign = _sign(question.stem, "-", "*")
            yield f"{sign} = {spell_number(number)}"
            yield from _replies(number.wrong, sign)
        case _:
            yield from _arranged(question, language)


def _arranged(question: WrittenQuestion, language: str) -> Iterator[str]:
    """Tables and lists; gaps stand in the stem, and open questions have no answers."""
    match question.answers:
        case Matching() as matching:
            yield from _table(matching, language)
        case Ordering(steps=steps):
            for count, step in enumerate(steps, 1):
                yield _line(
                    f"{count}{_sign(question.stem, '.', ')')}",
                    step.text,
                    _marker(step.key, {"fixed": ""} if step.fixed else {}),
                )


def _sign(stem: str, usual: str, other: str) -> str:
    """The usual sign of a list, unless a list with it ends the stem: two lists in a row with one sign are one."""
    last = stem.rpartition("\n\n")[2]
    return other if re.search(rf"^\s*\d*{re.escape(usual)}\s", last, re.MULTILINE) else usual


def _option(option: Option, sign: str, *, several: bool) -> Iterator[str]:
    opening, closing = "[]" if several else "()"
    first, *more = option.text.split("\n")
    marker = _marker(option.key, {"fixed": ""} if option.fixed else {})
    # The key stands at the end of the first paragraph, where it is read.
    end = more.index("") if "" in more else len(more)
    if end:
        more[end - 1] = _line("", more[end - 1], marker).lstrip()
        marker = ""
    yield _line(f"{sign} {opening}{'x' if option.right else ' '}{closing}", first, marker)
    yield from (f"  {line}" if line else "" for line in more)
    if option.feedback:
        yield from (f"  {line}" for line in _quoted(option.feedback))


def _line(sign: str, text: str, marker: str) -> str:
    return " ".join(part for part in (sign, text, marker) if part)


def _replies(replies: Sequence[Reply], sign: str) -> Iterator[str]:
    for reply in replies:
        yield f"{sign} {'=' if reply.right else '!'} {typed_markdown(reply.text)}"
        if reply.feedback:
            yield from (f"  {line}" for line in _quoted(reply.feedback))


def typed_markdown(text: str) -> str:
    """Plain words so that Markdown shows exactly them; as they are wherever that does."""
    token = _MARKDOWN.parseInline(text)[0]
    html = any(child.type == "html_inline" for child in token.children or [])
    if plain(token) == text and not html and "[[" not in text and not re.search(r"[*_`]", text):
        return text
    return _PUNCTUATION.sub(r"\\\1", text)


def spell_number(number: Number) -> str:
    """As its author wrote it, when that still means the same; else the number with its tolerance."""
    spelled = read_number(number.spelling) if number.spelling else None
    low, high = Decimal(number.low), Decimal(number.high)
    if isinstance(spelled, NumberRange) and (Decimal(spelled.low), Decimal(spelled.high)) == (low, high):
        return number.spelling
    if low == high:
        return number.low
    return f"{_decimal((low + high) / 2)} ± {_decimal((high - low) / 2)}"


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def complete_prompt(language: str) -> str:
    """What asks to fill gaps, where nothing else does."""
    return COMPLETE.get(language, COMPLETE["en"])


def heads_of(matching: Matching, language: str) -> tuple[str, str]:
    """What stands above the columns; words of ours where the question has none."""
    left, right = HEADS.get(language, HEADS["en"])
    return matching.heads[0] or left, matching.heads[1] or right


def _table(matching: Matching, language: str) -> Iterator[str]:
    left, right = heads_of(matching, language)
    yield f"| {_cell(left)} | {_cell(right)} |"
    yield "| --- | --- |"
    for pair in matching.pairs:
        cell = f"{_cell(pair.left)} {_marker(pair.key, {})}".rstrip()
        yield f"| {cell} | {_cell(pair.right)} |"


def _cell(text: str) -> str:
    """A bar would end the cell, also in code (GFM, tables)."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)
