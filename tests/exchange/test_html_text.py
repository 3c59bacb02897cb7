"""Plain text of our own HTML."""

from __future__ import annotations

import pytest

from elearn.exchange.html_text import html_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", "\n"),
        ("<p>One\ntwo.</p><p>Three.</p>", "One two.\n\nThree.\n"),
        (
            '<p>See <a href="https://x.example/en/c/ip">the course</a>.</p>',
            "See the course (https://x.example/en/c/ip).\n",
        ),
        ('<p><a href="https://x.example">https://x.example</a></p>', "https://x.example\n"),
        ("<p>Four:</p><ul><li>one</li><li>two<br>more</li></ul><p>End</p>", "Four:\n\n- one\n- two\n  more\n\nEnd\n"),
        ('<ol start="3"><li><p>c</p></li><li>d<ul><li>e</li></ul></li></ol>', "3. c\n4. d\n   - e\n"),
        ("<blockquote><p>Said.</p><p>Twice.</p></blockquote>", "> Said.\n\n> Twice.\n"),
        ('<aside class="note"><b>Note</b><p>Look.</p></aside>', "Note\n\nLook.\n"),
        ("<pre><code>a\n  b</code></pre>", "a\n  b\n"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A · B\n\n1 · 2\n"),
        ('<p>\u200fقال <bdi dir="ltr">ICANN (EN)</bdi></p>', "\u200fقال \u2068ICANN (EN)\u2069\n"),
        ("<p>&lt;script&gt; &amp; &#123;&#123;</p>", "<script> & {{\n"),
        ("<p>a</p><hr><p>b</p>", "a\n\nb\n"),
    ],
)
def test_html_becomes_plain_text(html: str, text: str) -> None:
    assert html_text(html) == text
