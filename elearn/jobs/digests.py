"""Making the digests that are due. Nothing is loaded while none is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from config import Config
from elearn.extensions import Session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.press import DigestPress
from elearn.services.catalogue import load_catalogue
from elearn.services.digests import list_due, list_due_weekly, make_digest, make_weekly


def make_digests(session: Session, config: Config, *, clock: Callable[[], datetime]) -> int:
    """How many letters were queued. Before the first publish there is nothing to tell."""
    now = clock()
    due, weekly = list_due(session, today=now.date()), list_due_weekly(session, today=now.date())
    catalogue = load_catalogue(session) if due or weekly else None
    if catalogue is None:
        return 0
    compile_catalogues(config.catalogues_path)
    courses = catalogue.site.courses
    ids, press = [course.id for course in courses], DigestPress(config, courses).press()
    made = sum(make_digest(session, reader, courses=ids, press=press, now=now) for reader in due)
    while weekly:
        made += sum(make_weekly(session, reader, courses=courses, press=press, now=now) for reader in weekly)
        weekly = list_due_weekly(session, today=now.date(), after=weekly[-1].account_id)
    return made
