"""A key was wrong: what publishing asks, and what each decision does to attempts, progress, completion and counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.corrections import Decision, Effect, Way
from elearn.domain.errors import Refused, Undecided
from elearn.services import folding, regrading
from elearn.services.attempts import get_attempt
from elearn.services.learning import find_progress, finish_lesson, ingest
from elearn.services.publishing import Published, preview_key_changes, publish
from elearn.services.rebuild import rebuild_progress
from elearn.services.regrading import regrade_attempts
from elearn.services.revisions import find_current_revision
from elearn.storage.accounts import AuditEntry
from elearn.storage.attempts import AttemptRow
from elearn.storage.corrections import CorrectionRow
from elearn.storage.progress import CourseCount
from elearn.storage.releases import Release
from tests.content.trees import BASE, LANGUAGES, Q
from tests.makers import NOW, make_als, make_member
from tests.published import COURSE, QUIZ, picture, quiz_sent, send, uid

QUESTIONS = """\
---
type: quiz
id: ip-quiz
title: "Quiz"
pass: 70%
---

# Questions <!-- #all -->

## How many bits has an IPv6 address? <!-- #bits -->

- (x) 32 <!-- #a -->
  > It has 32.
- ( ) 128 <!-- #b -->
- ( ) 64 <!-- #c -->

> The old explanation.

## When did the pool run dry? <!-- #year -->

- = 2011

## Match them. <!-- #match match -->

