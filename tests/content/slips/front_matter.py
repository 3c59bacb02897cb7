"""Slips in front matter and names of files: code, files, and where it is reported (path, line, column)."""

from __future__ import annotations

from tests.content.trees import (
    BASE,
    LESSON,
    C,
    Files,
    L,
    M,
    Q,
    changed,
    question,
)

LONG = " ".join(["word"] * 700)


def fact(review_by: str) -> Files:
    text = f'facts:\n  pool:\n    text: "Empty."\n    as_of: 2026-11\n    source: "IANA"\n    review_by: {review_by}\n'
    return changed(L, "objectives:", f"{text}objectives:")


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
