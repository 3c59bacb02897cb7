"""Workshop files come home: cut, twice, out of order, through others, late, forged. In both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.errors import Forbidden, NotFound, Refused, Unfit
from elearn.domain.events import Event, event_text
from elearn.domain.workshops import LIFE, NodeReceipt, cover, key_id, own_card
from elearn.exchange.elp import Header, sum_lines, write_elp
from elearn.exchange.node_receipts import read_receipt
from elearn.services import workshop_files
from elearn.services.learning import ingest
from elearn.services.rebuild import rebuild_progress
from elearn.services.workshop_files import settle_workshop, take_workshop_file
from elearn.services.workshop_people import accept_newcomer, link_newcomer, open_workshop, refuse_newcomer
from elearn.services.workshops import Plan, prepare_workshop, revoke_workshop
from elearn.storage.accounts import Account
from elearn.storage.base import Base
from elearn.storage.community import Membership
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.nodes import Node, NodePerson
from elearn.storage.progress import CourseCount, PeopleCount, ProgressRow
from tests.makers import NOW, make_als, make_member
from tests.published import COURSE, LESSONS, picture, publish_course, quiz_sent, uid

KEY, NODE, DEV = bytes(range(32)), "0" * 31 + "e", "d" * 32
BY = Viewer(1, "f" * 32, "Coordinator", "en", "KE", (Grant(Role.COORDINATOR, "AFRALO", NOW.date()),))
ELSEWHERE = replace(BY, grants=(Grant(Role.COORDINATOR, "EURALO", NOW.date()),))


@pytest.fixture
def centre(session: Session) -> Session:
    """A region with a group, a course, and a workshop for the group."""
    publish_course(session)
    make_als(session)
    for name in ("amina", "brahim"):
        make_member(session, name, als="KE-01")
    make_member(session, "chipo", als=None)
    make_member(session, "dalia", als="KE-01", named=False)
    prepared(session)
    return session


def prepared(session: Session, *, node: str = NODE, key: bytes = KEY, card: str = "") -> bool:
    plan = Plan(node, "Nairobi", "2026-11-22", ["KE-01"], [COURSE], ["en"], card)
    return prepare_workshop(session, ralo="AFRALO", plan=plan, courses=[COURSE], key=key, code=node, by=BY.uid, now=NOW)


def done(number: int, who: str = "amina", **change: object) -> Event:
    event = Event(uid(f"done {number}"), "lesson.done", NOW, u=uid(who), c=COURSE, i=LESSONS[0], dev=DEV, seq=number)
    return replace(event, **change)  # type: ignore[arg-type]  # a table of arguments


def told_new(name: str, number: int, **body: object) -> Event:
    about = {"name": name, "als": "KE-01", "language": "en"} | body
    return Event(uid(f"new {name}"), "profile.set", NOW, u=uid(name), dev=DEV, seq=number, by=NODE, b=about)


def file(events: list[Event], *, first: int = 1, node: str = NODE, key: bytes = KEY) -> bytes:
    lines = [event_text(event).encode() for event in events]
    last = first + len(lines) - 1
    head = Header(node, first, last, len(lines), sum_lines(lines), "", key_id(key), "2026-11-22T10:00:00Z")
    return write_elp(head, lines, key)


def take(session: Session, events: list[Event], **change: object) -> workshop_files.TakenWorkshop:
    order = {"data": file(events), "by": BY, "now": NOW} | change
    return take_workshop_file(session, **order)  # type: ignore[arg-type]  # a table of arguments


def log_of(events: list[Event]) -> list[tuple[int, str | None, int | None, str]]:
    return [(number, event.dev, event.seq, event.id) for number, event in enumerate(events, 1)]


def proof(receipt: bytes) -> NodeReceipt:
    return read_receipt(receipt, KEY)


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_taken_in_and_its_receipt_covers_the_log(centre: Session) -> None:
    events = [done(1), quiz_sent("quiz", "brahim", dev=DEV, seq=2), told_new("zuri", 3), done(4, "zuri")]
    taken = take(centre, events)
    assert (taken.n, taken.new, taken.dup, taken.held, taken.waiting) == (4, 4, 0, 0, False)
    coverage = cover(log_of(events), [proof(taken.receipt)])
    assert (coverage.has, coverage.of, coverage.complete) == (4, 4, True)
    assert cover([*log_of(events), (5, DEV, 5, "x" * 32)], [proof(taken.receipt)]).has == 4


def test_the_same_file_twice_and_through_another_coordinator_counts_once(centre: Session) -> None:
    events = [done(1), quiz_sent("quiz", "brahim", dev=DEV, seq=2)]
    take(centre, events)
    before = picture(centre)
    again = take(centre, events, by=ELSEWHERE, now=NOW + timedelta(hours=1))
    assert (again.new, again.dup) == (0, 2)
    assert picture(centre) == before
    assert cover(log_of(events), [proof(again.receipt)]).complete


def test_nobody_else_may_bring_a_file(centre: Session) -> None:
    with pytest.raises(Forbidden):
        take(centre, [done(1)], by=replace(BY, grants=()))
    assert count(centre, EventRow) == 0


def test_files_out_of_order_come_to_the_same(centre: Session) -> None:
    events = [told_new("zuri", 1), *(done(n, "zuri" if n % 2 else "amina") for n in range(2, 10))]
    second = file(events[5:], first=6)
    take(centre, [], data=second)
    last = take(centre, [], data=file(events[:5]))
    assert cover(log_of(events), [proof(last.receipt)]).complete
    assert centre.scalar(select(NodePerson.name).where(NodePerson.provisional)) == "zuri"


@pytest.mark.parametrize("cut", range(4))
def test_a_transfer_that_breaks_at_any_batch_goes_on(
    centre: Session, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop_files, "BATCH", 3)
    events = [done(number, ("amina", "brahim")[number % 2]) for number in range(1, 12)]
    batches: list[int] = []
    whole = workshop_files._take_batch  # noqa: SLF001 - the line breaks between two batches

    def break_off(*arguments: object) -> None:
        if len(batches) == cut:
            raise ConnectionError
        batches.append(1)
        whole(*arguments)  # type: ignore[arg-type]  # a table of arguments

    monkeypatch.setattr(workshop_files, "_take_batch", break_off)
    with pytest.raises(ConnectionError):
        take(centre, events)
    centre.rollback()
    assert count(centre, EventRow) == 3 * cut
    monkeypatch.setattr(workshop_files, "_take_batch", whole)
    taken = take(centre, events)
    assert (taken.new, taken.dup) == (11 - 3 * cut, 3 * cut)
    assert cover(log_of(events), [proof(taken.receipt)]).complete


def test_a_file_that_is_refused_changes_nothing(centre: Session) -> None:
    before = picture(centre, EventRow, Quarantined, Node, NodePerson)
    good = file([done(1)])
    for data in (good[:-9], good[:60] + bytes([good[60] ^ 4]) + good[61:], file([done(1)], key=bytes(32)), b"x"):
        with pytest.raises(Unfit):
            take(centre, [], data=data)
    with pytest.raises(Unfit, match="elp-unknown-node"):
        take(centre, [], data=file([done(1)], node="f" * 32))
    assert picture(centre, EventRow, Quarantined, Node, NodePerson) == before


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_what_comes_after_the_key_was_over_waits_for_a_click_and_is_not_lost(centre: Session, how: str) -> None:
    now = NOW
    if how == "revoked":
        revoke_workshop(centre, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
        revoke_workshop(centre, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    else:
        now = NOW + LIFE
    by = replace(BY, grants=(Grant(Role.COORDINATOR, "AFRALO", NOW.date()),))
    events = [done(1), told_new("zuri", 2), done(3, "zuri")]
    taken = take(centre, events, now=now, by=by)
    assert (taken.waiting, taken.new, count(centre, EventRow)) == (True, 0, 0)
    assert cover(log_of(events), [proof(taken.receipt)]).has == 0
    take(centre, events, now=now, by=by)
    assert count(centre, Quarantined) == 3
    view = open_workshop(centre, ralo="AFRALO", uid=NODE, now=now)
    assert (view.waiting, view.events) == (3, 0)
    with pytest.raises(NotFound):
        settle_workshop(centre, ralo="EURALO", uid=NODE, by=BY.uid, now=now)
    assert settle_workshop(centre, ralo="AFRALO", uid=NODE, by=BY.uid, now=now) == 3
    assert settle_workshop(centre, ralo="AFRALO", uid=NODE, by=BY.uid, now=now) == 0
    last = take(centre, events, now=now, by=by)
    assert (last.waiting, last.dup, count(centre, EventRow)) == (False, 3, 3)
    assert cover(log_of(events), [proof(last.receipt)]).complete


def test_a_laptop_speaks_for_its_list_only(centre: Session) -> None:
    mine = [done(1), done(2, "chipo"), done(3, "dalia"), done(4, t="roster"), done(5, "zuri")]
    taken = take(centre, mine)
    assert (taken.new, taken.held) == (2, 3)
    told = {one[1] for held in proof(taken.receipt).files for one in held.held}
    assert told == {"wrong_user", "not_allowed"}
    assert count(centre, Quarantined) == 3
    assert cover(log_of(mine), [proof(taken.receipt)]).complete


def test_a_laptop_takes_back_only_what_it_said_itself(centre: Session) -> None:
    elsewhere = done(9, "amina", dev=None, seq=None)
    ingest(centre, [elsewhere], recv_from="form", now=NOW)
    here = done(1, "brahim")
    voids = [
        Event(uid("v1"), "void", NOW, u=uid("amina"), ref=elsewhere.id, dev=DEV, seq=2),
        Event(uid("v2"), "void", NOW, u=uid("brahim"), ref=here.id, dev=DEV, seq=3),
    ]
    taken = take(centre, [here, *voids])
    assert (taken.new, taken.held) == (2, 1)
    assert centre.scalars(select(ProgressRow.u).where(ProgressRow.started)).all() == [uid("amina")]


def test_a_copied_phone_and_a_copied_laptop_keep_both_events_and_are_flagged(centre: Session) -> None:
    twin = done(1, "amina", id=uid("another"), i=LESSONS[1])
    taken = take(centre, [done(1), twin])
    assert (taken.new, taken.held) == (2, 0)
    flags = list(centre.scalars(select(EventRow.flag).order_by(EventRow.rseq)))
    assert flags == [None, "fork"]


def test_a_line_that_is_no_event_waits_and_holds_up_nothing(centre: Session) -> None:
    lines = [event_text(done(1)).encode(), b'{"id":"zz","t":7}', event_text(done(2, "brahim")).encode()]
    head = Header(NODE, 1, 3, 3, sum_lines(lines), "", key_id(KEY), "2026-11-22T10:00:00Z")
    taken = take(centre, [], data=write_elp(head, lines, KEY))
    assert (taken.new, taken.held) == (2, 1)


def test_a_laptop_that_began_alone_is_believed_once_its_card_is_known(centre: Session) -> None:
    own, key = "9" * 32, bytes(32)
    data = file([told_new("zuri", 1), done(2, "zuri")], node=own, key=key)
    with pytest.raises(Unfit, match="elp-unknown-node"):
        take(centre, [], data=data)
    with pytest.raises(Refused, match="card-wrong"):
        prepared(centre, card="no card")
    assert prepared(centre, card=own_card(own, key))
    assert take(centre, [], data=data).new == 2


def counts(session: Session) -> tuple[object, ...]:
    session.rollback()
    people = session.execute(select(PeopleCount.als_id, PeopleCount.members).order_by(PeopleCount.als_id)).all()
    done_by = session.execute(select(CourseCount.als_id, CourseCount.unfinished).order_by(CourseCount.als_id)).all()
    return (*map(tuple, people), "course", *map(tuple, done_by))


def test_somebody_new_counts_once_she_is_accepted_and_moves_when_she_is_linked(centre: Session) -> None:
    take(centre, [told_new("zuri", 1), done(2, "zuri")])
    before, zuri = counts(centre), uid("zuri")
    who = {"ralo": "AFRALO", "node": NODE, "uid": zuri, "by": BY.uid, "now": NOW}
    for _ in range(2):
        accept_newcomer(centre, **who)  # type: ignore[arg-type]  # a table of arguments
    accepted = counts(centre)
    als = centre.scalar(select(Membership.als_id).join(Account).where(Account.uid == zuri))
    assert {(als, 4), (als, 1)} <= set(accepted)
    assert (als, 3) in before
    assert (als, 1) not in before
    assert rebuilt_is_the_same(centre)
    mail = centre.scalar(select(Account.email).where(Account.uid == uid("brahim"))) or ""
    with pytest.raises(Refused):
        link_newcomer(centre, **who, email="nobody@example.org")  # type: ignore[arg-type]  # a table of arguments
    unnamed = centre.scalar(select(Account.email).where(Account.uid == uid("dalia"))) or ""
    with pytest.raises(Refused):
        link_newcomer(centre, **who, email=unnamed)  # type: ignore[arg-type]  # a table of arguments
    for _ in range(2):
        link_newcomer(centre, **who, email=mail)  # type: ignore[arg-type]  # a table of arguments
    linked = counts(centre)
    assert {(als, 3), (als, 1)} <= set(linked)
    assert rebuilt_is_the_same(centre)
    refuse_newcomer(centre, **who)  # type: ignore[arg-type]  # a table of arguments
    assert centre.scalar(select(NodePerson.decided).where(NodePerson.uid == zuri)) == "linked"


def rebuilt_is_the_same(session: Session) -> bool:
    before = counts(session)
    rebuild_progress(session, now=NOW)
    return counts(session) == before


def test_preparing_twice_is_one_workshop_and_names_nobody_who_asked_not_to_be(centre: Session) -> None:
    assert not prepared(centre, key=bytes(32))
    names = sorted(centre.scalars(select(NodePerson.name)))
    assert names == ["amina", "brahim"]
    assert centre.scalar(select(Node.left_out)) == 1
    assert centre.scalar(select(Node.key)) == KEY.hex()


def test_a_receipt_that_was_changed_is_none(centre: Session) -> None:
    receipt = json.loads(take(centre, [done(1)]).receipt)
    receipt["files"][0]["n"] = 2
    with pytest.raises(Unfit, match="receipt-signature"):
        read_receipt(json.dumps(receipt).encode(), KEY)
