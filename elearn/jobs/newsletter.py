"""Feeding the mail queue with the issue that is being sent. Nothing is loaded while none is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from config import Config
from elearn.extensions import Session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.issue_press import IssuePress
from elearn.services.mailings import feed_queue, is_sending
from elearn.services.newsletter import load_issues


def feed_newsletter(session: Session, config: Config, *, clock: Callable[[], datetime]) -> int:
    """How many letters were queued: a few hundred at most, so that a round stays short."""
    if not is_sending(session):
        return 0
    books = load_issues(session)
    if books is None:
        return 0
    compile_catalogues(config.catalogues_path)
    press, fed = IssuePress(config, books), 0
    issues = {issue.id: issue for issue in books.site.issues}
    secret = config.secret_key.encode()
    while queued := feed_queue(session, issues=issues, write=press.write, secret=secret, now=clock()):
        fed += queued
    return fed
