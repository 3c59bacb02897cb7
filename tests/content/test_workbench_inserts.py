"""What stands in a lesson comes from other files: an edit of one of these alone gives what the whole tree gives."""

from __future__ import annotations

from random import Random

import pytest

from elearn.content.files import memory_tree
from elearn.content.workbench import Workbench
from tests.content.test_inserts import ABOUT, ABOUT_FR, SHARED_FR, R, V
from tests.content.test_workbench import everything
from tests.content.trees import (
    BASE,
    CAPTIONS,
    LANGUAGES,
    LESSON,
    LESSON_FR,
    LF,
    QUIZ_FR,
    SHARED,
    TALK,
    TODAY,
    Files,
    L,
    M,
    Q,
)

QF, RF = "ip/addresses/quiz.fr.md", "ip/addresses/media/talk.fr.md"
PLAN, PLAN_FR = "ip/addresses/media/plan.csv", "ip/addresses/media/plan.fr.csv"
SHEET, DECK, VF = "_shared/media/sheet.txt", "ip/addresses/media/deck.pdf", "ip/addresses/media/talk.fr.vtt"
TABLE = "a,b\n" * 500
INSERTED = (
    '\n[The talk](media/talk.md "embed")\n\n[Check](quiz.md#bits "question")\n\n'
    'Take [the plan (CSV, 2 KB)](media/plan.csv "attachment").\n\n[About](../../_shared/about.md "include")\n'
)
TALK_FR = '---\ntranslation: ip-talk\ntitle: "Un exposé"\n---\n\n<!-- #_intro -->\nEn bref.\n'
START: Files = {
    **BASE,
    L: LESSON + INSERTED,
    LF: LESSON_FR + INSERTED,
    QF: QUIZ_FR,
    R: TALK.replace("talk.en.vtt}", "talk.en.vtt, fr: talk.fr.vtt}\nslides: deck.pdf"),
    RF: TALK_FR,
    V: CAPTIONS,
    VF: CAPTIONS.replace("rulers", "règles"),
    DECK: "%PDF-1.7 slides",
    PLAN: TABLE,
    PLAN_FR: TABLE.replace("a", "x"),
    ABOUT: SHARED + 'Take [the sheet (TXT, 1 KB)](media/sheet.txt "attachment").\n\n## More <!-- #more -->\n\nTwo.\n',
    ABOUT_FR: SHARED_FR,
    SHEET: "paper " * 150,
}
EDITS: tuple[tuple[str, str, str], ...] = (
    (ABOUT, "Five regions", "Six regions"),
    (ABOUT, "#more", "#rest"),
    (ABOUT, "Five regions", "<b>Five</b> regions"),
    (ABOUT, "lang: en", "lang: fr"),
    (ABOUT, "id: about", "id: ours"),
    (ABOUT, "lang: en", "lang: en\ndraft: true"),
    (ABOUT, "Two.", '[Back](about.md "include")'),
    (ABOUT_FR, "Cinq", "Six"),
    (ABOUT_FR, "Cinq", "http://x <i>Six</i>"),
    (SHEET, "paper", "sheets"),
    (SHEET, "paper", "\0"),
    (PLAN, "a,b", "a,b,c,d"),
    (PLAN, "a,b", "a,b" * 400),
    (PLAN, "a,b", "\0"),
    (PLAN_FR, "x,b", "x,b,c,d,e"),
    (PLAN_FR, "x,b", "\0"),
    (V, "rulers", "ladders"),
    (V, "WEBVTT", ""),
    (V, "01:10.000 -->", "00:08.000 -->"),
    (VF, "règles", "échelles"),
    (VF, "01:14.000", "09:14.000"),
    (DECK, "%PDF", "PDF"),
    (DECK, "slides", "other slides"),
    (R, "length: 2m", "length: 9m"),
    (R, "in short", "in a word"),
    (R, "id: ip-talk", "id: ip-speech"),
    (R, "captions", "draft: true\ncaptions"),
    (R, "talk.fr.vtt", "talk.es.vtt"),
    (R, "example.org", "example.net"),
    (RF, "En bref", "En deux mots"),
    (Q, "#bits", "#size"),
    (Q, "How many bits", "What length"),
    (Q, "id: ip-quiz", "id: ip-questions"),
    (Q, "\n> Four times as many bits.\n", ""),
    (Q, "- ( ) 32 <!-- #a -->\n  > That is IPv4.\n", ""),
    (QF, "Combien", "Quel nombre"),
    (L, '"include"', '"included"'),
    (L, '"attachment"', ""),
    (L, "(CSV, 2 KB)", ""),
    (L, "media/plan.csv", "media/plans.csv"),
    (LF, '"embed"', ""),
    (M, "[reading, quiz]", "[reading]"),
)


def text_of(place: str) -> str:
    text = START[place]
    assert isinstance(text, str)
    return text


def change(files: Files, random: Random) -> Files:
    """One edit, one that is taken back, a file that goes or one that comes back."""
    kind, (place, old, new) = random.random(), random.choice(EDITS)
    if kind < 0.15:
        return {name: text for name, text in files.items() if name != place}
    if kind < 0.35 or place not in files:
        return {**files, place: START[place]}
    return {**files, place: str(files[place]).replace(old, new)}


def test_the_tree_has_all_of_it_without_an_error() -> None:
    diagnostics = everything(START, None)[0]
    assert isinstance(diagnostics, tuple)
    assert [str(one) for one in diagnostics if one.severity == "error"] == []


@pytest.mark.parametrize(("place", "old", "new"), EDITS)
def test_an_edit_of_the_other_file_alone_and_its_way_back(place: str, old: str, new: str) -> None:
    assert old in text_of(place)
    edited, workbench = {**START, place: text_of(place).replace(old, new)}, Workbench(LANGUAGES)
    without = {name: text for name, text in START.items() if name != place}
    first = everything(START, None)
    assert everything(START, workbench) == first
    assert everything(edited, workbench) == everything(edited, None) != first
    assert everything(without, workbench) == everything(without, None)
    assert everything(START, workbench) == first


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_edits_gives_what_the_last_tree_gives(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - edits to try, no secret
    workbench, files = Workbench(LANGUAGES), START
    for _ in range(30):
        files = change(files, random)
        assert everything(files, workbench) == everything(files, None)


@pytest.mark.parametrize(
    ("place", "old", "new", "made"),
    [
        (ABOUT, "Five", "Six", {"page": 1, "part": 1, "recording": 0}),
        (ABOUT_FR, "Cinq", "Six", {"page": 1, "part": 1, "joined": 1}),
        (V, "rulers", "ladders", {"page": 0, "part": 1, "recording": 1, "targets": 0}),
        (R, "in short", "in a word", {"page": 1, "part": 1, "recording": 1}),
        (L, "Every", "Each", {"page": 1, "part": 1, "targets": 1}),
    ],
)
def test_only_what_shows_a_file_is_made_again(place: str, old: str, new: str, made: dict[str, int]) -> None:
    workbench = Workbench(LANGUAGES)
    workbench.compile(memory_tree(START), today=TODAY)
    workbench.compile(memory_tree({**START, place: text_of(place).replace(old, new)}), today=TODAY)
    assert {kind: workbench.made[kind] for kind in made} == made
