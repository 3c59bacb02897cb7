"""A quiz as it is written: Markdown by parts, with what is right. What files of other systems become, and come from.

Texts are Markdown of the course format (course-format.md §5 and §6) without the signs and keys of a quiz. Equal values
are written as equal files. `line` says where a question stood and takes no part in comparing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# A gap, or code, in which nothing is a gap.
_GAP = re.compile(
    r"(?<!`)(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"
    r"|\[\[\s*(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*)\s*:(?P<body>(?:[^\[\]\n\\]|\\.)*)\]\](?!\()",
    re.DOTALL,
)
_BAR = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|[*`]|(?<!\w)_|_(?!\w)")
_OPTION_SIGNS = re.compile(r"[\\\[\]|*`]|^=|(?<!\w)_|_(?!\w)")
# Words of a question's key that say its type; every other word is one of its attributes.
TYPE_WORDS = ("match", "order", "open")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to tick. An empty `key` gets the next free letter."""

    text: str
    right: bool
    feedback: str = ""
    key: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class TrueFalse:
    true: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A typed answer that is right, or known to be wrong and told why. `text` is plain."""

    text: str
    right: bool = True
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """Right from `low` to `high`, decimal strings. `spelling` is how an author wrote it: `50 ± 2% bits`."""

    low: str
    high: str
    spelling: str = ""
    wrong: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """An empty `left` makes a right side that belongs to nothing."""

    left: str
    right: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """`heads` stand above the two columns."""

    pairs: tuple[Pair, ...]
    heads: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    key: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Ordering:
    """In the right order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps stand in the stem: `[[key: =right|=also right|wrong]]`."""


@dataclass(frozen=True, slots=True)
class Open:
    """Graded by nobody, or by a person."""


Answers = Choices | TrueFalse | Typed | Number | Matching | Ordering | Gaps | Open


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """`prompt` is one line, all other texts may be blocks. A bare word among `attributes` has an empty value.

    `name` is the title that another system knows it by, plain; it is not written.
    """

    prompt: str
    answers: Answers
    stem: str = ""
    hint: str = ""
    explanation: str = ""
    key: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    name: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be kept on the way from one format to another. Lines and columns count from 1 in the file read.

    `lost` says that the question itself is missing, not only something of it. `question` is its title or first words,
    `data` what was found there; both as they stood in the file.
    """

    line: int
    column: int
    code: str
    data: str = ""
    question: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class WrittenPool:
    """Without a title: questions that stand before any pool heading."""

    questions: tuple[WrittenQuestion, ...]
    title: str = ""
    key: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenQuiz:
    """`settings` are plain values of the front matter by key, in the order of the file."""

    settings: Mapping[str, str]
    pools: tuple[WrittenPool, ...]

    def questions(self) -> Iterator[WrittenQuestion]:
        for pool in self.pools:
            yield from pool.questions


@dataclass(frozen=True, slots=True)
class Gap:
    """Only right options: a box to type in. Otherwise a list to pick from. Plain words."""

    options: tuple[Reply, ...]
    key: str = ""

    @property
    def typed(self) -> bool:
        return all(option.right for option in self.options)


def split_gaps(text: str) -> list[str | Gap]:
    """Words and gaps in turn: words at every even place, also when they are empty."""
    parts: list[str | Gap] = []
    end = 0
    for found in _GAP.finditer(text):
        if found["key"]:
            parts += [text[end : found.start()], _gap(found["key"], found["body"])]
            end = found.end()
    return [*parts, text[end:]]


def gaps_of(text: str) -> list[Gap]:
    return [part for part in split_gaps(text) if isinstance(part, Gap)]


def _gap(key: str, body: str) -> Gap:
    options = [option.strip() for option in _BAR.split(body)]
    return Gap(tuple(Reply(_plain(option.removeprefix("=")), option.startswith("=")) for option in options), key)


def _plain(option: str) -> str:
    """A list of choices shows no emphasis and no code."""
    return " ".join(_MARKS.sub(lambda found: found[1] or "", option).split())


def spell_gap(gap: Gap) -> str:
    """The gap as it is written; `split_gaps` reads it back. Options must be words on one line."""
    return f"[[{gap.key}: {'|'.join(_spelled(option) for option in gap.options)}]]"


def _spelled(option: Reply) -> str:
    words = _OPTION_SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(option.text.split()))
    return f"={words}" if option.right else words


def next_keys(count: int) -> tuple[str, ...]:
    """The keys that answers get when nobody chose any: a, b, c … z, a2, b2 …"""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return tuple(f"{letters[n % 26]}{n // 26 + 1 if n >= 26 else ''}" for n in range(count))
