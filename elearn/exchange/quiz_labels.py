"""What only our format says about a question, as labels that other systems carry along: `elearn:objective=size`.

Moodle keeps labels ("tags") with a question, so a quiz that was sent there and back still has its keys and attributes.
Labels without our prefix are the words of the attribute `tags`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elearn.domain.written import Matching, Ordering, Step, WrittenQuestion, next_keys
from elearn.exchange.quiz_prose import joined_text, split_prompt

PREFIX = "elearn:"
ATTRIBUTES = ("points", "objective", "read", "shuffle", "score", "accents", "all", "draw", "was")
SETTINGS = ("pass", "feedback", "shuffle", "graded", "draw", "summary", "lang", "draft")
MAX_LABEL = 400
# Not allowed in Moodle's labels, or a sign of the places where they are written.
_SPECIAL = re.compile(r"[%<>`\\\[\],\x00-\x1f\x7f]")
_ESCAPED = re.compile(r"%([0-9A-F]{2})")
# Not possible in the comment that holds a key; a comma parts the words of `tags`.
_NO_VALUE = re.compile(r'[<>"\x00-\x1f\x7f]')
_NO_WORD = re.compile(r'[<>",\x00-\x1f\x7f]+')
_IN_COMMENT = re.compile(r"\[(id|tag):((?:\\\]|[^\]\n]){0,400})\]")


@dataclass(slots=True)
class Labels:
    """What the labels of one question said. `words` are values that are no attributes: keys, heads, spelling."""

    attributes: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def names(self, word: str) -> tuple[str, ...]:
        return tuple(self.words.get(word, "").split())

    def keys(self, count: int) -> tuple[str, ...]:
        """The keys of so many answers; empty ones when there were others, or none but a, b, c …."""
        names = self.names("answers")
        if len(names) == count:
            return names
        return next_keys(count) if self.names("fixed") and not names else ("",) * count

    def ordering(self, texts: Sequence[str]) -> Ordering:
        keys, fixed = self.keys(len(texts)), self.names("fixed")
        return Ordering(tuple(Step(text, key, key in fixed) for text, key in zip(texts, keys, strict=True)))


def label(name: str, value: str = "") -> str:
    """One label of ours; a bare word has no value."""
    text = _SPECIAL.sub(lambda sign: f"%{ord(sign[0]):02X}", value)
    return f"{PREFIX}{name}={text}" if value else f"{PREFIX}{name}"


def attribute_labels(attributes: Mapping[str, str], *, without: Sequence[str] = ()) -> Iterator[str]:
    for name, value in attributes.items():
        if name == "tags":
            yield from (word.strip() for word in value.split(",") if word.strip())
        elif name not in without:
            yield label(name, value)


def key_labels(keys: Sequence[str], fixed: Iterable[str]) -> Iterator[str]:
    """Only what nobody could guess: keys other than a, b, c …, and answers that keep their place."""
    if tuple(keys) != next_keys(len(keys)):
        yield label("answers", " ".join(keys))
    kept = " ".join(fixed)
    if kept:
        yield label("fixed", kept)


def prompt_labels(question: WrittenQuestion) -> Iterator[str]:
    """For a prompt that looks like a heading or a list: its first line is the prompt all the same."""
    if split_prompt(joined_text(question.prompt, question.stem)) != (question.prompt, question.stem):
        yield label("prompt")


def head_labels(matching: Matching) -> Iterator[str]:
    """What stands above the columns: no other system has a place for it."""
    for name, text in zip(("left", "right"), matching.heads, strict=True):
        if text:
            yield label(name, text)


def read_labels(labels: Iterable[str]) -> Labels:
    """Everything that labels say, ours and others'. What is no possible value is left out."""
    result = Labels()
    tags: list[str] = []
    for text in labels:
        if not text.startswith(PREFIX):
            word = " ".join(_NO_WORD.sub(" ", text[:MAX_LABEL]).split())
            if word:
                tags.append(word)
                result.attributes["tags"] = ",".join(tags)
            continue
        name, _, value = text.removeprefix(PREFIX)[:MAX_LABEL].partition("=")
        value = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
        if name in ATTRIBUTES and not _NO_VALUE.search(value):
            result.attributes[name] = value
        result.words[name] = value
    return result


def write_comment(key: str, labels: Iterable[str]) -> str:
    """`[id:bits] [tag:elearn:objective=size]`, as GIFT's comments hold them; empty without any."""
    parts = [f"[id:{key}]"] if key else []
    parts += [f"[tag:{text.replace(']', chr(92) + ']')}]" for text in labels]
    return " ".join(parts)


def read_comment(text: str) -> tuple[str, list[str]]:
    """The first identity and all labels of such a comment."""
    key, labels = "", []
    for found in _IN_COMMENT.finditer(text):
        value = found[2].replace("\\]", "]").strip()
        if found[1] == "tag":
            labels.append(value)
        elif not key:
            key = value
    return key, labels
