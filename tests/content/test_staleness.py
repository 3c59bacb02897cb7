"""What each edit of the source does to a translation that was current: the table of the format, every row."""

from __future__ import annotations

import unicodedata

import pytest

from elearn.content.diagnostics import Diagnostic
from elearn.content.staleness import carry, explain_stale, find_change, find_last_change
from tests.content.translated import STAMPED, Versions, joined_of
from tests.content.trees import LF, Files, L, Q, changed, check

ANSWERS = "- ( ) 32 <!-- #a -->\n  > That is IPv4.\n", "- (x) 128 <!-- #b -->\n"
NEW_ANSWER = "\n> Four", "- ( ) 256 <!-- #d -->\n\n> Four"
# name, file, old, new, keys out of date, further codes about the translation
EDITS: list[tuple[str, str, str, str, set[str], set[str]]] = [
    ("re-order answers", Q, "".join(ANSWERS), "".join(reversed(ANSWERS)), set(), set()),
    ("change points, objective, draw", Q, "objective=size", "points=2", set(), set()),
    ("draw of a pool", Q, "#all -->", "#all draw=1 -->", set(), set()),
    ("flip right and wrong", Q, "- ( ) 64", "- [x] 64", set(), {"T006"}),
    ("change a typed answer", Q, "= 2011", "= 2012", set(), set()),
    ("change a known wrong answer", Q, "! 1999", "! 1989", set(), set()),
    ("typo in a prompt", Q, "How many bits has", "How much bits has", {"bits"}, set()),
    ("typo in feedback", Q, "That is IPv4.", "This is IPv4.", {"bits"}, set()),
    ("typo in the feedback of a known wrong answer", Q, "That was earlier.", "It was earlier.", {"year"}, set()),
    ("typo in an explanation", Q, "Four times", "For times", {"bits"}, set()),
    ("typo in a typed question", Q, "the pool empty?", "the tank empty?", {"year"}, set()),
    ("add an answer", Q, *NEW_ANSWER, {"bits"}, {"T004"}),
    ("title of a pool", Q, "# Questions", "# All questions", {"all"}, set()),
    ("re-wrap a paragraph", L, "The older ones have 32 bits, the", "The older ones\nhave 32 bits,\nthe", set(), set()),
    ("re-wrap a block quote", Q, "> Four times as many", "> Four times\n> as many", set(), set()),
    ("carriage returns", L, "\n", "\r\n", set(), set()),
    ("byte order mark", L, "---\ntype", "\ufeff---\ntype", set(), set()),
    ("trailing spaces", L, "bits, the newer ones 128.\n", "bits, the newer ones 128. \n", set(), set()),
    ("no-break space", L, "32 bits", "32\u00a0bits", set(), set()),
    ("decomposed letters", L, "café", unicodedata.normalize("NFD", "café"), set(), set()),
    ("emphasis", L, "*an*", "**an**", set(), set()),
    ("rename a picture", L, "media/rulers.svg", "media/ruler.svg", set(), {"L004"}),
    ("attribute of a section", L, "#short -->", "#short facilitator -->", set(), set()),
    ("minutes", L, "minutes: 5", "minutes: 6", set(), set()),
    ("typo in a section", L, "Drop the zeros", "Leave the zeros", {"short"}, set()),
    ("heading of a section", L, "## Making it shorter", "## Shorter", {"short"}, set()),
    ("description of a picture", L, "Two rulers", "Three rulers", {"lengths"}, set()),
    ("code", L, "2001:db8::1", "2001:db8::2", {"short"}, set()),
    ("paragraph to list", L, "Drop the zeros", "- Drop the zeros", {"short"}, set()),
    ("split a section", L, "\n![Two", "\n## Rulers <!-- #rulers -->\n\n![Two", {"lengths"}, {"T002"}),
    ("rename a key", L, "#short", "#brief", set(), {"T002", "T007"}),
    ("rename a key, saying so", L, "#short", "#brief was=short", set(), set()),
    ("rename a question's key, saying so", Q, "#bits", "#size-bits was=bits", set(), set()),
    ("title", L, "Reading an address", "Reading addresses", {""}, set()),
    ("summary", L, "What it looks like.", "How it looks.", {""}, set()),
    ("objective", L, "Say how long", "Tell how long", {""}, set()),
]


def about_translations(files: Files) -> set[str]:
    return {d.code for d in check(files).diagnostics if ".fr.md" in d.path and d.code != "T001"}


@pytest.mark.parametrize(
    ("path", "old", "new", "stale", "codes"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS]
)
def test_what_an_edit_of_the_source_does(path: str, old: str, new: str, stale: set[str], codes: set[str]) -> None:
    files = changed(path, old, new, STAMPED)
    found = {joined.source.source.inside: joined.stale for joined in check(files).library.all_joined()}
    assert found[path] == stale
    assert all(not keys for other, keys in found.items() if other != path)
    assert about_translations(files) == codes


