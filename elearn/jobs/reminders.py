"""Queueing the reminders that are due. Nothing is loaded while nobody asked for any."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config import Config
from elearn.domain.reminders import list_due
from elearn.domain.webinars import Webinar
from elearn.extensions import Session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.reminder_press import ReminderPress
from elearn.services.catalogue import current_release
from elearn.services.reminders import drop_overtaken, list_reminded, load_webinars, queue_reminder

MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
log = logging.getLogger("elearn.jobs")


@dataclass
class Reminding:
    """What a process keeps between rounds: the events of the release in force."""

    config: Config
    release: int = 0
    webinars: tuple[Webinar, ...] = ()
    next_at: datetime = LONG_AGO

    def remind(self, session: Session, *, clock: Callable[[], datetime]) -> int:
        """How many letters were queued; nothing is done twice within a minute. One statement while nobody asked.

        What goes wrong with one event's reminders is told in the log and keeps no other's back.
        """
        if clock() < self.next_at:
            return 0
        reminded = list_reminded(session)
        self.next_at = clock() + MINUTE
        return self._remind(session, reminded, clock()) if reminded else 0

    def _remind(self, session: Session, reminded: Collection[str], now: datetime) -> int:
        release = current_release(session)
        if release != self.release:
            self.webinars, self.release = load_webinars(session), release
            compile_catalogues(self.config.catalogues_path)
        drop_overtaken(session, self.webinars, now=now)
        press, queued = ReminderPress(self.config), 0
        for due in list_due((one for one in self.webinars if one.id in reminded), now):
            try:
                queued += queue_reminder(
                    session, due, write=press.write, secret=self.config.secret_key.encode(), now=now
                )
            except Exception:
                session.rollback()
                log.exception("the reminder of %s a %s before failed", due.webinar.id, due.ahead)
        return queued
