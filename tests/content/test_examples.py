"""The worked examples of the format, reduced to what is read now: the printed output, to the letter.

The Spanish files carry the hashes of the English ones as they are here. If a hash changes, every translation of every
course looks out of date: then the canonical text changed, which it must not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.content.codes.code import Severity
from elearn.content.printing import as_text
from tests.content.trees import Files, check, compiled

EXAMPLES = Path(__file__).parent / "examples"
EMBEDDED = """\
[Recording: IPv4 and IPv6, capacity-building webinar (58 min)](media/webinar-ipv6.md "embed")

[Slides (PDF, 1.2 MB)](media/ipv6-slides.pdf "attachment")
"""
PDF = b"%PDF-1.4\n" + b" " * 1_200_000
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10"
QUIZ, LESSON = "ipv6/addresses-quiz.md", "ipv6/addresses.md"
QUIZ_ES, LESSON_ES = "ipv6/addresses-quiz.es.md", "ipv6/addresses.es.md"


def read(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def course() -> Files:
    names = (LESSON, QUIZ, LESSON_ES, QUIZ_ES, "glossary.md", "ipv6/media/rulers.svg")
    return {name: read(name) for name in names}


def in_a_module(files: Files) -> Files:
    """The same where learners find it, with the recording and the slides of the first example."""
    media = ("webinar-ipv6.md", "webinar-ipv6.en.vtt", "webinar-ipv6.es.vtt")
    module = '---\ntype: module\nid: m\ntitle: "M"\nlessons: [addresses, addresses-quiz]\n---\n'
    files = {
        **files,
        **{f"ipv6/media/{name}": read(f"ipv6/media/{name}") for name in media},
        "ipv6/media/ipv6-slides.pdf": PDF,
        LESSON: f"{files[LESSON]!s}\n{EMBEDDED}",
    }
    return {name.replace("ipv6/", "ipv6/basics/"): text for name, text in files.items()} | {
        "ipv6/basics/module.md": module,
        "ipv6/course.md": '---\ntype: course\nid: ipv6\nlang: en\ntitle: "IPv6"\nmodules: [basics]\n---\n',
    }


def printed(files: Files, count: int) -> str:
    checked = check(files)
    shown = [found for found in checked.diagnostics if found.severity is not Severity.HINT]
    return as_text(shown, count, checked.tallies) + "\n"


def edited(files: Files, path: str, *edits: tuple[str, str]) -> Files:
    text = str(files[path])
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return {**files, path: text}


def after_the_author() -> Files:
    """She re-wraps the introduction, corrects a date, adds points and a distractor."""
    files = edited(
        course(),
        LESSON,
        ("This lesson shows how the\nnewer, longer", "This lesson\nshows how the newer, longer"),
        ("in February 2011", "on 3 February 2011"),
    )
    distractor = "half of the address.\n- ( ) 48 <!-- #d -->\n  > 48 bits is the length of a hardware (MAC) address.\n"
    return edited(files, QUIZ, ("#bits objective", "#bits points=2 objective"), ("half of the address.\n", distractor))


def after_the_translator() -> Files:
    """She marks 32 as right and mistypes a key."""
    return edited(after_the_author(), QUIZ_ES, ("- ( ) 32", "- (x) 32"), ("#dual", "#duel"))


def test_a_beginners_file() -> None:
    files: Files = {"dns/dns-quiz.md": read("beginner.md"), "dns/media/roots.png": PNG}
    assert printed(files, 1) == read("beginner.txt")


def test_one_section_is_deliberately_untranslated() -> None:
    assert printed(course(), 4) == read("untranslated.txt")


def test_the_author_changes_three_things() -> None:
    assert printed(after_the_author(), 4) == read("author.txt")


def test_the_translator_slips_twice() -> None:
    lines = set(printed(after_the_translator(), 4).splitlines()) - set(printed(after_the_author(), 4).splitlines())
    found = [line for line in lines if "[error]" in line]
    assert sorted(found) == [
        "courses/ipv6/addresses-quiz.es.md:13:3: T006 [error] answer `b` is wrong in the source but marked right here",
        "courses/ipv6/addresses-quiz.es.md:38:66: T007 [error] `duel` does not exist in the source",
    ]
    assert "   = help: did you mean `dual`?" in lines
    assert "   = help: only the source file decides which answers are right; copy its mark" in lines


@pytest.mark.parametrize("files", [after_the_author(), after_the_translator()])
def test_translations_never_block_the_source(files: Files) -> None:
    done = compiled(in_a_module(files))
    assert done.broken == {}
    quiz = done.site.courses[0].quizzes()[0]
    bits = quiz.question("bits")
    assert bits is not None
    assert set(bits.texts) == {"en"}, "an answer is missing in Spanish, so the whole question is English"
    forms = quiz.question("forms")
    assert forms is not None
    assert set(forms.texts) == {"en", "es"}


def test_the_whole_example_is_published_without_an_error() -> None:
    done = compiled(in_a_module(course()))
    assert [found for found in done.diagnostics if found.severity is Severity.ERROR] == []
    (published,) = done.site.courses
    (lesson,) = published.lessons()
    coexist = lesson.sections[-1].texts["en"].html
    assert "webinar-ipv6" in coexist
    assert "ipv6-slides" in coexist
    assert [recording.id for recording in published.modules[0].recordings] == ["webinar-ipv6-2014"]
    assert [question.type.value for question in published.quizzes()[0].questions()][-3:] == [
        "matching",
        "ordering",
        "gaps",
    ]
