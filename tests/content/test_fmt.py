"""What `elearn fmt` changes, line by line, and what it leaves alone."""

from __future__ import annotations

import pytest

from elearn.content.files import memory_tree
from elearn.content.fmt import format_source
from elearn.content.formatting import rewrite_tree
from elearn.content.source import read_source
from tests.content.trees import BASE, LANGUAGES, LESSON, LESSON_FR, LF, QUIZ, TODAY, Files, L, found

FRONT = "---\ntype: quiz\nid: q\ntitle: Q\n---\n\n"


def formatted(text: str, slug: str = "quiz", language: str = "", used: dict[str, set[str]] | None = None) -> str:
    source = read_source(
        f"courses/ip/m/{slug}.md", text.encode(), slug=slug, language=language, inside=f"ip/m/{slug}.md"
    )
    return format_source(source, used=used)


LINES: list[tuple[str, str]] = [
    ("-(x) a <!-- #a -->", "- (x) a <!-- #a -->"),
    ("- () a <!-- #a -->", "- ( ) a <!-- #a -->"),
    ("-[] a <!-- #a -->", "- [ ] a <!-- #a -->"),
    ("- [X]a <!-- #a -->", "- [x] a <!-- #a -->"),
    ("* ( x ) a <!-- #a -->", "* (x) a <!-- #a -->"),
    ("- (x)   a <!-- #a -->", "- (x) a <!-- #a -->"),
    ("- = 3.5 +- 0.1", "- = 3.5 ± 0.1"),
    ("- = 3.5+/-0.1 km", "- = 3.5 ± 0.1 km"),
    ("- (x) a", "- (x) a <!-- #a -->"),
    ("- (x) a <!-- #b -->\n- ( ) c", "- (x) a <!-- #b -->\n- ( ) c <!-- #a -->"),
    ("- (x) two\n  lines", "- (x) two\n  lines <!-- #a -->"),
    ("- (x) a\n  > why", "- (x) a <!-- #a -->\n  > why"),
    ("e\u0301", "é"),
]
KEPT = [
    "- [a link](https://example.org)",
    "- [x](https://example.org)",
    "- = C+-lang",
    "- = dual stack",
    "```\n-(x) code\n```",
    "    -(x) code",
    "- plain",
    "A  \nbreak",
]


@pytest.mark.parametrize(("before", "after"), LINES)
def test_a_line_is_mended(before: str, after: str) -> None:
    head = f"{FRONT}## One? <!-- #one -->\n\n"
    assert formatted(f"{head}{before}\n") == f"{head}{after}\n"


@pytest.mark.parametrize("line", KEPT)
def test_other_lines_are_left_alone(line: str) -> None:
    text = f"{FRONT}## One? <!-- #one -->\n\n{line}\n"
    assert formatted(text) == text


HEADINGS: list[tuple[str, str]] = [
    ("## What does DNS do?", "## What does DNS do? <!-- #what-does-dns -->"),
    ("## Où va l'été", "## Où va l'été <!-- #ou-va-lete -->"),
    ("## 中文", "## 中文 <!-- #quiz -->"),
    ("# A pool", "# A pool <!-- #a-pool -->"),
    ("## Closed ##", "## Closed <!-- #closed --> ##"),
    ("Title\n-----", "Title <!-- #title -->\n-----"),
    ("## One <!-- #one -->\n\n## One", "## One <!-- #one -->\n\n## One <!-- #one-2 -->"),
    ("## Broken <!-- comment", "## Broken <!-- comment"),
]


@pytest.mark.parametrize(("before", "after"), HEADINGS)
def test_a_heading_gets_its_key(before: str, after: str) -> None:
    assert formatted(f"{FRONT}{before}\n") == f"{FRONT}{after}\n"


def test_keys_that_were_ever_used_are_not_given_again() -> None:
    text = f"{FRONT}## One\n\n- (x) x\n"
    assert (
        formatted(text, used={"q": {"one", "one-2.a", "one-3.b"}})
        == f"{FRONT}## One <!-- #one-2 -->\n\n- (x) x <!-- #a -->\n"
    )
    again = f"{FRONT}## One <!-- #one -->\n\n- (x) x\n"
    assert formatted(again, used={"q": {"one", "one.a", "one.b"}}).endswith("- (x) x <!-- #c -->\n")


