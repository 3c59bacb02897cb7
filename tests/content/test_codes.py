"""One small slip per code, and where it must be reported: path, line, column. Every code of the table has a row."""

from __future__ import annotations

import pytest

from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from tests.content.trees import (
    BASE,
    CAPTIONS,
    COURSE,
    GLOSSARY,
    LESSON,
    LESSON_FR,
    LF,
    QF,
    QUIZ,
    QUIZ_FR,
    SHARED,
    SVG,
    TALK,
    C,
    Files,
    G,
    L,
    M,
    Q,
    changed,
    check,
    found,
    lesson,
    question,
)

FRENCH: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}
PICTURE = "ip/addresses/media/rulers.svg"
CHOICES = "- (x) Yes <!-- #a -->\n- ( ) No <!-- #b -->\n  > Why not.\n"
PAIRS = "| a | b |\n|---|---|\n| IPv4 <!-- #a --> | 32 bits |\n| IPv6 <!-- #b --> | 128 bits |\n"
LINES = "1. first <!-- #a -->\n2. second <!-- #b -->\n"
LONG = " ".join(["word"] * 700)
TRANSLATED = changed(LF, 'title: "Lire', 'source: "00000000"\ntitle: "Lire', FRENCH)


def fact(review_by: str) -> Files:
    text = f'facts:\n  pool:\n    text: "Empty."\n    as_of: 2026-11\n    source: "IANA"\n    review_by: {review_by}\n'
    return changed(L, "objectives:", f"{text}objectives:")


def french(old: str, new: str, path: str = LF) -> Files:
    return changed(path, old, new, FRENCH)


