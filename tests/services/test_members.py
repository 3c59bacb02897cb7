"""The people of an ALS as files, in both databases: by name, a page at a time, with a trace of each look."""

from __future__ import annotations

import csv
import gc
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.members import MemberLine, Roll
from elearn.domain.programmes import Level, Programme
from elearn.domain.rollup import Cell
from elearn.exchange.members_files import COLUMNS, members_csv, members_json, members_xlsx
from elearn.exchange.programme_files import readiness_csv
from elearn.services import members
from elearn.services.members import count_unnamed, find_roll, list_people
from elearn.services.programmes import list_ready
from elearn.services.reports import progress_report
from elearn.storage.accounts import Account
from elearn.storage.community import Look, Membership
from elearn.storage.progress import ProgressRow
from tests.makers import NOW, make_als, make_member, make_standing
from tests.services.summit import make_programme
from tests.statements import counted_statements

COURSES = ("start", "ip")
NAMES = ("Ama", "Bo", "Bo II", "=Chi", "أمينة", "Zoë")


@dataclass
class OpenRoll:
    roll: Roll
    people: Iterator[MemberLine]
    count_unnamed: Callable[[], int]


def roll_of(session: Session, als: str | None = "KE-01") -> OpenRoll:
    viewer = session.scalars(select(Account.id).where(Account.name == "Viewer")).one()
    roll = find_roll(session, ralo="AFRALO", als_code=als, courses=COURSES, today=NOW.date())
    people = list_people(session, roll, viewer_id=viewer, now=NOW)
    return OpenRoll(roll, people, lambda: count_unnamed(session, roll))


def csv_of(rows: OpenRoll) -> list[dict[str, str]]:
    file = b"".join(members_csv(rows.roll, rows.people, rows.count_unnamed)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


@pytest.fixture
def group(session: Session) -> dict[str, str]:
    """Six who may be named, one who may not, one invited; somebody elsewhere, and the viewer, who is one of them."""
    make_als(session, "KE-01", name="=Baobab")
    make_als(session, "KE-02")
    uids = {name: make_member(session, name, als="KE-01") for name in NAMES}
    make_member(session, "Viewer", als="KE-01", status="confirmed")
    make_member(session, "Secret", als="KE-01", named=False)
    make_member(session, "Invited", als="KE-01", joined=False)
    make_member(session, "Other", als="KE-02")
    make_standing(session, uids["Ama"], "ip", days_ago=10, finished=True)
    make_standing(session, uids["Bo"], "ip", days_ago=40)
    make_standing(session, uids["أمينة"], "start", days_ago=2)
    return uids


def test_all_three_files_say_the_same_and_add_up_to_the_report(session: Session, group: dict[str, str]) -> None:
    lines = csv_of(roll_of(session))
    rows = roll_of(session)
    told = json.loads("".join(members_json(rows.roll, rows.people, rows.count_unnamed)))
    rows = roll_of(session)
    sheet = load_workbook(io.BytesIO(members_xlsx(rows.roll, rows.people, rows.count_unnamed)))["AFRALO"]
    heads, *cells = sheet.iter_rows(values_only=True)
    assert heads == tuple(lines[0]) == COLUMNS
    assert [(line["uid"], line["course"], line["state"], int(line["people"])) for line in lines] == [
        (row[2] or "", row[6], row[8] or "", row[7]) for row in cells
    ]
    assert [(line["uid"], line["course"], line["state"], line["finished_on"]) for line in lines if line["uid"]] == [
        (person["uid"], course, state["state"], state["finished_on"] or "")
        for person in told["people"]
        for course, state in person["courses"].items()
    ]
    assert (told["unnamed"], told["name"], told["as_of"]) == (1, "=Baobab", "2026-11-22")
    report = progress_report(session, ralo="AFRALO", courses=COURSES, today=NOW.date())
    row = next(row for row in report.rows if row.als == "KE-01")
    for course in COURSES:
        here = [line for line in lines if line["course"] == course]
        assert sum(int(line["people"]) for line in here) == row.members == 9
        states = [line["state"] for line in here]
        counted = Cell(*(states.count(state) for state in ("invited", "registered", "started", "stalled", "finished")))
        assert row.cells[course] == counted + Cell(registered=1), "the one who may not be named"
    assert group


def test_no_cell_computes_and_names_are_whole(session: Session, group: dict[str, str]) -> None:
    lines = csv_of(roll_of(session))
    assert {line["name"] for line in lines} == {*NAMES, "Viewer", "Invited", ""} - {"=Chi"} | {"'=Chi"}
    assert {line["membership"] for line in lines if line["name"] == "Invited"} == {"invited"}
    rows = roll_of(session)
    sheet = load_workbook(io.BytesIO(members_xlsx(rows.roll, rows.people, rows.count_unnamed)))["AFRALO"]
    [chi] = {(row[3].value, row[3].data_type, row[3].quotePrefix) for row in sheet if row[2].value == group["=Chi"]}
    assert chi == ("=Chi", "s", True)
    done = next(row for row in sheet if row[2].value == group["Ama"] and row[6].value == "ip")
    assert (done[10].value, done[10].is_date) == (NOW.replace(tzinfo=None, hour=0) - timedelta(days=10), True)


def test_individual_members_and_nobody(session: Session, group: dict[str, str]) -> None:
    assert group
    make_member(session, "Gus", country="NG")
    assert {line["name"] for line in csv_of(roll_of(session, None))} == {"Gus"}
    make_als(session, "SN-01", country="SN")
    assert csv_of(roll_of(session, "SN-01")) == []
    make_als(session, "FR-01", country="FR")
    for elsewhere in ("FR-01", "XX-99"):
        with pytest.raises(NotFound):
            roll_of(session, elsewhere)


def test_everybody_in_it_is_looked_at_once_before_her_name_leaves(session: Session, group: dict[str, str]) -> None:
    rows = roll_of(session)
    file = members_csv(rows.roll, rows.people, rows.count_unnamed)
    head = next(file)
    assert head.count(b"\n") == 1
    assert count_looks(session) == 0
    next(file)
    assert count_looks(session) == len(NAMES) + 1  # the invited one too, the viewer and who may not be named not
    csv_of(roll_of(session))
    assert count_looks(session) == len(group) + 1
    assert set(session.scalars(select(Look.page))) == {"als"}


def count_looks(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Look)) or 0


