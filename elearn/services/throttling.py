"""Counting tries before they are made: fifty at once are counted one after the other, so none slips through."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Throttled
from elearn.domain.throttling import RULES, BackOff, count_after, retry_after
from elearn.services.shared_tries import Tries
from elearn.storage.base import begin_writing
from elearn.storage.throttles import forget_tries, give_back_try, lock_tries, read_tries, set_tries

_ELSEWHERE = "elearn.tries"


def take_try(session: Session, subjects: Mapping[str, str], *, now: datetime) -> None:
    """Count one try under each rule (rule -> account key or network; empty ones are left out).

    Raises Throttled, and counts nothing, while one of them has to wait: refused tries never prolong the wait.
    Commits: a try stays counted whatever happens to the work that follows.
    """
    rules = {key_of(rule, subject): RULES[rule] for rule, subject in subjects.items() if subject}
    elsewhere = _elsewhere(session)
    if elsewhere is not None:
        wait = elsewhere.take(rules, now) if rules else 0
        if wait:
            raise Throttled(wait)
        return
    _refuse_too_many(rules, read_tries(session, list(rules)), now)  # a flood of tries takes no lock
    begin_writing(session)
    tries = lock_tries(session, list(rules), now)
    try:
        _refuse_too_many(rules, tries, now)
    except Throttled:
        session.rollback()
        raise
    for key, rule in rules.items():
        failures, last_at = tries[key]
        set_tries(session, key, count_after(rule, failures=failures, last_at=last_at, now=now) + 1, now)
    session.commit()


def _refuse_too_many(rules: Mapping[str, BackOff], tries: Mapping[str, tuple[int, datetime]], now: datetime) -> None:
    waits = [
        retry_after(rules[key], failures=failures, last_at=last_at, now=now)
        for key, (failures, last_at) in tries.items()
    ]
    if any(waits):
        raise Throttled(max(waits))


def forgive(session: Session, rule: str, subject: str) -> None:
    """Success: the tries of this account are forgotten. No commit."""
    elsewhere, key = _elsewhere(session), key_of(rule, subject)
    if elsewhere is None:
        forget_tries(session, key)
    else:
        elsewhere.forget(key)


def give_back(session: Session, rule: str, subject: str) -> None:
    """This try was no failure; the others of the network stay counted: one good account clears no way. No commit."""
    elsewhere, key = _elsewhere(session), key_of(rule, subject)
    if elsewhere is None:
        give_back_try(session, key)
    else:
        elsewhere.give_back(key)


def count_elsewhere(session: Session, tries: Tries) -> None:
    """Tries of this session are counted there and not in the database."""
    session.info[_ELSEWHERE] = tries


def _elsewhere(session: Session) -> Tries | None:
    return session.info.get(_ELSEWHERE)


def key_of(rule: str, subject: str) -> str:
    """The stored key: nobody reads an address or a network out of this table."""
    return f"{rule}:{hashlib.sha256(subject.encode('utf-8', 'replace')).hexdigest()}"