| Version | Bits |
|---|---|
| IPv4 <!-- #v4 --> | 128 bits |
| IPv6 <!-- #v6 --> | 32 bits |
"""
RIGHT_NOW = (
    ("- (x) 32", "- ( ) 32"),
    ("- ( ) 128", "- (x) 128"),
    ("> It has 32.", "> That is IPv4."),
    ("> The old explanation.", "> Four times as many."),
)
BITS = f"{QUIZ}#bits"
AMINA = uid("amina")
OLD, NEW_ONE, NEITHER = {"bits": "a", "year": "2011"}, {"bits": "b", "year": "2011"}, {"bits": "c", "year": "2011"}
Go = Callable[..., Published]


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    root = tmp_path / "courses"
    for name, content in {**BASE, Q: QUESTIONS}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


@pytest.fixture
def go(session: Session, courses: Path) -> Go:
    """Publish what is there, with decisions as `name=way`; once at the start, long ago."""

    def go(*edits: tuple[str, str], days: int = 0, lower: bool = False, **decisions: str) -> Published:
        edit(courses, *edits)
        named = {f"{QUIZ}#{key}": Decision(Way(way), may_lower=lower) for key, way in decisions.items()}
        now = NOW + timedelta(days=days)
        return publish(
            session, roots=[courses], languages=LANGUAGES, author="Olivia", note="", now=now, decisions=named
        )

    go(days=-90)
    return go


def edit(courses: Path, *edits: tuple[str, str], name: str = Q) -> None:
    text = (courses / name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (courses / name).write_text(text, encoding="utf-8")


def answer(session: Session, answers: Mapping[str, object], who: str = "amina", **change: object) -> str:
    """An attempt at the quiz as it is published now."""
    return send(session, dict(answers), **{"learner": uid(who), "revision": None, **change})


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


EASY = ("pass: 70%", "pass: 50%")


@pytest.fixture
def community(session: Session) -> None:
    make_als(session, "KE-01")
    make_member(session, "amina", als="KE-01")


def counted(session: Session) -> list[tuple[int, int]]:
    session.rollback()
    return [(row.unfinished, row.finished) for row in session.scalars(select(CourseCount))]


def finish_reading(session: Session) -> None:
    finish_lesson(session, learner=AMINA, course=COURSE, lesson="ip-reading", language="en", now=NOW)


@pytest.mark.usefixtures("community")
def test_who_passes_thereby_has_finished_and_is_counted(session: Session, go: Go) -> None:
    go(EASY, days=-80)
    finish_reading(session)
    answer(session, {"bits": "b", "year": "2011"})
    assert counted(session) == [(1, 0)]
    assert go(*RIGHT_NOW, bits="new").corrected == Effect(1, passing=1)
    assert counted(session) == [(0, 1)]
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert (progress.completed_at, progress.quizzes[QUIZ].passed_at) == (NOW, NOW)


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("finished_before", [True, False])
def test_who_has_finished_stays_finished_when_points_are_taken_away(
    session: Session, go: Go, *, finished_before: bool
) -> None:
    go(EASY, days=-80)
    sent = answer(session, OLD)
    if finished_before:
        finish_reading(session)
    done = go(*RIGHT_NOW, days=1, bits="new", lower=True)
    assert done.corrected == Effect(1, failing=1)
    if not finished_before:
        finish_lesson(
            session, learner=AMINA, course=COURSE, lesson="ip-reading", language="en", now=NOW + timedelta(days=2)
        )
    assert not get_attempt(session, uid=sent, learner=AMINA).passed
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.quizzes[QUIZ].passed_at is None
    assert (progress.completed_at is not None) == finished_before
    assert counted(session) == [(0, 1)] if finished_before else [(1, 0)]
    before = picture(session)
    assert rebuild_progress(session, now=NOW).wrong_counts == 0
    assert picture(session) == before


def test_the_lock_is_given_back_between_people_and_what_broke_off_goes_on(
    session: Session, go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "PEOPLE_AT_ONCE", 2)
    for who in "abcde":
        answer(session, NEW_ONE, who)
    real, calls = folding.refold_people, list[int]()

    def refold_twice(session: Session, people: list[str]) -> None:
        calls.append(len(people))
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(session, people)

    monkeypatch.setattr(regrading, "refold_people", refold_twice)
    with pytest.raises(KeyboardInterrupt):
        go(*RIGHT_NOW, bits="both")
    session.rollback()
    assert calls == [2, 2, 1]
    assert sorted(session.scalars(select(AttemptRow.points))) == ["1", "2", "2", "2", "2"]
    assert go(bits="both").corrected == Effect(1)
    assert set(session.scalars(select(AttemptRow.points))) == {"2"}


def test_the_result_shows_the_new_grade_and_the_new_explanation(session: Session, go: Go) -> None:
    sent = answer(session, OLD)
    go(*RIGHT_NOW, bits="both")
    first, second, _third = get_attempt(session, uid=sent, learner=AMINA).questions
    assert (first.corrected_at, second.corrected_at) == (NOW, None)
    assert first.now
    assert "Four times as many." in first.now.texts["en"].explanation
    assert "The old explanation." in first.question.texts["en"].explanation
    assert [mark.key for mark in first.grade.marks if mark.right] == ["b"]
    assert first.grade.points == 1


def test_a_question_taken_out_leaves_finished_attempts_as_they_were(session: Session, courses: Path, go: Go) -> None:
    sent = answer(session, {"bits": "a", "year": "2011"})
    text = (courses / Q).read_text(encoding="utf-8")
    start, end = text.index("## When did"), text.index("## Match")
    edit(courses, (text[start:end], ""))
    assert go().changed
    kept = get_attempt(session, uid=sent, learner=AMINA)
    assert (kept.points, kept.maximum, kept.share, len(kept.questions)) == (Fraction(2), 3, Fraction(2, 3), 3)
    assert not kept.current
    again = get_attempt(session, uid=answer(session, {"bits": "a"}, now=NOW + timedelta(days=1)), learner=AMINA)
    assert (again.points, again.maximum, len(again.questions)) == (Fraction(1), 2, 2)
    assert not again.best
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].best == Fraction(2, 3)


def test_a_question_added_asks_nothing_of_those_who_passed(session: Session, go: Go) -> None:
    go(("pass: 70%", "pass: 20%"), days=-80)
    sent = answer(session, {"bits": "a"})
    new = "## Is it over? <!-- #over -->\n\n- = true\n\n## When did"
    assert go(("## When did", new)).changed
    kept = get_attempt(session, uid=sent, learner=AMINA)
    assert (kept.points, kept.maximum, kept.passed) == (Fraction(1), 3, True)
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].passed_at == NOW


def test_the_blobs_of_earlier_revisions_never_change(session: Session, go: Go) -> None:
    sent = answer(session, OLD)
    seen = get_attempt(session, uid=sent, learner=AMINA)
    go(*RIGHT_NOW, bits="new")
    now = get_attempt(session, uid=sent, learner=AMINA)
    assert replace(now, current=True, questions=()) == replace(seen, questions=())
    assert now.quiz.question("bits") == seen.quiz.question("bits")