def test_who_comes_while_the_file_is_sent_is_looked_at_too(
    session: Session, group: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "PEOPLE_AT_ONCE", 2)
    people = roll_of(session).people
    next(people)
    late = make_member(session, "Zz", als="KE-01")
    names = [person.name for person in people]
    assert "Zz" in names
    assert len(names) == len(set(names)) == len(group) + 2
    seen = select(Look.at).join(Account, Account.id == Look.subject_id).where(Account.uid == late)
    assert len(session.scalars(seen).all()) == 1


def test_equal_names_at_the_end_of_a_page_are_neither_lost_nor_doubled(
    session: Session, group: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert group
    twins = add_people(session, 7, name="Same")
    whole = [person.uid for person in roll_of(session).people]
    for size in (1, 2, 3):
        monkeypatch.setattr(members, "PEOPLE_AT_ONCE", size)
        assert [person.uid for person in roll_of(session).people] == whole
    assert set(twins) < set(whole)


def add_people(session: Session, number: int, *, name: str = "", first: int = 0) -> list[str]:
    """As `make_member` for many at once: members of KE-01 who have begun the course ip."""
    als_id = session.scalars(select(Membership.als_id).where(Membership.als_id.is_not(None))).first()
    uids = [f"{n:032x}" for n in range(first, first + number)]
    values = {"password_hash": "!", "country": "KE", "language": "en", "created_at": NOW, "joined_at": NOW}
    named = [(uid, name or f"Person {n:06d}") for n, uid in enumerate(uids, first)]
    session.execute(
        insert(Account),
        [
            {"uid": uid, "name": text, "name_sort": text.lower(), "email": uid, "email_key": uid, **values}
            for uid, text in named
        ],
    )
    homeless = ~exists().where(Membership.account_id == Account.id)
    ids = session.scalars(select(Account.id).where(Account.email == Account.uid, homeless)).all()
    home = {"als_id": als_id, "ralo": "AFRALO", "since": NOW.date(), "created_at": NOW}
    session.execute(insert(Membership), [{"account_id": account_id, **home} for account_id in ids])
    done = {"course": "ip", "state": {}, "started": True, "last_active_at": NOW}
    session.execute(insert(ProgressRow), [{"u": uid, **done} for uid in uids])
    session.commit()
    return uids


def peak_of(file: Iterator[bytes]) -> tuple[int, int, int]:
    """(bytes of the file, its pieces, bytes of memory at the most).

    The collector lets more garbage lie the more a process holds already; what was there before does not count.
    """
    size = pieces = 0
    gc.collect()
    gc.freeze()
    often, *others = gc.get_threshold()
    gc.set_threshold(2_000, 10, 10)  # as in the product; the tests' own process looks less often
    tracemalloc.start()
    for piece in file:
        size, pieces = size + len(piece), pieces + 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.set_threshold(often, *others)
    gc.unfreeze()
    return size, pieces, peak


def roll_file(session: Session) -> Iterator[bytes]:
    rows = roll_of(session)
    return members_csv(rows.roll, rows.people, rows.count_unnamed)


def test_a_file_of_ten_thousand_takes_no_more_memory_than_one_of_a_thousand(
    session: Session, group: dict[str, str]
) -> None:
    assert group
    add_people(session, 1_000)
    peak_of(roll_file(session))  # statements are compiled
    small = peak_of(roll_file(session))
    add_people(session, 9_000, first=1_000)
    large = peak_of(roll_file(session))
    with counted_statements(session) as sent:
        for _ in roll_file(session):
            pass
    assert large[0] > 9 * small[0]
    assert large[1] > 8 * small[1]
    assert large[2] < 1.25 * small[2]
    assert len([line for line in sent if line.startswith("SELECT") and "name_sort" in line]) == 21


def test_the_file_of_a_programme_comes_in_pages_too(
    session: Session, group: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.services.programmes.PEOPLE_AT_ONCE", 3)
    make_member(session, "Gus", country="NG")
    programme: Programme = make_programme(session)
    assert Level.REQUIRED in programme.topics.values()
    pages = list(list_ready(session, ralo="AFRALO", programme=programme))
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    names = [person.name for page in pages for person in page]
    assert sorted(names) == sorted([*group, "Viewer", "Invited", "Other", "Gus"])
    assert names[-2:] == ["Other", "Gus"]
    file = b"".join(readiness_csv("AFRALO", programme, (person for page in pages for person in page)))
    assert file.count(b"\r\n") == 1 + len(names)
