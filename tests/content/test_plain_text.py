"""The words of compiled HTML."""

from __future__ import annotations

import pytest

from elearn.content.plain_text import plain_text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One <em>word</em>s.</p><p>Two.</p>", "One words. Two."),
        ("<ul><li>a</li><li>b</li></ul>", "a · b"),
        ("<p>See:</p><table><tr><td>a</td><td>b</td></tr></table>", "See: · a · b"),
        ("<p>a &lt; b &amp; c&#123;</p>", "a < b & c{"),
        ('<p><a class="t" href="#g-rir">RIR</a>, <code>2001:db8::</code></p>', "RIR, 2001:db8::"),
        ('<div class="note"><b>{{label:note}}</b><p>x</p></div>', "x"),
        ('<p>one<br>two <img src="x.svg" alt="y"></p>', "one two"),
        ("", ""),
    ],
)
def test_words_without_marks(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text
