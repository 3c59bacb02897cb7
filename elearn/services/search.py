"""Search over the lessons, events and terms of the release in force, in all languages at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.content.stems import stem
from elearn.domain.analyser import analyse, asked_words, find_tokens
from elearn.domain.excerpts import excerpt, joined_spans
from elearn.domain.languages import DEFAULT, LANGUAGES
from elearn.domain.search import EVENT, LONGEST_QUERY, MOST_WORDS, SECTION, TERM, Candidate, Words, nearest_names, rank
from elearn.storage.search import find_entries, list_term_names, list_texts

MOST_LESSONS, MOST_TERMS, MOST_EVENTS = 8, 4, 4
# Definitions are one sentence; only a very long one is cut.
LONGEST_DEFINITION = 300


@dataclass(frozen=True, slots=True)
class Result:
    """A lesson, event or term that was found. `language` is that of its words, `page` that of the page to open.

    `section` is where on that page (empty: its top; `t.83`: the second of a transcript), for a term its key. `course`
    is empty for a webinar. `excerpt` are pieces of text: (words, asked for or not).
    """

    kind: str
    course: str
    part: str
    section: str
    title: str
    heading: str
    excerpt: tuple[tuple[str, bool], ...]
    language: str
    page: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A term that is spelled much like what was asked for."""

    key: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`named` are terms asked for by name, then `lessons`, `events` and other `terms`, the best first.

    `more` lessons are there than are shown. `nearest` is filled when nothing was found.
    """

    named: tuple[Result, ...] = ()
    lessons: tuple[Result, ...] = ()
    terms: tuple[Result, ...] = ()
    events: tuple[Result, ...] = ()
    more: bool = False
    nearest: tuple[Nearest, ...] = ()


def search(session: Session, *, query: str, language: str) -> Answer:
    """What a reader of `language` finds. Anybody may ask anything: the query is cut at 200 characters and 8 words.

    An empty one finds nothing and costs no statement; others cost two.
    """
    asked = _asked(query[:LONGEST_QUERY], language)
    own = _tokens(asked[language])
    others = [token for code, words in asked.items() if code != language for token in _tokens(words)]
    if not own and not others:
        return Answer()
    ranking = rank(find_entries(session, own, others), asked, language)
    lessons = [hit.best for hit in ranking.hits if hit.best.kind == SECTION]
    terms = [hit.best for hit in ranking.hits if hit.best.kind == TERM]
    events = [hit.best for hit in ranking.hits if hit.best.kind == EVENT]
    if not (ranking.exact or lessons or terms or events):
        return Answer(nearest=_nearest(session, query, language))
    shown = (ranking.exact, lessons[:MOST_LESSONS], terms[:MOST_TERMS], events[:MOST_EVENTS])
    texts = list_texts(session, [found.id for part in shown for found in part])

    named, told_lessons, told_terms, told_events = (
        tuple(_result(found, texts[found.id], asked, language) for found in part if found.id in texts) for part in shown
    )
    return Answer(named, told_lessons, told_terms, told_events, more=len(lessons) > MOST_LESSONS)


def _asked(query: str, reader: str) -> dict[str, Words]:
    """What is asked for in each language. A word that finds nothing in the reader's is no word in the others either:
    `the` is not tea."""
    asked = {reader: asked_words(query, reader, stem, most=MOST_WORDS)}
    kept = joined_spans((token.start, token.end) for token in analyse(query, reader, stem))
    telling = " ".join(query[start:end] for start, end in kept)
    return asked | {code: asked_words(telling, code, stem, most=MOST_WORDS) for code in LANGUAGES if code != reader}


def _tokens(words: Words) -> list[str]:
    return sorted(frozenset[str]().union(*words))


def _result(found: Candidate, text: tuple[str, str, str], asked: dict[str, Words], reader: str) -> Result:
    title, heading, body = text
    spans = find_tokens(body, found.language, stem, frozenset[str]().union(*asked[found.language]))
    return Result(
        kind=found.kind,
        course=found.course,
        part=found.part,
        section=found.section,
        title=title,
        heading=heading,
        excerpt=excerpt(body, spans, found.language, most=LONGEST_DEFINITION if found.kind == TERM else 0),
        language=found.language,
        page=reader if reader in found.readers else found.language,
    )


def _nearest(session: Session, query: str, language: str) -> tuple[Nearest, ...]:
    """Terms spelled much like the query, in the reader's language before English."""
    names: dict[str, Nearest] = {}
    rows = list_term_names(session, {language, DEFAULT})
    for key, spoken, term, long_form in sorted(rows, key=lambda row: row[1] != language):
        for name in filter(None, (term, long_form)):
            names.setdefault(name, Nearest(key, term, spoken))
    keys: Sequence[str] = nearest_names(query, {name: known.key for name, known in names.items()})
    first = {known.key: known for known in reversed(names.values())}
    return tuple(first[key] for key in keys)