FRONT_MATTER: list[tuple[str, Files, str, int, int]] = [
    ("F001", {**BASE, L: "# Title\n"}, L, 1, 1),
    ("F001", {**BASE, L: ""}, L, 1, 1),
    ("F002", {**BASE, L: "---\ntitle: A\n\ntext\n"}, L, 1, 1),
    ("F003", changed(L, '"Reading an address"', "DNS: the basics"), L, 4, 11),
    ("F003", changed(L, '"Reading an address"', "C # and you"), L, 4, 10),
    ("F003", changed(L, '"Reading an address"', "@home"), L, 4, 8),
    ("F003", {**BASE, L: "---\n- a\n---\n"}, L, 2, 1),
    ("F003", {**BASE, L: "---\n? [a]\n: 2\n---\n"}, L, 2, 3),
    ("F004", changed(L, "minutes: 5", "minutes: 5\nminutes: 6"), L, 7, 1),
    ("F005", changed(L, '"Reading an address"', "*star"), L, 4, 8),
    ("F005", changed(L, '"Reading an address"', "&anchor x"), L, 4, 8),
    ("F005", changed(L, '"Reading an address"', "!!str x"), L, 4, 8),
    ("F006", changed(L, "title:", "tittle:"), L, 4, 1),
    ("F006", changed(Q, "pass: 70%", "minutes: 5"), Q, 5, 1),
    ("F007", changed(L, "minutes: 5", "minutes: ten"), L, 6, 10),
    ("F007", changed(Q, "pass: 70%", "pass: 70"), Q, 5, 7),
    ("F007", changed(L, "minutes: 5", "minutes: [5]"), L, 6, 10),
    ("F007", changed(L, "type: lesson", "type: leson"), L, 2, 7),
    ("F007", changed(L, "minutes: 5", "lang: fr"), L, 6, 7),
    ("F007", changed(L, "id: ip-reading", "id: Reading"), L, 3, 5),
    ("F007", changed(M, "[reading, quiz]", "reading"), M, 6, 10),
    ("F007", changed(L, "objectives:\n  size:", "objectives: size\ntags:"), L, 8, 13),
    ("F007", fact("soon"), L, 13, 16),
    ("F008", changed(L, "id: ip-reading\n", ""), L, 1, 1),
    ("F008", changed(L, 'title: "Reading an address"\n', ""), L, 1, 1),
    ("F008", changed(L, "objectives:", "facts:\n  pool:\n    text: A\nobjectives:"), L, 9, 3),
    ("F010", changed(L, "reviewed: 2026-11", "reviewed: 2024-10"), L, 7, 11),
    ("F011", fact("2026-10"), L, 13, 5),
    ("F011", fact("2026-11-21"), L, 13, 5),
    ("F012", {**BASE, L: LESSON + LONG * 20}, L, 1, 1),
    ("F012", changed(L, "Reading an address", "R" * 17_000), L, 1, 1),
    ("F013", changed(L, "minutes: 5", "tags: [[[[[[[[[a]]]]]]]]]"), L, 6, 14),
    ("F014", changed(Q, "pass: 70%", "time: 20"), Q, 5, 1),
    ("F014", changed(Q, "pass: 70%", "attempts: 3"), Q, 5, 1),
    ("F014", changed(Q, "pass: 70%", "expires: 2027-01"), Q, 5, 1),
]
P = "_paths/new.md"
PATH = """\
---
type: path
id: path-new
title: "I am new here"
summary: "Begin here."
steps: [ip-addresses, ip-reading, ip-quiz]
---
"""
NAMES: list[tuple[str, Files, str, int, int]] = [
    ("N001", {**BASE, "ip/addresses/Big_File.md": LESSON}, "ip/addresses/Big_File.md", 1, 1),
    ("N002", {**BASE, "ip/addresses/reading.quiz.md": LESSON}, "ip/addresses/reading.quiz.md", 1, 1),
    ("N003", changed(M, "[reading, quiz]", "[readin, quiz]"), M, 6, 11),
    ("N003", changed(C, "[addresses]", "[addresses, scarcity]"), C, 7, 22),
    ("N003", changed(M, "lessons:", "requires: [ip-writing]\nlessons:"), M, 6, 12),
    ("N004", changed(M, "[reading, quiz]", "[reading]"), Q, 1, 1),
    ("N004", changed(C, "[addresses]", "[]"), M, 1, 1),
    ("N005", changed(M, "[reading, quiz]", "[reading, quiz, reading]"), M, 6, 26),
    ("N003", {**BASE, P: PATH.replace("ip-reading", "ip-writing")}, P, 6, 23),
    ("N009", {**BASE, P: PATH.replace(", ip-quiz", "")}, P, 6, 1),
    ("N010", {**changed(L, "minutes: 5", "minutes: 61"), P: PATH}, P, 6, 9),
    ("F007", changed(M, "lessons:", "moved: [a]\nlessons:"), M, 6, 8),
    ("F007", changed(M, "lessons:", "moved:\n  Old: ip-reading\nlessons:"), M, 7, 3),
    ("F007", changed(M, "lessons:", "moved:\n  old: [ip-reading]\nlessons:"), M, 7, 8),
    ("N011", changed(M, "lessons:", "moved:\n  old: ip-writing\nlessons:"), M, 7, 8),
    ("N012", changed(M, "lessons:", "moved:\n  ip-quiz: ip-reading\nlessons:"), M, 7, 3),
    (
        "N013",
        changed(M, "lessons:", "moved:\n  old: ip-reading\nlessons:") | {"ip/.keys": "ip-old#a 2026-01-01\n"},
        M,
        7,
        3,
    ),
    ("N008", {**BASE, "other/text.md": LESSON.replace("ip-reading", "other")}, "other/text.md", 1, 1),
]
CHARACTERS: list[tuple[str, Files, str, int, int]] = [
    ("U001", {**BASE, L: LESSON.replace("needs an", "né").encode("latin-1")}, L, 13, 15),
    ("U001", {**BASE, L: LESSON.encode("utf-16")}, L, 1, 1),
    ("U002", changed(L, "needs an", "ne\u0301"), L, 13, 1),
    ("U003", changed(L, "needs an", "needs \u202ean"), L, 13, 20),
    ("U004", question("- = dual\u200b stack\n"), Q, 10, 3),
    ("U005", changed(L, "needs an", "needs \x00an"), L, 13, 20),
    ("U005", changed(L, "Reading an", "Reading\x1b an"), L, 4, 16),
]
KEYS: list[tuple[str, Files, str, int, int]] = [
    ("K001", changed(L, " <!-- #lengths -->", ""), L, 15, 15),
    ("K001", changed(L, "<!-- #_intro -->\n", ""), L, 12, 1),
    ("K002", changed(L, "#short", "#Making_short"), L, 21, 28),
    ("K002", changed(L, "#short", f"#{'a' * 41}"), L, 21, 28),
    ("K002", changed(Q, "#c -->", "#C! -->"), Q, 15, 16),
    ("K002", changed(L, "  size:", "  Size:"), L, 9, 3),
    ("K003", changed(L, "#short", "#lengths"), L, 21, 28),
    ("K003", changed(Q, "#c -->", "#a -->"), Q, 15, 16),
    ("K004", changed(Q, " <!-- #c -->", ""), Q, 15, 9),
    ("K002", question("It has [[N! : =32|64]] bits.\n"), Q, 10, 8),
    ("K003", question("[[n: =1|2]] and [[n: =3|4]].\n"), Q, 10, 17),
    ("K004", question("It has [[=32|64]] bits.\n"), Q, 10, 8),
    ("K004", question(PAIRS.replace(" <!-- #b -->", ""), "match"), Q, 13, 20),
    ("K004", question(LINES.replace(" <!-- #b -->", ""), "order"), Q, 11, 10),
    ("K005", changed(L, "#short -->", "#short"), L, 21, 22),
    ("K005", changed(L, "Drop the", "<!-- note\nDrop the"), L, 23, 1),
    ("K006", {**BASE, "ip/.keys": "ip-reading#short 2026-05-02\n"}, L, 21, 28),
    ("K006", {**BASE, "ip/.keys": "ip-quiz#bits.c\nip-quiz#bits.c 2026-05-02\n"}, Q, 15, 16),
    ("K007", {**BASE, "ip/.keys": "ip-reading#short\nip-reading#gone\n"}, L, 1, 1),
    ("K008", changed(L, "#short -->", "#short was=lengths -->"), L, 21, 34),
    (
        "K008",
        changed(L, "#short -->", "#short was=old -->", changed(L, "#lengths -->", "#lengths was=old -->")),
        L,
        21,
        34,
    ),
    ("K002", changed(L, "#short -->", "#short was=Old -->"), L, 21, 34),
    ("K014", changed(L, "#short -->", "#short was=brief -->") | {"ip/.keys": "ip-reading#breif\n"}, L, 21, 34),
    ("Q016", changed(Q, "#a -->", "#a was=z -->"), Q, 12, 18),
    ("K009", changed(L, "128.\n", "128.\n---\n"), L, 18, 1),
    ("K010", changed(Q, "id: ip-quiz", "id: ip-reading"), L, 3, 5),
    ("K011", changed(L, "128.\n", "128. <!-- #lost -->\n"), L, 17, 56),
    ("K011", question("- = yes <!-- #a -->\n"), Q, 10, 15),
    ("K012", changed(C, "modules:", 'objectives:\n  size: "Too"\nmodules:'), L, 9, 9),
    ("K013", changed(L, "id: ip-reading", "id: print"), L, 3, 5),
]
QUESTIONS: list[tuple[str, Files, str, int, int]] = [
    ("Q001", question("Only a text.\n"), Q, 8, 1),
    ("Q002", question(CHOICES.replace("( )", "(x)")), Q, 11, 3),
    ("Q003", question(CHOICES.replace("( )", "[ ]")), Q, 8, 1),
    ("Q003", question(CHOICES + "- = other\n"), Q, 8, 1),
    ("Q004", question(CHOICES.replace("(x)", "( )")), Q, 8, 1),
    ("Q004", question(CHOICES.replace("(x)", "[ ]").replace("( )", "[ ]")), Q, 8, 1),
    ("Q004", question("- ! wrong\n  > Why.\n"), Q, 8, 1),
    ("Q005", question(CHOICES.replace("No", "yes")), Q, 11, 3),
    ("Q006", question(CHOICES.replace("No", "")), Q, 11, 3),
    ("Q007", question(CHOICES.replace("( )", "()")), Q, 11, 3),
    ("Q007", question(CHOICES.replace("- ( )", "-( )")), Q, 11, 2),
    ("Q007", question("- =2011\n"), Q, 10, 3),
    ("Q008", question("- = 3,5\n"), Q, 10, 3),
    ("Q008", question("- = 1 000\n"), Q, 10, 3),
    ("Q009", question("- = 3.5 ± 0\n"), Q, 10, 3),
    ("Q009", question("- = 20..10\n"), Q, 10, 3),
    ("Q010", changed(Q, "#all -->", "#all draw=2 -->"), Q, 8, 23),
    ("Q010", changed(Q, "pass: 70%", "draw: 3"), Q, 5, 7),
    (
        "Q011",
        {**BASE, Q: QUIZ.replace("#all -->", "#all points=2 -->").replace("objective=size", "objective=size points=3")},
        Q,
        10,
        65,
    ),
    ("Q016", question(CHOICES, "point=2"), Q, 8, 25),
    ("Q016", question(CHOICES, "points=0"), Q, 8, 25),
    ("Q016", changed(L, "#short -->", "#short facilitators -->"), L, 21, 34),
    ("Q016", changed(L, "#short -->", "#short @1a2b3c4d -->"), L, 21, 34),
    ("Q017", changed(Q, "objective=size", "objective=sise"), Q, 10, 50),
    ("Q001", question("Some text.\n", "match"), Q, 8, 1),
    ("Q001", question("- a\n- b\n", "order"), Q, 8, 1),
    ("Q001", question(PAIRS), Q, 8, 1),
    ("Q001", question(LINES), Q, 8, 1),
    ("Q003", question(CHOICES, "match"), Q, 8, 1),
    ("Q003", question(f"{PAIRS}\n{CHOICES}", "match"), Q, 8, 1),
    ("Q003", question(LINES, "order open"), Q, 8, 1),
    ("Q003", question(f"It has [[n: =32|64]] bits.\n\n{CHOICES}"), Q, 8, 1),
    ("Q003", question(CHOICES, "open"), Q, 8, 1),
    ("Q005", question(PAIRS.replace("IPv6", "ipv4"), "match"), Q, 13, 1),
    ("Q005", question(LINES.replace("second", "first"), "order"), Q, 11, 1),
    ("Q005", question("It has [[n: =32|64|64]] bits.\n"), Q, 10, 8),
    ("Q006", question(PAIRS.replace("128 bits", ""), "match"), Q, 13, 1),
    ("Q006", question(LINES.replace("second", ""), "order"), Q, 11, 1),
    ("Q006", question("It has [[n: =32|]] bits.\n"), Q, 10, 8),
    ("Q007", question("It has [[n: =32|64] bits.\n"), Q, 10, 8),
    ("Q008", question("It has [[n: =3,5]] bits.\n"), Q, 10, 8),
    ("Q009", question("It has [[n: =9..3]] bits.\n"), Q, 10, 8),
    (
        "Q011",
        question(f"Say it.\n\n## Two? <!-- #two -->\n\n{CHOICES}", "open", "# P <!-- #p draw=1 -->\n\n"),
        Q,
        10,
        25,
    ),
    ("Q012", question("One has `[[x: =1]]`, the other [[n: 32|64]] bits.\n"), Q, 10, 32),
    ("Q013", question("| a |\n|---|\n| [[n: =32]] |\n"), Q, 12, 3),
    ("Q013", question("| a |\n|---|\n| [[n: =32|64]] |\n"), Q, 12, 3),
    ("Q013", question(f"{PAIRS}\n> It is [[n: =32|64]].\n", "match"), Q, 15, 9),
    ("Q013", question("See [it [[n: =32]]](https://example.org).\n"), Q, 10, 9),
    ("Q013", question("![A picture of [[n: =32]]](media/rulers.svg)\n"), Q, 10, 16),
    ("Q013", changed(Q, "How many bits has", "Has [[n: =32]]"), Q, 10, 8),
    ("Q014", question("| a | b | c |\n|---|---|---|\n| d <!-- #d --> | e | f |\n", "match"), Q, 10, 1),
    ("Q015", question(PAIRS.replace("128", "32"), "match"), Q, 13, 1),
    ("Q016", question("Say it.\n", "open points=2"), Q, 8, 30),
    ("Q016", question(LINES, "order=yes"), Q, 8, 25),
    ("Q023", question(LINES.replace("#b", "#b fixed"), "order"), Q, 8, 1),
    ("Q023", question("| a | b |\n|---|---|\n| c <!-- #c --> | d |\n", "match"), Q, 8, 1),
    ("Q024", question("It has [[n: =128 bits]].\n"), Q, 10, 8),
    ("Q019", changed(Q, "#all -->\n", "#all -->\n\nHello.\n"), Q, 10, 1),
    ("Q019", changed(M, "lessons: [reading, quiz]\n---\n", "lessons: [reading, quiz]\n---\n\nText.\n"), M, 9, 1),
    ("Q020", question(CHOICES + "\nMore text.\n"), Q, 14, 1),
    ("Q020", question("- (x) Yes <!-- #a -->\n\n> Why.\n\n- ( ) No <!-- #b -->\n"), Q, 12, 1),
    ("Q021", question("- = 2011\n  > Right.\n"), Q, 10, 3),
    ("Q022", changed(Q, "read=ip-reading", "read=ip-writing"), Q, 10, 65),
    ("Q022", changed(Q, "#lengths", "#length"), Q, 10, 65),
    ("Q101", question(CHOICES.replace("  > Why not.\n", "")), Q, 11, 3),
    ("Q102", question(CHOICES.replace("Yes", "Yes, because of a very long reason")), Q, 10, 3),
    ("Q103", changed(L, "  size:", '  cost: "What it costs"\n  size:'), L, 9, 9),
    ("Q104", changed(Q, "## How many bits has", "## Which is not"), Q, 10, 13),
    ("Q109", question(CHOICES.replace("No", "None of the above")), Q, 11, 3),
]
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
ABOUT = "_shared/about.md"
OTHER = SHARED.replace("id: about", "id: other")
PDF = "ip/addresses/media/plan.pdf"
INCLUDE = '[About](../../_shared/about.md "include")\n'
TWICE = f"{INCLUDE}\n## Two <!-- #two -->\n\n{INCLUDE}"
INSERTS: list[tuple[str, Files, str, int, int]] = [
    ("L001", lesson('[About](../../_shared/abuot.md "include")\n') | {ABOUT: SHARED}, L, 14, 9),
    ("L002", lesson('[Check](quiz.md#bytes "question")\n'), L, 14, 9),
    ("L005", lesson('[About](reading.md "include")\n'), L, 14, 9),
    ("L005", {**lesson(INCLUDE), ABOUT: f'{SHARED}\n[Itself](about.md "include")\n'}, ABOUT, 11, 10),
    (
        "L005",
        {
            **lesson(INCLUDE),
            ABOUT: f'{SHARED}\n[Other](other.md "include")\n',
            "_shared/other.md": OTHER + '\n[About](about.md "include")\n',
        },
        ABOUT,
        11,
        9,
    ),
    (
        "L008",
        {**lesson(INCLUDE), ABOUT: f'{SHARED}\n[L](other.md "include")\n', "_shared/other.md": OTHER},
        ABOUT,
        11,
        5,
    ),
    ("L008", lesson(f"{INCLUDE}\nMore.\n") | {ABOUT: SHARED}, L, 14, 1),
    ("L008", lesson(TWICE) | {ABOUT: SHARED}, L, 18, 1),
    ("L008", lesson(INCLUDE) | {ABOUT: SHARED.replace("lang: en", "lang: fr")}, L, 14, 1),
    ("L008", lesson(INCLUDE) | {ABOUT: SHARED.replace("id: about", f"id: {'a' * 60}")}, L, 14, 1),
    ("L008", lesson('[Quiz](quiz.md "include")\n'), L, 14, 8),
    ("L008", lesson('See [this](quiz.md#bits "question") first.\n'), L, 14, 12),
    ("L008", lesson('- [One](quiz.md#bits "question")\n'), L, 14, 9),
    ("L008", lesson('[The quiz](quiz.md "embed")\n'), L, 14, 12),
    ("L008", question(f'[Plan (1 KB)](media/plan.pdf "attachment")\n\n{CHOICES}') | {PDF: b"%PDF-"}, Q, 10, 15),
    (
        "L008",
        {**lesson('[Check](quiz.md#one "question")\n'), Q: question("Say it.\n", "open")[Q]},
        L,
        14,
        9,
    ),
    ("L006", lesson('[Plan (1 KB)](../../../plan.pdf "attachment")\n'), L, 14, 15),
    ("S005", lesson('[Drawing (1 KB)](media/rulers.svg "attachment")\n'), L, 14, 18),
    ("S005", lesson('[Plan (1 KB)](media/plan.pdf "attachment")\n') | {PDF: b"<html>"}, PDF, 1, 1),
    (
        "S005",
        lesson('[Plan (1 KB)](media/plan.docx "attachment")\n')
        | {PDF.replace("pdf", "docx"): b"PK\x03\x04word/vbaProject.bin"},
        PDF.replace("pdf", "docx"),
        1,
        1,
    ),
    ("A008", lesson('[Plan](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 1_200_000}, L, 14, 1),
    ("A008", lesson('[Plan (12 KB)](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 1_200_000}, L, 14, 1),
    ("A008", lesson('[Plan (6 MB)](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 6_000_000}, L, 14, 1),
]
R, V = "ip/addresses/media/talk.md", "ip/addresses/media/talk.en.vtt"


def talk(old: str, new: str, path: str = R) -> Files:
    return changed(path, old, new, {**BASE, R: TALK, V: CAPTIONS})


RECORDINGS: list[tuple[str, Files, str, int, int]] = [
    ("F009", talk("T21:00Z", "T21:00"), R, 5, 7),
    ("F009", talk("2014-06-18T21:00Z", "2014-06-18"), R, 5, 7),
    ("F007", talk("2014-06-18T21:00Z", "2014-02-30T21:00Z"), R, 5, 7),
    ("F007", talk("length: 2m", "length: long"), R, 7, 9),
    ("F007", talk("lang: en", "lang: English"), R, 8, 7),
    ("F007", talk("(24 MB)", ""), R, 10, 13),
    ("F007", talk("{en: talk.en.vtt}", "talk.en.vtt"), R, 11, 11),
    ("F007", talk("{en: talk.en.vtt}", "{English: talk.en.vtt}"), R, 11, 12),
    ("F007", talk("{en: talk.en.vtt}", "{en: [a]}"), R, 11, 16),
    ("F007", talk("interpretation: [es]", "interpretation: [Spanish]"), R, 9, 18),
    ("F007", talk("https://example.org/en.mp3 (24 MB)", "plan.pdf") | {PDF: b"%PDF-"}, R, 10, 13),
    ("S002", talk("https:", "http:"), R, 10, 13),
    ("L001", talk("{en: talk.en.vtt}", "{en: tlak.en.vtt}"), R, 11, 16),
    ("L006", talk("{en: talk.en.vtt}", "{en: ../../../../talk.en.vtt}"), R, 11, 16),
    ("A004", talk("captions: {en: talk.en.vtt}\n", ""), R, 10, 1),
    ("A016", talk("<!-- #_intro -->\nWhat was said, in short.\n", ""), R, 13, 1),
    ("A005", talk("WEBVTT", "WEBVTT1", V), V, 1, 1),
    ("A005", talk("captions: {en: talk.en.vtt}", "captions: {fr: talk.en.vtt}"), V, 1, 1),
    ("A005", talk(CAPTIONS, "WEBVTT\n", V), V, 1, 1),
    ("A005", talk("00:05.000 -->", "00:05,000 -->", V), V, 7, 1),
    ("A005", talk("00:05.000 --> 00:09", "00:05.000 --> 00:04", V), V, 7, 1),
    ("A005", talk("01:10.000 -->", "00:02.000 -->", V), V, 12, 1),
    ("A005", talk("00:05.000 -->", "00:04.500 -->", V), V, 7, 1),
    ("A005", talk("01:10.000 --> 01:14.000\n", "", V), V, 12, 1),
    ("A005", talk("length: 2m", "length: 10s"), V, 12, 1),
    ("A005", talk("length: 2m", "length: 1h"), V, 12, 1),
    ("U003", talk("welcome", "\u202ewelcome", V), V, 4, 13),
    ("S005", talk(CAPTIONS, "WEBVTT\n" + "x" * 600_000, V), V, 1, 1),
    (
        "N008",
        {**BASE, "ip/media/talk.md": TALK.replace("talk.en.vtt", "../addresses/media/talk.en.vtt"), V: CAPTIONS},
        "ip/media/talk.md",
        1,
        1,
    ),
]
TRANSLATIONS: list[tuple[str, Files, str, int, int]] = [
    ("T001", french("#short -->", "#short @00000000 -->"), LF, 19, 21),
    ("T001", TRANSLATED, LF, 3, 9),
    ("T002", french("## Plus court <!-- #short -->\n\nEnlevez les zéros au début : `2001:db8::1`.\n", ""), LF, 19, 1),
    ("T002", french("Enlevez les zéros au début : `2001:db8::1`.\n", ""), LF, 19, 21),
    ("T002", french('title: "Lire une adresse"\n', ""), LF, 2, 1),
    ("T002", french('  size: "Dire la longueur des adresses"\n', "  {}\n"), LF, 5, 1),
    ("T003", FRENCH, LF, 2, 1),
    ("T003", french("#short -->", "#short @00000000 -->"), LF, 13, 25),
    ("T004", french("- ( ) 64 <!-- #c -->\n  > Seulement la moitié.\n", "", QF), QF, 8, 47),
    ("T004", french("\n> Quatre fois plus de bits.\n", "", QF), QF, 8, 47),
    ("T005", french("#c -->", "#z -->", QF), QF, 13, 16),
    ("T006", french("- ( ) 32", "- (x) 32", QF), QF, 10, 3),
    ("T006", french("- ( ) 64", "- [ ] 64", QF), QF, 13, 3),
    ("T007", french("#short", "#shrot"), LF, 19, 21),
    ("T007", french("  size:", "  sise:"), LF, 6, 9),
    ("T008", {**BASE, "ip/addresses/gone.fr.md": LESSON_FR}, "ip/addresses/gone.fr.md", 1, 1),
    ("T008", french("translation: ip-reading", "translation: ip-writing"), LF, 2, 14),
    ("T008", {**BASE, "ip/addresses/reading.en.md": LESSON_FR}, "ip/addresses/reading.en.md", 1, 1),
    ("T009", french("#short -->", "#short facilitator -->"), LF, 19, 27),
    ("T009", french("status: draft", "minutes: 5"), LF, 7, 1),
    (
        "T010",
        changed(L, "Drop the", "Every zero at the front may go, so nobody has to write it. Drop the", FRENCH)
        | {
            LF: LESSON_FR.replace("## Plus court", "## Making it shorter").replace(
                "Enlevez les zéros au début :",
                "Every zero at the front may go, so nobody has to write it. Drop the zeros at the front:",
            )
        },
        LF,
        19,
        28,
    ),
    ("T011", french("nouvelles 128", "nouvelles 182"), LF, 13, 25),
    ("T012", french("`2001:db8::1`", "`2001:db8::2`"), LF, 19, 21),
    ("T013", changed(L, "Every device", "ICANN says: every device", FRENCH), LF, 10, 7),
    ("G001", lesson("An [RIR](gloss:rri).\n"), L, 14, 10),
    ("G002", lesson("The PDP is long.\n"), L, 14, 5),
    ("G003", changed(G, 'forms="RIR,RIRs"', 'forms="RIR,ICANN"'), G, 12, 69),
    ("G004", changed(G, "Two versions side by side.\n", ""), G, 16, 21),
]
ROWS = FRONT_MATTER + NAMES + CHARACTERS + KEYS + QUESTIONS + LINKS + INSERTS + RECORDINGS + TRANSLATIONS


@pytest.mark.parametrize(
    ("code", "files", "path", "line", "column"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)]
)
def test_a_slip_is_reported_where_it_stands(code: str, files: Files, path: str, line: int, column: int) -> None:
    places = [(d.path, d.line, d.column) for d in found(files, code)]
    assert (f"courses/{path}", line, column) in places


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("N007", "L003")])
def test_every_code_has_a_row(code: str) -> None:
    """N007 needs a file system: test_files.py. L003 needs a network: tests/cli/test_online.py."""
    assert any(row[0] == code for row in ROWS)


def test_the_base_course_has_nothing_to_report() -> None:
    assert [(d.path, d.line, d.code) for d in check(BASE).diagnostics] == []


@pytest.mark.parametrize(
    ("code", "files"), [(row[0], row[1]) for row in ROWS if CODES[row[0]].severity is not Severity.HINT]
)
def test_a_problem_says_what_to_do(code: str, files: Files) -> None:
    """Every help line is there, and no message ends with a full stop or shouts."""
    for diagnostic in found(files, code):
        assert diagnostic.advice or diagnostic.notes
        assert not diagnostic.message.endswith((".", "!"))


def test_all_problems_of_all_files_are_found_in_one_run() -> None:
    files = {
        **BASE,
        G: GLOSSARY.replace("#rir", "#R"),
        C: COURSE.replace("lang: en", "lnag: en"),
        L: LESSON.replace("#short", "#Short").replace("minutes: 5", "minutes: x"),
        Q: QUIZ.replace("(x)", "( )"),
    }
    assert {d.code for d in found(files)} >= {"K002", "F006", "F007", "Q004"}
    assert [d.path for d in found(files)] == sorted(d.path for d in found(files))
