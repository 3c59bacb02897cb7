"""Workshop files come home: believed by their signature, taken in by batches, answered with a receipt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, regions_of
from elearn.domain.community import RALOS
from elearn.domain.errors import Forbidden, Unfit
from elearn.domain.events import Event, event_text, problem_of
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.domain.workshops import BATCH, Digest, add_digests, digest_of, refusal_of
from elearn.exchange.elp import Header, read_lines, require_signature
from elearn.exchange.event_lines import LineError, read_event_line
from elearn.services.audit import write_entry
from elearn.services.intake import take_events
from elearn.services.node_receipts import make_receipt
from elearn.storage import node_files as files
from elearn.storage import node_people as people
from elearn.storage import nodes as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import Arrival, lock_log
from elearn.storage.nodes import Node
from elearn.storage.quarantine import Stated, add_quarantined

EXPIRED, REVOKED = "node_expired", "node_revoked"
WAITING = (EXPIRED, REVOKED)


@dataclass(frozen=True, slots=True)
class TakenWorkshop:
    """What a file brought. `new` events are in the log since now, `dup` were there, `held` lie in quarantine.

    `waiting`: the key was over or revoked, so what was new waits for a coordinator; what was settled before does not
    wait again. `receipt` is for the laptop.
    """

    node: str
    ralo: str
    title: str
    n: int
    new: int
    dup: int
    held: int
    waiting: bool
    receipt: bytes


@dataclass(slots=True)
class _Taking:
    node: Node
    roster: set[str]
    why: str  # the reason for which all of it waits, or empty
    now: datetime
    dup: int = 0
    new: int = 0
    waits: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)
    digest: Digest = field(default_factory=dict)


def take_workshop_file(session: Session, *, data: bytes, by: Viewer, now: datetime) -> TakenWorkshop:
    """A workshop file that a person brings. Who may: whoever coordinates a region, any workshop's; administrators.

    Refused as a whole, with the database as it was: Unfit for what is no file of a workshop that this site knows, or
    was changed on the way; Forbidden for anybody else. The same file again, files in another order, or a file that was
    cut off halfway and comes again: each event is kept once. Each batch of 500 is a transaction of its own.
    """
    if not regions_of(by, now.date(), tuple(RALOS)):
        raise Forbidden("workshop-file")
    return take_file(session, data=data, by=by.uid, now=now)


def take_file(session: Session, *, data: bytes, by: str, now: datetime, node: str = "") -> TakenWorkshop:
    """The same for a laptop that sends by itself (`by` empty): its signature is what lets it in.

    With `node` the file must be that one's.
    """
    header = require_signature(data, lambda stated: _key_of(session, stated, node))
    found = storage.get_node(session, header.node)
    roster = storage.list_person_uids(session, found.uid, provisional=False)
    taking = _Taking(found, roster, _why_waiting(found, now), now)
    lines = read_lines(data)
    while batch := list(islice(lines, BATCH)):
        _take_batch(session, taking, batch)
    _note_file(session, taking, header, by)
    receipt = make_receipt(session, found, now=now)
    return TakenWorkshop(
        node=found.uid,
        ralo=found.ralo,
        title=found.title,
        n=header.n,
        new=taking.new,
        dup=taking.dup,
        held=len(taking.held),
        waiting=taking.waits > 0,
        receipt=receipt,
    )


def _key_of(session: Session, header: Header, wanted: str) -> bytes:
    node = storage.find_node(session, header.node)
    if node is None or wanted not in ("", node.uid):
        raise Unfit("elp-unknown-node", header.node)
    return bytes.fromhex(node.key)


def _why_waiting(node: Node, now: datetime) -> str:
    if node.revoked_at is not None:
        return REVOKED
    return EXPIRED if now >= node.expires_at else ""


def _take_batch(session: Session, taking: _Taking, lines: Sequence[bytes]) -> None:
    """One transaction."""
    begin_writing(session)
    lock_log(session)
    events, broken = _read(lines)
    arrival = Arrival(taking.now, taking.node.uid)
    for line, event_id in broken:
        text = line.decode("utf-8", "replace").replace("\0", "?")
        add_quarantined(session, Stated(event_id), text, "malformed", arrival)
        taking.held.append((event_id, "malformed"))
    aside = _put_aside(session, taking, events, arrival) if taking.why else _take(session, taking, events)
    # What is told to the laptop is asked of the database, not of what was meant to happen.
    here = storage.list_kept(session, [event.id for event in events]).keys() | aside
    named = [(event.dev, event.seq, event.id) for event in events if event.id in here]
    taking.digest = add_digests(taking.digest, digest_of(named))
    session.commit()


def _read(lines: Iterable[bytes]) -> tuple[list[Event], list[tuple[bytes, str]]]:
    events, broken = [], []
    for line in lines:
        try:
            events.append(read_event_line(line))
        except LineError as error:
            broken.append((line, error.event_id[:64]))
    return events, broken


def _put_aside(session: Session, taking: _Taking, events: Sequence[Event], arrival: Arrival) -> set[str]:
    """What is in the log already is there; the rest, whose ids come back, waits for a coordinator unless settled."""
    kept = storage.list_kept(session, [event.id for event in events])
    late = [event for event in events if event.id not in kept]
    for event in late:
        taking.waits += not add_quarantined(session, _stated(event), _text(event), taking.why, arrival)
    taking.dup += len(events) - len(late)
    return {event.id for event in late}


def _stated(event: Event) -> Stated:
    """What a row of the quarantine can hold of it beside its text."""
    return Stated(event.id, event.u, event.dev, event.seq) if problem_of(event) is None else Stated(event.id)


def _text(event: Event) -> str:
    try:
        return event_text(event)
    except (OverflowError, TypeError, ValueError, RecursionError):
        return ascii(event)


def _take(session: Session, taking: _Taking, events: Sequence[Event]) -> set[str]:
    """Into the log what the laptop may state, the rest, whose ids come back, aside with the reason. No commit."""
    before = len(taking.held)
    node, arrival = taking.node, Arrival(taking.now, taking.node.uid)
    refused = _refusals(session, taking, events)
    good = []
    for event in events:
        if why := refused.get(event.id):
            add_quarantined(session, _stated(event), _text(event), why, arrival)
            taking.held.append((event.id, why))
        else:
            good.append(event)
    for event, receipt in zip(good, take_events(session, good, recv_from=node.uid, now=taking.now), strict=True):
        if receipt.why == "duplicate":
            taking.dup += 1
        elif receipt.why:
            taking.held.append((event.id, receipt.why))
        else:
            taking.new += 1
    storage.add_people(session, _new_people(node, good, taking.now))
    return {event_id for event_id, _ in taking.held[before:]}


def _refusals(session: Session, taking: _Taking, events: Sequence[Event]) -> dict[str, str]:
    """Event id -> why it is not believed, of those that are not. What is in the log was believed when it came."""
    node, roster = taking.node.uid, taking.roster
    newcomers = storage.list_person_uids(session, node, provisional=True)
    uids = {uid for event in events for uid in (event.u, event.ref if event.t == "identity.link" else None) if uid}
    linked = people.list_linked_elsewhere(session, uids, node)
    away = {uid for uid, person in linked.items() if person not in roster | newcomers}
    # What a newcomer of this workshop does is still told by its laptop once a coordinator knows who she is; who she is,
    # the laptop cannot say any more.
    speechless = (storage.list_accounts(session, uids) | away) - newcomers
    strangers = (speechless | people.list_newcomers_elsewhere(session, uids, node)) - roster
    foreign = _foreign_voids(session, events, node)
    kept, refused = storage.list_kept(session, [event.id for event in events]), {}
    for event in events:
        others = strangers | (away & {event.ref or ""})
        why = "not_allowed" if event.id in foreign else refusal_of(event, people=roster, strangers=others)
        if why and event.id not in kept:
            refused[event.id] = why
    return refused


def _foreign_voids(session: Session, events: Sequence[Event], node: str) -> set[str]:
    """Voids of what did not come from this workshop: what people did elsewhere is not a laptop's to take back."""
    refs = {event.ref for event in events if event.t == "void" and event.ref}
    kept = storage.list_kept(session, refs) if refs else {}
    return {event.id for event in events if event.t == "void" and kept.get(event.ref or "", ("", 0, node))[2] != node}


