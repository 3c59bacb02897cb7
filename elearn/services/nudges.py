"""Coordinators ask people to go on: who would get a letter, sending it, and the log of it.

Who may (a coordinator of the RALO, an administrator) is asked before, in `web/policy.py`. Letters are written at the
edge, in each recipient's language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.mail import Kind
from elearn.domain.names import clean_text
from elearn.domain.nudges import PEOPLE_AT_ONCE, LeftOut, Reason, problem_of_own_text
from elearn.domain.tokens import PURPOSES
from elearn.services.audit import write_entry
from elearn.services.community import get_home
from elearn.services.links import issue_link
from elearn.services.mail import Bulk, Words, queue_bulk
from elearn.services.mail_choices import unsubscribe_tokens
from elearn.storage import nudges as storage
from elearn.storage.base import begin_writing
from elearn.storage.nudges import Candidate, Cell

INDIVIDUAL = "individual-members"
LEFT_OUT_SHOWN = 50
INVITATION = "invitation"
BY_MAIL = "mail"  # the link reaches her by letter, as `services.invitations` has it

__all__ = ["Candidate", "Order", "Plan", "Sent", "Target", "Writing", "check_own_texts", "plan_nudge", "send_nudge"]


@dataclass(frozen=True, slots=True)
class Target:
    """A cell of the matrix. `place` is an ALS code, INDIVIDUAL, or empty for everybody in the RALO."""

    ralo: str
    place: str
    course: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would get a letter now, at most PEOPLE_AT_ONCE of `total`, and who would not, with the counts of why."""

    people: tuple[Candidate, ...]
    total: int
    left_out: tuple[Candidate, ...]
    why: Mapping[str, int]

    @property
    def languages(self) -> dict[str, int]:
        """Language -> letters, the most first."""
        return dict(Counter(person.language for person in self.people).most_common())


@dataclass(frozen=True, slots=True)
class Order:
    """A form that was sent: `uid` (32 hex) makes its second click the same order. `chosen` are uids.

    `unnamed` are those whom no page names, when they were chosen all together; None when they were not.
    """

    uid: str
    target: Target
    chosen: frozenset[str]
    own_texts: Mapping[str, str] = field(default_factory=dict)
    unnamed: frozenset[str] | None = None

    @property
    def everybody(self) -> frozenset[str]:
        return self.chosen | (self.unnamed or frozenset())

    @property
    def at_once(self) -> frozenset[str]:
        """As many of them as one sending takes, and for the same `chosen` the same ones again."""
        unnamed = sorted((self.unnamed or frozenset()) - self.chosen)
        return frozenset([*sorted(self.chosen), *unnamed][:PEOPLE_AT_ONCE])


@dataclass(frozen=True, slots=True)
class Writing:
    """How the edge writes: (person, token of her invitation or empty, unsubscribe token) -> (words, address to
    unsubscribe at)."""

    compose: Callable[[Candidate, str, str], tuple[Words, str]]
    new_token: Callable[[], str]
    secret: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an order; of one that was sent before, the same again."""

    uid: str
    people: int
    left_out: Mapping[str, int]


def plan_nudge(session: Session, target: Target, *, now: datetime, cool_down: timedelta) -> Plan:
    """Three statements. Raises NotFound for an ALS of another RALO."""
    cell = _cell(session, target)
    why = storage.count_candidates(session, cell, now=now, cool_down=cool_down)
    total = why.pop("", 0)

    def people(*, left_out: bool, limit: int) -> tuple[Candidate, ...]:
        found = storage.list_candidates(session, cell, now=now, cool_down=cool_down, left_out=left_out, limit=limit)
        return tuple(found)

    return Plan(
        people=people(left_out=False, limit=PEOPLE_AT_ONCE) if total else (),
        total=total,
        left_out=people(left_out=True, limit=LEFT_OUT_SHOWN) if why else (),
        why=why,
    )


def check_own_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are kept, by language; empty ones are none. Raises Refused with `code:placeholder` by field."""
    problems = {language: problem_of_own_text(text) for language, text in texts.items()}
    wrong = {f"text-{language}": ":".join(problem) for language, problem in problems.items() if problem}
    if wrong:
        raise Refused(wrong)
    cleaned = {language: clean_text(text) for language, text in texts.items()}
    return {language: text for language, text in cleaned.items() if text}


