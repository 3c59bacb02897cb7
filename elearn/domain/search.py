"""What a search finds and in which order, and what is offered when it finds nothing."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import mul
from typing import NamedTuple

from elearn.domain.analyser import fold

# An event is a webinar or a recording of a course; its sections are its texts and the moments of its transcripts.
SECTION, TERM, EVENT = "section", "term", "event"
# In the reader's language; shown on her pages for want of a translation; in another language.
OWN, STANDS_IN, OTHER = range(3)
MOST_WORDS = 8
LONGEST_QUERY = 200
# A lesson that has fewer of the words asked for is left out while another has more.
LEAST_SHARE = 0.5
# What the other sections of a lesson add to its best one, and what bringing a term up counts.
OTHER_SECTIONS, BRINGS_UP = 0.3, 3
# How alike a term must be to what was typed, 0 to 1: `ICAN` and `ICANN` are 0.89.
LIKENESS = 0.6

Words = tuple[frozenset[str], ...]
# The tokens of a term and of its long form, if it has one.
Names = tuple[frozenset[str], ...]


class Candidate(NamedTuple):
    """A section of a lesson or event, or a term, in one language, in tokens. A term's key is in `section`.

    `readers` are the languages whose pages show this text, `links` the keys of the terms it links to, with `*` before
    those that no earlier lesson of the course brought up. These and the tokens are texts with a space on both sides
    of each, `body` as `spaced` makes it: to look for a word in one long text is a tenth of the work of cutting it up.
    """

    id: int
    kind: str
    course: str
    part: str
    section: str
    language: str
    readers: str
    links: str
    title: str
    heading: str
    terms: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson or term that was found: its best section, how it was found, how well."""

    best: Candidate
    share: float
    tier: int
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """`exact` are terms whose name was asked for, in the best language; `hits` everything else, the best first."""

    exact: tuple[Candidate, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked: `marks` are the words of each language as they stand in a text, `words` how many there are.

    `words` counts those of the language that has most: French drops the `comment` of `public comment`, and a text that
    has the other would seem to have it all. `named` are the terms asked for by name, by key and language.
    """

    reader: str
    words: int
    marks: Mapping[str, Sequence[Sequence[str]]]
    named: Mapping[str, Mapping[str, Names]]


def spaced(tokens: Iterable[str]) -> str:
    """Each token between two spaces of its own, so that it is found whole and counted as often as it is there."""
    return "".join(f" {token} " for token in tokens)


def rank(candidates: Sequence[Candidate], words: Mapping[str, Words], reader: str) -> Ranking:
    """Lessons and terms for a reader: those in her language first, unless the question was asked in another one.

    Then the rarer words in the more telling places: title, heading, terms, text. A lesson that links to the term asked
    for counts more than one that only says it, and most when it brings it up and spells it out.
    """
    marks = {language: [[f" {token} " for token in word] for word in asked] for language, asked in words.items()}
    question = _Question(reader, max(map(len, words.values())), marks, _named(candidates, words))
    exact = _exact(candidates, question)
    shown = {term.section for term in exact}
    rest = [found for found in candidates if found.kind != TERM or found.section not in shown]
    hits = _hits([found for found in rest if _tier(found, reader) != OTHER], question)
    others = [found for found in rest if _tier(found, reader) == OTHER]
    if any(hit.share == 1 for hit in hits):  # then no other language can have more of the words
        known = {_subject(hit.best) for hit in hits if hit.share >= (LEAST_SHARE if hit.best.kind != TERM else 1)}
        others = [found for found in others if _subject(found) not in known]
    return Ranking(exact, tuple(_once(_in_order([*hits, *_hits(others, question)]))))


def _named(candidates: Iterable[Candidate], words: Mapping[str, Words]) -> Mapping[str, Mapping[str, Names]]:
    named: dict[str, dict[str, Names]] = {}
    for term in candidates:
        if term.kind == TERM and (names := _names(term)) and _is_name(names, words[term.language]):
            named.setdefault(term.section, {})[term.language] = names
    return named


def _hits(candidates: Iterable[Candidate], question: _Question) -> list[Hit]:
    """One for each lesson, event and term in each language."""
    languages: dict[str, dict[tuple[str, ...], list[tuple[Candidate, list[float]]]]] = {}
    for found in candidates:
        told = [_told(found, word) for word in question.marks[found.language]]
        languages.setdefault(found.language, {}).setdefault(_subject(found), []).append((found, told))
    hits = []
    for subjects in languages.values():
        weights = _weights([told for rows in subjects.values() for _, told in rows])
        hits += [_hit(rows, weights, question) for rows in subjects.values()]
    return hits


def _subject(found: Candidate) -> tuple[str, ...]:
    """What it is about, in whatever language: a lesson, an event or a term."""
    return (TERM, found.section) if found.kind == TERM else (found.kind, found.course, found.part)


def _told(found: Candidate, word: Sequence[str]) -> float:
    """How much a section has to say about a word: where it stands, and how often in how long a text. 0: nothing."""
    often = title = heading = terms = 0
    for token in word:
        often += found.body.count(token)
        title = title or 6 * (token in found.title)
        heading = heading or 4 * (token in found.heading)
        terms = terms or 2 * (token in found.terms)
    dense = often / (often + 1 + (found.body.count("  ") + 1) / 200) if often else 0
    return 3 * dense + title + heading + terms


def _weights(told: Sequence[Sequence[float]]) -> list[float]:
    """One for each word: the rarer among what was found in a language, the heavier."""
    return [math.log(1.5 + len(told) / max(sum(map(bool, word)), 1)) for word in zip(*told, strict=True)]


def _names(term: Candidate) -> Names:
    return tuple(filter(None, (frozenset(name.split()) for name in (term.title, term.heading))))


def _is_name(names: Names, asked: Words) -> bool:
    """True when the words asked for are the term or its long form, all of it and nothing else."""
    tokens = frozenset().union(*asked)
    return any(tokens.issuperset(name) and all(not word.isdisjoint(name) for word in asked) for name in names)


def _exact(candidates: Iterable[Candidate], question: _Question) -> tuple[Candidate, ...]:
    terms = [term for term in candidates if term.kind == TERM and term.section in question.named]
    best = sorted(terms, key=lambda term: (term.section, _tier(term, question.reader), term.id))
    first = [next(same) for _, same in groupby(best, key=lambda term: term.section)]
    return tuple(sorted(first, key=lambda term: (_tier(term, question.reader), term.id))[:2])


def _tier(found: Candidate, reader: str) -> int:
    if found.language == reader:
        return OWN
    return STANDS_IN if f" {reader} " in found.readers else OTHER


def _hit(rows: Sequence[tuple[Candidate, list[float]]], weights: Sequence[float], question: _Question) -> Hit:
    """One lesson in one language: what its sections have together, and the one that has most."""
    scored = sorted([(_score(found, told, weights, question), -found.id, found) for found, told in rows], reverse=True)
    held = sum(map(any, zip(*[told for _, told in rows], strict=True)))
    best = scored[0][2]
    score = scored[0][0] + OTHER_SECTIONS * sum([row[0] for row in scored[1:]])
    return Hit(best, held / question.words, _tier(best, question.reader), score)


def _score(found: Candidate, told: Sequence[float], weights: Sequence[float], question: _Question) -> float:
    total: float = sum(map(mul, weights, told))
    for key, names in question.named.items():
        total += sum(weights) * _explains(found, key, names)
    return total


def _explains(found: Candidate, key: str, names: Mapping[str, Names]) -> float:
    """A section explains a term that it links to; more so if it brings it up, spells it out, or is called after it."""
    first = f" *{key} " in found.links
    if not first and f" {key} " not in found.links:
        return 0
    called = names.get(found.language, ())
    spelled = any(all(f" {token} " in found.body for token in name) for name in called[1:])
    named = 4 * _share_in(found.title, called) + 2 * _share_in(found.heading, called)
    return 1.5 + BRINGS_UP * first + 1.5 * spelled + named


def _share_in(place: str, names: Names) -> float:
    """How much of a name stands there: of the one of which most does."""
    return max((sum(f" {token} " in place for token in name) / len(name) for name in names), default=0)


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """Her language first, unless another one has more of the words: then the question was asked in that one."""
    most = {
        other: max((hit.share for hit in hits if (hit.tier == OTHER) is other), default=0) for other in (True, False)
    }
    asked_in_other = most[True] > most[False]

    def place(hit: Hit) -> tuple[bool, int, float, int]:
        return ((hit.tier == OTHER) is not asked_in_other, hit.tier, -hit.score * hit.share, hit.best.id)

    return sorted(hits, key=place)


def _once(hits: Sequence[Hit]) -> Iterable[Hit]:
    """Every lesson and term in the first language in which it comes; what has too few of the words is left out.

    A term is one sentence: it must have as many of the words as anything has.
    """
    most = max((hit.share for hit in hits), default=0)
    least = {SECTION: min(LEAST_SHARE, most), EVENT: min(LEAST_SHARE, most), TERM: most}
    seen = set()
    for hit in hits:
        subject = _subject(hit.best)
        if subject not in seen and hit.share >= least[hit.best.kind]:
            seen.add(subject)
            yield hit


def nearest_names(query: str, names: Mapping[str, str], *, most: int = 3) -> tuple[str, ...]:
    """What stands for a name that is spelled like the query or like a word of it, the most alike first.

    `names` is name -> what it stands for; at most `most` different ones come back, none when nothing is alike.
    """
    folded = {fold(name): value for name, value in names.items()}
    asked = fold(query)[:60]
    found: dict[str, float] = {}
    for words in dict.fromkeys([asked, *[word for word in asked.split()[:MOST_WORDS] if len(word) > 2]]):
        for name in difflib.get_close_matches(words, folded, n=most, cutoff=LIKENESS):
            likeness = difflib.SequenceMatcher(None, words, name).ratio()
            found[folded[name]] = max(likeness, found.get(folded[name], 0))
    return tuple(sorted(found, key=lambda value: -found[value])[:most])
