"""One course file, read: front matter, units, and for a quiz its questions. No other file is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from elearn.content.attributes import check_attributes
from elearn.content.diagnostics import Findings
from elearn.content.document import Document, lines_of, parse_document
from elearn.content.frontmatter import FrontMatter, read_front_matter
from elearn.content.issue_files import check_issue
from elearn.content.meta import Meta, read_meta
from elearn.content.quiz import PoolDraft, QuestionDraft, read_pools
from elearn.content.source import Place, Source
from elearn.content.units import Unit, report_unclaimed, split_units
from elearn.content.words import count_tokens, count_words
from elearn.content.written_dates import check_weekdays

# Levels of headings that carry no key: a course or module has no sections, a lesson's title is in its front matter.
KEYLESS = {
    "course": frozenset({1, 2}),
    "module": frozenset({1, 2}),
    "lesson": frozenset({1}),
    "quiz": frozenset[int](),
    "glossary": frozenset({1}),
    "newsletter": frozenset({1}),
    "path": frozenset({1, 2}),
    "media": frozenset({1}),
    "webinar": frozenset({1}),
    "channels": frozenset({1, 2}),
}

# What is read from top to bottom, with headings.
ARTICLES = ("lesson", "newsletter", "media", "webinar")
# For readings of which nothing is asked that depends on the day.
NO_DAY = date(2000, 1, 1)


@dataclass(slots=True, eq=False)
class Page:
    """`units` are sections (lesson), pools and questions (quiz) or terms (glossary), in the order of the file.

    `counted`, `texts` and `hashes` are filled once, by those who first ask for words, wordings and their hashes.
    """

    source: Source
    front: FrontMatter
    meta: Meta
    document: Document
    units: list[Unit] = field(default_factory=list)
    pools: list[PoolDraft] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.meta.type

    @property
    def name(self) -> str:
        """The id, or the file name where the id is missing."""
        return self.meta.id or self.source.slug

    def unit(self, key: str) -> Unit | None:
        return next((unit for unit in self.units if unit.key == key), None)

    def questions(self) -> list[QuestionDraft]:
        return [question for pool in self.pools for question in pool.questions]

    def words(self) -> dict[str, int]:
        """The words of every unit by key, and of the front matter under the empty key; counted once."""
        if not self.counted:
            texts = [self.meta.text("title"), self.meta.text("summary")]
            texts += [word.text for word in self.meta.objectives.values()]
            self.counted[""] = sum(map(count_words, texts))
            for unit in self.units:
                body = 0 if unit.level == 1 else count_tokens(unit.tokens)
                self.counted[unit.key] = count_words(unit.title) + body
        return self.counted

    def unit_keys(self) -> set[str]:
        return {unit.key for unit in self.units}


def read_page(source: Source, today: date, findings: Findings, *, kind: str = "") -> Page:
    """Everything that can be said about a file on its own. `kind` is the type of the source of a translation."""
    front = read_front_matter(source, findings)
    meta = read_meta(source, front, today, findings, kind=kind)
    document = parse_document(source, front.body, findings, quiz=meta.type == "quiz")
    page = Page(source, front, meta, document)
    introduced = meta.type in ("lesson", "course", "newsletter", "media", "webinar")
    page.units = split_units(document, findings, keyless=KEYLESS[meta.type], introduced=introduced)
    text = next((token for token in document.tokens if token.type in ("inline", "fence", "code_block")), None)
    if meta.type in ("module", "path") and text:
        advice = f"put it into a lesson: a {meta.type} is shown as a list"
        message = "text in module.md is not shown" if meta.type == "module" else "the text of a path is not shown"
        findings.at(source, Place(lines_of(text)[0]), "Q019", message, advice)
    if meta.type == "newsletter":
        check_issue(source, meta, page.units, findings)
    if meta.type == "quiz":
        page.pools = read_pools(document, page.units, findings)
    if meta.type == "webinar":
        check_weekdays(source, source.language or meta.text("lang", "en"), findings)
    _check_headings(page, findings)
    for unit in page.units:
        check_attributes(source, unit.marker, _kind(meta.type, unit), findings)
    for question in page.questions():
        for answer in question.answers:
            check_attributes(source, answer.marker, "answer", findings)
    report_unclaimed(document, findings)
    return page


def _kind(page_type: str, unit: Unit) -> str:
    if page_type == "quiz":
        return "question" if unit.level == 2 else "pool"
    return "term" if page_type == "glossary" else "section"


def _check_headings(page: Page, findings: Findings) -> None:
    """A003: headings of a level that the file has no place for."""
    deepest = {"lesson": 2, "newsletter": 2, "media": 2, "webinar": 2}.get(page.type, 9)
    for token in page.document.tokens:
        if token.type != "heading_open":
            continue
        level, line = int(token.tag[1]), lines_of(token)[0]
        message, advice = _heading_problem(page.type, level, token.level, deepest)
        if message:
            findings.at(page.source, Place(line), "A003", message, advice)
        deepest = level


def _heading_problem(kind: str, level: int, nesting: int, above: int) -> tuple[str, str]:
    if nesting:
        return "heading inside a list or a quote", "write it as **strong text**"
    if kind in ARTICLES and level == 1:
        return f"a {kind} page has no # heading: its title is in the front matter", "write ## for sections"
    if kind == "quiz" and level > 2:
        return "a question has no smaller headings", "write **strong text** instead"
    if kind in ("course", "module", "path"):
        return f"a {kind} page has no headings", "put sections into a lesson"
    if kind in ARTICLES and level > above + 1:
        return f"heading jumps from {'#' * above} to {'#' * level}", f"write {'#' * (above + 1)}"
    return "", ""
