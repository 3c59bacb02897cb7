"""Topics: made and changed by administrators. A change of what satisfies one takes nobody's credit away."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name
from elearn.domain.topics import Means, Topic, Way
from elearn.services.audit import write_entry
from elearn.services.credits import earn_credits_by
from elearn.storage import topics as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import lock_log

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY_LIMIT = 40
WEBINAR_LIMIT = 64


def list_topics(session: Session) -> list[Topic]:
    """All topics by key, with what satisfies them today."""
    return storage.list_topics(session)


def version_of(topic: Topic) -> str:
    """Of what somebody saw before changing it; another one as soon as anything of it is another."""
    return fingerprint(topic.key, dict(topic.titles), topic.language, sorted(topic.courses), sorted(topic.webinars))


def fingerprint(*values: object) -> str:
    """16 hex of anything that JSON can hold, however its keys are ordered."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def save_topic(
    session: Session, *, topic: Topic, courses: Collection[str], by: str, now: datetime, seen: str = ""
) -> None:
    """Make a new topic, or change the one that was seen (`seen` is its `version_of`, empty for none). Twice is once.

    A key that is there already, and a topic that somebody else has changed since, are refused (`key`) and stay.
    Who may: administrators (`by` is one's uid). `courses` are the ids there are. A course or webinar that satisfied it
    until now and is left out satisfies nobody any more from now on; who has the credit keeps it. One that is new counts
    for everybody who finished or attended it before, too. Raises Refused with codes by field.
    """
    topic = Topic(
        topic.key,
        {language: clean_name(title) for language, title in topic.titles.items() if title.strip()},
        topic.language,
        tuple(dict.fromkeys(topic.courses)),
        tuple(dict.fromkeys(topic.webinars)),
    )
    begin_writing(session)
    lock_log(session)
    known = {way.what for way in storage.list_ways(session) if way.means is Means.COURSE and way.topic == topic.key}
    problems = problems_of_titles(topic.key, topic.titles, topic.language)
    there = next((one for one in storage.list_topics(session) if one.key == topic.key), None)
    if there and version_of(there) not in (seen, version_of(topic)):
        problems["key"] = "key-changed" if seen else "key-taken"
    if not set(topic.courses) <= {*courses, *known}:
        problems["courses"] = "course-unknown"
    if not all(webinar.isprintable() and len(webinar) <= WEBINAR_LIMIT for webinar in topic.webinars):
        problems["webinars"] = "webinar-wrong"
    if problems:
        raise Refused(problems)
    storage.put_topic(session, topic, by=by, now=now)
    wanted = {Way(topic.key, Means.COURSE, what) for what in topic.courses}
    wanted |= {Way(topic.key, Means.WEBINAR, what) for what in topic.webinars}
    is_open = {way for way in storage.list_ways(session) if way.topic == topic.key and way.until is None}
    storage.end_ways(session, is_open - wanted, now=now)
    storage.add_ways(session, sorted(wanted - is_open, key=lambda way: (way.means, way.what)), now=now)
    earn_credits_by(session, {way.what for way in wanted - is_open})
    write_entry(session, actor=by, action="topic-saved", about=topic.key, now=now)
    session.commit()


def problems_of_titles(key: str, titles: Mapping[str, str], language: str) -> dict[str, str]:
    """What is wrong with the key and the titles (already cleaned) of a topic or programme, by field."""
    problems = {}
    if not KEY.fullmatch(key) or len(key) > KEY_LIMIT:
        problems["key"] = "key-wrong"
    if language not in LANGUAGES:
        problems["language"] = "language-missing"
    for code, title in titles.items():
        wrong = "language-unknown" if code not in LANGUAGES else problem_of_name(title)
        if wrong:
            problems[f"title_{code}"] = wrong
    if language in LANGUAGES and not titles.get(language):
        problems[f"title_{language}"] = "title-missing"
    return problems
