"""The security log: who did what to what, with which result. Uids and codes only; networks shortened; kept 90 days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.networks import shorten_network
from elearn.storage import audit

KEPT = timedelta(days=90)


def write_entry(
    session: Session,
    *,
    actor: str,
    action: str,
    now: datetime,
    about: str = "",
    result: str = "done",
    network: str = "",
) -> None:
    """One line. `actor` is a uid or empty, `about` the uid or code of what it was done to, `network` any address.

    No commit: the line stands exactly when what it tells of stands. Control characters come out escaped (CWE-117).
    """
    values: dict[str, object] = {
        "at": now,
        "actor": _plain(actor, 32),
        "action": _plain(action, 40),
        "object": _plain(about, 200),
        "result": _plain(result, 40),
        "network": network if "/" in network else shorten_network(network),
    }
    audit.add_entry(session, values)


def _plain(text: str, limit: int) -> str:
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)[:limit]
