"""From lists and reports of a conference tool to members of a region: whom we know, may know, and who is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from elearn.domain.addresses import clean_email, email_key
from elearn.domain.attendance import (
    Source,
    Span,
    Status,
    Word,
    is_of_another_time,
    length_of,
    minutes_within,
    share_of,
)
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import problem_of_name, sort_key
from elearn.domain.webinars import Webinar
from elearn.exchange.conference_csv import Heard
from elearn.exchange.csv_tables import Problem
from elearn.storage.rosters import Present, list_present, list_with_names

MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """Where people are looked for: in one region; `others` are further ones of the same clerk."""

    ralo: str
    others: Collection[str] = ()
    finds_all: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent: `picked` uid -> status from the list of one group (`als`), `lines` typed or of a file.

    `common` is what is said of whoever is on a line without times; `length` how many minutes it took, where the file
    of the webinar does not tell; `confirmed` the uids of those whom a name alone told.
    """

    common: Word
    lines: Sequence[Heard] = ()
    als: str = ""
    picked: Mapping[str, Status] | None = None
    length: int | None = None
    confirmed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One person and what is to be said about her. `label` is what to call her on the page, `lines` say so."""

    person: Present
    word: Word
    source: Source
    label: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """`sure` by address or picked; `doubtful` by the name alone; `unknown` nobody whom this clerk may find;
    `elsewhere` members of another region of the same clerk.
    """

    sure: tuple[Match, ...] = ()
    doubtful: tuple[Match, ...] = ()
    unknown: tuple[Heard, ...] = ()
    elsewhere: tuple[Heard, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Found:
    """Lines by uid, and the persons."""

    people: dict[str, Present] = field(default_factory=dict)
    sure: dict[str, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    doubtful: dict[str, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    unknown: list[Heard] = field(default_factory=list)
    elsewhere: list[Heard] = field(default_factory=list)


def match_people(session: Session, *, scope: Scope, webinar: Webinar, asked: Asked) -> Matches:
    """Who is who. The lines of one person are one word: she is counted once, however often she came in.

    By address nobody is found who prefers not to be named, unless the scope `finds_all`. An address that nobody here
    has may still stand beside a name that somebody has.
    """
    lines, length = asked.lines, asked.length or length_of(webinar)
    if length is None and any(line.timed for line in lines):
        return Matches(problems=(Problem(0, "minutes", "length-missing"),))
    if (exact := _exact_span(webinar)) and is_of_another_time([line.span for line in lines if line.span], exact):
        return Matches(problems=(Problem(0, "file", "times-elsewhere"),))
    found = _find(session, scope, lines)
    for uid in set(found.doubtful) & set(asked.confirmed):
        found.sure[uid] += found.doubtful.pop(uid)

    def matches(by: Mapping[str, list[Heard]]) -> tuple[Match, ...]:
        told = [_match(found.people[uid], of_hers, asked.common, length or 1, webinar) for uid, of_hers in by.items()]
        return tuple(sorted(told, key=lambda match: match.lines))

    return Matches(matches(found.sure), matches(found.doubtful), tuple(found.unknown), tuple(found.elsewhere))


def _find(session: Session, scope: Scope, lines: Sequence[Heard]) -> _Found:
    ralo, finds_all = scope.ralo, scope.finds_all
    keys = {_key(line) for line in lines if line.email}
    here = list_present(session, ralo, keys, also_unnamed=finds_all)
    far = {
        key for other in scope.others for key in list_present(session, other, keys - set(here), also_unnamed=finds_all)
    }
    names = {line.name for line in lines if line.name and not problem_of_name(line.name)}
    alike = list_with_names(session, ralo, names)
    found = _Found()
    for line in lines:
        key, same = _key(line) if line.email else "", alike.get(sort_key(line.name), [])
        if key in here:
            found.people[here[key].uid] = here[key]
            found.sure[here[key].uid].append(line)
        elif key in far:
            found.elsewhere.append(line)
        elif 0 < len(same) <= MOST_ALIKE:
            for person in same:
                found.people[person.uid] = person
                found.doubtful[person.uid].append(line)
        else:
            found.unknown.append(line)
    return found


def _key(line: Heard) -> str:
    return email_key(clean_email(line.email))


def _match(person: Present, lines: Sequence[Heard], common: Word, length: int, webinar: Webinar) -> Match:
    channel = next((code for line in lines if (code := read_channel(line.channel, webinar))), common.channel)
    timed, word = [line for line in lines if line.timed], common
    if timed:
        spans = [line.span for line in timed if line.span]
        minutes = minutes_within(spans, sum(line.minutes for line in timed), _exact_span(webinar))
        word = Word(Status.PRESENT, share_of(minutes, length), channel)
    elif common.status is Status.PRESENT:
        word = Word(common.status, common.share, channel)
    source = Source.LIST if all(line.typed for line in lines) else Source.FILE
    label = person.name if person.named else next((line.email for line in lines if line.email), "")
    return Match(person, word, source, label, tuple(line.line for line in lines))


def _exact_span(webinar: Webinar) -> Span | None:
    return None if webinar.year_only or webinar.whole_days or not webinar.ends else webinar.span()


def read_channel(text: str, webinar: Webinar) -> str:
    """The code of a language that the event has or that we offer, told by its code or its own name; else empty."""
    asked = text.strip().casefold()
    known = {channel.language for channel in webinar.channels} | set(LANGUAGES)
    own = {one.endonym.casefold(): code for code, one in LANGUAGES.items()}
    return asked if asked in known else own.get(asked, "")
