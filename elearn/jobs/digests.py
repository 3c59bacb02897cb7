"""Making the digests that are due. Nothing is loaded while none is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from config import Config
from elearn.extensions import Session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.press import DigestPress
from elearn.services.catalogue import load_catalogue
from elearn.services.digests import Reader, list_due, list_due_weekly, make_digest, make_weekly

log = logging.getLogger("elearn.jobs")


def make_digests(session: Session, config: Config, *, clock: Callable[[], datetime]) -> int:
    """How many letters were queued. Before the first publish there is nothing to tell.

    What goes wrong with one person's letter is told in the log, by number and never by name, and keeps nobody else's
    back; that person's turn comes again with the next round. Raises nothing but what the questions before it raise.
    """
    now = clock()
    due, weekly = list_due(session, today=now.date()), list_due_weekly(session, today=now.date())
    catalogue = load_catalogue(session) if due or weekly else None
    if catalogue is None:
        return 0
    compile_catalogues(config.catalogues_path)
    courses = catalogue.site.courses
    ids, press = [course.id for course in courses], DigestPress(config, courses).press()

    def region(reader: Reader) -> bool:
        return make_digest(session, reader, courses=ids, press=press, now=now)

    def week(reader: Reader) -> bool:
        return make_weekly(session, reader, courses=courses, press=press, now=now)

    made = _make_each(session, due, region)
    while weekly:
        made += _make_each(session, weekly, week)
        weekly = list_due_weekly(session, today=now.date(), after=weekly[-1].account_id)
    return made


def _make_each(session: Session, readers: Iterable[Reader], make: Callable[[Reader], bool]) -> int:
    made = 0
    for reader in readers:
        try:
            made += make(reader)
        except Exception:
            session.rollback()
            log.exception("the digest of account %d failed", reader.account_id)
    return made
