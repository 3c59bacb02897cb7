"""The links from a page to its glossary terms: one for each, where the term is first said.

Apart from `glossary`, which reads files: this is done whenever a page is put together, also where nothing is compiled.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from elearn.content.bidi import CJK, is_latin, isolate
from elearn.domain.course import TermText

TERM_LINK = re.compile(r'<a class="t" href="#g-([a-z0-9-]+)"( lang="en" dir="ltr")?>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
ARABIC_PAGE = ' lang="en" dir="ltr"'


def link_first_mentions(htmls: Sequence[str], terms: Mapping[str, TermText]) -> list[str]:
    """The sections of one page, in order, with one link per term: the first mention.

    It gets `id="r-KEY"`, so that the list of terms can lead back, and the expansion behind it in brackets when the
    text says the bare term and no bracket follows anyway. Later mentions, and terms that the page does not define,
    become plain text.
    """
    seen: set[str] = set()
    return [_link_once(section, terms, seen) for section in htmls]


def _link_once(section: str, terms: Mapping[str, TermText], seen: set[str]) -> str:
    def replace(found: re.Match[str]) -> str:
        key, language, inner = found[1], found[2] or "", found[3]
        term = terms.get(key)
        if term is None or key in seen:
            return f"<bdi{language}>{inner}</bdi>" if language else inner
        seen.add(key)
        link = f'<a class="t" id="r-{key}" href="#g-{key}"{language}>{inner}</a>'
        return link + _expansion(term, html.unescape(TAG.sub("", inner)), section[found.end() :], language)

    return TERM_LINK.sub(replace, section) if 'class="t"' in section else section


_OTHER_SCRIPT = re.compile(r"\s*[(（].*$")


def _expansion(term: TermText, text: str, rest: str, language: str) -> str:
    # `FAI (ISP)`: the translated acronym with the English one that learners meet elsewhere.
    if not term.expansion or text not in (term.term, _OTHER_SCRIPT.sub("", term.term)):
        return ""
    if term.term.casefold() in term.expansion.casefold():  # `Bylaws (ICANN Bylaws)` tells nothing
        return ""
    if re.match(r"\s*[(（]", html.unescape(TAG.sub("", rest[:80]))):
        return ""
    if language == ARABIC_PAGE and is_latin(term.expansion):  # one piece: its commas and brackets are Latin too
        written = f'<bdi lang="en" dir="ltr">{html.escape(term.expansion)}</bdi>'
    else:
        written = isolate(term.expansion, "ar" if language == ARABIC_PAGE else "")
    return f"（{written}）" if CJK.search(term.expansion) else f" ({written})"
