"""A made-up community on a site of its own, through the very use cases that real people's actions go through.

Who may: the operator. The same seed and the same moment make the same people, days and answers. Loading again completes
what an interrupted load has begun, from the moment at which that began, and otherwise changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.course import Course
from elearn.domain.errors import Refused
from elearn.domain.events import Event
from elearn.exchange.csv_cells import write_csv
from elearn.services.accounts import Applicant, add_account, find_by_email
from elearn.services.community import NewAls, add_als, confirm_membership
from elearn.services.credentials import replace_password
from elearn.services.demo_histories import Character, make_history
from elearn.services.demo_letters import load_letters
from elearn.services.demo_people import DemoAls, DemoPerson, make_people, read_als
from elearn.services.demo_programme import load_programme
from elearn.services.demo_subscribers import load_subscribers
from elearn.services.learning import ingest
from elearn.services.passwords import hash_password
from elearn.services.people_import import import_people
from elearn.services.profiles import change_profile
from elearn.services.roles import grant_role
from elearn.services.weeks import take_weeks
from elearn.storage.base import begin_writing
from elearn.storage.demonstration import find_first_loaded, list_uids_there, mark_made_up

AT_ONCE = 50
NO_PASSWORD = "!"  # noqa: S105 - no hash is this, so nobody signs in with any password
OLDEST_ACCOUNT_DAYS = 250
ROLES_SINCE = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Size:
    """How many ALSes (240 at most) and learners; another `seed` makes other people."""

    als: int = 240
    learners: int = 2000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try the site with. `password` is empty for one that was there already and was left alone."""

    role: str
    scope: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is there now."""

    als: int
    people: int
    accounts: tuple[DemoAccount, ...]


@dataclass(frozen=True, slots=True)
class _Life:
    person: DemoPerson
    joined_at: datetime
    history: list[Event]


def load_demonstration(  # noqa: PLR0913 - what only the edge knows, each for itself
    session: Session,
    *,
    size: Size,
    courses: Sequence[Course],
    published_at: datetime,
    password_for: Callable[[str], str],
    keep_passwords: bool,
    secret: bytes = b"",
    tell: Callable[[int, int], None] = lambda done, people: None,  # noqa: ARG005 - nobody wants to be told
    now: datetime,
) -> Demonstration:
    """Load ALSes and learners with histories that end at `now`, and one account per role and region.

    `courses` are those of the release in force, published at `published_at`. `password_for` gives the password of an
    address; with `keep_passwords` accounts that are there keep theirs. With the site's `secret` there are also links to
    join, letters that were sent, and readers of the newsletter. `tell` hears (people so far, all people).
    Raises Refused where a demonstration of another seed or size is.
    """
    moment = find_first_loaded(session) or now
    random = Random(size.seed)  # noqa: S311 - chance that can be repeated is the point; nothing secret comes from it
    groups = read_als(size.als)
    people = make_people(random, groups, size.learners)
    lives = [_live(random, person, courses, moment) for person in people]
    there = list_uids_there(session, [person.uid for person in people])
    _refuse_another(session, people, there)
    add_als(session, new=[_new_als(group) for group in groups], now=moment)
    joined = [life for life in lives if not life.person.invited]
    passwords = _passwords(
        [life.person for life in joined if life.person.role], there, password_for, keep=keep_passwords
    )
    for start in range(0, len(joined), AT_ONCE):
        # Whoever comes after this batch is there: so is all of the batch, with everything that was done.
        if not any(life.person.uid in there for life in joined[start + AT_ONCE :]):
            _settle(session, joined[start : start + AT_ONCE], there, passwords, published_at)
            tell(min(start + AT_ONCE, len(joined)), len(people))
    _invite(session, [life.person for life in lives if life.person.invited], moment)
    _appoint(session, [life.person for life in joined if life.person.role], there, passwords, moment)
    load_programme(session, people=people, courses=[course.id for course in courses], now=moment)
    if secret:
        since = {life.person.uid: life.joined_at for life in joined}
        load_letters(session, people=people, joined=since, courses=courses, secret=secret, now=moment)
        load_subscribers(session, people=people, secret=secret, now=moment)
    while take_weeks(session, courses=[course.id for course in courses], now=moment):
        pass
    accounts = tuple(
        DemoAccount(person.role, person.scope, person.email, passwords.get(person.uid, ""))
        for person in people
        if person.role
    )
    return Demonstration(len(groups), len(people), accounts)


def _refuse_another(session: Session, people: Sequence[DemoPerson], there: set[str]) -> None:
    """The people of another seed or size have the same addresses: it would be a mixture of both."""
    firsts = [people[0], *[person for person in people if not person.role][:1]]
    if any(person.uid not in there and find_by_email(session, person.email) for person in firsts):
        raise Refused({"size": "another-demonstration"})


def _new_als(group: DemoAls) -> NewAls:
    return NewAls(group.code, group.name, group.country, group.language, kind=group.kind, ralo=group.ralo, demo=True)


def _live(random: Random, person: DemoPerson, courses: Sequence[Course], moment: datetime) -> _Life:
    character = Character(person.uid, person.language, person.knows, person.mood)
    history = [] if person.idle or person.invited else make_history(random, character, courses, moment)
    before = timedelta(hours=random.uniform(0.2, 90))
    first = history[0].at if history else moment - timedelta(days=random.uniform(1, OLDEST_ACCOUNT_DAYS))
    return _Life(person, first - before, history)


def _passwords(
    people: Sequence[DemoPerson], there: set[str], password_for: Callable[[str], str], *, keep: bool
) -> dict[str, str]:
    return {person.uid: password_for(person.email) for person in people if not (keep and person.uid in there)}


def _settle(
    session: Session,
    lives: Sequence[_Life],
    there: set[str],
    passwords: dict[str, str],
    published_at: datetime,
) -> None:
    """Accounts in one transaction, then what they did.

    What is received after a release cannot have happened before it, so what came before goes in a delivery of its own.
    """
    new = [life for life in lives if life.person.uid not in there]
    hashes = {life.person.uid: _hash(life.person, passwords) for life in new}
    begin_writing(session)
    for life in new:
        person = life.person
        applicant = Applicant(person.name, person.email, person.country, person.als or None, person.language)
        add_account(session, applicant, password_hash=hashes[person.uid], uid=person.uid, now=life.joined_at)
    mark_made_up(session, [life.person.uid for life in new])
    session.commit()
    events = sorted((event for life in lives for event in life.history), key=lambda event: event.at)
    for delivery in (
        [event for event in events if event.at < published_at],
        [event for event in events if event.at >= published_at],
    ):
        if delivery:
            ingest(session, delivery, recv_from="demonstration", now=delivery[-1].at)
    for life in lives:
        _introduce(session, life)


def _hash(person: DemoPerson, passwords: dict[str, str]) -> str:
    return hash_password(passwords[person.uid]) if person.uid in passwords else NO_PASSWORD


def _introduce(session: Session, life: _Life) -> None:
    person = life.person
    if person.confirmed:
        confirm_membership(
            session, uid=person.uid, ralo=person.ralo, als_code=person.als or None, by="", now=life.joined_at
        )
    if not person.named:
        account = find_by_email(session, person.email)
        if account:
            change_profile(
                session,
                account_id=account.id,
                name=person.name,
                language=person.language,
                named=False,
                now=life.joined_at,
            )


def _invite(session: Session, people: Sequence[DemoPerson], moment: datetime) -> None:
    header = ("name", "email", "country", "als", "language")
    rows = [(person.name, person.email, person.country, person.als, person.language) for person in people]
    uids = iter([person.uid for person in people])
    import_people(session, body=write_csv(header, rows), new_uid=lambda: next(uids), now=moment)
    begin_writing(session)
    mark_made_up(session, [person.uid for person in people])
    session.commit()


def _appoint(
    session: Session, people: Sequence[DemoPerson], there: set[str], passwords: dict[str, str], moment: datetime
) -> None:
    """Roles for those who have one, and new passwords for those who were there and are to get them."""
    for person in people:
        account = find_by_email(session, person.email)
        if account is None:
            continue
        if person.role in {role.value for role in Role}:
            grant = Grant(Role(person.role), person.scope, (moment - ROLES_SINCE).date())
            grant_role(session, by=None, account_id=account.id, grant=grant, now=moment)
        if person.uid in there and person.uid in passwords:
            password_hash = hash_password(passwords[person.uid])
            begin_writing(session)
            replace_password(session, account_id=account.id, password_hash=password_hash)
            session.commit()
