"""Pairs, lines and gaps from file to published question: letters, hashes, translations, keys written by `fmt`."""

from __future__ import annotations

import pytest

from elearn.content.fmt import format_source
from elearn.content.release import decode_quiz, encode_quiz
from elearn.content.skeletons import new_translation
from elearn.content.source import read_source
from elearn.content.stamps import stamp
from elearn.domain.questions import NumberRange, Question, QuestionText, QuestionType, Slot
from tests.content.trees import BASE, QF, QUIZ, Files, Q, changed, check, compiled, found

HEAD = QUIZ.partition("# Questions")[0]
PAIRS = """
## Match each thing with its size. <!-- #match match points=2 -->

> [!TIP]
> Count the groups.

| Thing | Size |
| --- | --- |
| IPv4 address <!-- #v4 --> | 32 bits |
| IPv6 *address* <!-- #v6 --> | `128` bits |
|  <!-- #x --> | 48 bits |

> Each of them.
"""
LINES = """
## Put the steps in order. <!-- #steps order -->

7. Write all groups <!-- #a -->
7. Drop zeros <!-- #b -->
   > First in each group.
7. Replace `::` <!-- #c fixed -->
"""
GAPS = """
## Complete the sentence. <!-- #fill shuffle=no -->

An address has [[v4: =32|=thirty-two|64\\|65]] bits or [[v6: =128]], and both
are called [[name: =dual stack|=dual-stack]].
"""
OPEN = """
## Say it. <!-- #say open -->

> Like this.
"""
SOURCE: Files = {**BASE, Q: HEAD + PAIRS + LINES + GAPS + OPEN}
FRENCH_HEAD = '---\ntranslation: ip-quiz\ntitle: "Questions"\n---\n'
PAIRS_FR = """
## Associez. <!-- #match -->

> [!TIP]
> Comptez.

| Chose | Taille |
| --- | --- |
| Adresse IPv6 <!-- #v6 --> | 128 bits |
| Adresse IPv4 <!-- #v4 --> | 32 bits |
|  <!-- #x --> | 48 bits |

> Chacune.
"""
LINES_FR = """
## Mettez en ordre. <!-- #steps -->

1. Écrire tous les groupes <!-- #a -->
2. Enlever les zéros <!-- #b -->
   > Au début.
3. Remplacer par `::` <!-- #c -->
"""
GAPS_FR = """
## Complétez. <!-- #fill -->

La [[name: =double pile]] : une adresse a [[v4: =32|=trente-deux|64 ou 65]] bits ou [[v6: =128]].
"""
OPEN_FR = """
## Dites-le. <!-- #say -->

> Ainsi.
"""
BOTH: Files = {**SOURCE, QF: FRENCH_HEAD + PAIRS_FR + LINES_FR + GAPS_FR + OPEN_FR}


def question(files: Files, key: str) -> Question:
    found = compiled(files).site.courses[0].quizzes()[0].question(key)
    assert found is not None
    return found


def test_pairs_become_letters_that_say_nothing() -> None:
    match = question(BOTH, "match")
    assert (match.type, match.points, match.choices) == (QuestionType.MATCHING, 2, ())
    words = {language: text.options for language, text in match.texts.items()}
    assert sorted(words["en"].values()) == ["128 bits", "32 bits", "48 bits"]
    assert [slot.options for slot in match.slots] == [("a", "b", "c")] * 2
    assert [(slot.key, words["en"][slot.right[0]]) for slot in match.slots] == [("v4", "32 bits"), ("v6", "128 bits")]
    assert words["fr"] == words["en"], "a letter means the same in every language"
    assert match.texts["en"].choices == {"v4": "IPv4 address", "v6": "IPv6 <em>address</em>"}
    assert match.texts["fr"].columns == ("Chose", "Taille")
    assert match.texts["en"].hint == "<p>Count the groups.</p>"


