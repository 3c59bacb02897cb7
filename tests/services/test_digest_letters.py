"""Digests as letters: made by a round of the jobs, sent through a real mail server, read as mail programs read them."""

from __future__ import annotations

import email.policy
import io
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from email import message_from_string
from email.message import EmailMessage
from pathlib import Path

import html5lib
import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT, Config
from elearn.domain.community import AlsLine, Grant, Role
from elearn.domain.course import Course
from elearn.domain.digests import LARGEST_MAIL, not_started
from elearn.domain.languages import LANGUAGES
from elearn.domain.mail import Pace
from elearn.domain.rollup import Counted, make_report
from elearn.extensions import open_session
from elearn.extensions.speakers import Speaker
from elearn.jobs.digests import make_digests
from elearn.jobs.mail import Route, drain_queue
from elearn.jobs.press import DigestPress
from elearn.jobs.rounds import housekeep, send_mail
from elearn.services.catalogue import load_catalogue
from elearn.services.digests import Reader, RegionDigest
from elearn.services.learning import finish_lesson
from elearn.services.mail_choices import choose_letters
from elearn.services.reports import progress_report
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account
from tests.makers import NOW, make_als, make_member
from tests.smtp import running_sink

COURSES = ["start", "atlarge", "security", "ip", "pdp", "ig"]
NAMES = {"en": "Ann =1+1", "fr": "Aïssatou", "es": "Íñigo", "pt": "João", "ar": "أمينة", "ru": "Ольга", "zh": "王芳"}
GROUPS = 64  # as many as the largest region has


