"""Whatever stands in a file, the compiler answers with diagnostics: it never raises, and lets nothing through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.fmt import format_source
from elearn.content.source import read_source
from tests.content.test_slots import GAPS, GAPS_FR, LINES, LINES_FR, PAIRS, PAIRS_FR
from tests.content.trees import BASE, LESSON_FR, LF, QF, QUIZ_FR, SVG, Files, G, L, M, Q, compiled, found

TREE: Files = {
    **BASE,
    Q: f"{BASE[Q]!s}{PAIRS}{LINES}{GAPS}",
    LF: LESSON_FR,
    QF: f"{QUIZ_FR}{PAIRS_FR}{LINES_FR}{GAPS_FR}",
}
PIECES = [
    "---", "\n", "# ", "## ", "- (x) ", "- ( ) ", "- [x] ", "- = ", "- ! ", "> ", "  > ", "<!-- #", " -->", "<!--",
    "@12345678", "|", "`", "```", "~~~", "[", "](", "](gloss:rir)", "![", "*", "[!TIP]", "[[a: =b|c]]",
    "[[=", "]]", "1. ", " match ", " order ", " open ", " fixed ", ":", " #", "&a",
    "*a", "!!x", "\t", "\r\n", "\x00", "\u202e", "\u2028", "\ufeff", "e\u0301", "{{lang}}", "<script>", "&#123;", "\\",
    "1 000", "3,5", "±", "..", "draw=9", "points=", '"', "'", "]", ")", "\U0001f600", "العربية", "中文", "===", "    ",
]  # fmt: skip
EVENTS = re.compile(r"<[^>]*\son\w+\s*=|<script|<style|<iframe|javascript:|data:|<!--", re.IGNORECASE)
FILES = st.sampled_from(sorted(path for path in TREE if path.endswith(".md")))
PLACES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 12)), min_size=1, max_size=6)


def mutated(text: str, places: list[tuple[float, str, int]]) -> str:
    """Each place cuts a few characters and puts a piece there."""
    for share, piece, cut in places:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    return text


@settings(max_examples=150)
@given(path=FILES, places=PLACES)
def test_random_slips_never_raise_and_let_nothing_through(path: str, places: list[tuple[float, str, int]]) -> None:
    done = compiled({**TREE, path: mutated(str(TREE[path]), places)})
    for course in done.site.courses:
        for lesson in course.lessons():
            for section in lesson.sections:
                for text in section.texts.values():
                    assert not EVENTS.search(text.html)


@settings(max_examples=150)
@given(path=FILES, places=PLACES)
def test_formatting_what_was_formatted_changes_nothing(path: str, places: list[tuple[float, str, int]]) -> None:
    name = path.rpartition("/")[2].removesuffix(".md")
    slug, _, language = name.partition(".")
    text = mutated(str(TREE[path]), places)
    source = read_source(path, text.encode(), slug=slug, language=language)
    once = format_source(source)
    if any(slip.code != "U002" for slip in source.slips):
        assert once == source.text, "a file that misleads is left to a human"
        return
    assert format_source(read_source(path, once.encode(), slug=slug, language=language)) == once


@settings(max_examples=60)
@given(data=st.binary(max_size=400), path=st.sampled_from([L, Q, M, G, LF, QF]))
def test_random_bytes_never_raise(data: bytes, path: str) -> None:
    assert found({**TREE, path: data})


@settings(max_examples=60)
@given(
    at=st.integers(0, len(SVG)),
    piece=st.sampled_from(["<script/>", "<a href='x'/>", "&x;", "<!DOCTYPE x>", "\x00", "<"]),
)
def test_random_slips_in_a_drawing_never_raise(at: int, piece: str) -> None:
    done = compiled({**TREE, "ip/addresses/media/rulers.svg": SVG[:at] + piece + SVG[at:]})
    assert not any(b"<script" in data or b"href" in data for data in done.media.values())


FRONT = "---\ntype: lesson\nid: ip-reading\n"
BOMBS: dict[str, str] = {
    "aliases": FRONT + "a: &a [x,x,x]\n" + "".join(f"k{n}: &k{n} [*a,*a,*a]\n" for n in range(20)) + "---\n",
    "flow depth": f"{FRONT}tags: {'[' * 8000}\n---\n",
    "block depth": f"{FRONT}tags:\n{'- ' * 7000}a\n---\n",
    "mapping depth": f"{FRONT}tags: {'{a: ' * 3000}\n---\n",
    "broken lines": FRONT + "a: b: c\n" * 1500 + "---\n",
    "long key": f"{FRONT}{'k' * 15000}: 1\n---\n",
    "images": "![" * 8000,
    "links": "[a](" * 8000,
    "quotes": "> " * 20000 + "a",
    "lists": "- " * 20000 + "a",
    "emphasis": "_a*b" * 15000,
    "backticks": "".join("`" * (n % 300) + "a" for n in range(430)),
    "comments": "<!-- " * 12000,
    "markers": "<!-- #a -->" * 5000,
    "attributes": f"## a <!-- #a {'x=1 ' * 15000}-->",
    "headings": "## a <!-- #a -->\n" * 3500,
    "answers": "## a <!-- #a -->\n\n" + "- (x) a <!-- #a -->\n" * 3000,
    "table": "|" * 30000 + "\n" + "|-" * 15000,
    "acronyms": "RIR " * 15000,
    "digits": "1" * 60000,
    "brackets": "[[" * 12000,
    "one word": "a" * 60000,
    "entities": "&#x26;" * 10000,
    "arabic": "ا" * 30000,
}


@pytest.mark.parametrize("path", [Q, LF])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_only_another_file_with_problems(path: str, name: str) -> None:
    text = BOMBS[name]
    body = text if text.startswith("---") else str(TREE[path]).partition("\n---\n")[0] + "\n---\n\n" + text
    assert found({**TREE, path: body})


def test_a_file_is_read_up_to_64_kib() -> None:
    codes = {diagnostic.code for diagnostic in found({**TREE, L: str(TREE[L]) + "word " * 13_200}, "F012")}
    assert codes == {"F012"}
    assert not found({**TREE, L: str(TREE[L]) + "word " * 12_900}, "F012")
