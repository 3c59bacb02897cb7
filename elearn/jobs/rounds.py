"""Periodic work: mail every few seconds; digests, forgetting, and what regions were at a week's end, once an hour.

A round that fails is told and tried again.
"""

from __future__ import annotations

import logging
import signal
import threading
from datetime import UTC, datetime, timedelta

from config import Config
from elearn.domain.errors import ElearnError
from elearn.extensions import DatabaseFault, Session, open_session
from elearn.jobs.digests import make_digests
from elearn.jobs.mail import Route, drain_queue
from elearn.services.catalogue import load_catalogue
from elearn.services.guests import expire_guests
from elearn.services.job_states import Work, note_done, note_failed
from elearn.services.retention import forget_old
from elearn.services.weeks import take_weeks

PAUSE = timedelta(seconds=5)
HOUR = timedelta(hours=1)
# How often it is written down that this process is there.
MINUTE = timedelta(minutes=1)

log = logging.getLogger("elearn.jobs")


def clock() -> datetime:
    return datetime.now(UTC)


def run_rounds(config: Config, *, once: bool) -> None:
    """Work until TERM or INT, or for one round. Two of these at once share the work and do nothing twice."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    housekept_at = datetime.min.replace(tzinfo=UTC)
    with open_session(config.database_url) as session:
        noted_at = housekept_at
        while True:
            due = clock() - housekept_at >= HOUR
            done = run_round(session, config, housekeeping=due)
            if done and due:
                housekept_at = clock()
            if due or clock() - noted_at >= MINUTE:
                noted_at = clock()
                note_round(session, hourly=due, done=done)
            if once or stop.wait(PAUSE.total_seconds()):
                return


def run_round(session: Session, config: Config, *, housekeeping: bool) -> bool:
    """Everything that is due. False when something failed: it is told in the log, and the next round tries again."""
    try:
        if config.mail_url:
            if housekeeping:
                make_digests(session, config, clock=clock)
            drained = drain_queue(session, Route.read(config.mail_url, config.base_url), clock=clock)
            if drained.sent or drained.refused:
                log.info("mail: %d sent, %d not", drained.sent, drained.refused)
        if housekeeping:
            expire_guests(session, now=clock())
            forget_old(session, now=clock())
            write_weeks(session)
    except (DatabaseFault, ElearnError) as error:
        session.rollback()
        log.warning("this round failed: %s", type(error).__name__)
        return False
    except Exception:
        session.rollback()
        log.exception("this round failed, and it should not")
        return False
    return True


def note_round(session: Session, *, hourly: bool, done: bool) -> None:
    """For the administrators' page. A database that cannot be written cannot be told so either."""
    try:
        for work in (Work.ROUND, Work.HOURLY) if hourly else (Work.ROUND,):
            if done:
                note_done(session, work, now=clock())
            else:
                note_failed(session, work, now=clock(), note="")
    except DatabaseFault as error:
        session.rollback()
        log.warning("the state of jobs was not written: %s", type(error).__name__)


def write_weeks(session: Session) -> None:
    """The weeks that are over and not written down; nothing before a first release."""
    catalogue = load_catalogue(session)
    courses = [course.id for course in catalogue.site.courses] if catalogue else []
    while courses and (ralo := take_weeks(session, courses=courses, now=clock())):
        log.info("weeks: %s is written down", ralo)
