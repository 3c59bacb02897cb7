"""Periodic work: mail every few seconds; reminders every minute; once an hour digests, forgetting, and what regions
were at a week's end.

A round that fails is told and tried again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from config import Config
from elearn.domain.errors import ElearnError, Unavailable
from elearn.extensions import DatabaseFault, Session, open_session
from elearn.jobs.digests import make_digests
from elearn.jobs.mail import Route, drain_queue
from elearn.jobs.newsletter import feed_newsletter
from elearn.jobs.reminders import Reminding
from elearn.services.catalogue import load_catalogue
from elearn.services.guests import expire_guests
from elearn.services.job_states import Work, note_done, note_failed
from elearn.services.mailings import is_sending
from elearn.services.retention import forget_old
from elearn.services.turns import do_in_turn
from elearn.services.weeks import take_weeks

PAUSE = timedelta(seconds=5)
# While an issue is being sent; each round takes some hundred letters and can be stopped after it.
SHORT_PAUSE = timedelta(seconds=1)
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
    housekept_at = noted_at = datetime.min.replace(tzinfo=UTC)
    reminding = Reminding(config)
    with open_session(config.database_url) as session:
        while True:
            due = clock() - housekept_at >= (MINUTE if config.jobs_url else HOUR)
            kept = housekeep(session, config) if due else None
            mailed = remind(session, config, reminding) and send_mail(session, config)
            done = mailed and kept is not False
            if due and done:
                housekept_at = clock()
            if kept is not None or clock() - noted_at >= MINUTE:
                noted_at = clock()
                note_round(session, hourly=kept is not None, done=done)
            if once or stop.wait(pause_after(session, done=mailed and bool(config.mail_url)).total_seconds()):
                return


def pause_after(session: Session, *, done: bool) -> timedelta:
    """Until the next round."""
    try:
        return SHORT_PAUSE if done and is_sending(session) else PAUSE
    except DatabaseFault:
        session.rollback()
        return PAUSE


def send_mail(session: Session, config: Config) -> bool:
    """The next copies of an issue, and the mail that waits.

    False when something failed: it is told in the log, and the next round tries again.
    """

    def mail() -> None:
        feed_newsletter(session, config, clock=clock)
        drained = drain_queue(session, Route.read(config.mail_url, config.base_url), clock=clock)
        if drained.sent or drained.refused:
            log.info("mail: %d sent, %d not", drained.sent, drained.refused)

    return not config.mail_url or attempt(session, mail)


def remind(session: Session, config: Config, reminding: Reminding) -> bool:
    """The reminders that are due, once a minute. Without a mail server none is made: they would come late."""
    return not config.mail_url or attempt(session, lambda: reminding.remind(session, clock=clock))


def housekeep(session: Session, config: Config) -> bool | None:
    """The hourly work: whether all that was done went well; None when other processes have done it.

    With JOBS_URL each kind has its turn in that database. When it does not answer, this process does what it would do
    alone: nothing comes out differently when two do it.
    """
    works: dict[str, Callable[[], object]] = {
        "digests": lambda: config.mail_url and make_digests(session, config, clock=clock),
        "guests": lambda: expire_guests(session, now=clock()),
        "forgetting": lambda: forget_old(session, now=clock()),
        "weeks": lambda: write_weeks(session),
    }
    done = [in_turn(session, config, name, partial(attempt, session, work)) for name, work in works.items()]
    went = [well for well in done if well is not None]
    return all(went) if went else None


def in_turn(session: Session, config: Config, name: str, work: Callable[[], bool]) -> bool | None:
    """With JOBS_URL only when it is this kind's turn and nobody else has it."""
    if not config.jobs_url:
        return work()
    try:
        return do_in_turn(config.jobs_url, name, every=HOUR, clock=clock, work=work)
    except Unavailable:
        session.rollback()
        log.warning("JOBS_URL does not answer, so this process does the hourly work without asking: %s", name)
        return work()


def attempt(session: Session, work: Callable[[], object]) -> bool:
    """Whether it went well; what goes wrong is undone and told."""
    try:
        work()
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
