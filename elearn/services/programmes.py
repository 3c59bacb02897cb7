"""Programmes: made by administrators; who of a region is ready, for coordinators; her own list, for each learner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.community import RALOS, AlsLine
from elearn.domain.days import is_within
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name
from elearn.domain.programmes import (
    MOST_TOPICS,
    Programme,
    Readiness,
    count_readiness,
    fits_audience,
    missing_topics,
)
from elearn.domain.readiness import PersonLine, ReadinessReport
from elearn.domain.regions import COUNTRIES
from elearn.domain.rollup import INDIVIDUALS
from elearn.domain.topics import Credit, Topic
from elearn.services.audit import write_entry
from elearn.services.community import get_home
from elearn.services.counts import touch_regions
from elearn.services.topics import fingerprint, problems_of_titles
from elearn.storage import programmes as storage
from elearn.storage.base import begin_writing
from elearn.storage.community import list_als
from elearn.storage.events import lock_log
from elearn.storage.topics import list_credits, list_topics

PEOPLE_ON_A_PAGE = 50
PEOPLE_AT_ONCE = 500
LONGEST_NEW = 3650


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of somebody's own list. `required` for her; `credit` what earned it, `in_time` by the deadline."""

    topic: Topic
    required: bool
    credit: Credit | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    programme: Programme
    topics: tuple[OwnTopic, ...]

    @property
    def ready(self) -> bool:
        return all(topic.in_time for topic in self.topics if topic.required)


def list_programmes(session: Session) -> list[Programme]:
    """The open ones, the next deadline first."""
    return storage.list_programmes(session)


def find_programme_version(session: Session, key: str) -> str:
    """Of what somebody sees of a programme before changing it; empty when there is none."""
    found = storage.find_programme(session, key)
    return "" if found is None else _version_of(found, closed=storage.is_closed(session, key))


def _version_of(programme: Programme, *, closed: bool) -> str:
    audience = programme.audience
    return fingerprint(
        programme.key,
        dict(programme.titles),
        programme.language,
        programme.deadline.isoformat(),
        list(programme.topics.items()),
        [audience.confirmed, sorted(audience.als), sorted(audience.languages), sorted(audience.countries)],
        programme.new_days,
        closed,
    )


def save_programme(session: Session, *, programme: Programme, by: str, now: datetime, seen: str = "") -> None:
    """Make a new programme, or change the one that was seen (`seen` is its `find_programme_version`, empty for none).

    Twice is once. One that was closed is open again. A key that is there already, and a programme that somebody else
    has changed or closed since, are refused (`key`) and stay. Who may: administrators (`by` is one's uid). Raises
    Refused with codes by field.
    """
    titles = {language: clean_name(title) for language, title in programme.titles.items() if title.strip()}
    programme = replace(programme, titles=titles)
    begin_writing(session)
    lock_log(session)
    there = find_programme_version(session, programme.key)
    problems = problems_of_titles(programme.key, programme.titles, programme.language)
    problems |= _problems_of_rule(session, programme)
    if there and there not in (seen, _version_of(programme, closed=False)):
        problems["key"] = "key-changed" if seen else "key-taken"
    if problems:
        raise Refused(problems)
    storage.put_programme(session, programme, by=by, now=now)
    touch_regions(session, set(RALOS))
    write_entry(session, actor=by, action="programme-saved", about=programme.key, now=now)
    session.commit()


def close_programme(session: Session, *, key: str, by: str, now: datetime) -> None:
    """Nobody is asked to get ready any more; its lists stay. Twice is once. Who may: administrators. NotFound."""
    begin_writing(session)
    lock_log(session)
    if storage.find_programme(session, key) is None:
        raise NotFound("programme", key)
    storage.close_programme(session, key, now=now)
    touch_regions(session, set(RALOS))
    write_entry(session, actor=by, action="programme-closed", about=key, now=now)
    session.commit()


def _problems_of_rule(session: Session, programme: Programme) -> dict[str, str]:
    audience, problems = programme.audience, {}
    if not programme.topics or len(programme.topics) > MOST_TOPICS:
        problems["topics"] = "topics-missing"
    if not set(programme.topics) <= {topic.key for topic in list_topics(session)}:
        problems["topics"] = "topic-unknown"
    if not audience.languages <= set(LANGUAGES):
        problems["languages"] = "language-unknown"
    if not audience.countries <= set(COUNTRIES):
        problems["countries"] = "country-unknown"
    if audience.als and {row.line.code for row in list_als(session, codes=audience.als)} != audience.als:
        problems["als"] = "als-unknown"
    if not is_within(programme.deadline):
        problems["deadline"] = "day-wrong"
    if not 0 <= programme.new_days <= LONGEST_NEW:
        problems["new_days"] = "days-wrong"
    return problems


