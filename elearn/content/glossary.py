"""The glossary: its terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.document import plain
from elearn.content.mentions import Lexicon
from elearn.content.pages import Page
from elearn.content.units import Unit

# `RIR: Regional Internet Registry`, with the colon of any of the languages.
EXPANDED = re.compile(r"(.+?)[ \u00a0\u202f]?(?::\s+|：\s*)(.+)")


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
