"""The words of compiled HTML, for those who read it without a page: the search."""

from __future__ import annotations

import html
import re

# Between these a reader sees a gap, and a dot where one thing stands beside another; other elements stand inside words.
_BESIDE = re.compile(r"<(?:dd|dt|li|td|th)\b[^>]*>")
_BLOCK = re.compile(
    r"</?(?:address|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|"
    r"thead|tr|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"\{\{[a-z][^{}]*\}\}")
_DOT = " \u00b7 "


def plain_text(fragment: str) -> str:
    """One line of text: without mark-up, without the words that the interface puts in, with single spaces."""
    words = _TAG.sub("", _BLOCK.sub(" ", _BESIDE.sub(_DOT, _MARK.sub("", fragment))))
    return " ".join(html.unescape(words).split()).removeprefix(_DOT.strip()).strip()
