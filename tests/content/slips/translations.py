"""Slips in translations: code, files, and where it is reported (path, line, column)."""

from __future__ import annotations

from tests.content.slips.pieces import FRENCH, TRANSLATED, french
from tests.content.trees import (
    BASE,
    LESSON_FR,
    LF,
    QF,
    Files,
    G,
    L,
    changed,
    lesson,
)

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
