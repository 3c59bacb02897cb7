"""Workshops on laptops, as the site sees them: prepared, given their code and bundle, revoked."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from elearn.content.release import encode_course, encode_terms
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name
from elearn.domain.networks import shorten_network
from elearn.domain.tokens import hash_token
from elearn.domain.workshops import CODE_LIFE_DAYS, LIFE, plain_code, read_card
from elearn.exchange.bundles import Bundle, BundlePerson, write_bundle
from elearn.services.audit import write_entry
from elearn.services.catalogue import Catalogue
from elearn.services.node_receipts import make_receipt
from elearn.services.throttling import take_try
from elearn.storage import nodes as storage
from elearn.storage.base import begin_writing
from elearn.storage.community import list_als
from elearn.storage.nodes import Node
from elearn.storage.releases import list_blobs

SHOWN = 100
DAY_RANGE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a coordinator wants prepared, as typed. `card`: of a laptop that was begun without the site, or empty."""

    uid: str
    title: str
    held_on: str
    als: Sequence[str]
    courses: Sequence[str]
    languages: Sequence[str]
    card: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """A workshop in the list of a region."""

    uid: str
    title: str
    held_on: date
    people: int
    left_out: int
    files: int
    alive: bool


def prepare_workshop(
    session: Session,
    *,
    ralo: str,
    plan: Plan,
    courses: Collection[str],
    key: bytes,
    code: str,
    by: str,
    now: datetime,
) -> bool:
    """A laptop may be given the people of these groups and these courses. `key` (32 bytes) and `code` are random and
    new; the code opens the bundle once within 30 days. False when a workshop of this `plan.uid` is there already: the
    second click changes nothing, and the code of the first holds.

    Who may: coordinators of the region, administrators (`by` is the uid). Raises Refused with every field that is
    wrong. On the list is who has joined, may be named and is a member today; the others are only counted.
    """
    own = read_card(plan.card) if plan.card.strip() else None
    problems = _problems(session, ralo, plan, courses, own=own, now=now)
    if problems:
        raise Refused(problems)
    uid, secret = own or (plan.uid, key)
    begin_writing(session)
    rows = storage.list_roster(session, plan.als) if own is None else []
    values = {
        "uid": uid,
        "ralo": ralo,
        "title": clean_name(plan.title),
        "held_on": date.fromisoformat(plan.held_on),
        "als": sorted(set(plan.als)),
        "courses": [course for course in courses if course in plan.courses],
        "languages": [language for language in LANGUAGES if language in {*plan.languages, "en"}],
        "key": secret.hex(),
        "centre": "",
        "own": own is not None,
        "left_out": sum(not row.named for row in rows),
        "created_at": now,
        "created_by": by,
        "expires_at": now + LIFE,
        "code_hash": None if own else hash_token(plain_code(code)),
        "code_until": None if own else now + timedelta(days=CODE_LIFE_DAYS),
    }
    if not storage.add_node(session, values):
        session.rollback()
        return False
    storage.add_people(session, _people_rows(uid, rows))
    write_entry(session, actor=by, action="workshop-prepared", about=f"{ralo} {uid}", now=now)
    session.commit()
    return True


def _people_rows(node: str, rows: Iterable[storage.RosterRow]) -> list[dict[str, object]]:
    return [
        {
            "node_uid": node,
            "uid": row.uid,
            "name": row.name,
            "name_sort": row.name_sort,
            "language": row.language,
            "als": row.als,
            "provisional": False,
        }
        for row in rows
        if row.named
    ]


def _problems(
    session: Session,
    ralo: str,
    plan: Plan,
    courses: Collection[str],
    *,
    own: tuple[str, bytes] | None,
    now: datetime,
) -> Mapping[str, str]:
    known = {row.line.code for row in list_als(session, ralo)}
    found = {
        "title": problem_of_name(plan.title) and "title-missing",
        "held_on": _problem_of_day(plan.held_on, now.date()),
        "als": None if plan.als and not set(plan.als) - known else "als-choose",
        "courses": None if plan.courses and not set(plan.courses) - set(courses) else "course-choose",
        "languages": None if not set(plan.languages) - set(LANGUAGES) else "language-unknown",
        "card": "card-wrong" if plan.card.strip() and own is None else None,
    }
    return {field: code for field, code in found.items() if code}


def _problem_of_day(text: str, today: date) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "day-wrong"
    return None if abs(day - today) <= DAY_RANGE else "day-wrong"