def get_programme(session: Session, key: str) -> Programme:
    """Raises NotFound; one that is closed is there."""
    found = storage.find_programme(session, key)
    if found is None:
        raise NotFound("programme", key)
    return found


def readiness_report(
    session: Session, *, ralo: str, key: str, als: str | None = None, ready: bool | None = None, page: int = 1
) -> ReadinessReport:
    """Who of this region is ready: every ALS that has audience, and one page of people by name.

    `als` narrows the people (not the rows) to one ALS by its code, or with an empty one to individual members; `ready`
    to those who are, or are not. Eight statements at most. Raises NotFound for a programme, page, or ALS of this region
    that is not. Who may see it is asked before, and whoever shows the people notes the looks.
    """
    programme = get_programme(session, key)
    if als is not None:
        get_home(session, ralo=ralo, als_code=als or None)
    named = storage.count_named(session, programme, ralo, als=als, ready=ready)
    pages = max(1, -(-named // PEOPLE_ON_A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound("page", str(page)[:20])
    offset = (page - 1) * PEOPLE_ON_A_PAGE
    found = storage.list_standings(
        session, programme, ralo, als=als, ready=ready, limit=PEOPLE_ON_A_PAGE, offset=offset
    )
    people = tuple(_line(programme, person) for person in found)
    return replace(_report(session, programme, ralo), people=people, page=page, pages=pages)


def whole_readiness(session: Session, *, ralo: str, key: str) -> ReadinessReport:
    """The same with everybody who may be named, for files. Who may, and looks: as for `readiness_report`."""
    programme = get_programme(session, key)
    people = tuple(person for lines in list_ready(session, ralo=ralo, programme=programme) for person in lines)
    return replace(_report(session, programme, ralo), people=people)


def list_ready(session: Session, *, ralo: str, programme: Programme) -> Iterator[tuple[PersonLine, ...]]:
    """Everybody of this region who may be named, by group and name, a page from the database at a time.

    Between two pages no transaction is needed: who moves meanwhile may come twice, or not at all. Who may, and looks:
    as for `readiness_report`.
    """
    after = None
    while found := storage.list_standings_after(session, programme, ralo, after=after, limit=PEOPLE_AT_ONCE):
        after = found[-1][0]
        yield tuple(_line(programme, person) for _key, person in found)
        if len(found) < PEOPLE_AT_ONCE:
            return


def _report(session: Session, programme: Programme, ralo: str) -> ReadinessReport:
    """Counts everybody, also those who may not be named. An ALS that the rule names is a row with nobody in it, too."""
    counted = count_readiness(programme, storage.count_crowds(session, programme, ralo))
    rule = programme.audience.als
    rows = [
        (row.line, counted.get(row.id, Readiness()))
        for row in list_als(session, ralo)
        if row.line.code in rule or not rule
    ]
    if not rule:
        rows.append((AlsLine("", "", "", ""), counted.get(INDIVIDUALS, Readiness())))
    topics = {topic.key: topic for topic in list_topics(session) if topic.key in programme.topics}
    totals = sum((row for _line, row in rows), Readiness())
    return ReadinessReport(ralo, programme, topics, tuple(rows), totals, ())


def _line(programme: Programme, person: storage.Standing) -> PersonLine:
    credited = programme.topics_of(person.credited)
    missing = missing_topics(programme, newcomer=person.newcomer, credited=credited)
    return PersonLine(person.account_id, person.uid, person.name, person.als, person.als_name, person.newcomer, missing)


def own_programmes(session: Session, *, account_id: int, uid: str, today: date) -> list[OwnProgramme]:
    """What this person is asked to get ready for, with her own topics, until the deadline is over.

    One statement while there is no programme, at most five.
    """
    programmes = [programme for programme in storage.list_programmes(session) if today <= programme.deadline]
    found = storage.find_candidate(session, account_id) if programmes else None
    if found is None:
        return []
    person, since = found
    mine = [programme for programme in programmes if fits_audience(programme.audience, person)]
    if not mine:
        return []
    earned = list_credits(session, [uid]).get(uid, {})
    topics = {topic.key: topic for topic in list_topics(session)}
    return [_own(programme, since, topics, earned) for programme in mine]


def _own(programme: Programme, since: date, topics: Mapping[str, Topic], earned: Mapping[str, Credit]) -> OwnProgramme:
    needed = programme.required(newcomer=since >= programme.new_since)
    lines = []
    for key in sorted(programme.topics, key=lambda key: key not in needed):
        credit = earned.get(key)
        in_time = credit is not None and credit.on <= programme.deadline
        lines.append(OwnTopic(topics[key], key in needed, credit, in_time))
    return OwnProgramme(programme, tuple(lines))
