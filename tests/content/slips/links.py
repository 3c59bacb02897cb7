"""Slips in links and pictures: code, files, and where it is reported (path, line, column)."""

from __future__ import annotations

from tests.content.slips.pieces import french
from tests.content.trees import (
    BASE,
    LF,
    QF,
    QUIZ_FR,
    SVG,
    C,
    Files,
    L,
    Q,
    changed,
    lesson,
    question,
)

PICTURE = "ip/addresses/media/rulers.svg"
CHOICES = "- (x) Yes <!-- #a -->\n- ( ) No <!-- #b -->\n  > Why not.\n"
LONG = " ".join(["word"] * 700)
LINKS: list[tuple[str, Files, str, int, int]] = [
    ("L001", changed(L, "media/rulers.svg", "media/rulres.svg"), L, 19, 36),
    ("L001", lesson("See [the other](../other/x.md).\n"), L, 14, 17),
    ("L001", lesson("See [the quiz](quiz.fr.md).\n") | {QF: QUIZ_FR}, L, 14, 16),
    ("L002", lesson("See [the quiz](quiz.md#bit).\n"), L, 14, 16),
    ("L004", french("media/rulers.svg", "media/other.svg") | {"ip/addresses/media/other.svg": SVG}, LF, 13, 25),
    ("L006", lesson("See [it](../../../etc/passwd.md).\n"), L, 14, 10),
    ("L006", lesson("![A picture of it](/etc/x.svg)\n"), L, 14, 20),
    ("L001", lesson('[Recording](media/talk.md "embed")\n'), L, 14, 13),
    ("L001", lesson('[Slides](x.pdf "attachment")\n'), L, 14, 10),
    ("L001", lesson("[Drawing](media/rulers.svg)\n"), L, 14, 11),
    ("A001", lesson("![](media/rulers.svg)\n"), L, 14, 1),
    ("A002", lesson("![rulers](media/rulers.svg)\n"), L, 14, 1),
    ("A002", lesson(f"![{'word ' * 51}](media/rulers.svg)\n"), L, 14, 1),
    ("A003", lesson("#### Deep\n"), L, 14, 1),
    ("A003", lesson("# Title\n"), L, 14, 1),
    ("A003", lesson("> ## Quoted\n"), L, 14, 1),
    ("A003", question(f"### Small\n\n{CHOICES}"), Q, 10, 1),
    ("A003", changed(C, "<!-- #_intro -->", "## Title\n"), C, 10, 1),
    ("A006", lesson("Read [here](quiz.md).\n"), L, 14, 13),
    ("A007", lesson("|  |  |\n|--|--|\n| a | b |\n"), L, 14, 1),
    ("A007", lesson("| a | b | c | d | e |\n|-|-|-|-|-|\n| 1 | 2 | 3 | 4 | 5 |\n"), L, 14, 1),
    ("A009", lesson(LONG), L, 12, 14),
    ("A010", {**BASE, PICTURE: SVG + " " * 70_000}, PICTURE, 1, 1),
    ("A012", lesson("> [!INFO]\n> Text.\n"), L, 14, 3),
    ("A013", lesson(LONG[:200] + ".\n"), L, 14, 1),
    (
        "A014",
        {**BASE, PICTURE: SVG.replace("M8 8h80", " ".join(f"M{n**3 % 9973} {n**2 % 977}" for n in range(3000)))},
        PICTURE,
        1,
        1,
    ),
    ("A015", lesson("**开始。**问\n"), L, 14, 1),
    ("A015", lesson("a ** b **c\n"), L, 14, 3),
    ("S001", lesson("A <b>bold</b> word.\n"), L, 14, 3),
    ("S001", lesson("<div>\ntext\n</div>\n"), L, 14, 1),
    ("S001", lesson("<!-- note --> lost\n"), L, 14, 15),
    ("S002", lesson("[the link](javascript:alert(1))\n"), L, 14, 12),
    ("S002", lesson("[the link](http://example.org)\n"), L, 14, 12),
    ("S002", lesson("[the link](//example.org/x)\n"), L, 14, 12),
    ("S002", lesson("[the link](https:/x)\n"), L, 14, 12),
    ("S002", lesson("![A picture](data:image/png;base64,AA)\n"), L, 14, 14),
    ("S003", lesson("![A picture](https://example.org/x.png)\n"), L, 14, 14),
    ("S004", {**BASE, PICTURE: SVG.replace("<title>", "<script/><title>")}, PICTURE, 1, 62),
    (
        "S004",
        changed(L, "rulers.svg", "rulers.png") | {"ip/addresses/media/rulers.png": b"GIF89a"},
        "ip/addresses/media/rulers.png",
        1,
        1,
    ),
]
