"""Delivery status notifications (RFC 3464): which of our letters came back, from whom, and why.

Anybody can send such a report, so nothing in it is believed alone: it counts when it carries the number of a letter
that we sent, and names the address that this letter went to (`services/bounces.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

LARGEST = 1_000_000
MOST_RECIPIENTS, MOST_PARTS = 20, 50
# `<mail-12-20261122100000@host>`, as jobs/mail.py writes it.
_OURS = re.compile(r"<mail-(\d{1,18})-(\d{14})@[^<>\s]{1,255}>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Returned:
    """One recipient of one report. `letter` and `stamp` are the two numbers of the letter's Message-ID."""

    letter: int
    stamp: str
    addresses: tuple[str, ...]
    status: str


def read_bounce(data: bytes) -> tuple[Returned, ...]:
    """Recipients whom a letter of ours did not reach for good; nothing for any other mail, whatever it holds."""
    message = message_from_bytes(data[:LARGEST], policy=compat32)
    parts = [part for _, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
    ours = next((found for part in parts for found in _numbers(part)), None)
    reports = (part for part in parts if part.get_content_type() == "message/delivery-status")
    if ours is None:
        return ()
    letter, stamp = ours
    failed = [(block, _status(block)) for report in reports for block in _blocks(report) if _has_failed(block)]
    return tuple(
        Returned(letter, stamp, _addresses(block), status) for block, status in failed[:MOST_RECIPIENTS] if status
    )


def _numbers(part: Message) -> Iterator[tuple[int, str]]:
    """Of the letter that came back: whole, or its headers alone (RFC 6522 §3)."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        headers = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=compat32)
    elif part.get_content_type() == "message/rfc822" and part.is_multipart():
        headers = part.get_payload(0)  # type: ignore[assignment] # a list of messages, says RFC 2046 §5.2.1
    else:
        return
    found = _OURS.fullmatch(str(headers.get("Message-ID", "")).strip())
    if found:
        yield int(found[1]), found[2]


def _blocks(report: Message) -> list[Message]:
    """The groups of fields, one per recipient after the first (RFC 3464 §2.1)."""
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _has_failed(block: Message) -> bool:
    return str(block.get("Action", "")).strip().lower() == "failed"


def _status(block: Message) -> str:
    found = _STATUS.search(str(block.get("Status", ""))[:100])
    return found[1] if found else ""


def _addresses(block: Message) -> tuple[str, ...]:
    """`rfc822; someone@example.org` (RFC 3464 §2.3.1): the address it was sent to first, where a server had another."""
    fields = (str(block.get(name, ""))[:1000] for name in ("Original-Recipient", "Final-Recipient"))
    found = (field.partition(";")[2].strip().strip("<>") for field in fields)
    return tuple(address for address in found if address)
