"""All derived tables again, from the events alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.identity import resolve_links
from elearn.services.counts import rebuild_counts
from elearn.services.credits import earn_credits
from elearn.services.facts import is_known, list_published, read_link
from elearn.services.folding import Folded, became_known, fold_people
from elearn.storage.attempts import add_attempts, delete_all_attempts
from elearn.storage.base import begin_writing
from elearn.storage.events import count_events, list_events_of, list_links, list_uids, lock_log, set_flags
from elearn.storage.identity import list_aliases, list_linked_away, replace_aliases
from elearn.storage.progress import delete_progress, put_progress
from elearn.storage.topics import delete_credits

PEOPLE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many `events` there are, and what they make: `rows` of progress (person and course) and `attempts`.

    `wrong_counts` is how many rows of the regions' counts were not what they should have been.
    """

    events: int
    rows: int
    attempts: int
    wrong_counts: int


def rebuild_progress(session: Session, *, now: datetime) -> Rebuilt:  # noqa: ARG001 - a use case gets the time; folding must not look at it
    """Fold the whole log again, in one transaction: aliases, attempts, progress, credits, counts.

    The rows come out identical. Readers see the old rows until it is done. Memory stays flat: a few hundred people at
    a time, and one short record per linked guest.
    """
    begin_writing(session)
    lock_log(session)
    delete_all_attempts(session)
    delete_progress(session, None)
    delete_credits(session)
    _rebuild_aliases(session)
    rows, attempts, last = 0, 0, ""
    while uids := list_uids(session, last, PEOPLE_AT_ONCE):
        last = uids[-1]
        folded = _refold(session, uids)
        rows += len(folded.progress)
        attempts += len(folded.attempts)
    wrong = rebuild_counts(session)
    events = count_events(session)
    session.commit()
    return Rebuilt(events, rows, attempts, wrong)


def _rebuild_aliases(session: Session) -> None:
    stored = list_links(session)
    published = list_published(session, ())
    known = [read_link(link) for link in stored if is_known(link.event, published)]
    replace_aliases(session, None, resolve_links(known))


def _refold(session: Session, uids: list[str]) -> Folded:
    """Fold those of these uids that are people, each with all that she did under other uids."""
    people = set(uids) - list_linked_away(session, uids)
    links = list_aliases(session, people)
    events = list_events_of(session, people | set(links))
    published = list_published(session, (stored.event for stored in events))
    folded = fold_people(session, events, links, published)
    add_attempts(session, folded.attempts, folded.responses)
    put_progress(session, folded.progress)
    set_flags(session, became_known(events, published))
    earn_credits(session, people)
    return folded
