"""What a translation should have kept: figures, code, links, names. Warnings only; a human decides."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.document import inlines, plain
from elearn.content.mentions import Lexicon
from elearn.content.pages import Page
from elearn.content.quiz import QuestionDraft
from elearn.content.source import Place
from elearn.content.translation import Joined
from elearn.content.units import Unit
from elearn.content.words import count_words

SAME_WORDS = 12
NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ’']\d+)*")
FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
# Myriads: 43 亿 is 4.3 billion, so figures cannot be compared one by one.
MYRIADS = re.compile("[亿万億萬]")


@dataclass(slots=True)
class Matter:
    """What of a unit can be compared."""

    text: str = ""
    code: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    names: tuple[str, ...] = ()


def names_to_keep(names: Iterable[str]) -> Lexicon:
    """What stays as it is in every language."""
    return Lexicon({name: name for name in names})


def matter_of(page: Page, names: Lexicon) -> dict[str, Matter]:
    """What the translations of a source file are compared with, by the key of the unit."""
    questions = {question.key: question for question in page.questions()}
    matters = {unit.key: _matter(unit, questions.get(unit.key)) for unit in page.units}
    for matter in matters.values():
        matter.names = tuple(sorted({mention.key for mention in names.mentions(matter.text)}))
        matter.figures = numbers(matter.text)
    return matters


def compare(joined: Joined, theirs: Mapping[str, Matter], findings: Findings) -> None:
    """Reports T010 to T013 and L004 for every unit that is up to date; `theirs` is the source's matter."""
    ours = {question.key: question for question in joined.page.questions()}
    for unit in joined.source.units:
        translated = joined.unit(unit.key)
        if translated is None or unit.key in joined.stale:
            continue
        matter = _matter(translated, ours.get(unit.key))
        _Comparison(joined, translated.place, theirs[unit.key], matter, findings).run(unit.key)


def _matter(unit: Unit, question: QuestionDraft | None) -> Matter:
    tokens: list[Token] = [unit.heading] if unit.heading else []
    tokens += _question_tokens(question) if question else unit.tokens
    # On lines of their own: two answers `128` and `64` are not the number 128 64.
    matter = Matter("\n".join(plain(token) for token in inlines(tokens)))
    for token in tokens:
        if token.type in ("fence", "code_block"):
            matter.code[" ".join(token.content.split())] += 1
        for child in token.children or []:
            if child.type == "code_inline":
                matter.code[child.content] += 1
            elif child.type in ("link_open", "image"):
                matter.links[str(child.attrs.get("href") or child.attrs.get("src") or "")] += 1
    return matter


def _question_tokens(question: QuestionDraft) -> list[Token]:
    """Without typed answers, which are not translated one to one."""
    tokens = [*question.stem, *question.hint, *question.explanation]
    for answer in question.choices():
        tokens += [*answer.tokens, *answer.beside, *answer.feedback]
    return tokens


@dataclass(slots=True)
class _Comparison:
    joined: Joined
    place: Place
    source: Matter
    here: Matter
    findings: Findings

    def run(self, key: str) -> None:
        if self.source.text == self.here.text and count_words(self.source.text) >= SAME_WORDS:
            self._tell("T010", f"`{key}` is identical to the source: not translated?", "translate it, or delete it")
            return
        self._links(key)
        for code in self.source.code - self.here.code if self.source.code else ():
            advice = "code, addresses and placeholders stay as they are in every language"
            self._tell("T012", f"code `{code}` is missing in `{key}`", advice)
        self._numbers(key)
        self._names(key)

    def _tell(self, code: str, message: str, advice: str) -> None:
        self.findings.at(self.joined.page.source, self.place, code, message, advice)

    def _links(self, key: str) -> None:
        if self.source.links == self.here.links:
            return
        missing = [f"missing {href}" for href in self.source.links - self.here.links if not href.startswith("gloss:")]
        added = [f"added {href}" for href in self.here.links - self.source.links if not href.startswith("gloss:")]
        if missing or added:
            message = f"links differ from the source in `{key}`: {', '.join(missing + added)}"
            self._tell("L004", message, "copy them from the source, or run `elearn check --fix` when it is clear which")

    def _numbers(self, key: str) -> None:
        if MYRIADS.search(self.here.text):
            return
        theirs, ours = self.source.figures, numbers(self.here.text)
        if theirs == ours:
            return
        lost, added = list((theirs - ours).elements()), list((ours - theirs).elements())
        for number in lost:
            twin = next((other for other in added if _alike(number, other)), None)
            if twin is not None:
                added.remove(twin)
                message = f"number differs in `{key}`: source {number}, translation {twin}"
                self._tell("T011", message, "copy the figure from the source")

    def _names(self, key: str) -> None:
        for name in self.source.names:
            if name not in self.here.text:
                message = f"`{name}` must stay unchanged, and is missing in `{key}`"
                self._tell("T013", message, f"write {name} as it is in the source")


def numbers(text: str) -> Counter[str]:
    """The figures of a text, in Latin digits, without grouping, with a decimal point."""
    latin = FOREIGN_DIGIT.sub(_latin, text)
    return Counter(_plain(found[0]) for found in NUMBER.finditer(latin))


def _latin(found: re.Match[str]) -> str:
    value = unicodedata.decimal(found[0], None)
    return found[0] if value is None else str(value)


def _plain(number: str) -> str:
    grouped = re.fullmatch(r"(\d{1,3})((?:[.,\u00a0\u202f ’']\d{3})+)", number)
    return re.sub(r"\D", "", number) if grouped else number.replace(",", ".")


def _alike(left: str, right: str) -> bool:
    """Two figures that a slip can turn into each other: as many digits. `4.3 billion` and `4300 million` are not."""
    return len(re.sub(r"\D", "", left)) == len(re.sub(r"\D", "", right))
