"""HTML of other systems in, our Markdown out; what is neither is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from elearn.exchange.html_markdown import html_to_markdown
from elearn.exchange.quiz_problems import Untaken
from elearn.exchange.quiz_prose import plain_markdown

MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")


def converted(text: str) -> tuple[str, list[tuple[str, str]]]:
    told: list[tuple[str, str]] = []
    return html_to_markdown(text, lambda code, data: told.append((code, data))), told


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\\\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<p><br></p><p>one</p>", "one"),
        ("<b>a</b> <i>b</i> <strong>c</strong> <em>d</em> <del>e</del>", "**a** *b* **c** *d* ~~e~~"),
        ("<b> a </b>b", " **a** b".strip()),
        ("<b>Note:</b>text", "**Note**:text"),
        ("<b>Note:</b> text", "**Note:** text"),
        ("<b><b>a</b></b>", "**a**"),
        ("<b></b>a", "a"),
        ("<b>a</b><i>b</i> c", "**a**_b_ c"),
        ("<code>a = b</code> <tt>`</tt>", "`a = b` `` ` ``"),
        ("<pre>a\n\n  b</pre>", "```\na\n\n  b\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ("<ul><li>a</li><li><b>b</b><ol><li>c</li></ol></li></ul>", "* a\n* **b**\n  1) c"),
        ("<ul><li>(x) a</li><li>= b</li></ul>", "* \\(x) a\n* \\= b"),
        ('<a href="https://example.org/?a=b&amp;c">x</a>', "[x](https://example.org/?a=b&c)"),
        ('<a href="mailto:a@example.org">x</a>', "[x](mailto:a@example.org)"),
        ("a &lt; b &amp;amp; *c* _d_ e_f [g] `h`", "a < b &amp;amp; \\*c\\* \\_d\\_ e_f \\[g] \\`h\\`"),
        ("# a<br>- b<br>1. c<br>&gt; d<br>===", "\\# a\\\n\\- b\\\n1\\. c\\\n\\> d\\\n\\==="),
        ("<!-- #key -->[[a: =b]]", "\\[\\[a: =b]]"),
        ("<div><span>a</span><div>b</div></div>", "a\n\nb"),
        ("a\u00a0b  c\n d", "a b c d"),
    ],
)
def test_what_our_markdown_knows_is_kept(text: str, markdown: str) -> None:
    assert converted(text) == (markdown, [])


@pytest.mark.parametrize(
    ("text", "markdown", "told"),
    [
        ("<h2>a</h2>", "a", [("html-words", "h2")]),
        ("x<sup>2</sup>", "x2", [("html-words", "sup")]),
        ("<table><td>a<td>b</table>", "a\n\nb", [("html-words", n) for n in ("table", "tbody", "tr", "td", "td")]),
        ("a<script>b</script>", "a", [("html-dropped", "script")]),
        ("a<video src=x>b</video>", "a", [("html-dropped", "video")]),
        ("a<img src=x alt='A &amp; B'>", "a", [("picture", "A & B")]),
        ("<a href='http://x'>a</a>", "a", [("link", "http://x")]),
        ("<a href='JaVaScript:x'>a</a>", "a", [("link", "JaVaScript:x")]),
        ("<a href='https://x y'>a</a>", "a", [("link", "")]),
        ("<a href='//x'>a</a>", "a", [("link", "//x")]),
        ("<a>a</a>", "a", [("link", "")]),
        ("<p onclick=x>a", "a", []),
    ],
)
def test_everything_else_is_told_by_name(text: str, markdown: str, told: list[tuple[str, str]]) -> None:
    assert converted(text) == (markdown, told)


def test_what_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(Untaken):
        converted("<div>" * 100 + "a")


WORDS = st.text(alphabet="ab1 .-+*_`[]()<>&#=~|\\!:\n", max_size=30)


@settings(max_examples=150)
@given(text=WORDS)
def test_plain_words_are_shown_as_they_are(text: str) -> None:
    """Markdown shows the words, and nothing of them as a mark, a list, a heading or a quote."""
    tokens = MARKDOWN.parse(plain_markdown(text))
    inlines = [token for token in tokens if token.type == "inline"]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    children = [child for token in inlines for child in token.children or []]
    assert {child.type for child in children} <= {"text", "softbreak", "text_special"}
    shown = "".join(child.content if child.type != "softbreak" else " " for child in children)
    assert "".join(shown.split()) == "".join(text.split())


@settings(max_examples=100)
@given(text=st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<p>", "<ul><li>", "</ul>", "a", " ", "(", ".", "<br>", "&lt;", "*", "<pre>", "</pre>", "`", "<a href='https://x.org'>", "</a>"]), max_size=12).map("".join))  # fmt: skip  # noqa: E501 - a list of pieces, one line as it is read
def test_any_html_gives_markdown_without_html(text: str) -> None:
    tokens = MARKDOWN.parse(converted(text)[0])
    assert not any(token.type.startswith("html") for token in tokens)
