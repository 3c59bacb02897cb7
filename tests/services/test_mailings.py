"""An issue is sent: previewed first, once to everybody, in her language, and nothing twice whatever dies."""

from __future__ import annotations

import email.policy
import os
import signal
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import html5lib
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import LANGUAGES, Config
from elearn.domain.access import Viewer
from elearn.domain.errors import NotFound, Refused
from elearn.domain.newsletter import LARGEST_LETTER, Issue
from elearn.domain.sections import Section, SectionText
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.issue_press import IssuePress
from elearn.jobs.mail import write_message
from elearn.services.mail import Letter, Words
from elearn.services.mailings import (
    AHEAD,
    Written,
    feed_queue,
    list_states,
    request_preview,
    start_sending,
    stop_sending,
)
from elearn.services.newsletter import load_issues
from elearn.services.publishing import publish
from elearn.storage.accounts import QueuedMail
from elearn.storage.mailings import Mailing
from tests.content.slips.newsletter import ISSUE_FILES, N
from tests.content.test_learning_paths import write
from tests.content.test_newsletter import FRENCH
from tests.makers import NOW
from tests.newsletter import (
    BASE_URL,
    DIES_WHILE_QUEUING,
    SECRET,
    add_subscribers,
    administrator,
    make_site,
    pass_leases,
    start_worker,
)
from tests.smtp import Talk, running_sink

ISSUE = Issue("2026-11-x", "en", "2026-11-22", {"en": "News"}, {"en": "All of it."}, ())


@pytest.fixture
def admin(session: Session) -> Viewer:
    return administrator(session)


def plain(issue: Issue, language: str, token: str) -> Written:
    return Written(Words(issue.title(language)[0], f"{language} {token}"), "<p>x</p>", f"https://x.example/{token}")


def feed(session: Session, *issues: Issue) -> int:
    known = {issue.id: issue for issue in issues}
    return feed_queue(session, issues=known, write=plain, secret=SECRET.encode(), now=NOW)


def queued(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(QueuedMail.recipient, QueuedMail.language).order_by(QueuedMail.id))
    return [(row[0], row[1]) for row in rows]


def test_nobody_sends_what_she_has_not_seen(session: Session, admin: Viewer) -> None:
    add_subscribers(session, 3, ("fr", "ar"))
    with pytest.raises(Refused) as refused:
        start_sending(session, ISSUE, by=admin, now=NOW)
    assert refused.value.problems == {"issue": "preview-first"}
    for _ in range(2):
        request_preview(session, ISSUE, by=admin, language="fr", event="a" * 32, now=NOW)
    assert [feed(session, ISSUE), feed(session, ISSUE)] == [1, 0]
    assert len(queued(session)) == 1
    changed = replace(ISSUE, titles={"en": "Other news"})
    with pytest.raises(Refused):
        start_sending(session, changed, by=admin, now=NOW)
    start_sending(session, ISSUE, by=admin, now=NOW)
    assert list_states(session, (ISSUE,), account_id=admin.account_id)[ISSUE.id].under_way


def test_an_issue_is_sent_once_to_each_in_her_language(session: Session, admin: Viewer) -> None:
    add_subscribers(session, 3, ("fr", "ar"))
    request_preview(session, ISSUE, by=admin, language="fr", event="a" * 32, now=NOW)
    for _ in range(2):
        start_sending(session, ISSUE, by=admin, now=NOW)
    assert [feed(session, ISSUE), feed(session, ISSUE), feed(session, ISSUE)] == [1, 3, 0]
    assert queued(session)[1:] == [
        ("reader0@example.org", "fr"),
        ("reader1@example.org", "ar"),
        ("reader2@example.org", "fr"),
    ]
    start_sending(session, ISSUE, by=admin, now=NOW)
    assert feed(session, ISSUE) == 0
    assert session.scalars(select(func.count()).select_from(QueuedMail)).one() == 4


def test_the_queue_never_holds_more_than_some_hundred_copies(session: Session, admin: Viewer) -> None:
    add_subscribers(session, AHEAD + 20, ("fr",))
    request_preview(session, ISSUE, by=admin, language="fr", event="a" * 32, now=NOW)
    start_sending(session, ISSUE, by=admin, now=NOW)
    assert [feed(session, ISSUE) for _ in range(3)] == [1, AHEAD - 1, 0]
    session.execute(QueuedMail.__table__.update().values(sent_at=NOW))  # type: ignore[attr-defined] # a table of ours
    session.commit()
    assert [feed(session, ISSUE) for _ in range(2)] == [21, 0]
    sending = session.scalars(select(Mailing).where(Mailing.preview_to.is_(None))).one()
    assert (sending.total, sending.queued, sending.stopped) == (AHEAD + 20, AHEAD + 20, False)
    assert sending.finished_at == NOW


def test_it_can_be_stopped_and_an_issue_that_is_gone_stops_itself(session: Session, admin: Viewer) -> None:
    add_subscribers(session, 3, ("fr",))
    other = replace(ISSUE, id="2026-12-y")
    for issue in (ISSUE, other):
        request_preview(session, issue, by=admin, language="fr", event=issue.id.ljust(32), now=NOW)
        assert feed(session, issue) == 1
        start_sending(session, issue, by=admin, now=NOW)
    for _ in range(2):
        stop_sending(session, ISSUE.id, by=admin, now=NOW)
    with pytest.raises(NotFound):
        stop_sending(session, "no-such", by=admin, now=NOW)
    assert feed(session, ISSUE) == 0
    states = list_states(session, (ISSUE, other), account_id=admin.account_id)
    assert [states[issue.id].sending.stopped for issue in (ISSUE, other)] == [True, True]  # type: ignore[union-attr] # both were sent


