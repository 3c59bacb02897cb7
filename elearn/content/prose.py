"""How a text reads: call-outs, tables, long sections and sentences, abbreviations that nobody explains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from elearn.content.alerts import KINDS, alert_of
from elearn.content.diagnostics import Findings
from elearn.content.document import find_in_lines, inlines, lines_of, plain
from elearn.content.glossary import TermDraft
from elearn.content.pages import Page
from elearn.content.source import Place
from elearn.content.words import WORDS_PER_MINUTE, count_tokens, count_words, minutes

MAX_COLUMNS = 4
MAX_MINUTES = 5
MAX_SENTENCE = 30
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")
ASTERISKS = re.compile(r"\*\*|(?<![\d*\s])\*(?=\S)")
SIGN = re.compile(r"^\[!\w+\]\s?")
ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*\b")
# Abbreviations that are words of everyday life, on any phone.
COMMON = frozenset(
    [
        "AM",
        "BBC",
        "DVD",
        "EU",
        "GB",
        "GPS",
        "ID",
        "IP",
        "KB",
        "MB",
        "OK",
        "PC",
        "PDF",
        "PIN",
        "PM",
        "QR",
        "SIM",
        "SMS",
        "TV",
        "UK",
        "UN",
        "URL",
        "US",
        "USA",
        "USB",
        "UTC",
        "WWW",
    ]
)


def check_prose(page: Page, language: str, terms: Mapping[str, TermDraft], findings: Findings) -> None:
    """Reports A007, A009, A012, A013, A015 and G002. Hints about style are for source files in English only."""
    checker = _Checker(page, findings)
    checker.emphasis()
    tokens = page.document.tokens
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            checker.alert(tokens[index : index + 4])
        elif token.type == "table_open":
            checker.table(tokens, index)
    if page.source.language:
        return
    if page.type == "lesson":
        checker.sections()
    if language == "en" and page.type in ("lesson", "course"):
        checker.sentences()
        checker.acronyms(terms)


@dataclass(slots=True)
class _Checker:
    page: Page
    findings: Findings

    def _tell(self, place: Place, code: str, message: str, advice: str) -> None:
        self.findings.at(self.page.source, place, code, message, advice)

    def emphasis(self) -> None:
        """Between Chinese letters and punctuation, Markdown takes some asterisks for text (CommonMark, 6.2)."""
        for token in inlines(self.page.document.tokens):
            # An entity may stand for an asterisk, too.
            for child in (token.children or []) if "*" in token.content or "&" in token.content else ():
                found = ASTERISKS.search(child.content) if child.type == "text" and "*" in child.content else None
                if found:
                    place = find_in_lines(self.page.source, lines_of(token), found[0])
                    message = "asterisks are shown as they stand"
                    advice = "put punctuation outside of them: **word**, not **word,** before a letter"
                    self._tell(place, "A015", message, advice)

    def alert(self, block: list[Token]) -> None:
        alert = alert_of(block) if len(block) > 2 else None
        if alert and not alert.known:
            place = find_in_lines(self.page.source, lines_of(block[2]), "[!")
            names = ", ".join(f"[!{kind.upper()}]" for kind in KINDS)
            self._tell(place, "A012", f"`[!{alert.kind.upper()}]` is no call-out", f"possible are {names}")

    def table(self, tokens: list[Token], index: int) -> None:
        end = next(n for n in range(index, len(tokens)) if tokens[n].type == "thead_close")
        head = tokens[index:end]
        cells = [plain(token) for token in inlines(head)]
        place = Place(lines_of(tokens[index])[0])
        if not any(cells):
            self._tell(place, "A007", "table has no header row", "say in the first row what each column holds")
        columns = sum(token.type == "th_open" for token in head)
        if columns > MAX_COLUMNS:
            message = f"table has {columns} columns: more than {MAX_COLUMNS} cannot be read on a phone"
            self._tell(place, "A007", message, "split it into two tables, or write a list")

    def sections(self) -> None:
        for unit in self.page.units:
            needed = minutes(count_tokens(unit.tokens))
            facilitator = unit.marker and "facilitator" in unit.marker.attributes
            if needed > MAX_MINUTES and not facilitator:
                message = f"section needs about {needed} minutes to read ({WORDS_PER_MINUTE} words a minute)"
                self._tell(unit.place, "A009", message, "split it: 3 to 5 minutes suit a phone")

    def sentences(self) -> None:
        for token in inlines(self.page.document.tokens):
            for sentence in SENTENCE_END.split(SIGN.sub("", plain(token))):
                count = count_words(sentence)
                if count > MAX_SENTENCE:
                    place = find_in_lines(self.page.source, lines_of(token), " ".join(sentence.split()[:3]))
                    message = f"sentence has {count} words"
                    self._tell(place, "A013", message, f"split it: at most {MAX_SENTENCE}, better 15")

    def acronyms(self, terms: Mapping[str, TermDraft]) -> None:
        known = {word for term in terms.values() for form in (term.term, *term.forms) for word in form.split()}
        seen: set[str] = set()
        for token in inlines(self.page.document.tokens):
            words = SIGN.sub("", "\n".join(child.content for child in token.children or [] if child.type == "text"))
            for found in ACRONYM.finditer(words):
                name = found[0]
                if name in seen or name in known or name in COMMON:
                    continue
                seen.add(name)
                if not _explained(words, found):
                    place = find_in_lines(self.page.source, lines_of(token), name)
                    message = f"acronym {name} is neither explained nor in the glossary"
                    self._tell(place, "G002", message, "spell it out, or add it to glossary.md")


def _explained(text: str, found: re.Match[str]) -> bool:
    """`PDP (policy …)` or `policy … (PDP)`."""
    return text[: found.start()].endswith("(") or text[found.end() :].lstrip().startswith("(")
