"""The rows that a search looks through: made from a release, in the transaction that publishes it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from elearn.content.plain_text import plain_text
from elearn.content.stems import stem
from elearn.domain.analyser import VERSION, analyse
from elearn.domain.course import Course, Lesson, Section, Site, Term, pick
from elearn.domain.languages import DEFAULT, LANGUAGES
from elearn.domain.recordings import Passage, Recording
from elearn.domain.search import EVENT, SECTION, TERM
from elearn.services.recordings import first_of
from elearn.storage.search import list_digests, replace_entries

# A moment that a search leads to holds at least so many characters of what was said: some ten seconds.
MOMENT = 150
# `FAI (ISP)`: the translated term with the one that readers meet elsewhere, which is among its names anyway.
_ENGLISH_TWIN = re.compile(r"\s*[(（].*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row before its words are cut into tokens; `html` is its text, `names` what each term in it is called."""

    kind: str
    course: str
    part: str
    section: str
    language: str
    readers: str
    links: str
    title: str
    heading: str
    html: str
    names: tuple[str, ...]

    def digest(self) -> str:
        """Changes when anything of the row changes, or the way it is analysed."""
        return hashlib.sha256(repr((VERSION, astuple(self))).encode()).hexdigest()


def index_release(session: Session, site: Site) -> bool:
    """Make the search find this release and nothing else; True when rows were changed. No commit.

    What an earlier release had in the same words is kept as it is; twice is nothing.
    """
    entries = {entry.digest(): entry for entry in entries_of(site)}
    known = list_digests(session)
    gone, new = known - entries.keys(), entries.keys() - known
    rows = [_row(digest, entry) for digest, entry in entries.items() if digest in new]
    replace_entries(session, gone, rows)
    return bool(gone or new)


def entries_of(site: Site) -> Iterator[Entry]:
    """Every section that learners read, every event and every term, in each language that it is written in."""
    for course in site.courses:
        known: set[str] = set()
        for lesson in course.lessons():
            sections = [section for section in lesson.sections if not section.facilitator]
            for section in sections:
                yield from _section_entries(course, lesson, section, _Terms(site.terms, known))
            known |= {key for section in sections for key in section.texts[course.language].terms}
        for recording in course.recordings():
            yield from _event_entries(course.id, recording, {}, course.language)
    for webinar in site.webinars:
        yield from _event_entries("", webinar.record, webinar.summaries, webinar.language)
    for term in site.terms.values():
        yield from _term_entries(term)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The glossary, and the keys that earlier lessons of the course have brought up."""

    all: Mapping[str, Term]
    known: Collection[str]

    def links(self, keys: Iterable[str]) -> str:
        """As `storage.search.SearchEntry.links` says."""
        return " ".join(key if key in self.known else f"*{key}" for key in keys if key in self.all)


def _section_entries(course: Course, lesson: Lesson, section: Section, terms: _Terms) -> Iterator[Entry]:
    for language, text in section.texts.items():
        linked = [terms.all[key] for key in text.terms if key in terms.all]
        yield Entry(
            SECTION,
            course.id,
            lesson.id,
            section.key,
            language,
            _readers(language, section.texts, course.language),
            terms.links(text.terms),
            pick(lesson.titles, language, course.language)[0],
            text.heading,
            text.html,
            tuple(_names(term, language) for term in linked),
        )


def _event_entries(course: str, record: Recording, summaries: Mapping[str, str], source: str) -> Iterator[Entry]:
    """Its summary, its sections, and the moments of its transcripts, each with where on its page it stands."""

    def entry(section: str, language: str, readers: str, heading: str, text: str) -> Entry:
        title = pick(record.titles, language, source)[0]
        return Entry(EVENT, course, record.id, section, language, readers, "", title, heading, text, ())

    for language, title in record.titles.items():
        text = html.escape(pick(summaries, language, source)[0] if summaries else title)
        yield entry("", language, _readers(language, record.titles, source), "", text)
    for section in (section for section in record.sections if not section.facilitator):
        for language, written in section.texts.items():
            yield entry(section.key, language, _readers(language, section.texts, source), written.heading, written.html)
    for language, start, heading, words in _spoken(record):
        shown = [code for code in LANGUAGES if first_of(record.transcripts, code, source) == language]
        readers = " ".join(dict.fromkeys([language, *shown]))
        yield entry(f"t.{start}", language, readers, heading, html.escape(words))


def _spoken(record: Recording) -> Iterator[tuple[str, int, str, str]]:
    """(language, second, chapter, what is said from there on) of transcripts in languages of the site."""
    for language, transcript in record.transcripts.items():
        for chapter in transcript.chapters if language in LANGUAGES else ():
            for start, words in _moments(chapter.passages):
                yield language, start, chapter.title, words


def _moments(passages: Iterable[Passage]) -> Iterator[tuple[int, str]]:
    """(second, what is said from there on), cut where a passage ends."""
    start, said = 0, ""
    for passage in passages:
        if not said:
            start = passage.start
        said = f"{said} {passage.text}".strip()
        if len(said) >= MOMENT:
            yield start, said
            said = ""
    if said:
        yield start, said


def _term_entries(term: Term) -> Iterator[Entry]:
    for language, text in term.texts.items():
        readers = _readers(language, term.texts, DEFAULT)
        names = (_names(term, language),)
        yield Entry(TERM, "", "", term.key, language, readers, "", text.term, text.expansion, text.definition, names)


def _readers(language: str, texts: Mapping[str, object], source: str) -> str:
    """The languages whose pages show this text: its own and, for the source, those without a text of their own."""
    lacking = [code for code in LANGUAGES if code not in texts] if language == source else []
    return " ".join([language, *lacking])


def _names(term: Term, language: str) -> str:
    """What a term is called in this language, and its short names in the others: readers meet `UIT` and `ITU`."""
    own = term.texts.get(language)
    names = [own.term, own.expansion, *own.forms] if own else []
    return "\n".join([*names, *(text.term for text in term.texts.values())])


def _row(digest: str, entry: Entry) -> dict[str, str]:
    body = plain_text(entry.html)
    return {
        "digest": digest,
        "kind": entry.kind,
        "course": entry.course,
        "part": entry.part,
        "section": entry.section,
        "language": entry.language,
        "readers": entry.readers,
        "links": entry.links,
        "title": entry.title,
        "heading": entry.heading,
        "body": body,
        "title_tokens": _tokens(_ENGLISH_TWIN.sub("", entry.title), entry.language),
        "heading_tokens": _tokens(entry.heading, entry.language),
        "term_tokens": " ".join(dict.fromkeys(_name_tokens(entry))),
        "body_tokens": _tokens(body, entry.language),
    }


def _name_tokens(entry: Entry) -> Iterator[str]:
    for names in entry.names:
        yield from _tokens_of_names(names, entry.language)


@lru_cache(maxsize=2048)
def _tokens_of_names(names: str, language: str) -> tuple[str, ...]:
    """The same names come again with every lesson that links to the term."""
    return tuple(_tokens(names, language).split())


def _tokens(text: str, language: str) -> str:
    return " ".join(token.text for token in analyse(text, language, stem))
