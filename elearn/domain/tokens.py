"""The one table of links that are sent or shown to people: how long each lives and whether it works once or again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# `expires_at` is never empty in the database; what lives until it is revoked ends here.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Purpose:
    """`life` None = until revoked. A single-use link is dead once it was used; `code` binds a link to one purpose."""

    code: str
    life: timedelta | None
    single_use: bool

    def expires_at(self, now: datetime) -> datetime:
        return NEVER if self.life is None else now + self.life


PURPOSES: dict[str, Purpose] = {
    purpose.code: purpose
    for purpose in (
        Purpose("reset", timedelta(minutes=30), single_use=True),
        Purpose("address", timedelta(minutes=30), single_use=True),
        Purpose("invitation", timedelta(days=30), single_use=True),
        Purpose("administrator", timedelta(days=30), single_use=True),
        Purpose("join", timedelta(days=365), single_use=False),  # at most: whoever makes one may choose less
        Purpose("digest", timedelta(days=60), single_use=False),
        Purpose("newsletter", timedelta(days=7), single_use=True),
        Purpose("unsubscribe", None, single_use=False),
        Purpose("feed", None, single_use=False),
    )
}


def hash_token(token: str) -> str:
    """What is stored of a link or cookie: 64 hex. Plain SHA-256 is enough, for nobody guesses 128 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def derive_token(secret: bytes, purpose: str, *about: str) -> str:
    """The one link of this purpose for this person and thing: it can be made again to be shown, and need not be kept.

    HMAC-SHA-256 (RFC 2104) over unambiguous parts, cut to 128 bits, 22 letters. A stolen database opens nothing.
    """
    text = "\0".join((purpose, *about)).encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, text, "sha256")[:16]).rstrip(b"=").decode("ascii")


def is_alive(purpose: Purpose, *, expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """True while the link may be followed. The second use of a single-use link is dead from the moment of the first."""
    return now < expires_at and not (purpose.single_use and used_at is not None)
