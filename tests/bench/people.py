"""Who the made-up learners are: half of them in AFRALO's sixty ALSes, the others elsewhere, some in no ALS."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key
from elearn.domain.names import sort_key
from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.services.community import NewAls, add_als, membership_values
from elearn.storage.accounts import Account
from elearn.storage.community import Membership, list_als
from tests.bench.bulk import follow_ids, load_rows
from tests.bench.histories import is_idle, uid_of

COUNTRIES = {
    "AFRALO": ("SN", "KE", "NG", "GH", "CM", "ZA", "TZ", "UG", "BF", "ML"),
    "APRALO": ("IN", "JP", "FJ"),
    "EURALO": ("FR", "DE", "PT"),
    "LACRALO": ("BR", "MX", "PE"),
    "NARALO": ("US", "CA"),
}
GROUPS = {"AFRALO": 60, "APRALO": 20, "EURALO": 20, "LACRALO": 20, "NARALO": 10}
ELSEWHERE = ("APRALO", "EURALO", "LACRALO", "NARALO")
FIRST_ID = 1000
ACCOUNT = (
    "id",
    "uid",
    "name",
    "name_sort",
    "email",
    "email_key",
    "password_hash",
    "country",
    "language",
    "named",
    "demo",
    "created_at",
    "joined_at",
)
MEMBERSHIP = ("account_id", "als_id", "ralo", "status", "since", "until", "created_at")


@dataclass(frozen=True)
class Place:
    home: Home
    country: str


def add_groups(session: Session, now: datetime) -> dict[str, list[Place]]:
    """The ALSes of every region, through the use case; the last place of each is for individual members."""
    new = [
        NewAls(
            f"BENCH-{ralo[:2]}-{number:02}", f"Circle {number:02} of {ralo}", countries[number % len(countries)], "fr"
        )
        for ralo, countries in COUNTRIES.items()
        for number in range(GROUPS[ralo])
    ]
    add_als(session, new=new, now=now)
    return {
        ralo: [
            *(Place(Home(ralo, row.id), row.line.country) for row in list_als(session, ralo)),
            Place(Home(ralo, INDIVIDUALS), countries[0]),
        ]
        for ralo, countries in COUNTRIES.items()
    }


def ralo_of_number(number: int) -> str:
    chance = _chance(number)
    return "AFRALO" if chance % 2 else ELSEWHERE[chance // 2 % len(ELSEWHERE)]


def place_of(number: int, places: dict[str, list[Place]]) -> Place:
    """The same number, the same place."""
    region = places[ralo_of_number(number)]
    return region[_chance(number) // 64 % len(region)]


def _chance(number: int) -> int:
    return zlib.crc32(f"place {number}".encode())


def idle_learners(numbers: Iterable[int], ralo: str) -> Iterator[str]:
    """The uids of those of this region who had done nothing when the world was made."""
    return (uid_of(number) for number in numbers if is_idle(number) and ralo_of_number(number) == ralo)


def load_people(session: Session, numbers: Sequence[int], places: dict[str, list[Place]], since: datetime) -> None:
    """Accounts without a password and their memberships. In the caller's transaction."""
    chosen = [(number, place_of(number, places)) for number in numbers]
    joined = f"{since:%Y-%m-%d %H:%M:%S.%f}"
    load_rows(session, Account, ACCOUNT, (_account(number, place.country, joined) for number, place in chosen))
    plain = {"status": "declared", "since": since.date(), "now": since}
    rows = (membership_values(FIRST_ID + number, place.home, **plain) for number, place in chosen)  # type: ignore[arg-type] # the three that all have
    text = {"since": since.date().isoformat(), "created_at": joined}
    load_rows(session, Membership, MEMBERSHIP, ([({**row, **text})[name] for name in MEMBERSHIP] for row in rows))
    follow_ids(session, Account)


def _account(number: int, country: str, joined: str) -> tuple[object, ...]:
    name, email = f"Learner {number}", f"learner-{number}@example.org"
    key, sort = email_key(email), sort_key(name)
    return FIRST_ID + number, uid_of(number), name, sort, email, key, "!", country, "fr", True, False, joined, joined
