"""What several tables of slips are made of."""

from __future__ import annotations

from tests.content.trees import (
    BASE,
    LESSON_FR,
    LF,
    QF,
    QUIZ_FR,
    Files,
    changed,
)

FRENCH: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}
TRANSLATED = changed(LF, 'title: "Lire', 'source: "00000000"\ntitle: "Lire', FRENCH)


def french(old: str, new: str, path: str = LF) -> Files:
    return changed(path, old, new, FRENCH)
