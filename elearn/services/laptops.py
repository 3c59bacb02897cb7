"""What a workshop laptop knows of itself. A site has none; making one is `node_setup`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.names import sort_key
from elearn.domain.workshops import board_code, join_code, own_card
from elearn.exchange.bundles import BundlePerson
from elearn.storage import nodes as storage

NO_ADDRESS = "workshop.invalid"  # RFC 2606: nobody ever gets a letter there


@dataclass(frozen=True, slots=True)
class Laptop:
    """What a workshop laptop knows of itself. `card` is what a coordinator needs of one that no site prepared."""

    uid: str
    title: str
    held_on: date
    courses: tuple[str, ...]
    languages: tuple[str, ...]
    centre: str
    own: bool
    expires_at: datetime
    left_out: int
    join_code: str
    board_code: str
    card: str


def find_laptop(session: Session) -> Laptop | None:
    """None where this database is no workshop's."""
    node = storage.find_only_node(session)
    if node is None or node.dev is None:
        return None
    key = bytes.fromhex(node.key)
    return Laptop(
        node.uid,
        node.title,
        node.held_on,
        tuple(node.courses),
        tuple(node.languages),
        node.centre,
        node.own,
        node.expires_at,
        node.left_out,
        join_code(key),
        board_code(key),
        own_card(node.uid, key) if node.own else "",
    )


def get_laptop(session: Session) -> Laptop:
    """Raises NotFound where this database is no workshop's."""
    laptop = find_laptop(session)
    if laptop is None:
        raise NotFound("workshop", "")
    return laptop


def account_row(one: BundlePerson, now: datetime) -> dict[str, object]:
    """Somebody without address and password: she cannot sign in by the ordinary door, and no letter reaches her."""
    return {
        "uid": one.uid,
        "name": one.name,
        "name_sort": sort_key(one.name),
        "email": f"{one.uid}@{NO_ADDRESS}",
        "email_key": f"{one.uid}@{NO_ADDRESS}",
        "password_hash": "!",
        "country": one.country,
        "language": one.language,
        "named": True,
        "demo": False,
        "created_at": now,
        "joined_at": now,
    }
