"""Call-outs in GitHub's way of writing: a quote whose first line is `[!NOTE]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

KINDS = ("note", "tip", "important", "warning", "caution")
SIGN = re.compile(r"\[!([A-Za-z]+)\][ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Alert:
    """`kind` in lower case, also when nobody knows it; `tokens` are the content without the sign."""

    kind: str
    tokens: list[Token]

    @property
    def known(self) -> bool:
        return self.kind in KINDS


def unquoted(block: list[Token]) -> list[Token]:
    """What a quote says, without the quote; a call-out stays one."""
    return block if alert_of(block) else block[1:-1]


def alert_of(tokens: Sequence[Token]) -> Alert | None:
    """The call-out that this quote is; None for other blocks and plain quotes."""
    if len(tokens) < 3 or tokens[0].type != "blockquote_open" or tokens[1].type != "paragraph_open":
        return None
    match = SIGN.match(tokens[2].content)
    if match is None:
        return None
    inner = list(tokens[1:-1])
    children = inner[1].children or []
    cut = next((n for n, child in enumerate(children) if child.type in ("softbreak", "hardbreak")), None)
    if cut is None:
        return Alert(match[1].lower(), inner[3:])
    inner[1] = inner[1].copy(children=children[cut + 1 :])
    return Alert(match[1].lower(), inner)
