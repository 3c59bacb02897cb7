"""Latin words and figures inside Arabic text: isolated, so that their punctuation stays where it belongs (UAX #9)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
RTL = frozenset({"ar", "he", "fa", "ur"})
FSI, PDI = "\u2068", "\u2069"
_WORD = r"[A-Za-z0-9\u00c0-\u024f]+"
# Words joined by punctuation or by one space before a Latin letter: an address, a version, a name of several words.
RUN = re.compile(rf"{_WORD}(?:(?:::|[-–./:@&'’+_#]|[ \u00a0](?=[A-Za-z\u00c0-\u024f])){_WORD})*[%+]?")
LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
BARE_NUMBER = re.compile(r"\d+")


def is_latin(text: str) -> bool:
    """True for text that reads from left to right only: it has Latin letters and no Arabic or Hebrew ones."""
    return LETTER.search(text) is not None and not ARABIC.search(text)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with `latin`, `number` (figures joined by punctuation) or nothing."""
    end = 0
    for run in RUN.finditer(text):
        if BARE_NUMBER.fullmatch(run[0]):
            continue
        if run.start() > end:
            yield text[end : run.start()], ""
        yield run[0], "latin" if LETTER.search(run[0]) else "number"
        end = run.end()
    if end < len(text):
        yield text[end:], ""


def isolate(text: str, language: str) -> str:
    """Plain text as HTML for a page in `language`, escaped; in Arabic every Latin run has its `<bdi>`."""
    if language not in RTL:
        return html.escape(text, quote=True)
    parts = []
    for piece, kind in runs(text):
        escaped = html.escape(piece, quote=True)
        if kind == "latin":
            escaped = f'<bdi lang="en" dir="ltr">{escaped}</bdi>'
        elif kind == "number":
            escaped = f'<bdi dir="ltr">{escaped}</bdi>'
        parts.append(escaped)
    return "".join(parts)


def isolate_plain(text: str, language: str) -> str:
    """The same for attributes and titles, where no element can stand: with the isolate characters of Unicode."""
    if language not in RTL:
        return text
    return "".join(f"{FSI}{piece}{PDI}" if kind else piece for piece, kind in runs(text))
