"""Translations on their way to another tool and back: nothing is lost, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from elearn.content.pieces import pieces_of
from elearn.content.receiving import Received, Result, receive
from elearn.content.sending import list_passages
from elearn.domain.passages import Passage, Returned, State
from tests.content.translated import STAMPED, joined_of, stamped
from tests.content.trees import BASE, LF, QF, TODAY, C, Files, G, L, M, Q, changed, check

KINDS = """\
---
type: quiz
id: ip-kinds
title: "All kinds"
---

## Several? <!-- #several -->

A text with `code | bar`,
wrapped.

> [!TIP]
> Count.

- [x] One answer

  in two paragraphs <!-- #a -->
- [ ] `b`
  and more <!-- #b -->
  > First.
  >
  > - Second

## Put in order. <!-- #steps order -->

1. First <!-- #a -->
2. Second <!-- #b -->

## Pairs? <!-- #pairs match -->

| Thing | Size |
| --- | --- |
| IPv4 <!-- #v4 --> | 32 bits |
| IPv6 <!-- #v6 --> | `a \\| b` |
| <!-- #x --> | 48 bits |

> Because.
> > Quoted.

## Fill in. <!-- #fill -->

It has [[bits: =128|64]] bits.

## Called? <!-- #called -->

- = dual stack
- ! tunnel
  > No.

## Is it so? <!-- #so -->

- = true

