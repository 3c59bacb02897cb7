"""What a search finds and in which order, and what is offered when it finds nothing."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section of a lesson or event, or a term, in one language, in tokens. A term's key is in `section`.

    `readers` are the languages whose pages show this text, `links` the keys of the terms it links to, with `*` before
    those that no earlier lesson of the course brought up.
    """

    id: int
    kind: str
    course: str
    part: str
    section: str
    language: str
    readers: tuple[str, ...]
    links: tuple[str, ...]
    title: tuple[str, ...]
    heading: tuple[str, ...]
    terms: tuple[str, ...]
    body: tuple[str, ...]


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


@dataclass(slots=True)
class _Question:
    """What was asked in every language, what each word weighs there, and which terms were asked for by name."""

    words: Mapping[str, Words]
    reader: str
    weights: Mapping[str, tuple[float, ...]]
    named: dict[str, dict[str, Names]] = field(default_factory=dict)


def rank(candidates: Sequence[Candidate], words: Mapping[str, Words], reader: str) -> Ranking:
    """Lessons and terms for a reader: those in her language first, unless the question was asked in another one.

    Then the rarer words in the more telling places: title, heading, terms, text. A lesson that links to the term asked
    for counts more than one that only says it, and most when it brings it up and spells it out.
    """
    question = _Question(words, reader, _weights(candidates, words))
    for term in candidates:
        if term.kind == TERM and _is_name(term, words[term.language]):
            names = tuple(frozenset(name) for name in (term.title, term.heading) if name)
            question.named.setdefault(term.section, {})[term.language] = names
    exact = _exact(candidates, question)
    shown = {term.section for term in exact}
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for found in candidates:
        if found.kind != TERM or found.section not in shown:
            key = (found.kind, found.course, found.part, found.section if found.kind == TERM else "", found.language)
            groups.setdefault(key, []).append(found)
    hits = _in_order([_hit(group, question) for group in groups.values()])
    return Ranking(exact, tuple(_once(hits)))


def _weights(candidates: Sequence[Candidate], words: Mapping[str, Words]) -> dict[str, tuple[float, ...]]:
    """Per language and word: the rarer among what was found, the heavier."""
    weights = {}
    for language, asked in words.items():
        rows = [{*c.title, *c.heading, *c.terms, *c.body} for c in candidates if c.language == language]
        holding = [sum(not row.isdisjoint(word) for row in rows) for word in asked]
        weights[language] = tuple(math.log(1.5 + len(rows) / max(count, 1)) for count in holding)
    return weights


def _is_name(term: Candidate, asked: Words) -> bool:
    """True when the words asked for are the term or its long form, all of it and nothing else."""
    tokens = frozenset().union(*asked)
    return any(
        name and tokens.issuperset(name) and all(not word.isdisjoint(name) for word in asked)
        for name in (term.title, term.heading)
    )


def _exact(candidates: Iterable[Candidate], question: _Question) -> tuple[Candidate, ...]:
    terms = [term for term in candidates if term.kind == TERM and term.section in question.named]
    best = sorted(terms, key=lambda term: (term.section, _tier(term, question.reader), term.id))
    first = [next(same) for _, same in groupby(best, key=lambda term: term.section)]
    return tuple(sorted(first, key=lambda term: (_tier(term, question.reader), term.id))[:2])


def _tier(found: Candidate, reader: str) -> int:
    if found.language == reader:
        return OWN
    return STANDS_IN if reader in found.readers else OTHER


def _hit(group: Sequence[Candidate], question: _Question) -> Hit:
    """One lesson in one language: what its sections have together, and the one that has most."""
    words = question.words[group[0].language]
    scored = sorted(((_score(found, question), -found.id, found) for found in group), reverse=True)
    held = sum(any(_holds(found, word) for found in group) for word in words)
    best = scored[0][2]
    score = scored[0][0] + OTHER_SECTIONS * sum(row[0] for row in scored[1:])
    # Not of this language's words: French drops the `comment` of `public comment`, and would seem to have it all.
    return Hit(best, held / max(map(len, question.words.values())), _tier(best, question.reader), score)


def _holds(found: Candidate, word: frozenset[str]) -> bool:
    return any(not word.isdisjoint(place) for place in (found.title, found.heading, found.terms, found.body))


def _score(found: Candidate, question: _Question) -> float:
    words, weights = question.words[found.language], question.weights[found.language]
    total = sum(weight * _told(found, word) for word, weight in zip(words, weights, strict=True))
    return total + sum(weights) * sum(_explains(found, key, names) for key, names in question.named.items())


def _explains(found: Candidate, key: str, names: Mapping[str, Names]) -> float:
    """A section explains a term that it links to; more so if it brings it up, spells it out, or is called after it."""
    first = f"*{key}" in found.links
    if not first and key not in found.links:
        return 0
    called = names.get(found.language, ())
    spelled = any(name <= set(found.body) for name in called[1:])
    named = 4 * _share_in(found.title, called) + 2 * _share_in(found.heading, called)
    return 1.5 + BRINGS_UP * first + 1.5 * spelled + named


def _share_in(place: Sequence[str], names: Names) -> float:
    """How much of a name stands there: of the one of which most does."""
    return max((len(name & set(place)) / len(name) for name in names), default=0)


def _told(found: Candidate, word: frozenset[str]) -> float:
    """How much a section has to say about a word: where it stands, and how often in how long a text."""
    often = sum(found.body.count(token) for token in word)
    dense = often / (often + 1 + len(found.body) / 200)
    places = ((6, found.title), (4, found.heading), (2, found.terms))
    return 3 * dense + sum(weight for weight, place in places if not word.isdisjoint(place))


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
        best = hit.best
        key = (best.kind, best.section) if best.kind == TERM else (best.kind, best.course, best.part)
        if key not in seen and hit.share >= least[hit.best.kind]:
            seen.add(key)
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
