"""People at a workshop pick their name and show their slip, or say who they are; ticks for those who were there."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.community import AlsLine
from elearn.domain.errors import NotFound, Refused
from elearn.domain.events import Event, canonical_json
from elearn.domain.languages import DEFAULT, LANGUAGES
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.domain.workshops import board_code, join_code, plain_code, slip_code
from elearn.exchange.bundles import BundlePerson
from elearn.services.facts import live_events
from elearn.services.guests import claim_guest
from elearn.services.intake import take_events
from elearn.services.laptops import account_row
from elearn.services.sessions import add_session
from elearn.services.throttling import forgive, give_back, take_try
from elearn.storage import node_people as people
from elearn.storage import nodes as storage
from elearn.storage.base import begin_writing
from elearn.storage.community import list_als
from elearn.storage.events import list_events_of, lock_log
from elearn.storage.nodes import Node

FORM = "node"


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed and cut out for one person."""

    uid: str
    name: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Somebody on the facilitator's board. `finished` are ids of courses."""

    uid: str
    name: str
    provisional: bool
    here: bool
    attended: bool
    lessons: int
    answers: int
    finished: frozenset[str]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody new says of herself, as typed. `nonce` is of the form: the same sent twice is one person."""

    name: str
    als: str
    language: str
    nonce: str


def _node(session: Session) -> Node:
    node = storage.find_only_node(session)
    if node is None:
        raise NotFound("workshop", "")
    return node


def is_join_code(session: Session, text: str, *, network: str, now: datetime) -> bool:
    """Whether this is the code on the wall. Wrong ones are counted: raises Throttled."""
    return _is_code(session, text, join_code(bytes.fromhex(_node(session).key)), f"join {network}", now)


def is_board_code(session: Session, text: str, *, network: str, now: datetime) -> bool:
    """Whether this opens the facilitator's pages. Wrong ones are counted: raises Throttled."""
    return _is_code(session, text, board_code(bytes.fromhex(_node(session).key)), f"board {network}", now)


def _is_code(session: Session, text: str, code: str, subject: str, now: datetime) -> bool:
    """Counted before it is looked at: whoever tries in a row learns nothing while she has to wait."""
    if not text:
        return False
    take_try(session, {"workshop-code": subject}, now=now)
    if not hmac.compare_digest(plain_code(text).encode(), code.encode()):
        return False
    begin_writing(session)
    forgive(session, "workshop-code", subject)
    session.commit()
    return True


def list_slips(session: Session) -> list[Slip]:
    """Everybody on the list with her code, by name. Who may: the facilitator."""
    node = _node(session)
    key = bytes.fromhex(node.key)
    here = people.list_here(session, node.uid)
    return [Slip(one.uid, one.name, one.language, slip_code(key, one.uid)) for one in here]


def own_slip(session: Session, *, uid: str) -> str:
    """Her code, with which she comes back on another phone."""
    return slip_code(bytes.fromhex(_node(session).key), uid)


def list_names(session: Session) -> list[tuple[str, str]]:
    """(uid, name) of everybody on the list, for those who know the code on the wall."""
    return [(one.uid, one.name) for one in people.list_here(session, _node(session).uid)]


def list_groups(session: Session) -> list[AlsLine]:
    """The groups of this workshop by name; none where no site prepared it."""
    codes = _node(session).als
    return [row.line for row in list_als(session, codes=codes)] if codes else []


def sign_in_by_slip(
    session: Session, *, uid: str, code: str, token: str, network: str, guest: str | None, now: datetime
) -> None:
    """A browser becomes hers: `token` goes into its cookie. The answers of `guest` in it become hers too.

    Raises Refused with `slip-wrong` for a wrong name or code alike, Throttled after five wrong ones of one name, 15
    from one address of the `network`, 60 at this laptop. Names that are on no list count under the last two.
    """
    node = _node(session)
    person = storage.find_node_person(session, node.uid, uid)
    everywhere = {"slip-network": network, "slip-laptop": node.uid}
    take_try(session, {**everywhere, "workshop-slip": uid if person else ""}, now=now)
    begin_writing(session)
    right = slip_code(bytes.fromhex(node.key), uid)
    same = hmac.compare_digest(right.encode(), code.strip().encode("utf-8", "replace"))
    account_id = people.find_account_id(session, uid) if person else None
    if not same or account_id is None:
        session.rollback()
        raise Refused({"slip": "slip-wrong"})
    forgive(session, "workshop-slip", uid)
    for rule, subject in everywhere.items():
        give_back(session, rule, subject)
    _let_in(session, node, uid, account_id, token=token, guest=guest, now=now)
    session.commit()