@pytest.fixture(scope="module")
def letters(
    published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, EmailMessage]]:
    """Recipient and kind -> letter: for coordinators and learners of every language, and the same round once more."""
    folder = tmp_path_factory.mktemp("digests")
    path = folder / "digests.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        published_template.backup(copy)
    config = site(folder, f"sqlite:///{path}")
    with open_session(config.database_url) as session, running_sink() as sink:
        settle(session)
        assert make_digests(session, config, clock=lambda: NOW) == 2 * len(LANGUAGES)
        assert make_digests(session, config, clock=lambda: NOW) == 0
        drain_queue(session, Route.read(sink.url, config.base_url), clock=lambda: NOW)
        found = {}
        for _, recipient, text in sink.mails:
            message = message_from_string(text, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            message.preamble = str(len(text.encode()))
            kind = "digest" if message.is_attachment() or "/digest/" in plain(message) else "weekly"
            language = session.scalars(select(Account.language).where(Account.email == recipient)).one()
            found[f"{kind} {language}"] = message
        assert len(found) == len(sink.mails) == 2 * len(LANGUAGES)
        found["report"] = progress_report(session, ralo="AFRALO", courses=COURSES, today=NOW.date())  # type: ignore[assignment] # beside the letters
        yield found


def test_one_persons_fault_is_told_and_keeps_no_others_letter_back(
    published_template: sqlite3.Connection,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No letter can be written in Spanish until somebody mends it; then those who went without get theirs."""
    with closing(sqlite3.connect(tmp_path / "fault.sqlite3")) as copy:
        published_template.backup(copy)
    config = site(tmp_path, f"sqlite:///{tmp_path / 'fault.sqlite3'}")
    speaker = DigestPress.speaker

    def mute_in_spanish(press: DigestPress, language: str) -> Speaker:
        if language == "es":
            raise LookupError(language)
        return speaker(press, language)

    with open_session(config.database_url) as session, running_sink() as sink:
        settle(session)
        unlucky = session.scalars(select(Account.id).where(Account.language == "es")).one()
        monkeypatch.setattr(DigestPress, "speaker", mute_in_spanish)
        assert make_digests(session, config, clock=lambda: NOW) == 2 * (len(LANGUAGES) - 1)
        told = [record.getMessage() for record in caplog.records if record.exc_info]
        assert told == [f"the digest of account {unlucky} failed"] * 2
        sending = replace(config, mail_url=sink.url)
        assert housekeep(session, sending)
        assert send_mail(session, sending)
        assert len(sink.mails) >= 2 * (len(LANGUAGES) - 1)
        monkeypatch.undo()
        assert make_digests(session, config, clock=lambda: NOW) == 2


@pytest.fixture
def published_catalogue(published_template: sqlite3.Connection, tmp_path: Path) -> tuple[Course, ...]:
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        published_template.backup(copy)
    with open_session(f"sqlite:///{tmp_path / 'copy.sqlite3'}") as session:
        catalogue = load_catalogue(session)
        assert catalogue is not None
        return tuple(catalogue.site.courses)


def site(folder: Path, url: str) -> Config:
    return Config(
        database_url=url,
        secret_key="k" * 40,
        courses_path=(ROOT / "courses",),
        instance_path=folder,
        base_url="https://learn.example.org",
    )


def settle(session: Session) -> None:
    for number in range(GROUPS):
        make_als(session, f"DEMO-KE-{number:02}", name=f"Réseau Karité {number}", language="fr")
    for language, name in NAMES.items():
        uid = make_member(session, name, als="DEMO-KE-00", language=language)
        finish_lesson(session, learner=uid, course="ip", lesson="reading-ipv6", language=language, now=NOW)
        account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
        grant = Grant(Role.COORDINATOR, "AFRALO", date(2020, 1, 1))
        grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
        choose_letters(session, account_id=account_id, chosen={"weekly": "week"}, now=NOW)


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_is_small_and_loads_nothing(letters: Mapping[str, EmailMessage], language: str) -> None:
    for kind, most in (("digest", LARGEST_MAIL), ("weekly", 20_000)):
        message = letters[f"{kind} {language}"]
        assert int(message.preamble or 0) < most, kind
        assert not re.search(r"<(img|script|link|iframe|style)|\ssrc=|url\(", html(message)), kind
        assert message["Content-Language"] == LANGUAGES[language].tag
        addresses = re.findall(r"https?://[^\s\"<]+", html(message))
        assert addresses
        assert all(address.startswith("https://learn.example.org/") for address in addresses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_well_formed_and_says_its_language(letters: Mapping[str, EmailMessage], language: str) -> None:
    for kind in ("digest", "weekly"):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        document = parser.parse(html(letters[f"{kind} {language}"]))
        assert parser.errors == []
        assert document.get("lang") == LANGUAGES[language].tag
        assert document.get("dir") == LANGUAGES[language].direction


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_it_is_left_untranslated(letters: Mapping[str, EmailMessage], language: str) -> None:
    for kind in ("digest", "weekly"):
        message = letters[f"{kind} {language}"]
        assert "%(" not in plain(message) + html(message) + message["Subject"]
        if language != "en":
            assert "No more letters" not in plain(message) + html(message)


def test_a_subject_in_arabic_keeps_its_parts_together(letters: Mapping[str, EmailMessage]) -> None:
    assert letters["digest ar"]["Subject"].startswith("\u200f\u2068AFRALO\u2069: ")
    assert letters["digest ar"]["Subject"].count("\u2068") == letters["digest ar"]["Subject"].count("\u2069") == 2


def test_tables_text_and_file_hold_the_same_figures_as_the_report(letters: Mapping[str, EmailMessage]) -> None:
    report = letters["report"]
    message = letters["digest en"]
    cell = report.totals.cells["ip"]  # type: ignore[attr-defined] # the report beside the letters
    assert (cell.started, not_started(cell), cell.finished) == (7, 0, 0)
    document = html5lib.parse(html(message), namespaceHTMLElements=False)
    table = document.findall(".//table")[0]
    rows = [["".join(part.itertext()) for part in row] for row in table.iter("tr")]
    assert [row[1:] for row in rows[1:]] == [
        [str(not_started(cell)), str(cell.started), str(cell.stalled), str(cell.finished)]
        for cell in report.totals.cells.values()  # type: ignore[attr-defined] # as above
    ]
    assert "Started 7 · Stalled 0 · Finished 0" in plain(message)
    [attached] = message.iter_attachments()
    book = attached.get_payload(decode=True)
    assert isinstance(book, bytes)
    sheet = load_workbook(io.BytesIO(book))["AFRALO"]
    heads, *lines = sheet.iter_rows(values_only=True)
    assert heads[:6] == ("Region", "Code", "Group", "Country", "Course", "People")
    assert sum(int(line[8]) for line in lines if line[4] == "ip") == 7
    assert attached.get_filename() == f"AFRALO-{NOW.date()}.xlsx"


def test_each_can_be_ended_with_one_click(letters: Mapping[str, EmailMessage]) -> None:
    # Folded after the name (RFC 5322 §2.2.3): some versions of Python keep the space of the fold.
    stops = {key: str(message["List-Unsubscribe"]).strip() for key, message in letters.items() if key != "report"}
    assert len(set(stops.values())) == len(stops)
    for key, stop in stops.items():
        assert re.fullmatch(r"<https://learn\.example\.org/[a-z]{2}/unsubscribe/[\w-]{22}>", stop), key
        assert stop[1:-1] in plain(letters[key])
        assert stop[1:-1] in html(letters[key])


def test_a_learner_gets_the_steps_that_come_next(letters: Mapping[str, EmailMessage]) -> None:
    text = plain(letters["weekly fr"])
    assert text.startswith("Bonjour \u2068Aïssatou\u2069")
    assert "https://learn.example.org/fr/c/ip/" in text


def test_a_file_that_makes_the_mail_too_large_stays_out(
    published_catalogue: tuple[Course, ...], tmp_path: Path
) -> None:
    press = DigestPress(site(tmp_path, "sqlite://"), published_catalogue)
    lines = [
        (number, AlsLine(f"A-{number}", "مجموعة الإنترنت في المدينة الكبيرة", "EG", "ar")) for number in range(1, 200)
    ]
    report = make_report("AFRALO", NOW.date(), COURSES, lines, Counted())
    reader = Reader(1, "a" * 32, "Ama", "ama@example.org", "en", "AFRALO", Pace.MONTH)
    written = press.region(reader, RegionDigest(report, None, (), 0), "token", "stop")
    assert (written.file, written.file_name) == (None, "")
    assert "159 groups more" in written.html