def test_swapping_questions_and_moving_a_section_changes_nothing() -> None:
    lesson, quiz = str(STAMPED[L]), str(STAMPED[Q])
    head, rest = lesson.split("## Two lengths")
    two, shorter = rest.split("## Making")
    moved = {**STAMPED, L: f"{head}## Making{shorter}\n## Two lengths{two}"}
    start, first = quiz.split("## How many")
    first, second = first.split("## In which")
    moved[Q] = f"{start}## In which{second}\n## How many{first}"
    assert [joined.stale for joined in check(moved).library.all_joined()] == [set(), set()]
    assert about_translations(moved) == set()


def test_splitting_a_section_leaves_one_stale_and_one_missing() -> None:
    joined = joined_of(changed(L, "\n![Two", "\n## Rulers <!-- #rulers -->\n\n![Two", STAMPED), L)
    assert joined.tally.units == {"current": 3, "stale": 1, "missing": 1}
    assert "rulers" not in joined.usable


def out_of_date(files: Files, versions: Versions) -> Diagnostic:
    checked = check(files)
    return next(d for d in explain_stale(checked, checked.diagnostics, [versions]) if d.code == "T001")


def test_what_is_out_of_date_says_what_has_changed_since_and_in_which_change() -> None:
    first = changed(L, "Drop the zeros", "Drop all zeros", STAMPED)
    second = changed(L, "Making it shorter", "Writing it shorter", first)
    found = out_of_date(second, Versions({"3207b9f": second, "1d2e3f4": first, "0a1b2c3": STAMPED}))
    assert found.notes == (
        "source changed in 1d2e3f4 (2026-11-18, Olivia), courses/ip/addresses/reading.md:21",
        "was → is: [-Making-] {+Writing+} it shorter Drop [-the-] {+all+} zeros at the front: 2001:db8::1.",
    )


def test_what_is_not_committed_yet_is_told_too() -> None:
    found = out_of_date(changed(L, "Drop the", "Drop all", STAMPED), Versions({"0a1b2c3": STAMPED}))
    assert found.notes[0].startswith("source changed in what is not committed yet, ")


def test_title_and_summary_have_a_word_diff_too() -> None:
    found = out_of_date(changed(L, "What it looks like.", "How it looks.", STAMPED), Versions({"0a1b2c3": STAMPED}))
    assert "[-What-] {+How+} it" in found.notes[1]


def test_without_any_memory_the_plain_fact_remains() -> None:
    found = out_of_date(changed(L, "Drop the", "Drop all", STAMPED), Versions({}))
    assert found.notes == ("source changed, courses/ip/addresses/reading.md:21",)


def test_the_second_memory_is_asked_where_the_first_knows_nothing() -> None:
    joined = joined_of(changed(L, "Drop the", "Drop all", STAMPED), L)
    change = find_change(joined, "short", [Versions({}), Versions({"release 3": STAMPED})])
    assert change is not None
    assert change.was.change == "release 3"


def test_the_memory_follows_a_renamed_key() -> None:
    renamed = changed(L, "#short", "#brief was=short", changed(L, "Drop the", "Drop all", STAMPED))
    assert "[-the-] {+all+}" in out_of_date(renamed, Versions({"0a1b2c3": STAMPED})).notes[1]


def test_carrying_stamps_what_rendered_the_wording_before_the_last_change() -> None:
    typo = changed(L, "Drop the zeros", "Drop teh zeros", STAMPED)
    versions = Versions({"0a1b2c3": STAMPED})
    joined = joined_of(typo, L)
    change = find_last_change(joined, "short", [versions])
    assert change is not None
    text = carry(joined, "short", change.was)
    assert text is not None
    assert joined_of({**typo, LF: text}, L).stale == set()
    assert text.replace(" ", "").count("@") == str(STAMPED[LF]).count("@")


def test_carrying_leaves_what_was_out_of_date_before() -> None:
    older = changed(L, "Drop the zeros", "Omit the zeros", STAMPED)
    typo = changed(L, "Making it", "Makin it", older)
    joined = joined_of(typo, L)
    change = find_last_change(joined, "short", [Versions({"3207b9f": older, "0a1b2c3": STAMPED})])
    assert change is not None
    assert carry(joined, "short", change.was) is None


def test_nothing_is_carried_where_no_earlier_wording_is_known() -> None:
    joined = joined_of(changed(L, "Drop the", "Drop all", STAMPED), L)
    assert find_last_change(joined, "short", [Versions({})]) is None
