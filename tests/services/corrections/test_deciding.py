"""A wrong key was corrected: who decides, in which of four ways, and what it does to attempts."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.corrections import Decision, Effect, Way
from elearn.domain.errors import Refused, Undecided
from elearn.services.attempts import get_attempt
from elearn.services.learning import ingest
from elearn.services.publishing import preview_key_changes, publish
from elearn.services.rebuild import rebuild_progress
from elearn.services.regrading import regrade_attempts
from elearn.services.revisions import find_current_revision
from elearn.storage.accounts import AuditEntry
from elearn.storage.attempts import AttemptRow
from elearn.storage.corrections import CorrectionRow
from elearn.storage.releases import Release
from tests.content.trees import LANGUAGES
from tests.makers import NOW
from tests.published import QUIZ, picture, quiz_sent, uid
from tests.services.corrections.courses import AMINA, NEITHER, NEW_ONE, OLD, RIGHT_NOW, Go, answer, edit

BITS = f"{QUIZ}#bits"


def share_of(session: Session, attempt: str, who: str = "amina") -> Fraction:
    return get_attempt(session, uid=attempt, learner=uid(who)).share


def rows(session: Session) -> list[tuple[str, str, str, str]]:
    found = session.scalars(select(CorrectionRow).order_by(CorrectionRow.id)).all()
    return [(row.question, row.way, row.by, row.rev) for row in found]


def test_publishing_stops_before_anything_when_nobody_has_decided(session: Session, courses: Path, go: Go) -> None:
    for who, answers in (("amina", OLD), ("ben", NEW_ONE), ("cleo", NEITHER)):
        answer(session, answers, who)
    before = picture(session, Release, CorrectionRow, AttemptRow)
    edit(courses, *RIGHT_NOW)
    with pytest.raises(Undecided) as caught:
        go()
    assert picture(session, Release, CorrectionRow, AttemptRow) == before
    (change,) = caught.value.changes
    assert (change.name, change.attempts, len(change.revs)) == (BITS, 3, 1)
    assert change.effects == {
        Decision(Way.BOTH): Effect(1),
        Decision(Way.FULL): Effect(2),
        Decision(Way.NEW): Effect(1),
        Decision(Way.NEW, may_lower=True): Effect(2),
        Decision(Way.NONE): Effect(),
    }


def test_without_attempts_nobody_is_asked(session: Session, go: Go) -> None:
    assert go(*RIGHT_NOW).changed
    assert rows(session) == []


@pytest.mark.parametrize(
    "edits",
    [
        [("How many bits", "How very many bits")],
        [("<!-- #bits -->", "<!-- #bits points=2 -->")],
        [("- ( ) 64 <!-- #c -->", "- ( ) 64 <!-- #c -->\n- ( ) 48 <!-- #d -->")],
        [("> The old explanation.", "> Four times as many.")],
    ],
)
def test_what_judges_every_answer_alike_asks_nobody(session: Session, go: Go, edits: list[tuple[str, str]]) -> None:
    sent = answer(session, OLD)
    assert go(*edits).changed
    assert share_of(session, sent) == Fraction(2, 3)


WAYS = {"both": (2, 2, 1), "full": (2, 2, 2), "new": (2, 2, 1), "none": (2, 1, 1)}


@pytest.mark.parametrize("way", WAYS)
def test_the_four_ways(session: Session, go: Go, way: str) -> None:
    """Old, new and another answer, with the year right each time: points of three."""
    sent = [(who, answer(session, answers, who)) for who, answers in zip("abc", (OLD, NEW_ONE, NEITHER), strict=True)]
    done = go(*RIGHT_NOW, bits=way)
    assert [share_of(session, attempt, who) * 3 for who, attempt in sent] == list(WAYS[way])
    assert done.corrected.changed == sum(WAYS[way]) - 4
    assert [row[:3] for row in rows(session)] == [("bits", way, "Olivia")]


def test_new_may_lower_only_when_told(session: Session, go: Go) -> None:
    sent = answer(session, OLD)
    assert go(*RIGHT_NOW, bits="new").corrected == Effect()
    assert share_of(session, sent) == Fraction(2, 3)
    assert go(bits="new", lower=True).corrected == Effect(1)
    assert share_of(session, sent) == Fraction(1, 3)


def test_twice_changes_nothing(session: Session, go: Go) -> None:
    answer(session, NEW_ONE)
    go(*RIGHT_NOW, bits="both")
    before = picture(session), picture(session, CorrectionRow, Release, AuditEntry)
    again = go(days=1, bits="both")
    assert (again.changed, again.corrected) == (False, Effect())
    assert (picture(session), picture(session, CorrectionRow, Release, AuditEntry)) == before
    assert regrade_attempts(session, now=NOW) == Effect()


def test_a_more_generous_decision_may_follow(session: Session, go: Go) -> None:
    sent = answer(session, NEITHER)
    go(*RIGHT_NOW, bits="none")
    assert share_of(session, sent) == Fraction(1, 3)
    assert go(days=1, bits="full").corrected == Effect(1)
    assert share_of(session, sent) == Fraction(2, 3)
    go(days=2, bits="none")
    assert share_of(session, sent) == Fraction(2, 3)


def test_it_stands_in_the_log_who_decided_what(session: Session, go: Go) -> None:
    answer(session, NEW_ONE)
    go(*RIGHT_NOW, bits="both")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "question.correct")).all()
    assert [(entry.object, entry.result) for entry in entries] == [(f"{BITS}=both Olivia", "done")]


def test_rebuilding_gives_the_same_rows(session: Session, go: Go) -> None:
    for who, answers in (("amina", OLD), ("ben", NEW_ONE), ("cleo", NEITHER)):
        answer(session, answers, who)
    go(*RIGHT_NOW, bits="new", lower=True)
    before = picture(session)
    assert rebuild_progress(session, now=NOW).wrong_counts == 0
    assert picture(session) == before


def test_an_answer_that_comes_later_is_judged_the_same(session: Session, go: Go) -> None:
    """A page that was open, and a laptop that was away."""
    old = find_current_revision(session, QUIZ)
    assert old
    answer(session, OLD, "ben")
    go(*RIGHT_NOW, bits="both")
    late = answer(session, NEW_ONE, revision=old.rev)
    assert share_of(session, late) == Fraction(2, 3)
    sent = quiz_sent("away", "cleo", {"bits": "b"}, rev=old.rev, at=NOW - timedelta(days=5))
    ingest(session, [sent], recv_from="test", now=NOW)
    assert share_of(session, sent.id, "cleo") == Fraction(1, 3)
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_letters_of_pairs_are_those_that_were_seen(session: Session, go: Go) -> None:
    """Letters are drawn anew in every revision; what counts is the words behind them."""
    quiz = get_attempt(session, uid=answer(session, {}), learner=AMINA).quiz
    match = quiz.question("match")
    assert match
    letters = {words: letter for letter, words in match.texts["en"].options.items()}
    right = {"v4": letters["32 bits"], "v6": letters["128 bits"]}
    sent = answer(session, {"match": right})
    assert share_of(session, sent) == 0
    swapped = [("--> | 128 bits", "--> | x bits"), ("--> | 32 bits", "--> | 128 bits"), ("x bits", "32 bits")]
    go(*swapped, match="new")
    assert share_of(session, sent) == Fraction(1, 3)


def test_a_renamed_question_is_corrected_too(session: Session, go: Go) -> None:
    sent = answer(session, NEW_ONE)
    go(*RIGHT_NOW, ("<!-- #bits -->", "<!-- #length was=bits -->"), length="both")
    assert share_of(session, sent) == Fraction(2, 3)
    assert [row[:2] for row in rows(session)] == [("bits", "both")]


def test_every_earlier_revision_is_corrected_unless_it_was_said_to_stay(session: Session, go: Go) -> None:
    first = answer(session, NEW_ONE)
    go(("How many bits", "How very many bits"), days=1)
    second = answer(session, NEW_ONE, now=NOW + timedelta(days=1))
    go(*RIGHT_NOW, days=2, bits="new")
    assert [share_of(session, sent) for sent in (first, second)] == [Fraction(2, 3)] * 2
    go(("- (x) 128", "- ( ) 128"), ("- ( ) 64", "- (x) 64"), days=3, bits="none")
    assert len(rows(session)) == 5


def test_a_decision_about_an_earlier_key_stays(session: Session, go: Go) -> None:
    """Whose answers were to stay as they are is not judged by a third key either."""
    first = answer(session, {"bits": "c"})
    go(*RIGHT_NOW, days=1, bits="none")
    second = answer(session, {"bits": "c"}, now=NOW + timedelta(days=1))
    go(("- (x) 128", "- ( ) 128"), ("- ( ) 64", "- (x) 64"), days=2, bits="new")
    assert [share_of(session, sent) for sent in (first, second)] == [0, Fraction(1, 3)]


@pytest.mark.parametrize("name", ["bit", "bits.a", ""])
def test_a_question_that_is_not_there_is_refused(session: Session, courses: Path, name: str) -> None:
    named = {f"{QUIZ}#{name}": Decision(Way.BOTH)}
    with pytest.raises(Refused):
        publish(session, roots=[courses], languages=LANGUAGES, author="", note="", now=NOW, decisions=named)


@pytest.mark.usefixtures("go")
def test_a_dry_run_tells_what_would_happen_and_writes_nothing(session: Session, courses: Path) -> None:
    answer(session, NEW_ONE)
    before = picture(session, Release, CorrectionRow, AttemptRow)
    edit(courses, *RIGHT_NOW)
    (change,) = preview_key_changes(session, roots=[courses], languages=LANGUAGES, now=NOW, decisions={})
    assert (change.name, change.attempts, change.effects[Decision(Way.BOTH)]) == (BITS, 1, Effect(1))
    assert picture(session, Release, CorrectionRow, AttemptRow) == before
