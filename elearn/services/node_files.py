"""What leaves a workshop laptop and what comes back: its log as a file, receipts, other laptops' files, the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.events import Event, event_text
from elearn.domain.workshops import BATCH, Coverage, NodeReceipt, Numbered, cover, covered_upto, key_id
from elearn.exchange.elp import Header, sum_lines, write_elp
from elearn.exchange.node_receipts import read_receipt, write_receipt
from elearn.storage import node_files as files
from elearn.storage import nodes as storage
from elearn.storage.base import begin_writing
from elearn.storage.node_log import find_last_number, list_log, list_numbers
from elearn.storage.nodes import Node


@dataclass(frozen=True, slots=True)
class Written:
    """A file of this laptop. `name` is what it should be called."""

    name: str
    data: bytes
    n: int
    from_rseq: int
    to_rseq: int


def _node(session: Session) -> Node:
    node = storage.find_only_node(session)
    if node is None or node.dev is None:
        raise NotFound("workshop", "")
    return node


def export_log(session: Session, *, now: datetime) -> Written:
    """Everything that this laptop has recorded since the beginning, signed. To bring the same twice does no harm, so
    nobody has to remember what went home already. Raises Unfit `elp-large` when read back, beyond 20 MB.
    """
    node = _node(session)
    upto = find_last_number(session)
    earlier = files.list_files(session, node.uid)
    written = _write(session, node, 0, upto, prev=earlier[-1].sha256 if earlier else "", now=now)
    _note(session, node, written[1], now)
    number = len(files.list_files(session, node.uid))
    name = f"workshop-{node.uid[:8]}-{number:04d}.elp"
    return Written(name, written[0], written[1].n, written[1].from_rseq, written[1].to_rseq)


def export_batches(session: Session, *, after: int, now: datetime) -> Iterator[Written]:
    """The log behind the number `after` as small files of at most 500 events, each to be sent by itself."""
    node = _node(session)
    prev, last = "", find_last_number(session)
    while rows := list_log(session, after=after, upto=last, limit=BATCH):
        data, header = _write(session, node, after, rows[-1][0], prev=prev, now=now)
        prev = header.sha256
        name = f"workshop-{node.uid[:8]}-{header.from_rseq:06d}.elp"
        yield Written(name, data, header.n, header.from_rseq, header.to_rseq)
        after = rows[-1][0]


def _write(session: Session, node: Node, after: int, upto: int, *, prev: str, now: datetime) -> tuple[bytes, Header]:
    """The events behind `after` up to `upto`. Read twice: first for the sum that stands in front."""
    n = sum(1 for _ in _lines(session, node, after, upto))
    key = bytes.fromhex(node.key)
    header = Header(
        node=node.uid,
        from_rseq=after + 1,
        to_rseq=upto,
        n=n,
        sha256=sum_lines(_lines(session, node, after, upto)),
        prev_sha256=prev,
        key_id=key_id(key),
        made_at=now.isoformat().replace("+00:00", "Z"),
    )
    return write_elp(header, _lines(session, node, after, upto), key), header


def _lines(session: Session, node: Node, after: int, upto: int) -> Iterator[bytes]:
    while rows := list_log(session, after=after, upto=upto, limit=BATCH):
        for number, event in rows:
            yield event_text(_stamped(number, event, node)).encode()
        after = rows[-1][0]


def _stamped(number: int, event: Event, node: Node) -> Event:
    """What came by form gets the laptop's own device and its place in the log: the site then sees a laptop that was
    copied, as it sees a telephone that was."""
    return event if event.dev is not None else replace(event, dev=node.dev, seq=number)


def _note(session: Session, node: Node, header: Header, now: datetime) -> None:
    begin_writing(session)
    row = {"node_uid": node.uid, "sha256": header.sha256, "n": header.n, "from_rseq": header.from_rseq}
    row |= {"to_rseq": header.to_rseq, "dup": 0, "held": [], "digest": {}, "waiting": False, "taken_at": now}
    files.add_file(session, {**row, "taken_by": ""})
    session.commit()


def check_receipt(session: Session, data: bytes) -> NodeReceipt:
    """A receipt for this laptop. Raises Unfit `receipt-foreign`, `receipt-signature`."""
    return read_receipt(data, bytes.fromhex(_node(session).key))


def measure_coverage(session: Session, receipts: Iterable[NodeReceipt]) -> Coverage:
    """How much of what this laptop recorded the site has, by these receipts."""
    return cover(_numbered(session), receipts)


def keep_proof(session: Session, receipt: NodeReceipt, *, now: datetime) -> None:
    """Remember a checked receipt that came by the facilitator's page. Twice is once."""
    node = _node(session)
    text = write_receipt(receipt, bytes.fromhex(node.key)).decode()
    begin_writing(session)
    files.add_receipt(session, node.uid, text, now)
    session.commit()


def list_proofs(session: Session) -> list[NodeReceipt]:
    """The receipts that are remembered."""
    node = _node(session)
    return [check_receipt(session, text.encode()) for text in files.list_receipts(session, node.uid)]


def measure_proven(session: Session) -> Coverage:
    """`measure_coverage` by what is remembered."""
    return measure_coverage(session, list_proofs(session))


def measure_upto(session: Session, receipts: Iterable[NodeReceipt]) -> int:
    """The number in this log up to which the site has everything: sending goes on behind it."""
    return covered_upto(_numbered(session), receipts)


def _numbered(session: Session) -> Sequence[Numbered]:
    node = _node(session)
    return [
        (rseq, dev or node.dev, seq if dev else rseq, event_id) for rseq, dev, seq, event_id in list_numbers(session)
    ]
