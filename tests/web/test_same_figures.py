"""Screens, files, machines and mail say the same about one community, in both databases."""

from __future__ import annotations

import csv
import email.policy
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from email import message_from_string
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Config
from elearn.app import create_app
from elearn.cli.main import elearn
from elearn.domain.progress import State
from elearn.domain.rollup import Cell
from elearn.extensions import db, open_session
from elearn.extensions.current import session_cookie
from elearn.jobs.digests import make_digests
from elearn.jobs.mail import Route, drain_queue
from elearn.services.past import past_report
from elearn.services.programmes import own_programmes
from elearn.services.reports import progress_report
from elearn.services.schema import known_revisions
from elearn.storage.accounts import Account
from tests.makers import NOW
from tests.smtp import running_sink
from tests.web.one_community import COURSES, PEOPLE, settle
from tests.web.pages import CheckingClient
from tests.web.regions.test_page import cells
from tests.web.renderings import of_csv, of_json, of_lines, of_report, of_table, of_xlsx, short

REGION = "/en/regions/afralo"
STATES = [state.value for state in State]
TITLES = {"dns": "IPv4 and IPv6", "ip": "IPv4 and IPv6"}
GROUPS = {"KE-01": "=Baobab <b>Circle</b>", "SN-01": "Cercle « Karité »", "DZ-01": "حلقة الجزائر"}
ALONE = "Individual members"
# (ALS, course) -> people in each state, by hand.
TRUE = {
    ("KE-01", "dns"): Cell(invited=1, registered=3, started=0, stalled=1, finished=1),
    ("KE-01", "ip"): Cell(invited=1, registered=1, started=2, stalled=1, finished=1),
    ("DZ-01", "dns"): Cell(finished=1),
    ("DZ-01", "ip"): Cell(registered=1),
    ("SN-01", "dns"): Cell(),
    ("SN-01", "ip"): Cell(),
    ("", "dns"): Cell(invited=1, started=1),
    ("", "ip"): Cell(invited=1, registered=1),
}


@pytest.fixture
def community(database_url: str) -> Iterator[dict[str, str]]:
    """Name -> uid; the database says of itself that it is at this code's migration, for the commands."""
    with open_session(database_url) as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": known_revisions()[-1]})
        session.commit()
        yield settle(session)
        session.rollback()
        session.execute(text("DROP TABLE alembic_version"))
        session.commit()


@pytest.fixture
def site(database_url: str, instance: Path, community: dict[str, str]) -> Iterator[Flask]:
    assert community
    config = Config(
        database_url=database_url,
        secret_key="k" * 40,
        courses_path=(),
        instance_path=instance,
        base_url="http://localhost",
    )
    app = create_app(config)
    app.config.update(TESTING=False, CLOCK=lambda: NOW)
    app.test_client_class = CheckingClient
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def coordinator(site: Flask) -> FlaskClient:
    client = site.test_client()
    with site.app_context():
        client.set_cookie(session_cookie(), "coordinator")
    return client


@pytest.fixture
def rows(database_url: str) -> Iterator[Session]:
    with open_session(database_url) as session:
        yield session