def join_as_new(
    session: Session, *, newcomer: Newcomer, token: str, guest: str | None, now: datetime
) -> tuple[str, str]:
    """(uid, slip code) of somebody who is on no list. The same form twice is one person; another name or group in it
    is another person, who went back to a form that was taken already and typed over it.

    Raises Refused: `name-…`, and `als-choose` for a group that is not of this workshop.
    """
    node = _node(session)
    name_problem = problem_of_name(newcomer.name)
    problems = {} if name_problem is None else {"name": name_problem}
    if newcomer.als and newcomer.als not in node.als:
        problems["als"] = "als-choose"
    if problems:
        raise Refused(problems)
    key, name = bytes.fromhex(node.key), clean_name(newcomer.name)
    language = newcomer.language if newcomer.language in LANGUAGES else DEFAULT
    stated = canonical_json(["new", node.dev, newcomer.nonce, name, newcomer.als])
    uid = hmac.new(key, stated.encode(), hashlib.sha256).hexdigest()[:32]
    begin_writing(session)
    lock_log(session)
    if storage.find_node_person(session, node.uid, uid) is None:
        _add_newcomer(session, node, BundlePerson(uid, name, language, "", newcomer.als), now)
    account_id = people.find_account_id(session, uid)
    if account_id is None:
        raise NotFound("account", uid)
    _let_in(session, node, uid, account_id, token=token, guest=guest, now=now)
    session.commit()
    return uid, slip_code(key, uid)


def _add_newcomer(session: Session, node: Node, one: BundlePerson, now: datetime) -> None:
    people.add_account_rows(session, [account_row(one, now)])
    row = {"node_uid": node.uid, "uid": one.uid, "name": one.name, "name_sort": sort_key(one.name)}
    row |= {"language": one.language, "als": one.als}
    storage.add_people(session, [{**row, "provisional": True}])
    about = {"name": one.name, "als": one.als, "language": one.language}
    told = [Event(_own_id("new", one.uid), "profile.set", now, u=one.uid, by=node.uid, b=about)]
    if one.als:
        joined = {"als": one.als}
        told.append(Event(_own_id("als", one.uid), "als.join", now, u=one.uid, by=node.uid, b=joined))
    take_events(session, told, recv_from=FORM, now=now)


def _own_id(kind: str, *about: str) -> str:
    return hashlib.sha256("\0".join((kind, *about)).encode()).hexdigest()[:32]


def _let_in(
    session: Session, node: Node, uid: str, account_id: int, *, token: str, guest: str | None, now: datetime
) -> None:
    add_session(session, account_id=account_id, token=token, now=now)
    person = storage.find_node_person(session, node.uid, uid)
    if person is not None and person.came_at is None:
        storage.set_person(session, node.uid, uid, came_at=now)
    if guest:
        claim_guest(session, guest=guest, account=uid, now=now)


def list_board(session: Session, *, course: str) -> list[BoardLine]:
    """Everybody of the workshop, by name, with what she has done; `attended` is about this course."""
    node = _node(session)
    here = people.list_here(session, node.uid)
    uids = [one.uid for one in here]
    finished = people.list_finished_here(session, uids)
    done = people.count_types(session, uids, ("lesson.done", "quiz.submit"))
    ticked = _ticks(session, node, uids, course)
    return [
        BoardLine(
            one.uid,
            one.name,
            one.provisional,
            one.came_at is not None,
            one.uid in ticked,
            done.get((one.uid, "lesson.done"), 0),
            done.get((one.uid, "quiz.submit"), 0),
            frozenset(finished.get(one.uid, ())),
        )
        for one in here
    ]


def _ticks(session: Session, node: Node, uids: Collection[str], course: str) -> dict[str, str]:
    """uid -> the event that says that she was there."""
    stated = live_events(list_events_of(session, uids, ("attend", "void")))
    place = _place(node)
    return {
        stored.event.u or "": stored.event.id
        for stored in stated
        if stored.event.t == "attend" and (stored.event.c, stored.event.i) == (course, place)
    }


def _place(node: Node) -> str:
    return f"workshop-{node.uid}"


def tick_attendance(
    session: Session,
    *,
    course: str,
    present: Collection[str],
    shown: Collection[str],
    new_ids: Sequence[str],
    now: datetime,
) -> tuple[int, int]:
    """Who was there, for one course: (ticked, taken back). What is so already stays, so a second click does nothing.

    `present` are ticked on the page, `shown` were when it was opened: only what its facilitator changed is changed, so
    two with a page each, however old, tick together and take nothing back that the other has ticked.

    `new_ids` are random, at least as many as there are people. Who may: the facilitator; the events say so (`by` is the
    workshop). Raises NotFound for a course that this workshop is not about.
    """
    node = _node(session)
    if course not in node.courses:
        raise NotFound("course", course)
    begin_writing(session)
    lock_log(session)
    uids = [one.uid for one in people.list_here(session, node.uid)]
    ticked = _ticks(session, node, uids, course)
    fresh = iter(new_ids)
    body = {"workshop": node.uid, "face_to_face": True, "share": 1}
    place = _place(node)
    there = [uid for uid in uids if uid in present and uid not in shown and uid not in ticked]
    gone = [uid for uid in uids if uid in shown and uid not in present and uid in ticked]
    events = [Event(next(fresh), "attend", now, u=uid, c=course, i=place, by=node.uid, b=body) for uid in there]
    events += [Event(next(fresh), "void", now, u=uid, c=course, ref=ticked[uid], by=node.uid) for uid in gone]
    take_events(session, events, recv_from=FORM, now=now)
    session.commit()
    return len(there), len(gone)