> Yes.
"""
K = "ip/addresses/kinds.md"
ALL_KINDS: Files = {
    **BASE,
    K: KINDS.replace("  in two paragraphs <!-- #a -->", "  in two paragraphs").replace(
        "One answer", "One answer <!-- #a -->"
    ),
    M: str(BASE[M]).replace("[reading, quiz]", "[reading, quiz, kinds]"),
}


def sent(files: Files, path: str, language: str = "fr") -> list[Passage]:
    library = check(files).library
    return list(list_passages(library, library.pages[path], language))


def back(passages: list[Passage], edit: Callable[[Passage], str | None] = lambda one: one.target) -> list[Returned]:
    """The passages as a tool sends them; `edit` says the words of each, None for not finished."""
    answers = [(one, edit(one)) for one in passages]
    return [
        Returned(one.name, one.source, one.target if words is None else words, words is not None, one.print)
        for one, words in answers
    ]


def unfinished(_one: Passage) -> None:
    """What the translator leaves marked for another look."""


def emptied(_one: Passage) -> str:
    return ""


def take(files: Files, returned: list[Returned], language: str = "fr") -> tuple[Files, dict[str, Result]]:
    """The files after an import, and what became of each unit."""
    received: list[Received] = receive(check(files).library, language, returned, TODAY)
    texts = {one.path.removeprefix("courses/"): one.text for one in received if one.changed}
    return {**files, **texts}, {outcome.unit: outcome.result for one in received for outcome in one.outcomes}


def test_sections_and_front_matter_are_sent_piece_by_piece() -> None:
    found = {one.name: (one.source, one.target) for one in sent(STAMPED, L)}
    assert found["ip-reading:title"] == ("Reading an address", "Lire une adresse")
    assert found["ip-reading:objective.size"] == ("Say how long addresses are", "Dire la longueur des adresses")
    assert found["ip-reading#_intro:text"][1] == "Chaque appareil a besoin d'une adresse."
    assert found["ip-reading#short:heading"] == ("Making it shorter", "Plus court")
    assert found["ip-reading#lengths:text"][0].endswith("\n\n![Two rulers of different length.](media/rulers.svg)")


def test_a_question_is_sent_without_its_marks_and_keys() -> None:
    found = {one.name.partition("#")[2]: one.source for one in sent(ALL_KINDS, K) if "#" in one.name}
    assert found == {
        "several:heading": "Several?",
        "several:text": "A text with `code | bar`,\nwrapped.\n\n> [!TIP]\n> Count.",
        "several:a": "One answer\n\nin two paragraphs",
        "several:b": "`b`\nand more",
        "several:b.feedback": "First.\n\n- Second",
        "steps:heading": "Put in order.",
        "steps:a": "First",
        "steps:b": "Second",
        "pairs:heading": "Pairs?",
        "pairs:column-1": "Thing",
        "pairs:column-2": "Size",
        "pairs:v4": "IPv4",
        "pairs:v4.right": "32 bits",
        "pairs:v6": "IPv6",
        "pairs:v6.right": "`a | b`",
        "pairs:x.right": "48 bits",
        "pairs:explanation": "Because.\n> Quoted.",
        "fill:heading": "Fill in.",
        "fill:text": "It has [[bits: =128|64]] bits.",
        "called:heading": "Called?",
        "called:typed": "- = dual stack\n- ! tunnel\n  > No.",
        "so:heading": "Is it so?",
        "so:explanation": "Yes.",
    }


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", [L, Q, C, M, G, K])
def test_a_translation_can_be_made_from_nothing(path: str, language: str) -> None:
    """Here every text is its own translation: what comes back has the same words, all of them current."""
    base = stamped(ALL_KINDS)
    files, results = take(base, back(sent(base, path, language), lambda one: one.source), language)
    assert set(results.values()) == {Result.WRITTEN}
    joined = joined_of(files, path, language)
    source = pieces_of(joined.source)
    mine = pieces_of(joined.page)
    assert mine == {
        key: {name: text for name, text in unit.items() if name != "typed" or key == "called"}
        for key, unit in source.items()
    }
    assert joined.tally.units["stale"] == joined.tally.units["missing"] == 0
    target = path.replace(".md", f".{language}.md")
    assert not [d for d in check(files).diagnostics if d.path.endswith(target) and d.code[0] != "T"]


def test_sending_and_taking_back_changes_nothing() -> None:
    for path in (L, Q):
        files, results = take(STAMPED, back(sent(STAMPED, path)))
        assert files == STAMPED
        assert set(results.values()) == {Result.SAME}


def test_one_unit_is_spliced_and_all_other_lines_stay() -> None:
    words = {"ip-reading#short:text": "Ôtez les zéros du début : `2001:db8::1`."}
    files, results = take(STAMPED, back(sent(STAMPED, L), lambda one: words.get(one.name, one.target)))
    assert results["ip-reading#short"] is Result.WRITTEN
    before, after = str(STAMPED[LF]).splitlines(), str(files[LF]).splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [*words.values()]
    assert take(files, back(sent(STAMPED, L), lambda one: words.get(one.name, one.target)))[0] == files


def test_a_missing_unit_comes_at_its_place_in_the_order_of_the_source() -> None:
    shorter = changed(
        LF, str(STAMPED[LF])[str(STAMPED[LF]).index("## Deux") : str(STAMPED[LF]).index("## Plus")], "", STAMPED
    )
    assert "#lengths" not in str(shorter[LF])
    files, _ = take(shorter, back(sent(STAMPED, L)))
    assert files == STAMPED


def test_a_source_that_changed_since_is_reported_and_nothing_of_the_unit_is_taken() -> None:
    passages = sent(STAMPED, L)
    now = changed(L, "Drop the zeros", "Drop all zeros", STAMPED)
    files, results = take(now, back(passages, lambda one: one.target + " !"))
    assert results["ip-reading#short"] is Result.SOURCE_CHANGED
    assert results["ip-reading#lengths"] is Result.WRITTEN
    assert "Enlevez les zéros au début : `2001:db8::1`.\n" in str(files[LF])


def test_an_answer_added_to_the_source_since_is_a_change() -> None:
    now = changed(Q, "\n> Four", "- ( ) 256 <!-- #d -->\n\n> Four", STAMPED)
    assert take(now, back(sent(STAMPED, Q)))[1]["ip-quiz#bits"] is Result.SOURCE_CHANGED


def test_a_source_that_was_only_re_wrapped_has_not_changed() -> None:
    now = changed(L, "Drop the zeros at", "Drop the\nzeros at", STAMPED)
    assert take(now, back(sent(STAMPED, L)))[1]["ip-reading#short"] is Result.SAME


def test_a_translation_that_somebody_changed_since_is_not_overwritten() -> None:
    now = changed(LF, "Plus court", "Abréger", STAMPED)
    files, results = take(now, back(sent(STAMPED, L), lambda one: one.target + " !"))
    assert results["ip-reading#short"] is Result.TRANSLATION_CHANGED
    assert "## Abréger <!--" in str(files[LF])


def test_what_is_out_of_date_is_sent_as_such_and_confirmed_when_it_comes_back_finished() -> None:
    now = changed(L, "Drop the zeros", "Drop all zeros", STAMPED)
    passages = sent(now, L)
    assert {one.state for one in passages if "#short:" in one.name} == {State.STALE}
    assert take(now, back(passages, unfinished))[1]["ip-reading#short"] is Result.UNFINISHED
    files, results = take(now, back(passages))
    assert results["ip-reading#short"] is Result.STAMPED
    assert joined_of(files, L).stale == set()


def test_a_tool_that_sends_nothing_confirms_and_deletes_nothing() -> None:
    now = changed(L, "Drop the zeros", "Drop all zeros", STAMPED)
    files, _ = take(now, back(sent(now, L), emptied))
    assert files == now


def test_a_unit_that_is_not_complete_waits() -> None:
    files, results = take(
        BASE,
        back(
            sent(BASE, Q),
            lambda one: "Titre" if one.name == "ip-quiz:title" else "" if one.name.endswith(":b") else "mot",
        ),
    )
    assert results == {"ip-quiz": Result.WRITTEN, "ip-quiz#all": Result.WRITTEN, "ip-quiz#bits": Result.UNFINISHED}
    assert "#bits" not in str(files[QF])


HOSTILE: list[tuple[str, str, str]] = [
    (L, "ip-reading#short:text", "Texte.\n\n## Autre <!-- #lengths -->\n\nMot."),
    (L, "ip-reading#short:heading", "Court <!-- #lengths -->"),
    (L, "ip-reading#short:text", "<script>alert(1)</script>"),
    (L, "ip-reading#short:text", "[lien](javascript:alert(1))"),
    (L, "ip-reading#short:text", "```\nouvert"),
    (L, "ip-reading#short:text", "<!-- ouvert"),
    (L, "ip-reading#short:text", "Un \u202e mot."),
    (Q, "ip-quiz#bits:a", "32\n- (x) 33 <!-- #z -->"),
    (Q, "ip-quiz#bits:a", "32 <!-- #z -->"),
    (Q, "ip-quiz#bits:explanation", "Car.\n\n## Autre ? <!-- #all -->"),
    (Q, "ip-quiz#bits:heading", "Combien ?\n\n- (x) 5 <!-- #e -->"),
    (L, "ip-reading:title", "Titre\n---\n## Fin <!-- #end -->"),
]


@pytest.mark.parametrize(("path", "name", "words"), HOSTILE)
def test_words_that_would_break_the_file_are_refused_with_their_unit_alone(path: str, name: str, words: str) -> None:
    returned = back(sent(STAMPED, path), lambda one: words if one.name == name else one.target)
    files, results = take(STAMPED, returned)
    joined, before = joined_of(files, path), joined_of(STAMPED, path)
    key = name.partition("#")[2].partition(":")[0]
    others = {unit: pieces for unit, pieces in pieces_of(before.page).items() if unit != key}
    assert {unit: pieces for unit, pieces in pieces_of(joined.page).items() if unit != key} == others
    assert [unit.key for unit in joined.page.units] == [unit.key for unit in before.page.units]
    assert set(results.values()) <= {Result.SAME, Result.REFUSED, Result.WRITTEN}
    assert "<script" not in str(files[LF])
    assert [d.code for d in check(files).diagnostics if d.severity == "error"] == []


def test_what_the_courses_do_not_have_is_told() -> None:
    lost = [
        Returned("ip-gone#why:text", "a", "b"),
        Returned("ip-reading#gone:text", "a", "b"),
        Returned("junk", "", ""),
    ]
    files, results = take(STAMPED, lost)
    assert files == STAMPED
    assert set(results.values()) == {Result.UNKNOWN}


def test_nothing_is_put_into_the_language_of_the_source_or_into_a_damaged_file() -> None:
    english = [replace(one, target="x", finished=True) for one in back(sent(STAMPED, L))]
    assert set(take(STAMPED, english, "en")[1].values()) == {Result.REFUSED}
    damaged = {**STAMPED, LF: str(STAMPED[LF]) + "\u202e\n"}
    files, results = take(damaged, back(sent(STAMPED, L), lambda one: one.target + " !"))
    assert files == damaged
    assert set(results.values()) == {Result.REFUSED}


def test_a_renamed_key_is_found_again() -> None:
    passages = sent(STAMPED, L)
    now = changed(L, "#short", "#brief was=short", STAMPED)
    assert take(now, back(passages))[1]["ip-reading#brief"] is Result.SAME


def test_forms_of_a_term_belong_to_its_language() -> None:
    files, _ = take(BASE, back(sent(BASE, G), lambda one: "RIR,le RIR" if one.name.endswith(":forms") else one.source))
    assert "<!-- #rir @" in str(files["glossary.fr.md"])
    assert ' forms="RIR,le RIR" -->' in str(files["glossary.fr.md"])
