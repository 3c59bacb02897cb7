"""Who lives in the demonstration: which ALSes are busy, quiet or empty, who belongs where, who holds which role."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from elearn.domain.community import RALOS, Role
from elearn.services.demo_names import make_name

# Shares of all people or ALSes.
NOBODY, INDIVIDUAL, INVITED, UNNAMED, CONFIRMED = 0.17, 0.06, 0.07, 0.03, 0.25
BUSY = {"active": 3.0, "less_active": 1.3, "standby": 0.6}
INDIVIDUAL_MOOD = "active"


@dataclass(frozen=True, slots=True)
class DemoAls:
    """A line of `demo_als.csv`. `mood` says how busy its people are."""

    code: str
    name: str
    country: str
    ralo: str
    language: str
    kind: str
    mood: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody made up. Those with a `role` get a password; `als` is empty for individual members."""

    number: int
    uid: str
    name: str
    email: str
    country: str
    ralo: str
    als: str
    language: str
    mood: str
    knows: float
    idle: bool = False
    invited: bool = False
    named: bool = True
    confirmed: bool = False
    role: str = ""
    scope: str = ""


def read_als(number: int) -> list[DemoAls]:
    """That many (5 to 240) of the ALSes that come with the package, spread over all five regions."""
    text = files("elearn.services").joinpath("demo_als.csv").read_text(encoding="utf-8")
    rows = [
        DemoAls(row["code"], row["name"], row["country"], row["ralo"], row["language"], row["kind"], row["demo_status"])
        for row in csv.DictReader(text.splitlines())
    ]
    number = min(number, len(rows))
    return [rows[(2 * index + 1) * len(rows) // (2 * number)] for index in range(number)]


def make_people(random: Random, als: Sequence[DemoAls], learners: int) -> list[DemoPerson]:
    """Those with a role first, then `learners` others. The same `random` makes the same people."""
    empty = _choose_empty(random, als)
    living = [group for group in als if group.code not in empty]
    people = [_staff(random, number, *post) for number, post in enumerate(_posts(living))]
    places = [*living, *random.choices(living, [BUSY[group.mood] for group in living], k=learners)][:learners]
    return people + [_learner(random, len(people) + number, group) for number, group in enumerate(places)]


def _choose_empty(random: Random, als: Sequence[DemoAls]) -> set[str]:
    """The ALSes with nobody: from those on standby as far as they go, never a region's only one."""
    wanted = round(len(als) * NOBODY)
    ranked = sorted(als, key=lambda group: (group.mood != "standby", random.random()))
    left = {ralo: sum(group.ralo == ralo for group in als) for ralo in RALOS}
    empty: set[str] = set()
    for group in ranked:
        if len(empty) < wanted and left[group.ralo] > 1:
            empty.add(group.code)
            left[group.ralo] -= 1
    return empty


def _posts(als: Sequence[DemoAls]) -> Iterator[tuple[str, str, DemoAls]]:
    """(role, scope, ALS of the person) for every account that gets a password."""
    busy_first = sorted(als, key=lambda group: group.mood != "active")
    homes: Mapping[str, DemoAls] = {group.ralo: group for group in reversed(busy_first)}
    for ralo, home in sorted(homes.items()):
        yield Role.COORDINATOR.value, ralo, home
        yield Role.REPRESENTATIVE.value, home.code, home
        yield "learner", ralo, home
    for role, scope in ((Role.ADMINISTRATOR, ""), (Role.INSTRUCTOR, "*"), (Role.TRANSLATOR, "*")):
        yield role.value, scope, next(iter(homes.values()), als[0])


def _staff(random: Random, number: int, role: str, scope: str, home: DemoAls) -> DemoPerson:
    place = home.ralo.lower() if role in ("coordinator", "representative", "learner") else ""
    return DemoPerson(
        number=number,
        uid=_uid(random, number),
        name=make_name(random, home.language, home.ralo),
        email=f"{role}{'.' if place else ''}{place}@example.org",
        country=home.country,
        ralo=home.ralo,
        als=home.code,
        language=home.language,
        mood=home.mood,
        knows=random.uniform(0.75, 0.97),
        confirmed=True,
        role=role,
        scope=scope,
    )


def _learner(random: Random, number: int, group: DemoAls) -> DemoPerson:
    language = "en" if random.random() < 0.08 else group.language
    individual = random.random() < INDIVIDUAL
    return DemoPerson(
        number=number,
        uid=_uid(random, number),
        name=make_name(random, language, group.ralo),
        email=f"person{number:05d}@example.org",
        country=group.country,
        ralo=group.ralo,
        als="" if individual else group.code,
        language=language,
        mood=INDIVIDUAL_MOOD if individual else group.mood,
        knows=random.uniform(0.6, 0.97),
        idle=random.random() < 0.12,
        invited=random.random() < INVITED,
        named=random.random() >= UNNAMED,
        confirmed=random.random() < CONFIRMED,
    )


def _uid(random: Random, number: int) -> str:
    """32 hex that go with the seed: loading again with another one cannot be taken for the same people."""
    return hashlib.sha256(f"{number} {random.getrandbits(64)}".encode()).hexdigest()[:32]
