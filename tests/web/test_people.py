"""A list of people in the browser: looked through, brought in, refused by line and column; who may bring in whom."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.community import Role
from elearn.storage.accounts import Account
from elearn.storage.community import Als, Membership
from tests.makers import make_als, make_member
from tests.web.entering import enter

PATH = "/en/regions/afralo/people"
FILE = b"name;email;als;role\nDee;dee@example.org;KE-01;\nEve;eve@example.org;KE-01;representative\n"


@pytest.fixture
def coordinator(app: Flask, web_session: Session) -> FlaskClient:
    make_als(web_session, "KE-01")
    make_als(web_session, "FR-01", country="FR")
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))


def post(client: FlaskClient, path: str, fields: Mapping[str, str | bytes]) -> TestResponse:
    """Sends a form as browsers do. Werkzeug's own way leaves temporary files open."""
    parts = []
    for name, value in fields.items():
        more = b'; filename="people.csv"\r\nContent-Type: text/csv' if isinstance(value, bytes) else b""
        content = value if isinstance(value, bytes) else value.encode()
        head = b'--xyz\r\nContent-Disposition: form-data; name="%s"%s' % (name.encode(), more)
        parts.append(head + b"\r\n\r\n" + content + b"\r\n")
    return client.post(path, data=b"".join(parts) + b"--xyz--", content_type="multipart/form-data; boundary=xyz")


