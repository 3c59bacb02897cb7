"""Slips in keys: code, files, and where it is reported (path, line, column)."""

from __future__ import annotations

from tests.content.trees import (
    BASE,
    C,
    Files,
    L,
    Q,
    changed,
    question,
)

PAIRS = "| a | b |\n|---|---|\n| IPv4 <!-- #a --> | 32 bits |\n| IPv6 <!-- #b --> | 128 bits |\n"
LINES = "1. first <!-- #a -->\n2. second <!-- #b -->\n"
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
