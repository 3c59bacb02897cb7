"""What is shown of a text that was found: the stretch that tells most, with the words asked for marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from elearn.domain.analyser import fold

# How many characters are shown: one of Chinese says as much as two of the others.
LENGTH = {"zh": 80}
LENGTH_ELSEWHERE = 160
# A text full of finds needs no more of them to choose a good stretch.
MOST_SPANS = 50

_SPACE = re.compile(r"\s")


def excerpt(text: str, spans: Sequence[tuple[int, int]], language: str, most: int = 0) -> tuple[tuple[str, bool], ...]:
    """The stretch of a text with most different finds, in pieces: (words, whether they were asked for).

    `spans` are the finds from left to right; without any the text's beginning is shown. `…` stands where text is left
    out. At most `most` characters or as many as the language needs, and the word in which that ends.
    """
    length = most or LENGTH.get(language, LENGTH_ELSEWHERE)
    start = _beginning(text, spans, length)
    end = _space_near(text, start + length) if start + length < len(text) else len(text)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    place = start
    for first, last in joined_spans([span for span in spans if start <= span[0] and span[1] <= end]):
        pieces += [(text[place:first], False), (text[first:last], True)]
        place = last
    pieces += [(text[place:end].rstrip(), False), (" …" if end < len(text) else "", False)]
    return tuple(piece for piece in pieces if piece[0])


def _beginning(text: str, spans: Sequence[tuple[int, int]], length: int) -> int:
    if not spans or spans[-1][1] <= length or len(text) <= length:
        return 0
    lead = length // 4
    best = _most_telling(text, spans[:MOST_SPANS], length - lead)
    return _space_near(text, max(0, best - lead)) if best > lead else 0


def _most_telling(text: str, spans: Sequence[tuple[int, int]], room: int) -> int:
    """Where the first stretch of so many characters begins that has most different words."""
    words = [fold(text[first:end]) for first, end in spans]
    inside: dict[str, int] = {}
    after = most = best = 0
    for place, (first, _) in enumerate(spans):
        while after < len(spans) and spans[after][1] <= first + room:
            inside[words[after]] = inside.get(words[after], 0) + 1
            after += 1
        if len(inside) > most:
            most, best = len(inside), first
        if after == place:  # a word longer than the stretch never was inside
            after += 1
        else:
            inside[words[place]] -= 1
            if not inside[words[place]]:
                del inside[words[place]]
    return best


def _space_near(text: str, place: int) -> int:
    """The next place where a word begins, or the place itself where words have no spaces between them."""
    space = _SPACE.search(text, place, place + 20)
    return space.end() if space else place


def joined_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Finds that touch or overlap, such as pairs of Chinese characters, as one."""
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
