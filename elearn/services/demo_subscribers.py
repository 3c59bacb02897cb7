"""Who gets the newsletter of a made-up community: people one by one, and the lists of groups, by their use cases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.errors import NotFound
from elearn.domain.tokens import derive_token
from elearn.services.demo_people import DemoPerson
from elearn.services.mail import Words
from elearn.services.subscriptions import (
    PURPOSE,
    Group,
    Request,
    confirm_subscription,
    is_stop_link,
    request_subscription,
    stop_token,
)

ASKED_BEFORE = timedelta(days=20)
# Of the people of one language.
READERS = 6


@dataclass(frozen=True, slots=True)
class _Reader:
    """An address, and the group whose list it is. Some have asked and not confirmed."""

    email: str
    language: str
    group: Group | None = None
    confirms: bool = True


def load_subscribers(session: Session, *, people: Sequence[DemoPerson], secret: bytes, now: datetime) -> None:
    """Some readers of each language, and the list of each representative's group, the last of which has not confirmed
    yet. Twice is once.
    """
    at = now - ASKED_BEFORE
    for reader in [*_singles(people), *_lists(people)]:
        uid = hashlib.sha256(f"demonstration reader {reader.email}".encode()).hexdigest()[:32]
        token = derive_token(secret, PURPOSE.code, f"asked {uid}")
        if not is_stop_link(session, token=stop_token(secret, uid)):
            request = Request(reader.email, reader.language, token, uid, secret, "")
            request_subscription(session, request, compose=_compose, now=at, group=reader.group)
        if reader.confirms:
            with suppress(NotFound):  # it was confirmed by an earlier load
                confirm_subscription(session, token=token, now=at)


def _singles(people: Sequence[DemoPerson]) -> Iterator[_Reader]:
    counts: dict[str, int] = {}
    for person in people:
        counts[person.language] = counts.get(person.language, 0) + 1
        if counts[person.language] <= READERS and not person.invited:
            yield _Reader(person.email, person.language)


def _lists(people: Sequence[DemoPerson]) -> list[_Reader]:
    theirs = [person for person in people if person.role == Role.REPRESENTATIVE]
    return [
        _Reader(
            f"list.{person.scope.lower()}@example.org",
            person.language,
            Group(person.ralo, person.scope, person.uid),
            confirms=person is not theirs[-1],
        )
        for person in theirs
    ]


def _compose(language: str, _group: str, token: str) -> Words:
    return Words("At-Large", f"/{language}/newsletter/confirm/{token}\n")