@pytest.fixture(scope="module")
def press_of(tmp_path_factory: pytest.TempPathFactory) -> Config:
    instance = tmp_path_factory.mktemp("press")
    compile_catalogues(instance / "translations")
    return Config(
        database_url="sqlite://", secret_key=SECRET, courses_path=(), instance_path=instance, base_url=BASE_URL
    )


def letters_of(session: Session, config: Config, folder: Path) -> dict[str, EmailMessage]:
    """The letter of the small issue in each language, as it travels."""
    root = write(folder, {**ISSUE_FILES, N.replace(".md", ".fr.md"): FRENCH})
    publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=NOW)
    books = load_issues(session)
    assert books
    press = IssuePress(config, books)
    return {code: travelled(press.write(books.site.issues[0], code, "t-o-k-e-n"), code) for code in LANGUAGES}


def travelled(written: Written, language: str) -> EmailMessage:
    letter = Letter(
        1, "ama@example.org", written.words.subject, written.words.body, language, 1, NOW, NOW,
        unsubscribe=written.unsubscribe, html=written.html,
    )  # fmt: skip
    raw = write_message(letter, sender="elearn@learn.example.org", recipient="ama@example.org", at=NOW)
    assert len(raw) < LARGEST_LETTER
    message = message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_letter_in_every_language(session: Session, press_of: Config, tmp_path: Path) -> None:
    for code, message in letters_of(session, press_of, tmp_path / "c").items():
        stop = f"{BASE_URL}/{code}/newsletter/stop/t-o-k-e-n"
        assert message["List-Unsubscribe"] == f"<{stop}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        assert text is not None
        assert html is not None
        words, marks = text.get_content(), html.get_content()
        assert stop in words
        assert stop in marks
        assert f"{BASE_URL}/{code}/c/ip" in words
        assert f'href="{BASE_URL}/{code}/c/ip"' in marks
        assert "Olivier Crépin-Leblond" in words
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        document = parser.parse(marks)
        assert {element.tag for element in document.iter()}.isdisjoint({"img", "script", "link", "style", "iframe"})
        links = [link.get("href") or "" for link in document.findall(".//a")]
        assert all(link.startswith(f"{BASE_URL}/{code}/") and "?" not in link for link in links)
        assert document.get("dir") == ("rtl" if code == "ar" else "ltr")
        assert "{{" not in unescape(words + marks)
    french = letters_of(session, press_of, tmp_path / "d")["fr"]
    assert french["Subject"] == "Avant Londres"


def test_what_is_not_translated_says_so(session: Session, press_of: Config, tmp_path: Path) -> None:
    letters = letters_of(session, press_of, tmp_path / "c")
    said = {code: str(letter.get_body(("plain",)).get_content()) for code, letter in letters.items()}  # type: ignore[union-attr] # it has one
    assert said["es"].count("inglés") == 1
    assert said["fr"].count("anglais") == 2
    assert "English" not in said["en"]


@pytest.mark.parametrize(("words", "html", "short"), [(3_000, False, False), (30_000, False, True)])
def test_what_is_too_long_goes_without_html_or_as_a_link(
    press_of: Config, session: Session, tmp_path: Path, words: int, html: bool, short: bool
) -> None:
    letters_of(session, press_of, tmp_path / "c")
    books = load_issues(session)
    assert books
    text = {"en": SectionText("Long", f"<p>{'word ' * words}</p>", words)}
    issue = replace(ISSUE, sections=(Section("courses", text),))
    written = IssuePress(press_of, books).write(issue, "en", "t")
    travelled(written, "en")
    assert bool(written.html) is html
    assert ("All of it." in written.words.body) is short
    assert f"{BASE_URL}/en/newsletter/{issue.id}" in written.words.body


class Killing(Talk):
    """Kills the worker at a numbered letter: before its text, with the text and no answer, or after the yes."""

    point, at, worker = "", 0, 0

    def say(self, text: str) -> None:
        verb = text.split()[1] if " " in text else ""
        number = len(self.server.mails)
        here = {"sender": verb == "ok", "text": verb == "kept", "yes": verb == "kept"}.get(self.point, False)
        if not (here and number == self.at):
            super().say(text)
            return
        if self.point == "yes":
            super().say(text)
        os.kill(self.worker, signal.SIGKILL)
        type(self).point = ""


def test_a_worker_that_is_killed_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    """Four workers die: while they queue, before a text, between a text and its answer, right after the answer."""
    url = f"sqlite:///{tmp_path / 'site.sqlite3'}"
    make_site(url, write(tmp_path / "courses", ISSUE_FILES), subscribers=25)
    with running_sink() as sink:
        sink.RequestHandlerClass = Killing
        for point, at in (("queuing", 0), ("sender", 3), ("text", 9), ("yes", 15), ("", 0)):
            worker = start_worker(url, sink.url, tmp_path, DIES_WHILE_QUEUING if point == "queuing" else "")
            Killing.point, Killing.at, Killing.worker = point, at, worker.pid
            assert worker.wait(timeout=60) == (-signal.SIGKILL if point else 0), point
            pass_leases(url)
    got = Counter(recipient for _, recipient, _ in sink.mails)
    assert got == Counter(f"reader{index}@example.org" for index in range(25))
    with open_session(url) as session:
        states = Counter(session.scalars(select(QueuedMail.error)))
    assert states == {"": 23, "in-doubt": 2}
