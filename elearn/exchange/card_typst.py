"""The process that draws one card: words as JSON on standard input, the PNG on standard output, nothing without a font.

`python -m elearn.exchange.card_typst`; only here is Typst loaded. It reads no file but our drawing and no network.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst

DRAWING = Path(__file__).with_name("card.typ")
# Typst brings a font for Latin, Greek and Cyrillic. Arabic and Chinese need one of the machine's: without one of these
# a card would be a row of boxes.
EMBEDDED = "Libertinus Serif"
FAMILIES = {
    "ar": ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic", "Amiri", "DejaVu Sans"),
    "zh": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
}
LATIN = ("Noto Sans", "DejaVu Sans", "Liberation Sans", EMBEDDED)


def choose_families(language: str, known: frozenset[str]) -> tuple[str, ...]:
    """The families of this machine for this language, best first; empty when it has none for the script."""
    script = tuple(family for family in FAMILIES.get(language, LATIN) if family in known)
    return (*script, *(family for family in LATIN if family in known and family not in script)) if script else ()


def main() -> None:
    words = json.load(sys.stdin)
    fonts = typst.Fonts()
    families = choose_families(words["language"], frozenset(fonts.families()))
    if not families:
        return
    given = {
        "lang": words["language"],
        "dir": words["direction"],
        "fonts": json.dumps(families),
        **{name: words[name] for name in ("site", "above", "title", "mark")},
    }
    compiler = typst.Compiler(DRAWING, font_paths=fonts, sys_inputs=given)
    drawn = compiler.compile(format="png", ppi=72)
    if isinstance(drawn, bytes):
        sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