def send_nudge(
    session: Session, order: Order, *, by: int, by_uid: str, writing: Writing, now: datetime, cool_down: timedelta
) -> Sent:
    """Queue a letter to everybody chosen who is still in this cell and may be asked; say who was left out, and why.

    The same order twice is one. Of two coordinators at once the second finds the first one's people cooling. Raises
    Refused with `nobody-left` when nobody remains, with `sent-other` when the form's number stands for letters to other
    people or with other words, and for own texts that are wrong; NotFound for another RALO's ALS.
    """
    order = replace(order, own_texts=check_own_texts(order.own_texts))
    chosen = order.at_once
    begin_writing(session)
    cell = _cell(session, order.target)
    storage.lock_people(session, chosen)
    before = storage.find_nudge(session, order.uid)
    if before is not None:
        return _sent_before(session, order, before, cell=cell, now=now, cool_down=cool_down)
    found = storage.list_chosen(session, cell, chosen, now=now, cool_down=cool_down)
    people = [person for person in found if not person.left_out]
    left_out = _left_out(session, cell, order, found)
    if not people:
        session.rollback()
        raise Refused({"who": "nobody-left"})
    values = {
        "uid": order.uid,
        "ralo": cell.ralo,
        "place": order.target.place,
        "course": cell.course,
        "reason": cell.reason.value,
        "own_texts": dict(order.own_texts),
        "left_out": left_out,
        "sent_by": by,
        "sent_at": now,
    }
    storage.add_nudge(session, values, [person.account_id for person in people], now)
    queue_bulk(session, _letters(session, order, people, writing, now), now=now)
    about = f"{cell.ralo} {order.target.place} {cell.course} {cell.reason} {len(people)}"
    write_entry(session, actor=by_uid, action="nudge", about=about, now=now)
    session.commit()
    return Sent(order.uid, len(people), left_out)


def _sent_before(
    session: Session, order: Order, before: storage.Nudge, *, cell: Cell, now: datetime, cool_down: timedelta
) -> Sent:
    """Raises Refused when the number of the form belongs to another region's letters: it was made up. Or to others."""
    if before.ralo != order.target.ralo:
        session.rollback()
        raise Refused({"who": "nobody-left"})
    asked = storage.list_recipients(session, before.id)
    others = {uid: named for uid, named in asked.items() if uid not in order.chosen}
    # Who was asked without a name is cooling, so the page had other people without a name this time.
    new = (order.at_once & order.chosen if others else order.at_once) - set(asked)
    waiting = storage.list_chosen(session, cell, new, now=now, cool_down=cool_down) if new else []
    same = (
        (order.target.place, order.target.course, order.target.reason, order.own_texts)
        == (before.place, before.course, before.reason, before.own_texts)
        and not any(others.values())
        and (order.unnamed is not None or not others)
        and len(order.chosen - set(asked)) <= sum(before.left_out.values())
        and all(person.left_out for person in waiting)
    )
    sent = Sent(before.uid, len(asked), before.left_out)
    session.rollback()
    if not same:
        raise Refused({"who": "sent-other"})
    return sent


def _left_out(session: Session, cell: Cell, order: Order, found: Sequence[Candidate]) -> dict[str, int]:
    chosen = order.at_once
    why = Counter(person.left_out for person in found if person.left_out)
    why[LeftOut.BEYOND.value] = len(order.everybody) - len(chosen)
    missing = chosen - {person.uid for person in found}
    here = storage.list_in_region(session, cell.ralo, cell.als_id, missing) if missing else set()
    why[LeftOut.CHANGED.value] += len(here)
    why[LeftOut.GONE.value] += len(missing - here)
    return {reason: number for reason, number in why.items() if number}


def _letters(
    session: Session, order: Order, people: Sequence[Candidate], writing: Writing, now: datetime
) -> list[Bulk]:
    ids = [(person.account_id, person.uid) for person in people]
    tokens = unsubscribe_tokens(session, secret=writing.secret, people=ids, kind=Kind.NUDGE, now=now)
    letters = []
    for person in people:
        words, address = writing.compose(
            person, _invitation(session, order, person, writing, now), tokens[person.account_id]
        )
        letters.append(
            Bulk(
                kind=Kind.NUDGE,
                account_id=person.account_id,
                recipient=person.email,
                language=person.language,
                words=words,
                unsubscribe=address,
                dedupe=f"nudge {order.uid} {person.account_id}",
            )
        )
    return letters


def _invitation(session: Session, order: Order, person: Candidate, writing: Writing, now: datetime) -> str:
    """For somebody who has not joined, a new link to join; the one she was sent before is dead."""
    if order.target.reason is not Reason.INVITED:
        return ""
    token = writing.new_token()
    purpose = PURPOSES[INVITATION].code
    issue_link(session, purpose=purpose, token=token, account_id=person.account_id, detail=BY_MAIL, now=now)
    return token


def _cell(session: Session, target: Target) -> Cell:
    als_id = None
    if target.place:
        code = None if target.place == INDIVIDUAL else target.place
        als_id = get_home(session, ralo=target.ralo, als_code=code).als_id
    return Cell(target.ralo, als_id, target.course, target.reason)
