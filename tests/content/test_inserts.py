"""What titled links put into a lesson: a card, a shared text, a question, a file; and which modules they take along."""

from __future__ import annotations

import pytest

from elearn.content.attachments import is_near, said_size
from elearn.content.placeholders import Block, split_blocks
from elearn.content.release import decode_course, encode_course
from elearn.domain.course import Course, Lesson
from tests.content.trees import BASE, CAPTIONS, LF, SHARED, TALK, Files, L, changed, compiled, found, lesson

R, V = "ip/addresses/media/talk.md", "ip/addresses/media/talk.en.vtt"
ABOUT, ABOUT_FR = "_shared/about.md", "_shared/about.fr.md"
RECORDED: Files = {R: TALK, V: CAPTIONS}
INCLUDE = '[About](../../_shared/about.md "include")\n'
SHARED_FR = """\
---
translation: about
title: "À propos"
---

<!-- #_intro @00000000 -->
Cinq régions tiennent ensemble.
"""


def course(files: Files) -> Course:
    return compiled(files).site.courses[0]


def sections(files: Files) -> dict[str, str]:
    part = course(files).lessons()[0]
    assert isinstance(part, Lesson)
    return {section.key: section.texts["en"].html for section in part.sections}


def test_a_recording_stands_between_two_pieces_of_the_text() -> None:
    html = sections(lesson('Before.\n\n[The talk](media/talk.md "embed")\n\nAfter.\n') | RECORDED)["one"]
    assert split_blocks(html) == [("<p>Before.</p>", Block("recording", "ip", "ip-talk")), ("<p>After.</p>", None)]


def test_a_question_is_named_by_its_quiz_and_key() -> None:
    html = sections(lesson('[Check](quiz.md#bits "question")\n'))["one"]
    assert split_blocks(html) == [("", Block("question", "ip", "ip-quiz", "bits")), ("", None)]


def test_an_author_cannot_forge_a_block() -> None:
    html = sections(lesson("{{question:ip/ip-quiz#bits}} and {{size:1}}\n"))["one"]
    assert split_blocks(html) == [(html, None)]


def test_a_shared_text_becomes_sections_that_cannot_clash() -> None:
    shared = SHARED + "## One <!-- #one -->\n\nThe same key as in the lesson.\n"
    keys = sections(lesson(f"Own words.\n\n{INCLUDE}\n## Last <!-- #last -->\n\nMore.\n") | {ABOUT: shared})
    assert list(keys) == ["one", "about._intro", "about.one", "last"]
    assert "include" not in keys["one"]
    assert keys["one"] == "<p>Own words.</p>"


def test_two_lessons_share_one_text() -> None:
    other = changed(L, "  size:", "  other:", changed(L, "id: ip-reading", "id: ip-second", lesson(INCLUDE)))[L]
    files = changed("ip/addresses/module.md", "[reading,", "[reading, second,", lesson(INCLUDE))
    parts = course({**files, "ip/addresses/second.md": other, ABOUT: SHARED}).lessons()
    assert [[section.key for section in part.sections] for part in parts] == [["one", "about._intro"]] * 2


def test_a_shared_text_brings_its_translation_and_grows_old_by_itself() -> None:
    host = '---\ntranslation: ip-reading\ntitle: "Lire"\n---\n\n## Un <!-- #one -->\n\n' + INCLUDE
    part = course(lesson(INCLUDE) | {LF: host, ABOUT: SHARED, ABOUT_FR: SHARED_FR}).lessons()[0]
    own, included = part.sections
    assert not own.texts["fr"].stale
    assert included.texts["fr"].html == "<p>Cinq régions tiennent ensemble.</p>"
    assert included.texts["fr"].stale
    paths = {(one.path, one.code) for one in found({**lesson(INCLUDE), ABOUT: SHARED, ABOUT_FR: SHARED_FR}, "T001")}
    assert paths == {("courses/_shared/about.fr.md", "T001")}


def test_words_of_a_shared_text_count_for_the_course() -> None:
    without = course(lesson("Own words.\n")).coverage["fr"].missing
    assert course(lesson(f"Own words.\n\n{INCLUDE}") | {ABOUT: SHARED}).coverage["fr"].missing > without


@pytest.mark.parametrize(
    "files",
    [
        lesson(INCLUDE) | {ABOUT: SHARED.replace("Five", "<b>Five</b>")},
        lesson('[Plan (1 KB)](media/plan.pdf "attachment")\n') | {"ip/addresses/media/plan.pdf": b"no"},
        {**BASE, **RECORDED, V: CAPTIONS.replace("WEBVTT", "")},
        {**BASE, **RECORDED, R: TALK.replace("captions: {en: talk.en.vtt}\n", "")},
    ],
)
def test_an_error_in_what_a_module_shows_keeps_the_module_back(files: Files) -> None:
    assert compiled(files).broken == {"ip": frozenset({"ip-addresses"})}


def test_a_file_is_published_under_the_name_of_its_bytes_with_its_sibling() -> None:
    files = lesson('[Plan (PDF, 1 KB)](media/plan.pdf "attachment")\n')
    plans: Files = {"ip/addresses/media/plan.pdf": b"%PDF-1.7 a", "ip/addresses/media/plan.fr.pdf": b"%PDF-1.7 bb"}
    host = '---\ntranslation: ip-reading\ntitle: "Lire"\n---\n\n## Un <!-- #one -->\n\n'
    french = f'{host}[Le plan (PDF, 1 Ko)](media/plan.pdf "attachment")\n'
    done = compiled({**files, **plans, LF: french})
    one, two = sorted(done.site.media)
    texts = done.site.courses[0].lessons()[0].sections[0].texts
    assert texts["en"].html == f'<p><a href="/media/{one}" download="">Plan (PDF, {{{{size:10}}}})</a></p>'
    assert texts["fr"].html == f'<p><a href="/media/{two}" download="">Le plan (PDF, {{{{size:11}}}})</a></p>'
    assert done.media[done.site.media[two]] == b"%PDF-1.7 bb"


def test_a_text_without_a_size_gets_it() -> None:
    html = sections(lesson('[Plan](media/plan.csv "attachment")\n') | {"ip/addresses/media/plan.csv": "a,b\n"})["one"]
    assert html.endswith(">Plan (CSV, {{size:4}})</a></p>")


def test_a_release_keeps_recordings_and_reads_what_was_kept_without_any() -> None:
    made = course({**BASE, **RECORDED})
    assert made.recordings()[0].transcripts["en"].chapters[1].title == "Questions from the floor"
    assert decode_course(encode_course(made)) == made
    older = encode_course(made).replace(b'"recordings":[', b'"other":[')
    assert decode_course(older).recordings() == ()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Slides (PDF, 1.2 MB)", 1_200_000),
        ("Diapositives (PDF, 1,2 Mo)", 1_200_000),
        ("Слайды (PDF, 1,2 МБ)", 1_200_000),
        ("الشرائح (PDF، 1.2 ميغابايت)", 1_200_000),
        ("34\u00a0KB", 34_000),
        ("5 mbps", 0),
        ("Slides", 0),
    ],
)
def test_a_size_is_read_in_the_words_of_each_language(text: str, size: int) -> None:
    assert said_size(text) == size


@pytest.mark.parametrize(
    ("said", "size", "near"),
    [
        (1_200_000, 1_234_567, True),
        (1_200_000, 1_258_291, True),
        (1_200_000, 14_000_000, False),
        (1_000, 200, True),
        (1_000, 4_000, False),
    ],
)
def test_a_rounded_size_is_near_enough(said: int, size: int, near: bool) -> None:
    assert is_near(said, size) is near
