"""Files of workshops that were taken in, or written; receipts that a laptop keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from elearn.storage.nodes import KeptReceipt, NodeFile, all_apart, apart
from elearn.storage.upserts import insert_new


def add_file(session: Session, values: Mapping[str, object]) -> bool:
    """False when this very file was taken in before."""
    there = select(NodeFile.id).where(NodeFile.node_uid == values["node_uid"], NodeFile.sha256 == values["sha256"])
    if session.scalar(there) is not None:
        return False
    session.execute(insert(NodeFile).values(**values))
    return True


def find_file(session: Session, node: str, sha256: str) -> NodeFile | None:
    here = (NodeFile.node_uid == node, NodeFile.sha256 == sha256)
    return apart(session, select(NodeFile).where(*here))


def list_files(session: Session, node: str) -> list[NodeFile]:
    statement = select(NodeFile).where(NodeFile.node_uid == node).order_by(NodeFile.from_rseq, NodeFile.id)
    return all_apart(session, statement)


def set_file(session: Session, file_id: int, **values: object) -> None:
    session.execute(update(NodeFile).where(NodeFile.id == file_id).values(**values))


def add_receipt(session: Session, node: str, body: str, now: datetime) -> None:
    digest = hashlib.sha256(body.encode()).hexdigest()
    insert_new(
        session, KeptReceipt, {"sha256": digest, "node_uid": node, "body": body, "taken_at": now}, unique="sha256"
    )


def list_receipts(session: Session, node: str) -> list[str]:
    statement = select(KeptReceipt.body).where(KeptReceipt.node_uid == node).order_by(KeptReceipt.taken_at)
    return list(session.scalars(statement))
