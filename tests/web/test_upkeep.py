"""The page of the site's state: only for administrators, and what needs doing comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.upkeep import LEAST_FREE_BYTES, Chore, Seen, list_chores
from elearn.services.job_states import Work, note_done, note_failed, read_work
from elearn.services.mail import queue_mail
from elearn.services.upkeep import read_upkeep
from tests.makers import NOW
from tests.signed_up import make_account
from tests.statements import counted_statements
from tests.web.accounts.forms import sign_in
from tests.web.test_admin import chief

__all__ = ["chief"]  # a fixture, lent
WELL = Seen(NOW, NOW, NOW, False, LEAST_FREE_BYTES, 0)


@pytest.mark.parametrize(
    ("seen", "chores"),
    [
        (WELL, ()),
        (Seen(NOW, None, None, False, 0, 3), (Chore.DISK, Chore.JOBS, Chore.NO_BACKUP, Chore.MAIL)),
        (Seen(NOW, NOW - timedelta(minutes=10), NOW, False, LEAST_FREE_BYTES, 0), ()),
        (Seen(NOW, NOW - timedelta(minutes=11), NOW, True, LEAST_FREE_BYTES, 0), (Chore.JOBS,)),
        (Seen(NOW, NOW, NOW - timedelta(hours=51), True, LEAST_FREE_BYTES, 0), (Chore.HOURLY, Chore.BACKUP)),
    ],
)
def test_what_needs_doing(seen: Seen, chores: tuple[Chore, ...]) -> None:
    assert list_chores(seen) == chores


def test_a_new_site_is_told_what_is_missing(chief: FlaskClient) -> None:
    page = chief.get("/en/admin/state").text
    for words in (
        "There is no backup yet.",
        '<code dir="ltr">elearn backup</code>',
        "is not running",
        "No mail server",
    ):
        assert words in page


def test_a_site_that_is_well(chief: FlaskClient, web_session: Session) -> None:
    for work in Work:
        note_done(web_session, work, now=NOW, note="elearn-20261122T100000Z.zip 12345678")
    page = chief.get("/en/admin/state").text
    assert "Nothing needs doing." in page
    assert "elearn-20261122T100000Z.zip" in page
    assert "12\N{NO-BREAK SPACE}MB" in page or "12 MB" in page
    assert 'href="/en/admin/state"' in chief.get("/en/admin").text


@pytest.mark.parametrize("note", ["", "x", "name <b>1</b>", "name 9" * 40, "name -5"])
def test_a_strange_note_breaks_nothing(chief: FlaskClient, web_session: Session, note: str) -> None:
    note_done(web_session, Work.BACKUP, now=NOW, note=note)
    page = chief.get("/en/admin/state")
    assert page.status_code == 200
    assert "<b>1</b>" not in page.text


def test_it_is_nobody_elses_business(client: FlaskClient, web_session: Session) -> None:
    assert client.get("/en/admin/state").status_code == 303
    make_account(web_session)
    sign_in(client)
    assert client.get("/en/admin/state").status_code == 404


def test_states_are_kept_one_row_each(session: Session) -> None:
    """A failure does not hide the last success, and a success ends it; in both databases."""
    note_done(session, Work.HOURLY, now=NOW)
    note_failed(session, Work.HOURLY, now=NOW + timedelta(hours=1), note="OperationalError")
    state = read_work(session)[Work.HOURLY]
    assert (state.done_at, state.failed_last, state.note) == (NOW, True, "OperationalError")
    note_done(session, Work.HOURLY, now=NOW + timedelta(hours=2))
    assert not read_work(session)[Work.HOURLY].failed_last


def test_it_costs_few_statements(session: Session, tmp_path: object) -> None:
    queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
    session.commit()
    with counted_statements(session) as sent:
        upkeep = read_upkeep(session, instance=tmp_path, now=NOW)  # type: ignore[arg-type] # pytest's own type
    assert upkeep.waiting == 1
    assert upkeep.database_bytes > 0
    assert len(sent) <= 10, sent
