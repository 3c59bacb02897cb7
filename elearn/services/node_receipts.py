"""What the site says that it has of a workshop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.workshops import NodeReceipt, TakenFile
from elearn.exchange.node_receipts import write_receipt
from elearn.services.epochs import current_epoch
from elearn.storage import node_files as files
from elearn.storage.nodes import Node, NodeFile


def make_receipt(session: Session, node: Node, *, now: datetime) -> bytes:
    """All that this site has from this workshop, signed for its laptop."""
    told = tuple(_as_taken(file) for file in files.list_files(session, node.uid))
    made_at = now.isoformat().replace("+00:00", "Z")
    receipt = NodeReceipt(node.uid, current_epoch(session), made_at, told)
    return write_receipt(receipt, bytes.fromhex(node.key))


def _as_taken(file: NodeFile) -> TakenFile:
    digest = {dev: (sums[0], sums[1], sums[2]) for dev, sums in file.digest.items()}
    held = tuple((one[0], one[1]) for one in file.held)
    return TakenFile(file.sha256, file.from_rseq, file.to_rseq, file.n, file.dup, held, digest, file.waiting)
