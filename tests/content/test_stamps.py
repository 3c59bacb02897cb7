"""Stamping translations, and the files that translators fill in."""

from __future__ import annotations

import pytest

from elearn.content.skeletons import new_translation
from elearn.content.stamps import stamp, stampable
from elearn.content.translation import Joined, source_hashes
from tests.content.trees import BASE, LESSON_FR, LF, QF, QUIZ, QUIZ_FR, Files, G, L, Q, changed, check, compiled

FRENCH: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}


def joined_of(files: Files, path: str) -> Joined:
    return next(joined for joined in check(files).library.all_joined() if joined.source.source.inside == path)


def test_only_the_stamps_change() -> None:
    joined = joined_of(FRENCH, L)
    hashes = source_hashes(joined.source)
    text = stamp(joined.source, joined.page)
    before = LESSON_FR.splitlines()
    after = text.splitlines()
    assert after[2] == f'source: "{hashes[""]}"'
    del after[2]
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert differing == [
        ("<!-- #_intro -->", f"<!-- #_intro @{hashes['_intro']} -->"),
        ("## Deux longueurs <!-- #lengths -->", f"## Deux longueurs <!-- #lengths @{hashes['lengths']} -->"),
        ("## Plus court <!-- #short -->", f"## Plus court <!-- #short @{hashes['short']} -->"),
    ]


def test_stamping_twice_changes_nothing() -> None:
    joined = joined_of(FRENCH, L)
    once = stamp(joined.source, joined.page)
    again = joined_of({**FRENCH, LF: once}, L)
    assert stamp(again.source, again.page) == once


@pytest.mark.parametrize(("keys", "count"), [(("short",), 1), (("short", "lengths"), 2), (("source",), 1), ((), 4)])
def test_some_keys_can_be_stamped_alone(keys: tuple[str, ...], count: int) -> None:
    joined = joined_of(FRENCH, L)
    text = stamp(joined.source, joined.page, keys)
    assert text.count(" @") + text.count("\nsource:") == count


def test_an_old_stamp_is_replaced_and_attributes_stay() -> None:
    term = '## RIR <!-- #rir @00000000 forms="RIR,le RIR" -->\n\nX.\n'
    glossary = f'---\ntranslation: glossary\ntitle: "G"\nsource: "00000000"\n---\n\n{term}'
    joined = joined_of({**BASE, "glossary.fr.md": glossary}, G)
    text = stamp(joined.source, joined.page)
    hashes = source_hashes(joined.source)
    assert text == glossary.replace("00000000", hashes[""], 1).replace("00000000", hashes["rir"])


def test_what_is_to_be_filled_in_gets_no_stamp() -> None:
    joined = joined_of(changed(LF, "## Plus court", "## …", FRENCH), L)
    assert "#short -->" in stamp(joined.source, joined.page)


def test_the_names_that_can_be_accepted() -> None:
    assert stampable(joined_of(FRENCH, L).source) == {"_intro", "lengths", "short", "source"}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", [L, Q, G, "ip/course.md", "ip/addresses/module.md"])
def test_a_new_translation_is_readable_and_shows_nothing_yet(path: str, language: str) -> None:
    source = check(BASE).library.pages[path]
    text = new_translation(source, language)
    target = path.replace(".md", f".{language}.md")
    checked = check({**BASE, target: text})
    own = [found for found in checked.diagnostics if found.path.endswith(target)]
    assert {found.code for found in own} <= {"T002"}
    joined = joined_of({**BASE, target: text}, path)
    assert joined.usable == set()
    assert joined.tally.words["current"] == 0


def test_a_filled_in_translation_is_current() -> None:
    source = check(BASE).library.pages[Q]
    text = new_translation(source, "fr")
    for word in (
        "Questionnaire",
        "Titre",
        "Combien ?",
        "trente-deux",
        "C'est IPv4.",
        "cent",
        "soixante",
        "La moitié.",
        "Car.",
    ):
        text = text.replace("…", word, 1)
    assert "…" not in text
    joined = joined_of({**BASE, QF: text}, Q)
    assert joined.tally.units == {"current": 3, "stale": 0, "missing": 0}
    quiz = compiled({**BASE, QF: text}).site.courses[0].quizzes()[0]
    question = quiz.question("bits")
    assert question is not None
    assert question.texts["fr"].choices == {"a": "trente-deux", "b": "cent", "c": "soixante"}
    assert QUIZ.count("…") == 0


def test_the_source_text_stands_in_comments() -> None:
    text = new_translation(check(BASE).library.pages[L], "fr")
    assert "<!-- | ## Making it shorter -->\n" in text
    assert "## … <!-- #short @" in text
    assert "# Reading an address\n" in text
    arabic = new_translation(check(BASE).library.pages[L], "ar")
    assert arabic.index("<!-- #short @") < arabic.rindex("## …")