def test_lines_keep_the_order_of_the_file_whatever_their_numbers() -> None:
    steps = question(BOTH, "steps")
    assert steps.type is QuestionType.ORDERING
    assert steps.slots == (
        Slot("a", ("1", "2"), ("1",)),
        Slot("b", ("1", "2"), ("2",)),
        Slot("c", (), ("3",), fixed=True),
    )
    assert steps.texts["fr"].choices["b"] == "Enlever les zéros"
    assert steps.texts["en"].feedback == {"b": "<p>First in each group.</p>"}


def test_gaps_are_chosen_or_typed() -> None:
    fill = question(BOTH, "fill")
    chosen, number, words = fill.slots
    text = fill.texts["en"]
    assert text.stem == ("<p>An address has {{gap:v4}} bits or {{gap:v6}}, and both\nare called {{gap:name}}.</p>")
    assert [text.options[f"v4.{letter}"] for letter in chosen.options] == ["32", "thirty-two", "64|65"]
    assert [text.options[f"v4.{letter}"] for letter in chosen.right] == ["32", "thirty-two"]
    assert number == Slot("v6", number=NumberRange("128", "128"))
    assert words.accepted == ("dual stack", "dual-stack", "double pile"), "a learner may type any language's word"
    assert fill.texts["fr"].options["name"] == "double pile"
    assert fill.texts["fr"].options[f"v4.{chosen.options[2]}"] == "64 ou 65"


def test_an_open_question_has_no_points() -> None:
    assert question(BOTH, "say") == Question(
        "say",
        QuestionType.OPEN,
        0,
        {
            "en": QuestionText("Say it.", explanation="<p>Like this.</p>"),
            "fr": QuestionText("Dites-le.", explanation="<p>Ainsi.</p>"),
        },
        grading_hash="52d51fe2fb19",
        text_hash=question(BOTH, "say").text_hash,
    )


def test_all_none_and_score_all_make_it_all_or_nothing() -> None:
    for attribute in ("score=all", "all=none"):
        for key in ("match", "steps", "fill"):
            assert question(changed(Q, f"#{key} ", f"#{key} {attribute} ", SOURCE), key).score_all


def test_a_release_brings_everything_back() -> None:
    quiz = compiled(BOTH).site.courses[0].quizzes()[0]
    assert decode_quiz(encode_quiz(quiz)) == quiz


def test_a_gap_of_an_author_cannot_be_forged() -> None:
    stem = question(changed(Q, "An address", "{{gap:v4}} An address", SOURCE), "fill").texts["en"].stem
    assert stem.count("{{gap:v4}}") == 1


PLAIN = ["`[[a: =b|c]]`", "\\[[a: =b|c]]", "[[1]](https://example.org)", "[[note]]"]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_gap(text: str) -> None:
    fill = question(changed(Q, "An address", f"{text} An address", SOURCE), "fill")
    assert [slot.key for slot in fill.slots] == ["v4", "v6", "name"]
    lesson = changed("ip/addresses/reading.md", "needs an address", "needs [[a: =b|c]]")
    assert "[[a: =b|c]]" in compiled(lesson).site.courses[0].lessons()[0].sections[0].texts["en"].html


STAMPED = dict(BOTH)
for joined in check(BOTH).library.all_joined():
    STAMPED[QF] = stamp(joined.source, joined.page)
EDITS: list[tuple[str, str, str, set[str]]] = [
    ("rows in another order", "| IPv4 address <!-- #v4 --> | 32 bits |\n", "", set()),
    ("typo in a left side", "IPv4 address <!--", "IPv4 adress <!--", {"match"}),
    ("typo in a right side", "48 bits", "48 Bits", {"match"}),
    ("typo in the head", "| Size |", "| Length |", {"match"}),
    ("emphasis", "IPv6 *address*", "IPv6 **address**", set()),
    ("typo in a line", "Drop zeros", "Leave zeros", {"steps"}),
    ("typo in the feedback of a line", "First in each", "First in every", {"steps"}),
    ("numbers of lines", "7. Write", "1. Write", set()),
    ("a line becomes fixed", "#b -->", "#b fixed -->", set()),
    ("typo in a sentence", "are called", "is called", {"fill"}),
    ("a choice", "64\\|65", "64\\|66", {"fill"}),
    ("another word is accepted", "=dual-stack", "=dualstack", set()),
    ("another number is right", "=128", "=127", set()),
    ("typo in the explanation", "Like this.", "As this.", {"say"}),
]


