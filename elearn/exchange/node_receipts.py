"""Receipts of the centre for a workshop laptop: JSON with an HMAC by the laptop's key, which nobody else has."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from elearn.domain.errors import Unfit
from elearn.domain.events import canonical_json
from elearn.domain.workshops import NodeReceipt, TakenFile

LARGEST_RECEIPT = 8_000_000


def write_receipt(receipt: NodeReceipt, key: bytes) -> bytes:
    """One line of canonical JSON."""
    stated = {
        "receipt": 1,
        "node": receipt.node,
        "epoch": receipt.epoch,
        "made_at": receipt.made_at,
        "files": [_stated(file) for file in receipt.files],
    }
    return canonical_json(stated | {"hmac": _mac(stated, key)}).encode() + b"\n"


def _stated(file: TakenFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "from_rseq": file.from_rseq,
        "to_rseq": file.to_rseq,
        "n": file.n,
        "dup": file.dup,
        "held": [list(one) for one in file.held],
        "digest": {dev: list(sums) for dev, sums in file.digest.items()},
        "waiting": file.waiting,
    }


def looks_like_receipt(data: bytes) -> bool:
    return data[:1] == b"{"


def receipt_node(data: bytes) -> str:
    """Whose receipt this says it is; nothing is believed yet. Raises Unfit `receipt-foreign`, `receipt-newer`."""
    return str(_object(data).get("node", ""))


def read_receipt(data: bytes, key: bytes) -> NodeReceipt:
    """Raises Unfit `receipt-foreign` for what is no receipt, `receipt-signature` for one that this key did not sign."""
    stated = _object(data)
    mac = stated.pop("hmac", "")
    if not isinstance(mac, str) or not hmac.compare_digest(_mac(stated, key).encode(), mac.encode()):
        raise Unfit("receipt-signature")
    try:
        files = tuple(_file(one) for one in stated["files"])
        return NodeReceipt(str(stated["node"]), str(stated["epoch"]), str(stated["made_at"]), files)
    except (KeyError, TypeError, ValueError) as error:
        raise Unfit("receipt-foreign") from error


def _file(stated: dict[str, Any]) -> TakenFile:
    digest = {dev: (int(sums[0]), int(sums[1]), str(sums[2])) for dev, sums in stated["digest"].items()}
    held = tuple((str(one[0]), str(one[1])) for one in stated["held"])
    numbers = (int(stated["from_rseq"]), int(stated["to_rseq"]), int(stated["n"]), int(stated["dup"]))
    return TakenFile(str(stated["sha256"]), *numbers, held, digest, bool(stated["waiting"]))


def _mac(stated: dict[str, Any], key: bytes) -> str:
    return hmac.new(key, canonical_json(stated).encode(), hashlib.sha256).hexdigest()


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_RECEIPT:
        raise Unfit("receipt-foreign")
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unfit("receipt-foreign") from error
    if not isinstance(stated, dict) or type(version := stated.get("receipt")) is not int:
        raise Unfit("receipt-foreign")
    if version > 1:
        raise Unfit("receipt-newer")
    if version != 1:
        raise Unfit("receipt-foreign")
    return stated
