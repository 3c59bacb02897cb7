"""Which lesson comes first: one reason per row."""

from __future__ import annotations

from typing import Any

import pytest

from elearn.domain.search import SECTION, TERM, Candidate, Words, nearest_names, rank, spaced

BASE = Candidate(
    id=1,
    kind=SECTION,
    course="ip",
    part="base",
    section="one",
    language="en",
    readers=spaced(["en"]),
    links="",
    title=spaced(["enlesson"]),
    heading="",
    terms="",
    body=spaced(["ensome", "enrir", "entext"]),
)


def change(base: Candidate, **fields: Any) -> Candidate:
    """With other fields; tuples are tokens."""
    told: dict[str, Any] = {key: spaced(one) if isinstance(one, tuple) else one for key, one in fields.items()}
    return base._replace(**told)


TERM_RIR = change(BASE, id=90, kind=TERM, course="", part="", section="rir", title=("enrir",), heading=("enlong",))
ASKED: dict[str, Words] = {
    "en": (frozenset({"enrir"}),),
    "fr": (frozenset({"frrir"}),),
}
TWO: dict[str, Words] = {
    "en": (frozenset({"enrir"}), frozenset({"enrule"})),
    "fr": (frozenset({"frrir"}), frozenset({"frrule"})),
}


def lesson(part: str, **fields: Any) -> Candidate:
    return change(BASE, part=part, id=len(part) + 1, **fields)


Change = dict[str, Any]
FRENCH: Change = {"language": "fr", "readers": ("fr",), "title": (), "body": ("frrir",)}


@pytest.mark.parametrize(
    ("why", "better", "worse", "asked"),
    [
        ("title above body", {"title": ("enrir",), "body": ()}, {}, ASKED),
        ("heading above body", {"heading": ("enrir",), "body": ()}, {}, ASKED),
        ("title above heading", {"title": ("enrir",)}, {"heading": ("enrir",)}, ASKED),
        ("names of its terms above body", {"terms": ("enrir",)}, {}, ASKED),
        ("often above once", {"body": ("enrir", "enrir", "entext")}, {}, ASKED),
        ("a short text above a long one", {}, {"body": ("enrir", *["entext"] * 500)}, ASKED),
        ("links to the term", {"links": ("rir",)}, {}, ASKED),
        ("brings the term up", {"links": ("*rir",)}, {"links": ("rir",)}, ASKED),
        ("spells it out", {"links": ("rir",), "body": ("enrir", "enlong", "entext")}, {"links": ("rir",)}, ASKED),
        ("the reader's language", {}, {**FRENCH, "body": ("frrir", "frrir")}, ASKED),
        ("shown on her pages", {**FRENCH, "readers": ("fr", "en")}, FRENCH, ASKED),
        ("both words above one", {"body": ("enrir", "enrule")}, {"title": ("enrir",)}, TWO),
        ("asked in another language", {**FRENCH, "body": ("frrir", "frrule")}, {}, TWO),
    ],
)
def test_what_comes_first(why: str, better: Change, worse: Change, asked: dict[str, Words]) -> None:
    candidates = [lesson("b", **worse), lesson("better", **better), TERM_RIR]
    assert rank(candidates, asked, "en").hits[0].best.part == "better", why


def test_the_lesson_that_explains_an_acronym_comes_before_its_title_in_passing() -> None:
    passing = lesson("b", heading=("enrir", "ennews"))
    explaining = lesson("better", links=("*rir",), body=("enrir", "enlong"))
    assert rank([passing, explaining, TERM_RIR], ASKED, "en").hits[0].best.part == "better"


def test_a_term_asked_for_by_name_stands_apart_in_the_readers_language() -> None:
    french = change(TERM_RIR, id=91, language="fr", readers=("fr",), title=("frari",), heading=(), terms=("frrir",))
    ranking = rank([lesson("b"), TERM_RIR, french], ASKED, "fr")
    assert [term.id for term in ranking.exact] == [91]
    assert [hit.best.part for hit in ranking.hits] == ["b"]
    assert rank([TERM_RIR], TWO, "en").exact == ()


def test_a_lesson_comes_once_with_its_best_section_in_the_best_language() -> None:
    sections = [
        change(BASE, id=1, section="one"),
        change(BASE, id=2, section="two", heading=("enrir",)),
        change(BASE, id=3, section="two", language="fr", readers=("fr",), heading=("frrir",), body=("frrir",)),
    ]
    hits = rank(sections, ASKED, "en").hits
    assert [(hit.best.section, hit.best.language) for hit in hits] == [("two", "en")]


def test_words_may_stand_in_different_sections_of_a_lesson() -> None:
    spread = [change(BASE, id=1, body=("enrir",)), change(BASE, id=2, section="two", body=("enrule",))]
    (hit,) = rank(spread, TWO, "en").hits
    assert hit.share == 1


def test_too_few_of_the_words_are_left_out_while_another_has_more() -> None:
    asked: dict[str, Words] = {"en": tuple(frozenset({word}) for word in ("enrir", "ena", "enb"))}
    little, much = lesson("b"), lesson("better", body=("enrir", "ena", "enb"))
    assert [hit.best.part for hit in rank([little, much], asked, "en").hits] == ["better"]
    assert [hit.best.part for hit in rank([little], asked, "en").hits] == ["b"]
    assert rank([], asked, "en").hits == ()


NAMES = {"ICANN": "icann", "Registrar": "registrar", "Public Comment": "pc", "Суд": "court", "注册商": "registrar-zh"}


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("ICAN", "icann"),
        ("icaan", "icann"),
        ("publc coment", "pc"),
        ("what is a registar please", "registrar"),
        ("сут", "court"),
        ("注册尚", "registrar-zh"),
        ("zzzzzz", ""),
        ("", ""),
        ("((a+)+)$", ""),
    ],
)
def test_the_nearest_name(query: str, nearest: str) -> None:
    assert (nearest_names(query, NAMES) or ("",))[0] == nearest