def list_workshops(session: Session, *, ralo: str, now: datetime) -> list[WorkshopLine]:
    """The workshops of a region, the latest first. Who may: its coordinators, administrators."""
    nodes = storage.list_nodes(session, ralo, SHOWN)
    people, files = storage.count_people(session, [node.uid for node in nodes])
    return [
        WorkshopLine(
            node.uid,
            node.title,
            node.held_on,
            people.get(node.uid, 0),
            node.left_out,
            files.get(node.uid, 0),
            is_alive(node, now),
        )
        for node in nodes
    ]


def is_alive(node: Node, now: datetime) -> bool:
    """True while what its laptop sends is believed without asking."""
    return node.revoked_at is None and now < node.expires_at


def renew_code(session: Session, *, ralo: str, uid: str, code: str, by: str, now: datetime) -> None:
    """Another code in place of the one that was lost or used; the earlier one opens nothing. Raises NotFound."""
    begin_writing(session)
    _get_alive(session, uid, ralo, now)
    until = now + timedelta(days=CODE_LIFE_DAYS)
    storage.set_node(session, uid, code_hash=hash_token(plain_code(code)), code_until=until)
    write_entry(session, actor=by, action="workshop-code", about=uid, now=now)
    session.commit()


def revoke_workshop(session: Session, *, ralo: str, uid: str, by: str, now: datetime) -> None:
    """Nothing of this laptop is believed any more without a coordinator's word. Twice is once. Raises NotFound."""
    begin_writing(session)
    node = storage.get_node(session, uid, ralo)
    if node.revoked_at is None:
        storage.set_node(session, uid, revoked_at=now, code_hash=None, code_until=None)
        write_entry(session, actor=by, action="workshop-revoked", about=uid, now=now)
    session.commit()


def enrol_laptop(
    session: Session, *, code: str, books: Catalogue, centre: str, network: str, now: datetime
) -> tuple[str, bytes]:
    """(uid, bundle) for a laptop that shows its code; of two at once the second gets NotFound, as with a code that is
    over. Tries are counted by network: raises Throttled.
    """
    take_try(session, {"link-network": shorten_network(network)}, now=now)
    begin_writing(session)
    node = storage.find_node_by_code(session, hash_token(plain_code(code)))
    if node is None or node.code_until is None or now >= node.code_until or not is_alive(node, now):
        session.rollback()
        raise NotFound("code", "workshop")
    storage.set_node(session, node.uid, code_hash=None, code_until=None, enrolled_at=now)
    write_entry(session, actor="", action="workshop-enrolled", about=node.uid, now=now)
    session.commit()
    return node.uid, _bundle(session, node, books, centre)


def make_bundle(
    session: Session, *, ralo: str, uid: str, books: Catalogue, centre: str, by: str, now: datetime
) -> bytes:
    """The same as a file, for a laptop that is never online. Raises NotFound for one that is over or was begun on the
    laptop."""
    begin_writing(session)
    node = _get_alive(session, uid, ralo, now)
    write_entry(session, actor=by, action="workshop-bundle", about=uid, now=now)
    session.commit()
    return _bundle(session, node, books, centre)


def find_receipt(session: Session, *, ralo: str, uid: str, now: datetime) -> bytes:
    """All that the site has of this workshop, for its laptop. Raises NotFound for one of another region."""
    return make_receipt(session, storage.get_node(session, uid, ralo), now=now)


def _get_alive(session: Session, uid: str, ralo: str, now: datetime) -> Node:
    node = storage.get_node(session, uid, ralo)
    if node.own or not is_alive(node, now):
        session.rollback()
        raise NotFound("workshop", uid)
    return node


def _bundle(session: Session, node: Node, books: Catalogue, centre: str) -> bytes:
    courses = [course for course in books.site.courses if course.id in node.courses]
    shelves = tuple(f"{course.id}/" for course in courses)
    media = {
        path: digest
        for path, digest in books.site.media.items()
        if path.startswith(shelves) or not path.startswith(tuple(f"{one.id}/" for one in books.site.courses))
    }
    groups = [row.line for row in list_als(session, node.ralo, codes=node.als)]
    countries = {line.code: line.country for line in groups}
    people = [one for one in storage.list_people(session, node.uid) if not one.provisional]
    return write_bundle(
        Bundle(
            node=node.uid,
            key=bytes.fromhex(node.key),
            title=node.title,
            ralo=node.ralo,
            held_on=node.held_on,
            expires_at=node.expires_at,
            centre=centre,
            languages=tuple(node.languages),
            left_out=node.left_out,
            als=tuple(groups),
            people=tuple(
                BundlePerson(one.uid, one.name, one.language, countries.get(one.als, ""), one.als) for one in people
            ),
            courses={course.id: zlib.compress(encode_course(course)) for course in courses},
            terms=zlib.compress(encode_terms(books.site.terms)),
            media=media,
            pictures=list_blobs(session, list(media.values())),
        )
    )
