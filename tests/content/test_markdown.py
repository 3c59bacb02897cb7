"""The parser in use and the plain library give the same tokens, whatever is written."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from elearn.content.gaps import gap_plugin
from elearn.content.markdown import make_parser

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    *("a", "b c", "é", "中", "\u00a0", ".", ":", "=", '"', "'", "  ", "\t", "\n", "\n\n", "  \n", "\\", "\\\n"),
    *("*", "**", "***", "_", "__", "`", "``", "~", "~~", "[", "]", "(", ")", "!", "![", "<", ">", "&", "&amp;", "|"),
    *("- ", "+ ", "* ", "1. ", "2) ", "\n- ", "\n  ", "\n    ", "\n> ", "> ", "# ", "\n## ", "####### ", "---", "==="),
    *("[x](y)", "![x](y 'z')", "[a]: b\n", "[a]", "<http://a.b>", "<!-- #k -->", "<!--", "-->", "<b>", "<div>\n"),
    *("| a | b |\n|---|---|\n| c | d |", "\n|---|\n", "```\n", "~~~ x\n", "[[k: =a|b]]", "[[", "]]", "\n\n    code\n"),
)


def plain(*, quiz: bool) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - the library's signature
    return markdown.use(gap_plugin) if quiz else markdown


PAIRS = ((plain(quiz=False), make_parser()), (plain(quiz=True), make_parser(gap_plugin)))


def assert_same(text: str) -> None:
    for library, ours in PAIRS:
        assert ours.parse(text) == library.parse(text), text


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_pieces_of_markdown_in_any_order(text: str) -> None:
    assert_same(text)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize("seed", range(4))
def test_long_and_nested_texts(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - texts to try, no secret
    for _ in range(40):
        assert_same("".join(random.choices(PARTS, k=random.randint(30, 300))))


@pytest.mark.parametrize("course", sorted(path.name for path in (ROOT / "courses").iterdir() if path.is_dir()))
def test_the_courses(course: str) -> None:
    for path in sorted((ROOT / "courses" / course).rglob("*.md"))[::5]:
        assert_same(path.read_text(encoding="utf-8"))