def test_region_page_files_machines_and_the_command_line_say_the_same(
    coordinator: FlaskClient, rows: Session, database_url: str, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = progress_report(rows, ralo="AFRALO", courses=COURSES, today=NOW.date())
    assert of_report(report) == TRUE
    page = coordinator.get(REGION).text
    file = coordinator.get(f"{REGION}.csv").data
    book = coordinator.get(f"{REGION}.xlsx").data
    told = coordinator.get(f"{REGION}.json").get_json()
    assert of_table(page) == TRUE
    assert of_json(told) == TRUE
    assert of_lines(of_csv(file)) == of_lines(of_xlsx(book)) == TRUE
    assert told == coordinator.get("/api/v1/reports/progress?ralo=AFRALO").get_json()
    total = {course: sum((cell for (_, key), cell in TRUE.items() if key == course), Cell()) for course in COURSES}
    assert {course: Cell(**cell) for course, cell in told["totals"]["cells"].items()} == total
    assert cells(page.replace("<tfoot>", ""))["All"][:3] == ["9", *map(short, total.values())]
    settings = {"DATABASE_URL": database_url, "INSTANCE_PATH": str(instance), "BASE_URL": "http://localhost"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("elearn.cli.report.datetime", Today)
    assert json.loads(command("json")) == told
    assert of_csv(command("csv")) == of_csv(file)
    assert of_xlsx(command("xlsx")) == of_xlsx(book)
    table = [re.split(r"  +", line) for line in command("table").decode().splitlines()]
    short_rows = [[als or ALONE, *(short(TRUE[als, course]) for course in COURSES)] for als in (*codes(told), "")]
    assert [[line[0], *line[2:]] for line in table[1:-1]] == short_rows
    assert table[-1] == ["all", "9", *map(short, total.values())]


def codes(told: Mapping[str, Any]) -> list[str]:
    return [row["als"] for row in told["rows"]]


class Today:
    """A clock for the command line."""

    @staticmethod
    def now(_zone: object) -> object:
        return NOW


def command(form: str) -> bytes:
    words = ["report", "progress", "--ralo", "AFRALO", "--format", form]
    return CliRunner().invoke(elearn, words, catch_exceptions=False).stdout_bytes


def test_the_list_for_small_screens_says_what_the_table_says(coordinator: FlaskClient) -> None:
    page = coordinator.get(f"{REGION}?view=list").text
    document = html5lib.parse(page.partition("<main")[2].partition("</main>")[0], namespaceHTMLElements=False)
    found = {}
    for item in document.iter("li"):
        words = " ".join("".join(item.itertext()).split())
        if words.startswith((*GROUPS.values(), ALONE)):
            name = next(name for name in (*GROUPS.values(), ALONE) if words.startswith(name))
            people = re.search(r"(\d+) (?:person|people)", words)
            found[name] = (int(people[1]) if people else 0, re.findall(r": (\d+/\d+)", words))
    for als, name in {**GROUPS, "": ALONE}.items():
        told = [TRUE[als, course] for course in COURSES]
        begun = [short(cell) for cell in told if cell.unstarted < cell.members]
        assert found[name] == (told[0].members, begun), name


def test_today_as_a_past_day_is_today_and_a_week_is_its_last_day(coordinator: FlaskClient, rows: Session) -> None:
    assert of_report(past_report(rows, "AFRALO", COURSES, NOW.date())) == TRUE
    assert of_json(coordinator.get(f"{REGION}.json?as_of=2026-11-22").get_json()) == TRUE
    weeks = coordinator.get(f"{REGION}/over-time.json").get_json()["weeks"]
    lines = list(csv.DictReader(io.StringIO(coordinator.get(f"{REGION}/over-time.csv").data.decode("utf-8-sig"))))
    page = coordinator.get(f"{REGION}/over-time").text
    assert len(weeks) == len(lines) == 12
    for week, line in zip(weeks, lines, strict=True):
        day, figures = week["week_ending"], week["figures"]
        assert (day, figures["translated"]) == (line["week_ending"], sum(week["translated"].values()))
        assert {key: line[f"translated_{key}"] for key in week["translated"]} == {"fr": str(figures["translated"])}
        assert {key: line[key] for key in figures} == {key: str(value) for key, value in figures.items()}
        told = coordinator.get(f"{REGION}.json?as_of={day}").get_json()
        every = sum((Cell(**cell) for cell in told["totals"]["cells"].values()), Cell())
        begun = every.started + every.stalled + every.finished
        assert (figures["finished"], figures["begun"], figures["stalled"]) == (every.finished, begun, every.stalled)
        assert figures["members"] == told["totals"]["members"]
        assert figures["nobody"] == sum(not row["members"] for row in told["rows"])
        held = re.search(r"<dt>sessions held</dt><dd>(\d+)</dd>", coordinator.get(f"{REGION}?as_of={day}").text)
        assert held
        assert figures["sessions"] == int(held[1])
    last = weeks[-1]["figures"]
    assert (last["sessions"], last["reached"], last["newcomers"], last["finished"]) == (1, 11, 1, 2)
    for title, key in (
        ("Courses finished", "finished"),
        ("Sessions held", "sessions"),
        ("Newcomers mentored", "newcomers"),
    ):
        assert f"{title}: {last[key]}</h3>" in page


def test_the_digest_and_its_workbook_say_the_same(site: Flask, rows: Session, coordinator: FlaskClient) -> None:
    config = site.config["ELEARN"]
    with running_sink() as sink:
        assert make_digests(rows, config, clock=lambda: NOW) == 1
        drain_queue(rows, Route.read(sink.url, config.base_url), clock=lambda: NOW)
        message = message_from_string(sink.mails[0][2], policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    [attached] = message.iter_attachments()
    book = attached.get_payload(decode=True)
    assert isinstance(book, bytes)
    assert book == coordinator.get(f"{REGION}.xlsx").data
    assert of_lines(of_xlsx(book)) == TRUE
    total = [sum((cell for (_, key), cell in TRUE.items() if key == course), Cell()) for course in COURSES]
    letter, plain = message.get_body(("html",)), message.get_body(("plain",))
    assert letter
    assert plain
    courses, idle = html5lib.parse(letter.get_content(), namespaceHTMLElements=False).iter("table")
    numbers = [[int(td.text or "") for td in row.iter("td")] for row in courses.iter("tr")][1:]
    assert numbers == [[cell.unstarted, cell.started, cell.stalled, cell.finished] for cell in total]
    for cell in total:
        told = f"{cell.unstarted} · Started {cell.started} · Stalled {cell.stalled} · Finished {cell.finished}"
        assert f": Not started {told}" in plain.get_content()
    names = {name: als for als, name in GROUPS.items()}
    for row in list(idle.iter("tr"))[1:]:
        als = names["".join(next(row.iter("th")).itertext())]
        told_row = [int(td.text or "") for td in row.iter("td")]
        assert told_row == [TRUE[als, "ip"].members, *(TRUE[als, course].unstarted for course in COURSES)]
    link = re.search(r"http://localhost(/en/digest/[\w-]+)", plain.get_content())
    assert link
    page = site.test_client().get(link[1]).text
    shown = cells(page.replace("</th>", "").replace("<tfoot>", ""))
    for als, name in {**GROUPS, "": ALONE}.items():
        there = [TRUE[als, course] for course in COURSES]
        assert shown[name] == [str(there[0].members), *map(short, there)], name


def test_a_group_and_its_files_say_what_the_region_says(coordinator: FlaskClient) -> None:
    for als in (*GROUPS, ""):
        place = f"{REGION}/{als or 'individual-members'}"
        page = coordinator.get(place).text
        table = re.findall(r"<tr><th scope=\"row\">IPv4.*?</tr>", page)
        shown = [Cell(*map(int, re.findall(r"<td>(?:<a [^>]*>)?(\d+)", row))) for row in table]
        assert shown == [TRUE[als, course] for course in COURSES]
        told = coordinator.get(f"{place}.json").get_json()
        lines = list(csv.DictReader(io.StringIO(coordinator.get(f"{place}.csv").data.decode("utf-8-sig"))))
        here = {name for name, (home, kind, _) in PEOPLE.items() if (home or "") == als and kind.get("named", True)}
        assert {person["name"] for person in told["people"]} == here
        assert {line["name"].removeprefix("'") for line in lines if line["uid"]} == here
        for course in COURSES:
            states = [person["courses"][course]["state"] for person in told["people"]]
            assert states == [line["state"] for line in lines if line["uid"] and line["course"] == course]
            unnamed = {"KE-01": {"dns": Cell(finished=1), "ip": Cell(started=1)}}.get(als, {}).get(course, Cell())
            assert Cell(*(states.count(state) for state in STATES)) + unnamed == TRUE[als, course]
            of_course = [int(line["people"]) for line in lines if line["course"] == course]
            assert sum(of_course) == len(states) + told["unnamed"] == TRUE[als, course].members


def test_programme_page_files_and_each_own_list_say_the_same(
    coordinator: FlaskClient, rows: Session, community: dict[str, str]
) -> None:
    place = f"{REGION}/programmes/summit"
    told = coordinator.get(f"{place}.json").get_json()
    lines = list(csv.DictReader(io.StringIO(coordinator.get(f"{place}.csv").data.decode("utf-8-sig"))))
    page = coordinator.get(place).text
    missing = {person["name"]: person["missing"] for person in told["people"]}
    assert {line["name"].removeprefix("'"): line["missing"].split() for line in lines} == missing
    people = page.partition('id="people"')[2]
    shown = re.findall(r"<bdi>([^<]*)</bdi></a>.*?</td><td>(Ready|Not ready yet)</td>", people)
    assert {html.unescape(name): state == "Ready" for name, state in shown} == {
        name: not lacking for name, lacking in missing.items()
    }
    totals = told["totals"]
    assert re.findall(r"<dd>(\d+)</dd>", page)[:3] == [
        str(number) for number in (totals["people"], totals["ready"], totals["people"] - totals["ready"])
    ]
    assert totals["people"] == sum(row["people"] for row in told["rows"]) == 9
    assert [row["als"] for row in told["rows"] if row["ready"]] == ["KE-01"]
    ids = {row.uid: row.id for row in rows.execute(select(Account.uid, Account.id))}
    for name, lacking in missing.items():
        uid = community[name]
        [own] = own_programmes(rows, account_id=ids[uid], uid=uid, today=NOW.date())
        assert own.ready is not bool(lacking), name
        assert [topic.topic.key for topic in own.topics if topic.required and not topic.in_time] == lacking, name
