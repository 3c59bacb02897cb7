"""Attendance at webinars: words that earn topics, are said once, can be corrected, and stay within a region."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.attendance import Status, Word
from elearn.domain.errors import Refused
from elearn.domain.recordings import Recording
from elearn.domain.topics import Credit, Means
from elearn.domain.webinars import Webinar
from elearn.exchange.conference_csv import Heard, read_conference
from elearn.services.attendance import Taken, correct_word, enter_attendance, list_attendance
from elearn.services.attendance_reading import Asked
from elearn.services.learning import find_progress
from elearn.services.rebuild import rebuild_progress
from elearn.storage.attendance import AttendanceRow
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.topics import list_credits
from tests.makers import NOW, make_als, make_member
from tests.published import publish_course
from tests.services.summit import OTHER, address, clerk, make_topic

RECORD = Recording("talk-7", {"en": "Two lines"}, (), "en")
TALK = Webinar("talk-7", "en", "2026-11-20T13:00:00Z", RECORD, {}, ends="2026-11-20T14:00:00Z", course="ip")
ALONE = replace(TALK, id="talk-8", course="")
THERE = Word(Status.PRESENT)


@pytest.fixture
def people(session: Session) -> dict[str, str]:
    """Ama, Bo and a second Bo of KE-01, somebody who is not named, one of EURALO; the talks satisfy `dns`."""
    publish_course(session)
    make_topic(session, "dns", webinars=["talk-7", "talk-8"])
    make_als(session, "KE-01", country="KE")
    make_als(session, "FR-01", country="FR")
    return {
        "Ama": make_member(session, "Ama Osei", als="KE-01"),
        "Bo": make_member(session, "Bo", als="KE-01"),
        "Bó": make_member(session, "Bó", als="KE-01"),
        "Secret": make_member(session, "Secret", als="KE-01", named=False),
        "Eve": make_member(session, "Eve", als="FR-01", country="FR"),
    }


def take(
    session: Session,
    text: str = "",
    *,
    picked: dict[str, Status] | None = None,
    common: Word = THERE,
    confirmed: Sequence[str] = (),
    webinar: Webinar = TALK,
    others: Sequence[str] = (),
    typed: bool = False,
    dry_run: bool = False,
    by: str = OTHER,
) -> Taken:
    lines = read_conference(text).lines if text else ()
    told = [replace(line, typed=typed) for line in lines]
    asked = Asked(common, told, "KE-01", picked, confirmed=confirmed)
    return enter_attendance(session, clerk=clerk(by=by), webinar=webinar, asked=asked, others=others, dry_run=dry_run)


def words(session: Session, webinar: str = "talk-7") -> list[tuple[str, str, int, str]]:
    lines, _counts = list_attendance(session, ralo="AFRALO", webinar=webinar)
    return [(line.name, line.said.status, line.said.share, line.said.channel) for line in lines]


def credit(session: Session, uid: str) -> Credit | None:
    session.rollback()
    return list_credits(session, [uid]).get(uid, {}).get("dns")


def count_events(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


def heads(people: dict[str, str], *names: str) -> str:
    return "name,email,minutes\n" + "".join(f"{name},{address(people[name])},60\n" for name in names)


@pytest.mark.parametrize("webinar", [TALK, ALONE], ids=["with a course", "without"])
def test_a_word_earns_the_topic_and_its_correction_takes_it_away(
    session: Session, people: dict[str, str], webinar: Webinar
) -> None:
    picked = {people["Ama"]: Status.PRESENT, people["Bo"]: Status.ABSENT, people["Bó"]: Status.APOLOGY}
    assert len(take(session, picked=picked, common=Word(Status.PRESENT, 90, "fr"), webinar=webinar).new) == 3
    assert words(session, webinar.id) == [
        ("Ama Osei", "present", 90, "fr"),
        ("Bo", "absent", 0, ""),
        ("Bó", "apology", 0, ""),
    ]
    earned = credit(session, people["Ama"])
    assert earned
    assert (earned.means, earned.what, earned.on.isoformat()) == (Means.WEBINAR, webinar.id, "2026-11-20")
    assert [credit(session, people[name]) for name in ("Bo", "Bó")] == [None, None]
    started = {name: bool(find_progress(session, learner=people[name])) for name in ("Ama", "Bo", "Bó")}
    assert started == {"Ama": bool(webinar.course), "Bo": False, "Bó": False}
    (line, *_), _counts = list_attendance(session, ralo="AFRALO", webinar=webinar.id)
    event = line.said.event_id
    less = Word(Status.PRESENT, 79, "fr")
    told = [correct_word(session, clerk=clerk(), webinar=webinar, event=event, word=less) for _ in range(2)]
    assert told == [True, False]
    with pytest.raises(Refused) as another_tab:
        correct_word(session, clerk=clerk(), webinar=webinar, event=event, word=Word(Status.ABSENT, 0))
    assert another_tab.value.problems == {"said": "said-meanwhile"}
    session.rollback()
    assert words(session, webinar.id)[0] == ("Ama Osei", "present", 79, "fr")
    assert credit(session, people["Ama"]) is None
    before = [credit(session, uid) for uid in people.values()], count_events(session)
    rebuild_progress(session, now=NOW)
    assert ([credit(session, uid) for uid in people.values()], count_events(session)) == before
    assert session.scalar(select(func.count()).select_from(Quarantined)) == 0


def test_a_topic_that_gets_the_webinar_later_is_earned_too(session: Session, people: dict[str, str]) -> None:
    talk = replace(ALONE, id="talk-9")
    take(session, picked={people["Ama"]: Status.PRESENT, people["Bo"]: Status.ABSENT}, webinar=talk)
    assert credit(session, people["Ama"]) is None
    make_topic(session, "dns", webinars=["talk-9"])
    assert credit(session, people["Ama"])
    assert credit(session, people["Bo"]) is None


def test_the_same_file_twice_changes_nothing_also_after_a_correction(session: Session, people: dict[str, str]) -> None:
    text = heads(people, "Ama", "Bo")
    assert (len(take(session, text).new), take(session, text).known) == (2, 2)
    assert count_events(session) == 2
    (line, *_), _counts = list_attendance(session, ralo="AFRALO", webinar="talk-7")
    correct_word(session, clerk=clerk(), webinar=TALK, event=line.said.event_id, word=Word(Status.APOLOGY, 0))
    assert take(session, text).new == ()
    assert words(session)[0][1] == "apology"
    assert count_events(session) == 4  # a void and another word


def test_whoever_came_in_twice_is_there_once(session: Session, people: dict[str, str]) -> None:
    text = "name,email,join,leave\n" + "".join(
        f"{name},{email},2026-11-20 {start},2026-11-20 {end}\n"
        for name, email, start, end in (
            ("Ama", address(people["Ama"]), "13:00", "13:30"),
            ("AMA'S PHONE", address(people["Ama"]).upper(), "13:20", "13:40"),
            ("Ama Osei", "", "13:40", "13:50"),
        )
    )
    looked = take(session, text, dry_run=True)
    assert [(match.word.share, match.lines) for match in looked.matches.sure] == [(66, (2, 3))]
    assert [match.lines for match in looked.matches.doubtful] == [(4,)]
    assert count_events(session) == 0
    take(session, text, confirmed=[people["Ama"]])
    assert words(session) == [("Ama Osei", "present", 83, "")]


def test_who_is_who_in_a_report(session: Session, people: dict[str, str]) -> None:
    """By a name alone nobody is entered before somebody says which of two it is; an address abroad is as unknown as
    one of somebody who is not named, unless the clerk looks after that region, too.
    """
    rest = f"x,{address(people['Secret'])},60\nEve,{address(people['Eve'])},60\n=1+1,mailto:nobody,60\n"
    text = f"{heads(people, 'Ama')}bo,private@example.org,60\n{rest}"
    looked = take(session, text, dry_run=True)
    assert [match.label for match in looked.matches.sure] == ["Ama Osei"]
    assert {match.person.uid for match in looked.matches.doubtful} == {people["Bo"], people["Bó"]}
    assert [line.name for line in looked.matches.unknown] == ["x", "Eve", "=1+1"]
    assert [line.name for line in take(session, text, others=["EURALO"], dry_run=True).matches.elsewhere] == ["Eve"]
    take(session, text, confirmed=[people["Bó"], people["Eve"], people["Secret"]])
    assert [name for name, *_ in words(session)] == ["Ama Osei", "Bó"]


def test_two_at_once_say_it_once(session: Session, engine: Engine, people: dict[str, str]) -> None:
    text = heads(people, "Ama", "Bo")
    session.rollback()

    def one_of_them(number: int) -> int:
        with Session(engine) as own:
            return len(take(own, text, by=f"{number:032x}").new)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one_of_them, range(4))) == [0, 0, 0, 2]
    standing = select(func.count()).select_from(AttendanceRow).where(AttendanceRow.replaced_at.is_(None))
    assert session.scalar(standing) == 2


def test_nothing_before_it_began_and_nothing_without_its_length(session: Session, people: dict[str, str]) -> None:
    ahead = replace(TALK, starts=(NOW + timedelta(minutes=1)).isoformat(), ends="")
    year = replace(TALK, starts="2014", ends="")
    for webinar, code in ((ahead, "length-missing"), (year, "length-missing")):
        assert [one.code for one in take(session, heads(people, "Ama"), webinar=webinar).problems] == [code]
    assert [one.code for one in take(session, picked={people["Ama"]: Status.PRESENT}, webinar=ahead).problems] == [
        "webinar-ahead"
    ]
    assert [one.code for one in take(session).problems] == ["people-missing"]
    assert count_events(session) == 0


def test_a_coordinator_of_another_region_corrects_nobody(session: Session, people: dict[str, str]) -> None:
    take(session, picked={people["Ama"]: Status.PRESENT})
    (line, *_), _counts = list_attendance(session, ralo="AFRALO", webinar="talk-7")
    there = clerk("EURALO", OTHER)
    with pytest.raises(Refused):
        correct_word(session, clerk=there, webinar=TALK, event=line.said.event_id, word=None)
    session.rollback()
    assert list_attendance(session, ralo="EURALO", webinar="talk-7") == ([], {})
    assert correct_word(session, clerk=clerk(), webinar=TALK, event=line.said.event_id, word=None)
    assert words(session) == []
    assert credit(session, people["Ama"]) is None


def test_lines_that_are_typed_say_what_the_form_says(session: Session, people: dict[str, str]) -> None:
    lines = [Heard(1, email=address(people["Bo"]), typed=True)]
    asked = Asked(Word(Status.APOLOGY, 0), lines)
    enter_attendance(session, clerk=clerk(), webinar=TALK, asked=asked, dry_run=False)
    assert words(session) == [("Bo", "apology", 0, "")]
