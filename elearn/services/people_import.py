"""Taking in a list of people: all of it or nothing, and the second time nothing.

Who may: the operator and administrators; coordinators for their own RALO (`ralo`). New people are invited: counted at
once, able to sign in when they accept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key
from elearn.domain.community import Grant, Role
from elearn.domain.names import sort_key
from elearn.domain.regions import ralo_of
from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.exchange.csv_tables import Problem
from elearn.exchange.people_csv import PersonLine, read_people
from elearn.services.audit import write_entry
from elearn.services.community import membership_values, open_membership
from elearn.services.counts import add_invited
from elearn.services.roles import give_role
from elearn.storage.base import begin_writing
from elearn.storage.community import AlsRow, add_memberships, list_als
from elearn.storage.counts import lock_counts
from elearn.storage.people import KnownPerson, add_accounts, list_known, update_account

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file, line by line. With problems nothing was written, and the numbers are 0."""

    problems: tuple[Problem, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def lines(self) -> int:
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class _Person:
    """A line of the file with the place it means."""

    line: PersonLine
    key: str
    home: Home


def import_people(
    session: Session,
    *,
    body: bytes,
    new_uid: Callable[[], str],
    now: datetime,
    dry_run: bool = False,
    by: str = "",
    ralo: str | None = None,
    tell: Callable[[int, int], None] = lambda done, lines: None,  # noqa: ARG005 - nobody wants to be told
) -> Imported:
    """Make or change one account per line, in one transaction. A dry run does it all and takes it back.

    Somebody new is invited into her ALS (or her country's RALO) as a confirmed member. Of somebody invited, name,
    country, language and place become those of the file; of somebody who has joined, only the place and the role:
    name and language are her own. A role that she has already stays; `until` replaces its end.

    With `ralo` everybody's place is there, nobody known comes from elsewhere, and the only role is representative.
    Somebody who prefers not to be named looks like somebody elsewhere: a list of addresses tells nobody where she is.
    `by` is the uid of whoever imports, for the log; `tell` hears (lines so far, all lines) while a long file goes in.
    """
    file = read_people(body)
    als = {row.line.code: row for row in list_als(session)}
    problems = sorted([*file.problems, *_problems_here(file.lines, als, now)], key=lambda found: found.line)
    if problems:
        return Imported(tuple(problems))
    people = [_place(line, als) for line in file.lines]
    begin_writing(session)
    lock_counts(session)
    known = list_known(session, [person.key for person in people])
    beyond = [problem for person in people for problem in _problems_beyond(person, known.get(person.key), ralo)]
    if beyond:
        session.rollback()
        return Imported(tuple(beyond))
    new = updated = 0
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        created, changed = _bring_in(session, some, known, new_uid, by=by, now=now)
        new, updated = new + created, updated + changed
        tell(start + len(some), len(people))
    result = Imported((), new, updated, len(people) - new - updated)
    if dry_run:
        session.rollback()
        return result
    if new or updated:
        write_entry(session, actor=by, action="people-import", about=f"new {new} changed {updated}", now=now)
    session.commit()
    return result


def _bring_in(
    session: Session,
    people: Sequence[_Person],
    known: Mapping[str, KnownPerson],
    new_uid: Callable[[], str],
    *,
    by: str,
    now: datetime,
) -> tuple[int, int]:
    """(made, changed) of these."""
    ids = _create(session, [person for person in people if person.key not in known], new_uid, now)
    made = set(ids)
    there = [person for person in people if person.key in known]
    changed = {person.key for person in there if _change(session, known[person.key], person, by, now)}
    ids |= {person.key: known[person.key].account_id for person in there}
    changed |= {person.key for person in people if _give(session, ids[person.key], person, by, now)}
    return len(made), len(changed - made)


def _problems_here(lines: Sequence[PersonLine], als: Mapping[str, AlsRow], now: datetime) -> list[Problem]:
    """What only this site and this day can know to be wrong."""
    today = now.date()
    problems = []
    for line in lines:
        if line.als and line.als not in als:
            problems.append(Problem(line.line, "als", "als-unknown", line.als))
        if line.since and line.role is None and line.since > today:
            problems.append(Problem(line.line, "since", "since-future", line.since.isoformat()))
        if line.until and line.since is None and line.role and line.until < today:
            problems.append(Problem(line.line, "until", "until-early", line.until.isoformat()))
    return problems


def _problems_beyond(person: _Person, known: KnownPerson | None, ralo: str | None) -> list[Problem]:
    """What a coordinator of this RALO may not do with a person. Somebody who belongs nowhere is not hers to take."""
    if ralo is None:
        return []
    line, problems = person.line, []
    if person.home.ralo != ralo:
        column = "als" if line.als else "country"
        problems.append(Problem(line.line, column, "place-beyond", line.als or line.country))
    if line.role not in (None, Role.REPRESENTATIVE):
        problems.append(Problem(line.line, "role", "role-beyond", str(line.role)))
    if known is not None and not _is_here(known, ralo):
        problems.append(Problem(line.line, "email", "email-elsewhere", line.email))
    return problems


def _is_here(known: KnownPerson, ralo: str) -> bool:
    return known.named and known.home is not None and known.home.ralo == ralo


def _place(line: PersonLine, als: Mapping[str, AlsRow]) -> _Person:
    if line.als:
        row = als[line.als]
        line = replace(line, country=line.country or row.line.country, language=line.language or row.line.language)
        home = Home(row.ralo, row.id)
    else:
        home = Home(ralo_of(line.country) or "", INDIVIDUALS)
    return _Person(replace(line, language=line.language or "en"), email_key(line.email), home)


def _create(session: Session, people: Sequence[_Person], new_uid: Callable[[], str], now: datetime) -> dict[str, int]:
    """email key -> id of the new accounts."""
    if not people:
        return {}
    uids = {person.key: new_uid() for person in people}
    ids = add_accounts(session, [_account_values(person, uids[person.key], now) for person in people])
    today = now.date()
    memberships, invited = [], dict[Home, int]()
    for person in people:
        since = min(person.line.since or today, today)
        account_id = ids[uids[person.key]]
        memberships.append(membership_values(account_id, person.home, status="confirmed", since=since, now=now))
        invited[person.home] = invited.get(person.home, 0) + 1
    add_memberships(session, memberships)
    add_invited(session, invited)
    return {key: ids[uid] for key, uid in uids.items()}


def _account_values(person: _Person, uid: str, now: datetime) -> dict[str, object]:
    line = person.line
    return {
        "uid": uid,
        "name": line.name,
        "name_sort": sort_key(line.name),
        "email": line.email,
        "email_key": person.key,
        "password_hash": None,
        "country": line.country,
        "language": line.language,
        "created_at": now,
        "joined_at": None,
    }


def _change(session: Session, known: KnownPerson, person: _Person, by: str, now: datetime) -> bool:
    """Make a known person what the file says. True when something was not so before."""
    changed = False
    line = person.line
    if not known.joined and (known.name, known.country, known.language) != (line.name, line.country, line.language):
        values = {
            "name": line.name,
            "name_sort": sort_key(line.name),
            "country": line.country,
            "language": line.language,
        }
        update_account(session, known.account_id, values)
        changed = True
    if (known.home, known.status) != (person.home, "confirmed"):
        open_membership(
            session,
            account_id=known.account_id,
            als_code=line.als or None,
            country=line.country,
            status="confirmed",
            today=now.date(),
            now=now,
            by=by,
        )
        changed = True
    return changed


def _give(session: Session, account_id: int, person: _Person, by: str, now: datetime) -> bool:
    line = person.line
    if line.role is None:
        return False
    own_scope = {
        Role.REPRESENTATIVE: line.als,
        Role.COORDINATOR: person.home.ralo,
        Role.TRANSLATOR: line.language,
        Role.INSTRUCTOR: "*",
    }
    grant = Grant(line.role, line.scope or own_scope[line.role], line.since or now.date(), line.until)
    return give_role(session, account_id=account_id, grant=grant, by=by, now=now)
