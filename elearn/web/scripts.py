"""Our scripts as they are sent: without comments and spaces, and with short names for what only one file knows.

No parser: the scripts are ours and keep to what is said here. Every statement ends with a semicolon, no template
strings, and a name that is also a property or a key somewhere in its file keeps its length.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, product
from string import ascii_letters

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<pattern>(?<=[(=,:!&|?;{}\n])[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\d[\w.]*)
    |(?P<space>\s+)
    |(?P<mark>\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_DECLARED = re.compile(r"\b(?:const|let|var|function) ([A-Za-z_$][\w$]*)")
_PARAMETERS = re.compile(r"function [\w$]*\s*\(([\w$, ]*)\)|\(([\w$, ]*)\) =>")
# Behind a dot (not behind three), a key, or the first or last of an object's short keys.
_TAKEN = re.compile(
    r"(?<!\.\.)\.([A-Za-z_$][\w$]*)|\b([A-Za-z_$][\w$]*)\s*:"
    r"|\{\s*([A-Za-z_$][\w$]*)(?=\s*[,}])|,\s*([A-Za-z_$][\w$]*)(?=\s*\})"
)
_SHORT_KEYS = re.compile(r"\{(\s*[A-Za-z_$][\w$]*(?:\s*,\s*[A-Za-z_$][\w$]*)*\s*,?\s*)\}")
_RESERVED = {"async", "function", "if", "of", "in", "do", "as", "while", "for", "switch", "catch"}

Token = tuple[str, str]


def shrink(script: str) -> str:
    """The same program in fewer bytes."""
    tokens = [
        (found.lastgroup or "", found[0].strip())
        for found in _TOKEN.finditer(script)
        if found.lastgroup not in ("comment", "space")
    ]
    names = _short_names(script, tokens)
    out: list[str] = []
    for position, (kind, text) in enumerate(tokens):
        word = names.get(text, text) if kind == "name" and _is_free(tokens, position) else text
        if out and _must_be_apart(out[-1][-1], word[0]):
            out.append(" ")
        out.append(word)
    return "".join(out).replace(";}", "}")


def _short_names(script: str, tokens: list[Token]) -> dict[str, str]:
    """For each name that only this file knows a shorter one, the most used first."""
    bare = re.sub(r"/\*.*?\*/|(?m:(?:^|\s)//[^\n]*)", "", script, flags=re.DOTALL)
    parameters = chain.from_iterable(
        (found[1] or found[2] or "").replace(",", " ").split() for found in _PARAMETERS.finditer(bare)
    )
    plain = re.sub(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", '""', bare)
    declared = {found[1] for found in _DECLARED.finditer(bare)} | set(parameters)
    taken = {name for found in _TAKEN.finditer(plain) for name in found.groups() if name}
    taken |= {name for found in _SHORT_KEYS.finditer(plain) for name in re.findall(r"[\w$]+", found[1])}
    used = Counter(text for kind, text in tokens if kind == "name")
    free = (name for name in map("".join, chain(product(ascii_letters), product(ascii_letters, repeat=2))))
    short = (name for name in free if name not in used and name not in _RESERVED)
    wanted = [name for name, _count in used.most_common() if name in declared - taken - _RESERVED and len(name) > 1]
    return dict(zip(wanted, short, strict=False))


def _is_free(tokens: list[Token], position: int) -> bool:
    """Not a property: a dot before it is none of three."""
    before = [text for _kind, text in tokens[max(0, position - 2) : position]]
    return not before or before[-1] != "." or before == [".", "."]


def _must_be_apart(left: str, right: str) -> bool:
    wordy = (left.isalnum() or left in "_$") and (right.isalnum() or right in "_$")
    return wordy or (left == right and left in "+-")