def look(client: FlaskClient, body: bytes, path: str = PATH) -> TestResponse:
    return post(client, path, {"form": "look", "file": body})


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that brings people in."""
    form = page.partition('value="import"')[2].partition("</form>")[0]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def bring(client: FlaskClient, **fields: str | bytes) -> TestResponse:
    return post(client, PATH, {"form": "import", **fields})


def people(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    statement = select(Account.name, Als.code).join(Membership, Membership.account_id == Account.id).join(Als)
    return [(row[0], row[1]) for row in session.execute(statement.order_by(Account.name))]


def told(page: TestResponse) -> list[list[str]]:
    """The cells of the table of problems."""
    rows = page.text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows
    ]


def test_a_file_is_looked_through_and_then_brought_in(coordinator: FlaskClient, web_session: Session) -> None:
    page = look(coordinator, FILE)
    assert page.status_code == 200
    assert people(web_session) == []
    answer = bring(coordinator, **hidden(page.text))
    assert answer.headers["Location"] == f"{PATH}?new=2&changed=0#done"
    assert people(web_session) == [("Dee", "KE-01"), ("Eve", "KE-01")]
    assert "2 people are invited. 0 people were changed." in coordinator.get(f"{PATH}?new=2&changed=0").text
    assert bring(coordinator, **hidden(page.text)).headers["Location"] == f"{PATH}?new=0&changed=0#done"
    assert "No letter was sent yet." in coordinator.get("/en/regions/afralo/KE-01/invitations").text


def test_only_the_file_that_was_looked_at_is_brought_in(coordinator: FlaskClient, web_session: Session) -> None:
    fields = hidden(look(coordinator, FILE).text)
    other = FILE.replace(b"Dee", b"Mallory")
    assert bring(coordinator, digest=fields["digest"], file=other).status_code == 422
    for carried in ("", "!!!", "AAAA"):
        assert bring(coordinator, digest=fields["digest"], carried=carried).status_code == 422
    assert look(coordinator, b"").status_code == 422
    assert coordinator.post(PATH, data={"form": "look"}).status_code == 422
    assert people(web_session) == []


def test_a_long_file_is_chosen_again(coordinator: FlaskClient, web_session: Session) -> None:
    lines = "".join(f"Person {n} {'of the circle ' * 5},p{n}@example.org,KE-01\n" for n in range(4_000))
    body = f"name,email,als\n{lines}".encode()
    page = look(coordinator, body)
    assert page.status_code == 200
    assert len(page.data) < 50_000
    fields = hidden(page.text)
    assert "carried" not in fields
    assert bring(coordinator, digest=fields["digest"], file=body).status_code == 303
    web_session.rollback()
    assert web_session.scalar(select(func.count(Membership.id))) == 4_001  # and the coordinator


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("name,email,als\nDée,dee@example.org,KE-01\n".encode("latin-1"), ["2", "–", "0xe9"]),
        (b"name,email,als\n=1+1,dee@example.org,KE-01\n", ["2", "name", "=1+1"]),
        (b"name,email,als\nDee,=dee@example.org,KE-01\n", ["2", "email", "=dee@example.org"]),
        (b"name,email,als\nDee,dee@example.org,NO-SUCH\n", ["2", "als", "NO-SUCH"]),
        (b"name,email,als\nDee,dee@example.org,FR-01\n", ["2", "als", "FR-01"]),
        (b"name,email,country\nDee,dee@example.org,FR\n", ["2", "country", "FR"]),
        (b"name,email,als,role\nDee,dee@example.org,KE-01,coordinator\n", ["2", "role", "coordinator"]),
        (b"name,email,als,role\nDee,dee@example.org,KE-01,administrator\n", ["2", "role", "administrator"]),
        (b"name,email,als\nDee,dee@example.org,KE-01\nDee,DEE@example.org,KE-01\n", ["3", "email", "2"]),
        (b"name,email,als,<b>\nDee,dee@example.org,KE-01,x\n", ["1", "<b>", "<b>"]),
        (b"name,email,als\n" + b"x,x@example.org,KE-01\n" * 100_001, ["5002", "–", "100001"]),
        (b"\xff\xfen\x00a\x00", ["1", "–", "–"]),
        (b"\x00" * 100, ["1", "–", "–"]),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column_and_nobody_comes_in(
    coordinator: FlaskClient, web_session: Session, body: bytes, problem: list[str]
) -> None:
    page = look(coordinator, body)
    assert page.status_code == 422
    assert told(page)[0][:3] == problem
    assert told(page)[0][3] not in ("", "Look at this field again.")
    assert people(web_session) == []


def test_somebody_of_another_region_is_not_taken_away(coordinator: FlaskClient, web_session: Session) -> None:
    make_member(web_session, "Far", als="FR-01", country="FR")
    email = web_session.scalars(select(Account.email).where(Account.name == "Far")).one()
    page = look(coordinator, f"name,email,als\nFar,{email},KE-01\n".encode())
    assert told(page)[0][:3] == ["2", "email", email]
    assert people(web_session) == [("Far", "FR-01")]


def test_whoever_is_not_named_is_told_apart_from_nobody_elsewhere_and_not_moved(
    app: Flask, coordinator: FlaskClient, web_session: Session
) -> None:
    make_als(web_session, "KE-02")
    make_member(web_session, "Far", als="FR-01", country="FR")
    make_member(web_session, "Shy", als="KE-01", named=False)
    make_member(web_session, "Alone", named=False)
    emails = {row.name: row.email for row in web_session.execute(select(Account.name, Account.email))}
    told_of = {
        (name, code): [cells[1:] for cells in told(look(coordinator, line(emails[name], code)))]
        for name in ("Far", "Shy", "Alone")
        for code in ("KE-01", "KE-02")
    }
    for (name, _code), cells in told_of.items():
        assert [row[1] for row in cells] == [emails[name]]
        assert cells[0][0] == "email"
    assert len({(cells[0][0], cells[0][2]) for cells in told_of.values()}) == 1
    body = line(emails["Shy"], "KE-02")
    fields = hidden(look(coordinator, FILE).text)
    assert bring(coordinator, **{**fields, "digest": hashlib.sha256(body).hexdigest()}, file=body).status_code == 422
    assert people(web_session) == [("Far", "FR-01"), ("Shy", "KE-01")]
    administrator = enter(app, web_session, (Role.ADMINISTRATOR, ""))
    assert told(look(administrator, body, "/en/admin/people")) == []


def line(email: str, code: str) -> bytes:
    return f"name,email,als\nXx,{email},{code}\n".encode()


def test_too_many_problems_are_counted(coordinator: FlaskClient) -> None:
    page = look(coordinator, b"name,email,als\n" + b",x,NO\n" * 300)
    assert len(told(page)) == 200
    assert "more problems are not shown" in page.text
    assert len(page.data) < 100_000


def test_who_may(app: Flask, coordinator: FlaskClient, web_session: Session) -> None:
    assert coordinator.get("/en/admin/people").status_code == 404
    assert coordinator.get("/en/regions/euralo/people").status_code == 404
    representative = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    assert look(representative, FILE).status_code == 404
    administrator = enter(app, web_session, (Role.ADMINISTRATOR, ""))
    body = b"name,email,als,role\nFay,fay@example.org,FR-01,coordinator\n"
    assert look(administrator, body, "/en/admin/people").status_code == 200
    assert look(app.test_client(), FILE).status_code == 303


def test_a_file_that_is_too_large_is_refused(coordinator: FlaskClient, web_session: Session) -> None:
    assert told(look(coordinator, b"x" * 5_000_001))[0][0] == "1"
    assert look(coordinator, b"x" * 9_000_000).status_code == 413
    assert coordinator.post("/en/regions/afralo/KE-01/invitations", data={"people": "x" * 1_100_000}).status_code == 413
    assert people(web_session) == []
