"""A person's own phone hands in what she did: grants to do so, and taking it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, NotGranted, Throttled
from elearn.domain.events import OWN_DEVICE, Event, Receipt
from elearn.domain.sync import (
    GRANT_LIFE,
    MOST_GRANTS,
    REPLACED_AFTER,
    Batch,
    find_gaps,
    minute_of,
    problem_of_grant,
    skew_of,
    wait_of,
)
from elearn.domain.tokens import hash_token
from elearn.services.audit import write_entry
from elearn.services.epochs import current_epoch
from elearn.services.intake import take_events
from elearn.storage.base import begin_writing
from elearn.storage.erasures import list_erased
from elearn.storage.events import count_numbers, list_numbers_of, lock_log
from elearn.storage.grants import (
    GrantRow,
    add_grant,
    delete_replaced,
    find_grant,
    list_living,
    mark_grant_used,
    revoke_grants,
)
from elearn.storage.quarantine import list_numbers


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of each event, by id; the ranges of the device's numbers that we do not have; whether it must count
    anew under another name; and the epoch, by which it knows whether we were restored from a backup.
    """

    epoch: str
    acked: tuple[str, ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    erased: tuple[str, ...] = ()
    missing: tuple[tuple[int, int], ...] = ()
    rotate: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """A phone or browser that may hand in answers by itself. `taken` counts what came from it."""

    id: int
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime
    taken: int


def check_grant(session: Session, *, token: str, now: datetime) -> None:
    """Ask this before anything is read or locked. Raises NotGranted, Throttled."""
    _get_grant(session, token, now)


def take_batch(session: Session, *, token: str, batch: Batch, now: datetime) -> Answer:
    """Take in what the holder of this grant did, in one transaction; what is acknowledged is committed.

    Raises NotGranted (`grant_missing`, `grant_unknown`, `grant_expired`, `grant_revoked`), Throttled. Nothing of one
    person is ever stored under another, and one bad event never holds up the rest. Twice, or eight times at once,
    changes nothing and is answered alike.
    """
    begin_writing(session)
    lock_log(session)
    grant = _get_grant(session, token, now)
    if grant.uid is None:
        return _answer_erased(session, batch)
    receipts = take_events(
        session,
        batch.events,
        recv_from=f"{OWN_DEVICE}{grant.id}",
        now=now,
        owner=grant.uid,
        skew_s=skew_of(batch.sent_at, now),
    )
    news = sum(receipt.status == "acked" and not receipt.why for receipt in receipts)
    mark_grant_used(session, grant, taken=news, minute=minute_of(now), now=now)
    answer = _answer(session, batch, receipts)
    session.commit()
    return answer


def _get_grant(session: Session, token: str, now: datetime) -> GrantRow:
    """A grant that is good now. Raises NotGranted, Throttled."""
    if not token:
        raise NotGranted("grant_missing")
    grant = find_grant(session, hash_token(token))
    if grant is None:
        raise NotGranted("grant_unknown")
    revoked = grant.revoked_at is not None or grant.disabled_at is not None
    problem = problem_of_grant(revoked=revoked, expires_at=grant.expires_at, now=now)
    if problem:
        raise NotGranted(problem)
    wait = wait_of(asked=grant.asked, minute=grant.minute, now=now)
    if wait:
        raise Throttled(wait)
    return grant


def _answer(session: Session, batch: Batch, receipts: Sequence[Receipt]) -> Answer:
    of = {status: [one for one in receipts if one.status == status] for status in ("acked", "held", "erased")}
    return Answer(
        epoch=current_epoch(session),
        acked=tuple(dict.fromkeys(one.id for one in of["acked"] if one.id)),
        held=tuple(dict.fromkeys((one.id, one.why) for one in of["held"])),
        erased=tuple(dict.fromkeys(one.id for one in of["erased"])),
        missing=tuple(find_missing(session, batch.dev, batch.max_seq)),
        rotate=any(one.rotate for one in receipts),
    )


def find_missing(session: Session, dev: str, most: int) -> list[tuple[int, int]]:
    """The ranges of this device's numbers up to `most` that have not come, the first hundred of them.

    What lies in quarantine has come. One statement where nothing is missing.
    """
    if count_numbers(session, dev, most) == most:
        return []
    return find_gaps((*list_numbers_of(session, dev, most), *list_numbers(session, dev, most)), most)


def _answer_erased(session: Session, batch: Batch) -> Answer:
    """The holder was erased: her phone learns what to delete. Nothing is written, not even held."""
    events = [event for event in batch.events if isinstance(event, Event)]
    gone = list_erased(session, {event.u for event in events if event.u})
    answer = Answer(
        epoch=current_epoch(session),
        erased=tuple(event.id for event in events if event.u in gone),
        held=tuple((event.id, "wrong_user") for event in events if event.u not in gone),
    )
    session.rollback()
    return answer


def make_grant(session: Session, *, account_id: int, dev: str, token: str, now: datetime) -> datetime:
    """From now on whoever has `token` (new, 256 random bits) may add events of this person; until when.

    An earlier grant for the same device goes, unless it is as good as new. At most twenty live; the oldest give way.
    """
    begin_writing(session)
    delete_replaced(session, account_id=account_id, dev=dev, before=now - REPLACED_AFTER)
    expires_at = now + GRANT_LIFE
    add_grant(session, account_id=account_id, dev=dev, token_hash=hash_token(token), now=now, expires_at=expires_at)
    beyond = {grant.dev for grant in list_living(session, account_id, now)[MOST_GRANTS:]} - {dev}
    if beyond:
        revoke_grants(session, account_id=account_id, devs=beyond, now=now)
    session.commit()
    return expires_at


def list_devices(session: Session, *, account_id: int, now: datetime) -> list[Device]:
    """Her phones and browsers with a living grant, one line for each, the newest first."""
    devices: dict[str, Device] = {}
    for grant in list_living(session, account_id, now):
        seen = devices.get(grant.dev)
        if seen is None:
            devices[grant.dev] = Device(grant.id, grant.created_at, grant.used_at, grant.expires_at, grant.taken)
        else:
            used = max(filter(None, (seen.used_at, grant.used_at)), default=None)
            taken = seen.taken + grant.taken
            devices[grant.dev] = Device(seen.id, grant.created_at, used, seen.expires_at, taken)
    return list(devices.values())


def revoke_device(session: Session, *, account_id: int, uid: str, grant_id: int, now: datetime) -> None:
    """The device of this grant hands in nothing more by itself; what it holds stays there until she signs in on it.

    Raises NotFound for a grant that is not hers or dead already.
    """
    begin_writing(session)
    devs = {grant.dev for grant in list_living(session, account_id, now) if grant.id == grant_id}
    if not devs:
        session.rollback()
        raise NotFound("grant", str(grant_id))
    revoke_grants(session, account_id=account_id, devs=devs, now=now)
    write_entry(session, actor=uid, action="device-revoked", about=str(grant_id), now=now)
    session.commit()