@pytest.mark.parametrize(("old", "new", "stale"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS])
def test_what_an_edit_of_the_source_makes_stale(old: str, new: str, stale: set[str]) -> None:
    files = changed(Q, old, new, STAMPED)
    if not new:
        files = changed(Q, "|  <!-- #x", f"{old}|  <!-- #x", files)
    assert [joined.stale for joined in check(files).library.all_joined()] == [stale]


GRADING: list[tuple[str, str, str, str, bool]] = [
    (
        "pairs change partners",
        "match",
        "32 bits |\n| IPv6 *address* <!-- #v6 --> | `128`",
        "128 bits |\n| IPv6 *address* <!-- #v6 --> | `32`",
        True,
    ),
    ("something more is left over", "match", "| 48 bits |\n", "| 48 bits |\n|  <!-- #y --> | 8 bits |\n", True),
    ("a left side is reworded", "match", "IPv4 address <!--", "Old address <!--", False),
    (
        "lines change places",
        "steps",
        "Write all groups <!-- #a -->\n7. Drop zeros <!-- #b -->",
        "Drop zeros <!-- #b -->\n7. Write all groups <!-- #a -->",
        True,
    ),
    (
        "a line becomes fixed",
        "steps",
        "7. Write all groups <!-- #a -->",
        "7. One <!-- #d -->\n7. Write all groups <!-- #a fixed -->",
        True,
    ),
    ("a line is reworded", "steps", "Drop zeros", "Leave zeros", False),
    ("another choice is right", "fill", "|64", "|=64", True),
    ("another word is accepted", "fill", "|=dual-stack", "", True),
    ("another number", "fill", "=128", "=127", True),
    ("the sentence is reworded", "fill", "are called", "is called", False),
    ("points", "match", "points=2", "points=3", True),
]


@pytest.mark.parametrize(
    ("key", "old", "new", "differs"), [row[1:] for row in GRADING], ids=[row[0] for row in GRADING]
)
def test_what_changes_the_grading_hash(key: str, old: str, new: str, differs: bool) -> None:
    before, after = question(SOURCE, key), question(changed(Q, old, new, SOURCE), key)
    assert (after.grading_hash != before.grading_hash) is differs


TRANSLATIONS: list[tuple[str, str, str, str, set[str], set[str]]] = [
    ("complete", "match", "", "", set(), {"en", "fr"}),
    ("a row is missing", "match", "|  <!-- #x --> | 48 bits |\n", "", {"T004"}, {"en"}),
    ("a row too many", "match", "<!-- #x -->", "<!-- #y -->", {"T004", "T005"}, {"en"}),
    ("a row has no key", "match", " <!-- #v4 -->", "", {"K004", "T004"}, {"en"}),
    ("a left side where the source has none", "match", "|  <!-- #x", "| Autre <!-- #x", {"T006"}, {"en"}),
    ("two right sides alike", "match", "| 32 bits", "| 128 bits", {"Q015"}, {"en"}),
    ("not filled in", "match", "| 32 bits", "| …", {"T004"}, {"en"}),
    ("out of date: nothing shows which right side is which", "match", "#match", "#match @00000000", {"T001"}, {"en"}),
    ("a line is missing", "steps", "3. Remplacer par `::` <!-- #c -->\n", "", {"T004"}, {"en"}),
    ("lines in another order", "steps", "#b -->", "#c -->", {"K003", "T004"}, {"en"}),
    ("lines as bullets", "steps", "1. Écrire", "- (x) Écrire", {"T004", "T006"}, {"en"}),
    ("out of date, same lines", "steps", "#steps", "#steps @00000000", {"T001"}, {"en", "fr"}),
    ("a gap is missing", "fill", "[[v6: =128]]", "128", {"T004"}, {"en"}),
    ("a gap too many", "fill", "[[v6: =128]]", "[[v6: =128]] [[v7: =1]]", {"T005"}, {"en"}),
    ("another number", "fill", "=128", "=182", {"T006"}, {"en"}),
    ("another choice is right", "fill", "|64 ou", "|=64 ou", {"T006"}, {"en"}),
    ("a choice is missing", "fill", "|64 ou 65", "|", {"Q006"}, {"en"}),
    ("fewer choices", "fill", "=32|=trente-deux", "=32", {"T006"}, {"en"}),
    ("typed instead of chosen", "fill", "|64 ou 65", "", {"T006"}, {"en"}),
    ("out of date", "fill", "#fill", "#fill @00000000", {"T001"}, {"en"}),
    ("answers to an open question", "say", "> Ainsi.", "- = oui\n\n> Ainsi.", {"T005"}, {"en"}),
    ("an open one out of date", "say", "#say", "#say @00000000", {"T001"}, {"en", "fr"}),
    ("attributes", "say", "#say", "#say open", {"T009"}, {"en"}),
]


