"""The rules of workshops on a laptop without internet: codes, digests, receipts, and what may be stated from there."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from elearn.domain.events import OWN_TYPES, Event

LIFE = timedelta(days=90)  # how long the key of a laptop is good
CODE_LIFE_DAYS = 30
MOST_EVENTS = 1_000_000  # in one file
BATCH = 500
# Without 0 O 1 I L: read aloud, written by hand, typed on a telephone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Beside what a device may state of its own person, the laptop tells who was there, who is new, and who was whom.
NODE_TYPES = OWN_TYPES | {"attend", "profile.set", "als.join", "identity.link"}
OF_NEW_PEOPLE = frozenset({"profile.set", "als.join"})

Digest = Mapping[str, tuple[int, int, str]]


def key_id(key: bytes) -> str:
    """12 hex by which a file says with which key it was signed; they open nothing."""
    return hashlib.sha256(b"elearn-node-key" + key).hexdigest()[:12]


def slip_code(key: bytes, uid: str) -> str:
    """The four digits on somebody's slip. They are made again from the laptop's key and stored nowhere."""
    return _digits(key, f"slip {uid}", 4)


def join_code(key: bytes) -> str:
    """The four digits on the wall: whoever is in the room may see the list of names."""
    return _digits(key, "join", 4)


def board_code(key: bytes) -> str:
    """The eight digits that open the facilitator's pages."""
    return _digits(key, "board", 8)


def _digits(key: bytes, about: str, length: int) -> str:
    number = int.from_bytes(hmac.digest(key, about.encode(), "sha256")[:8], "big")
    return str(number % 10**length).zfill(length)


def plain_code(text: str) -> str:
    """A code as it was typed, without spaces and hyphens, in capitals."""
    return "".join(char for char in text.upper() if char.isalnum())[:200]


def spell_code(random: bytes) -> str:
    """An enrolment code of twelve letters and digits (59 bits) from at least 12 random bytes, in groups of four."""
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in random[:12])
    return "-".join(letters[start : start + 4] for start in range(0, 12, 4))


def own_card(uid: str, key: bytes) -> str:
    """What a coordinator types or pastes to take in a laptop that was not prepared on the site."""
    check = hashlib.sha256(f"{uid}{key.hex()}".encode()).hexdigest()[:4]
    return f"{uid}{key.hex()}{check}".upper()


def read_card(text: str) -> tuple[str, bytes] | None:
    """(uid, key) of such a card; None when a character is wrong."""
    plain = plain_code(text).lower()
    if len(plain) != 32 + 64 + 4 or set(plain) - set("0123456789abcdef"):
        return None
    uid, key = plain[:32], bytes.fromhex(plain[32:96])
    return (uid, key) if own_card(uid, key).lower() == plain else None


def digest_of(events: Iterable[tuple[str | None, int | None, str]]) -> dict[str, tuple[int, int, str]]:
    """Per device (`""` for events without one): how many, the highest number, XOR of 8 bytes of each id's SHA-256.

    The order does not matter; what is in it twice must not be.
    """
    sums: dict[str, tuple[int, int, int]] = {}
    for dev, seq, event_id in events:
        count, highest, mixed = sums.get(dev or "", (0, 0, 0))
        own = int.from_bytes(hashlib.sha256(event_id.encode()).digest()[:8], "big")
        sums[dev or ""] = count + 1, max(highest, seq or 0), mixed ^ own
    return {dev: (count, highest, f"{mixed:016x}") for dev, (count, highest, mixed) in sorted(sums.items())}


def add_digests(first: Digest, second: Digest) -> dict[str, tuple[int, int, str]]:
    """The digest of both parts together."""
    sums = dict(first)
    for dev, (count, highest, mixed) in second.items():
        known = sums.get(dev, (0, 0, "0"))
        both = int(known[2], 16) ^ int(mixed, 16)
        sums[dev] = known[0] + count, max(known[1], highest), f"{both:016x}"
    return dict(sorted(sums.items()))


def count_of(digest: Digest) -> int:
    return sum(count for count, _, _ in digest.values())


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What the centre says of one file: what it has of its events, in the log or as held, and which ones it holds.

    `held` are (event id, why). `waiting`: all of it lies in quarantine until a coordinator decides.
    """

    sha256: str
    from_rseq: int
    to_rseq: int
    n: int
    dup: int
    held: tuple[tuple[str, str], ...] = ()
    digest: Digest = field(default_factory=dict)
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class NodeReceipt:
    """All that the centre of this `epoch` has from a node. `made_at` is the centre's time, ISO in UTC."""

    node: str
    epoch: str
    made_at: str
    files: tuple[TakenFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a laptop's log is at the centre for certain, and how many of these events are held there."""

    has: int
    of: int
    held: int = 0
    waiting: int = 0

    @property
    def complete(self) -> bool:
        return self.has == self.of


Numbered = tuple[int, str | None, int | None, str]


def cover(log: Sequence[Numbered], receipts: Iterable[NodeReceipt]) -> Coverage:
    """Compare the log of a laptop, (number, dev, seq, id) in order, with the receipts of the newest epoch among them.

    A file counts only where its digest is what this log gives for the same numbers: a receipt proves nothing else.
    """
    files = _newest_files(receipts)
    believed = [file for file in files if _is_proven(log, file)]
    covered = {number for number, *_ in log if any(file.from_rseq <= number <= file.to_rseq for file in believed)}
    held = {event_id for file in believed for event_id, _ in file.held}
    waiting = max((file.n for file in files if file.waiting), default=0)
    return Coverage(len(covered), len(log), len(held), waiting)


def covered_upto(log: Sequence[Numbered], receipts: Iterable[NodeReceipt]) -> int:
    """The number up to which nothing is missing at the site."""
    believed = [file for file in _newest_files(receipts) if _is_proven(log, file)]
    upto = 0
    for number, *_ in log:
        if not any(file.from_rseq <= number <= file.to_rseq for file in believed):
            break
        upto = number
    return upto


def _newest_files(receipts: Iterable[NodeReceipt]) -> list[TakenFile]:
    """What the site said since it was last restored; of one file the newest word."""
    known = sorted(receipts, key=lambda one: one.made_at)
    current = [one for one in known if one.epoch == known[-1].epoch]
    return list({(file.sha256, file.from_rseq): file for receipt in current for file in receipt.files}.values())


def _is_proven(log: Sequence[Numbered], file: TakenFile) -> bool:
    part = [row for row in log if file.from_rseq <= row[0] <= file.to_rseq]
    return not file.waiting and digest_of((dev, seq, one) for _, dev, seq, one in part) == dict(file.digest)


def refusal_of(event: Event, *, people: Collection[str], strangers: Collection[str]) -> str | None:
    """Why the centre does not believe this event of a laptop: `not_allowed`, `wrong_user`, or None.

    `people` are the uids that this laptop was given, `strangers` those among the events' uids that are accounts of the
    site and were not given to it: for them it cannot speak. Everybody else is new there.
    """
    if event.t not in NODE_TYPES:
        return "not_allowed"
    uids = {event.u, event.ref if event.t == "identity.link" else event.u}
    if event.u is None or uids & set(strangers):
        return "wrong_user"
    if event.t in OF_NEW_PEOPLE and event.u in people:
        return "not_allowed"
    if event.t == "identity.link" and event.ref in people:
        return "not_allowed"
    return None