def _new_people(node: Node, events: Iterable[Event], now: datetime) -> list[dict[str, object]]:
    """Rows for those who were new at the workshop, from what the laptop says of them."""
    rows = []
    for event in events:
        name = event.b.get("name")
        if event.t != "profile.set" or not isinstance(name, str) or problem_of_name(name):
            continue
        als, language = event.b.get("als"), event.b.get("language")
        rows.append(
            {
                "node_uid": node.uid,
                "uid": event.u,
                "name": clean_name(name),
                "name_sort": sort_key(name),
                "language": language if isinstance(language, str) and len(language) == 2 else "en",
                "als": als if als in node.als else "",
                "provisional": True,
                "came_at": now,
            }
        )
    return rows


def _note_file(session: Session, taking: _Taking, header: Header, by: str) -> None:
    begin_writing(session)
    values: dict[str, object] = {
        "dup": taking.dup,
        "held": [list(one) for one in taking.held],
        "digest": {dev: list(sums) for dev, sums in taking.digest.items()},
        "waiting": taking.waits > 0,
        "taken_at": taking.now,
        "taken_by": by,
    }
    own = {"node_uid": header.node, "sha256": header.sha256, "n": header.n}
    row = {**own, "from_rseq": header.from_rseq, "to_rseq": header.to_rseq, **values}
    if not files.add_file(session, row):
        known = files.find_file(session, header.node, header.sha256)
        files.set_file(session, known.id if known else 0, **values)
    write_entry(session, actor=by, action="workshop-file", about=f"{header.node} {header.n}", now=taking.now)
    session.commit()


def settle_workshop(session: Session, *, ralo: str, uid: str, by: str, now: datetime) -> int:
    """A coordinator says that what came after the key was over, or revoked, is to be believed: it is taken in as if the
    key had been good. How many events went into the log or were held one by one; twice is nothing.

    Who may: coordinators of the workshop's region, administrators. Raises NotFound.
    """
    node = storage.get_node(session, uid, ralo)
    taking = _Taking(node, storage.list_person_uids(session, uid, provisional=False), "", now)
    settled = 0
    while True:
        begin_writing(session)
        lock_log(session)
        rows = storage.list_waiting(session, uid, WAITING, BATCH)
        if not rows:
            break
        events, _ = _read(row.raw.encode() for row in rows)
        _take(session, taking, events)
        storage.settle_waiting(session, [row.rid for row in rows], now)
        settled += len(rows)
        session.commit()
    for file in files.list_files(session, uid):
        files.set_file(session, file.id, waiting=False)
    write_entry(session, actor=by, action="workshop-settled", about=f"{uid} {settled}", now=now)
    session.commit()
    return settled


def count_waiting(session: Session, uid: str) -> int:
    """Events of this workshop that wait for a coordinator."""
    return storage.count_waiting(session, uid, WAITING)


def count_held(session: Session, uid: str) -> int:
    """Things of this workshop that wait one by one for an administrator, whatever brought them there."""
    return storage.count_held(session, uid, WAITING)