@pytest.mark.parametrize(
    ("key", "old", "new", "codes", "languages"), [row[1:] for row in TRANSLATIONS], ids=[row[0] for row in TRANSLATIONS]
)
def test_a_question_is_shown_whole_in_one_language(
    key: str, old: str, new: str, codes: set[str], languages: set[str]
) -> None:
    files = changed(QF, old, new, BOTH)
    own = {one.code for one in found(files) if one.path.endswith("quiz.fr.md")} - {"T002", "T003"}
    assert codes <= own
    assert set(question(files, key).texts) == languages
    others = {"match", "steps", "fill", "say"} - {key}
    assert all(set(question(files, other).texts) == {"en", "fr"} for other in others)


def test_lines_of_a_translation_stand_in_the_order_of_the_source() -> None:
    swapped = LINES_FR.replace("#a -->", "#z -->").replace("#b -->", "#a -->").replace("#z -->", "#b -->")
    files = {**BOTH, QF: FRENCH_HEAD + swapped}
    told = [(one.line, one.message) for one in found(files, "T006")]
    assert told == [(8, "line `b` stands at place 1 here, in the source it is line `a`")]
    assert set(question(files, "steps").texts) == {"en"}


BARE: list[tuple[str, str]] = [
    ("| a | b |\n|---|---|\n| c | d |\n|  | e |", "| a | b |\n|---|---|\n| c <!-- #a --> | d |\n| <!-- #b --> | e |"),
    ("1. one\n2. two <!-- #a -->", "1. one <!-- #b -->\n2. two <!-- #a -->"),
    ("[[=32|64]] and [[ : =1]] or [[a: =2]]", "[[b: =32|64]] and [[c: =1]] or [[a: =2]]"),
]


@pytest.mark.parametrize(("before", "after"), BARE)
def test_keys_are_written_into_rows_lines_and_gaps(before: str, after: str) -> None:
    word = "match" if before[0] == "|" else "order" if before[0] == "1" else "shuffle=no"
    head = f"---\ntype: quiz\nid: q\ntitle: Q\n---\n\n## One? <!-- #one {word} -->\n\n"
    for text in (before, after):
        source = read_source("courses/ip/m/quiz.md", f"{head}{text}\n".encode(), slug="quiz", inside="ip/m/quiz.md")
        assert format_source(source) == f"{head}{after}\n"


def test_a_translation_to_fill_in_has_rows_and_lines() -> None:
    made = new_translation(check(SOURCE).library.pages[Q], "fr")
    for line in ("| … <!-- #v4 --> | … |", "|  <!-- #x --> | … |", "1. … <!-- #b -->\n   > …"):
        assert line in made
    assert [one for one in found({**SOURCE, QF: made}) if one.path.endswith("fr.md") and one.code[0] not in "TQ"] == []


def test_the_ledger_knows_gaps() -> None:
    files = {**SOURCE, "ip/.keys": "ip-quiz#fill.v4 2026-05-02\n"}
    assert [(one.line, one.column) for one in found(files, "K006")] == [(31, 16)]
