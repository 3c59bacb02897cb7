"""Questions whose key changes with a publish: which answers that concerns, and what each decision would do to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.domain.corrections import (
    Correction,
    Decision,
    Effect,
    KeyChange,
    Way,
    correct_once,
    find_successor,
    judges_alike,
)
from elearn.domain.course import Quiz, Site
from elearn.domain.errors import Refused, Undecided
from elearn.domain.grading import Outcome, QuestionGrade, exact_share
from elearn.domain.questions import Question
from elearn.services.audit import write_entry
from elearn.services.corrections import read_correction
from elearn.services.revisions import get_quiz_text
from elearn.storage import corrections as storage
from elearn.storage.corrections import GivenAnswer
from elearn.storage.revisions import Revision, list_revisions_of

DECISIONS = (*map(Decision, Way), Decision(Way.NEW, may_lower=True))


def list_key_changes(session: Session, site: Site, named: Mapping[str, Decision]) -> list[KeyChange]:
    """The questions of this site that ask for a decision, and those that are `named` (`quiz#question`) with one.

    A question asks when the publish of this site changes its key and somebody has answered it. Refused for a name that
    no question of the site has.
    """
    quizzes = {quiz.id: quiz for course in site.courses for quiz in course.quizzes()}
    known = {f"{quiz.id}#{question.key}" for quiz in quizzes.values() for question in quiz.questions()}
    unknown = {name: "unknown-question" for name in named if name not in known}
    if unknown:
        raise Refused(unknown)
    changes: list[KeyChange] = []
    for quiz_id, revisions in list_revisions_of(session, sorted(quizzes)).items():
        quiz = quizzes[quiz_id]
        if revisions[0].rev != quiz.rev or any(name.startswith(f"{quiz_id}#") for name in named):
            changes += _changes_of(session, quiz, revisions, named)
    return changes


def _changes_of(
    session: Session, quiz: Quiz, revisions: Sequence[Revision], named: Mapping[str, Decision]
) -> Iterator[KeyChange]:
    before = get_quiz_text(session, revisions[0].blob)
    earlier = {revision.rev: get_quiz_text(session, revision.blob) for revision in revisions}
    earlier.pop(quiz.rev, None)
    for question in quiz.questions():
        decision = named.get(f"{quiz.id}#{question.key}")
        changes_now = before.rev != quiz.rev and _asked_as(before, quiz, question) is not None
        if not changes_now and decision is None:
            continue
        asked = {rev: old for rev, text in earlier.items() if (old := _asked_as(text, quiz, question))}
        open_ones = _without_decided(session, quiz.id, asked, question, decision)
        attempts, effects = _measure(session, quiz.id, {rev: earlier[rev] for rev in open_ones}, open_ones, question)
        asks = changes_now and attempts > 0
        if decision is not None or asks:
            revs = {rev: old.key for rev, old in open_ones.items()}
            yield KeyChange(quiz.id, question.key, revs, attempts, effects, asks)


def _asked_as(text: Quiz, quiz: Quiz, question: Question) -> Question | None:
    """The question as this earlier text has it, where its answers were judged by another key."""
    for old in text.questions():
        if find_successor(quiz, old.key) is question:
            alike = old.grading_hash == question.grading_hash or judges_alike(old, question)
            return None if alike else old
    return None


def _without_decided(
    session: Session, quiz: str, asked: Mapping[str, Question], new: Question, decision: Decision | None
) -> dict[str, Question]:
    """Without the revisions that were led to this very key by the same decision (without one: by any), and without
    those of which an author said, when the key changed to another one, that their answers stay as they are.
    """
    last: dict[str, Correction] = {}
    for kept in storage.list_corrections(session, [(quiz, rev) for rev in asked]):
        correction = read_correction(session, kept)
        if correction is not None and correction.question == asked[kept.rev].key:
            last[kept.rev] = correction
    return {rev: old for rev, old in asked.items() if not _is_settled(last.get(rev), new, decision)}


def _is_settled(last: Correction | None, new: Question, decision: Decision | None) -> bool:
    if last is None:
        return False
    if last.new.grading_hash == new.grading_hash:
        return decision in (None, last.decision)
    return last.decision.way is Way.NONE


def _measure(
    session: Session, quiz: str, texts: Mapping[str, Quiz], asked: Mapping[str, Question], new: Question
) -> tuple[int, dict[Decision, Effect]]:
    """How many attempts there are, and what each possible decision would do to them."""
    attempts, effects = 0, dict.fromkeys(DECISIONS, Effect())
    for rev, old in asked.items():
        pass_mark = exact_share(texts[rev].pass_mark)
        for given in storage.iterate_answers(session, quiz, rev, old.key):
            attempts += 1
            for decision in DECISIONS:
                effects[decision] += _effect(given, old, new, decision, pass_mark)
    return attempts, effects


def _effect(given: GivenAnswer, old: Question, new: Question, decision: Decision, pass_mark: Fraction) -> Effect:
    points = Fraction(given.points)
    stands = QuestionGrade(old.key, Outcome.WRONG, points, given.maximum)
    then = correct_once(old, json.loads(given.answer), stands, new, decision).points
    if then == points:
        return Effect()
    passes = (Fraction(given.all_points) - points + then) / given.all_maximum >= pass_mark
    return Effect(1, int(passes and not given.passed), int(given.passed and not passes))


def require_decisions(changes: Sequence[KeyChange], named: Mapping[str, Decision]) -> None:
    """Raises Undecided when a question asks and has no answer."""
    open_ones = [change for change in changes if change.asks and change.name not in named]
    if open_ones:
        raise Undecided(open_ones)


def record_decisions(
    session: Session,
    changes: Sequence[KeyChange],
    named: Mapping[str, Decision],
    *,
    blobs: Mapping[str, str],
    release: int,
    by: str,
    now: datetime,
) -> None:
    """Write down what was decided, for ever, and a line in the log for each question. No commit.

    `blobs` is the hash of each quiz as it is right now. What was decided like that before is not written again.
    """
    for change in changes:
        decision = named.get(change.name)
        if decision is None or not change.revs:
            continue
        row: dict[str, object] = {"quiz": change.quiz, "way": decision.way.value, "may_lower": decision.may_lower}
        row |= {"blob": blobs[change.quiz], "release": release, "by": by[:200], "at": now}
        storage.add_corrections(session, [row | {"rev": rev, "question": key} for rev, key in change.revs.items()])
        about = f"{change.name}={decision.way}{' may-lower' if decision.may_lower else ''}"
        write_entry(session, actor="", action="question.correct", now=now, about=f"{about} {by}"[:200])