def test_text_before_the_first_heading_gets_the_introductions_key() -> None:
    text = "---\ntype: lesson\nid: l\ntitle: L\n---\n\nHello.\n\n## A <!-- #a -->\n\nb\n"
    assert formatted(text, "lesson") == text.replace("Hello.", "<!-- #_intro -->\nHello.")


def test_in_an_arabic_source_keys_stand_above_headings() -> None:
    text = "---\ntype: lesson\nid: l\nlang: ar\ntitle: L\n---\n\n## عنوان\n\nنص\n\n## IPv6\n\nنص\n"
    expected = text.replace("## عنوان", "<!-- #lesson -->\n## عنوان").replace("## IPv6", "<!-- #ipv6 -->\n## IPv6")
    assert formatted(text, "lesson") == expected


WHOLE: list[tuple[str, str]] = [
    ("---\ntype: lesson\ntitle: L\n---\n", "---\ntype: lesson\nid: ip-lesson\ntitle: L\n---\n"),
    ("---\ntitle: L\n---\n", "---\nid: ip-lesson\ntitle: L\n---\n"),
    ("---\nid: l\ntitle: DNS: it\n---\n", '---\nid: l\ntitle: "DNS: it"\n---\n'),
    ("\ufeff---\r\nid: l\r\ntitle: L\r\n---\r\n\r\n\r\n", "---\nid: l\ntitle: L\n---\n"),
    ("---\nid: l\ntitle: L\n---", "---\nid: l\ntitle: L\n---\n"),
    ("no front matter\n\n## A", "no front matter\n\n## A\n"),
    ("", "\n"),
]


@pytest.mark.parametrize(("before", "after"), WHOLE)
def test_a_file_is_mended(before: str, after: str) -> None:
    assert formatted(before, "lesson") == after


def test_a_translation_gets_no_keys() -> None:
    text = "---\ntranslation: l\ntitle: L\n---\n\n## A\n\n-(x) b\n"
    assert formatted(text, "quiz", "fr") == text.replace("-(x)", "- (x)")


def test_what_is_right_is_left_alone() -> None:
    for text, slug in ((LESSON, "reading"), (QUIZ, "quiz")):
        assert formatted(text, slug) == text
    assert formatted(LESSON_FR, "reading", "fr") == LESSON_FR


def rewritten(files: Files) -> dict[str, str]:
    changed = rewrite_tree(memory_tree(files), languages=LANGUAGES, today=TODAY, covers=lambda _: True)
    return {file.path.removeprefix("courses/"): file.text for file in changed}


LEDGER = [
    "ip-quiz#all",
    "ip-quiz#bits",
    "ip-quiz#bits.a",
    "ip-quiz#bits.b",
    "ip-quiz#bits.c",
    "ip-reading#_intro",
    "ip-reading#lengths",
    "ip-reading#short",
]


def test_the_ledger_lists_every_key_and_is_then_left_alone() -> None:
    first = rewritten(BASE)
    assert sorted(first["ip/.keys"].splitlines()) == LEDGER
    assert rewritten({**BASE, **first}) == {}


def test_a_key_that_is_gone_is_retired_once_and_may_not_come_back() -> None:
    files: Files = {**BASE, **rewritten(BASE)}
    text = str(files[L])
    files[L] = text.replace("## Making it shorter <!-- #short -->", "## Shorter <!-- #shorter -->")
    assert [one.code for one in found(files, "K007")] == ["K007"]
    files.update(rewritten(files))
    assert str(files["ip/.keys"]).splitlines()[-2:] == ["ip-reading#shorter", "ip-reading#short 2026-11-22"]
    assert found(files, "K006", "K007") == []
    assert rewritten(files) == {}
    files[L] = text
    assert [one.message for one in found(files, "K006")] == ["key `short` was used before and retired on 2026-11-22"]


def test_ids_made_for_two_files_differ() -> None:
    files = {
        **BASE,
        L: LESSON.replace("id: ip-reading\n", ""),
        "ip/policy/reading.md": LESSON.replace("id: ip-reading\n", ""),
    }
    made = rewritten(files)
    assert "id: ip-reading\n" in made[L]
    assert "id: ip-reading-2\n" in made["ip/policy/reading.md"]


def test_a_file_with_wrong_bytes_is_not_touched() -> None:
    assert L not in rewritten({**BASE, L: LESSON.encode() + b"\xff"})
    assert L not in rewritten({**BASE, L: f"{LESSON}\u202e"})
    assert set(rewritten({**BASE, LF: LESSON_FR.replace("é", "e\u0301")})) == {LF, "ip/.keys"}
