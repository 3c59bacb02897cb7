"""The corrections that the fold looks at: decisions in force with the questions that they lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from elearn.domain.corrections import Correction, Decision, Way, find_successor
from elearn.services.revisions import get_quiz_text
from elearn.storage import corrections as storage
from elearn.storage.corrections import KeptCorrection
from elearn.storage.revisions import QuizRev


def list_corrections(session: Session, wanted: Collection[QuizRev]) -> Mapping[QuizRev, tuple[Correction, ...]]:
    """What was corrected in these revisions, in the order in which it was decided. One statement and known texts."""
    found: dict[QuizRev, list[Correction]] = defaultdict(list)
    for kept in storage.list_corrections(session, wanted):
        correction = read_correction(session, kept)
        if correction is not None and correction.decision.way is not Way.NONE:
            found[kept.quiz, kept.rev].append(correction)
    return {key: tuple(corrections) for key, corrections in found.items()}


def read_correction(session: Session, kept: KeptCorrection) -> Correction | None:
    """A row with the question that it leads to; None should its quiz not have it, which publishing never writes."""
    new = find_successor(get_quiz_text(session, kept.blob), kept.question)
    if new is None:
        return None
    return Correction(kept.id, kept.question, Decision(Way(kept.way), kept.may_lower), new, kept.at)
