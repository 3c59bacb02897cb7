"""The glossary: its terms, and the links from lessons to them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from elearn.content.bidi import CJK, is_latin, isolate
from elearn.content.diagnostics import Findings
from elearn.content.document import plain
from elearn.content.mentions import Lexicon
from elearn.content.pages import Page
from elearn.content.units import Unit
from elearn.domain.course import TermText

# `RIR: Regional Internet Registry`, with the colon of any of the languages.
EXPANDED = re.compile(r"(.+?)[ \u00a0\u202f]?(?::\s+|：\s*)(.+)")
TERM_LINK = re.compile(r'<a class="t" href="#g-([a-z0-9-]+)"( lang="en" dir="ltr")?>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
ARABIC_PAGE = ' lang="en" dir="ltr"'


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term in one language; `definition` is the line of text to render."""

    key: str
    term: str
    expansion: str
    forms: tuple[str, ...]
    keep: bool
    definition: Token | None
    unit: Unit


def read_terms(page: Page) -> dict[str, TermDraft]:
    """The terms of a glossary file by key. With `forms` only those are found in texts, else the term itself is."""
    terms: dict[str, TermDraft] = {}
    for unit in page.units:
        if unit.level != 2 or not unit.marker or unit.key in terms:
            continue
        match = EXPANDED.fullmatch(unit.title)
        term, expansion = (match[1], match[2]) if match else (unit.title, "")
        listed = tuple(form.strip() for form in unit.marker.text("forms").split(",") if form.strip())
        definition = next((token for token in unit.tokens if token.type == "inline"), None)
        keep = "keep" in unit.marker.attributes
        terms[unit.key] = TermDraft(unit.key, term, expansion, listed or (term,), keep, definition, unit)
    return terms


def check_terms(page: Page, terms: Mapping[str, TermDraft], findings: Findings) -> None:
    """Reports G003 and G004."""
    owners: dict[str, TermDraft] = {}
    for term in terms.values():
        if term.definition is None:
            advice = "write one plain sentence below the heading"
            findings.at(page.source, term.unit.place, "G004", f"`{term.key}` has no definition", advice)
        for form in dict.fromkeys(term.forms):
            owner = owners.setdefault(form, term)
            if owner is not term:
                message = f"two glossary terms share the form `{form}`"
                notes = [f"the other one is `{owner.key}`, line {owner.unit.line}"]
                advice = "take it off one of them: a text can only link to one"
                findings.at(page.source, term.unit.place, "G003", message, advice, notes=notes)


def lexicon_of(terms: Iterable[TermDraft]) -> Lexicon:
    """All forms of these terms; of two terms with one form the first has it."""
    forms: dict[str, str] = {}
    for term in terms:
        for form in term.forms:
            forms.setdefault(form, term.key)
    return Lexicon(forms)


def words_of(term: TermDraft) -> str:
    """The definition without mark-up."""
    return plain(term.definition) if term.definition else ""


def link_first_mentions(htmls: Sequence[str], terms: Mapping[str, TermText]) -> list[str]:
    """The sections of one page, in order, with one link per term: the first mention.

    It gets `id="r-KEY"`, so that the list of terms can lead back, and the expansion behind it in brackets when the
    text says the bare term and no bracket follows anyway. Later mentions, and terms that the page does not define,
    become plain text.
    """
    seen: set[str] = set()
    return [_link_once(section, terms, seen) for section in htmls]


def _link_once(section: str, terms: Mapping[str, TermText], seen: set[str]) -> str:
    def replace(found: re.Match[str]) -> str:
        key, language, inner = found[1], found[2] or "", found[3]
        term = terms.get(key)
        if term is None or key in seen:
            return f"<bdi{language}>{inner}</bdi>" if language else inner
        seen.add(key)
        link = f'<a class="t" id="r-{key}" href="#g-{key}"{language}>{inner}</a>'
        return link + _expansion(term, html.unescape(TAG.sub("", inner)), section[found.end() :], language)

    return TERM_LINK.sub(replace, section) if 'class="t"' in section else section


_OTHER_SCRIPT = re.compile(r"\s*[(（].*$")


def _expansion(term: TermText, text: str, rest: str, language: str) -> str:
    # `FAI (ISP)`: the translated acronym with the English one that learners meet elsewhere.
    if not term.expansion or text not in (term.term, _OTHER_SCRIPT.sub("", term.term)):
        return ""
    if term.term.casefold() in term.expansion.casefold():  # `Bylaws (ICANN Bylaws)` tells nothing
        return ""
    if re.match(r"\s*[(（]", html.unescape(TAG.sub("", rest[:80]))):
        return ""
    if language == ARABIC_PAGE and is_latin(term.expansion):  # one piece: its commas and brackets are Latin too
        written = f'<bdi lang="en" dir="ltr">{html.escape(term.expansion)}</bdi>'
    else:
        written = isolate(term.expansion, "ar" if language == ARABIC_PAGE else "")
    return f"（{written}）" if CJK.search(term.expansion) else f" ({written})"
