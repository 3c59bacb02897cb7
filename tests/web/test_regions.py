"""Coordinators' pages and files: who sees what, the same numbers everywhere, and hostile addresses."""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.extensions import db
from elearn.extensions.current import session_cookie
from elearn.services.reports import progress_report
from elearn.services.roles import grant_role
from elearn.services.sessions import open_session
from elearn.storage.accounts import Account
from elearn.storage.community import Look, Membership
from tests.makers import NOW, make_als, make_member, make_standing
from tests.statements import counted_statements

TODAY = NOW.date()
SINCE = date(2020, 1, 1)
COURSES = ["start", "atlarge", "security", "ip", "pdp", "ig"]


@pytest.fixture
def community(web_session: Session) -> dict[str, str]:
    """AFRALO with a busy ALS, an empty one and an individual member; EURALO with one ALS. Name -> uid."""
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "SN-01", country="SN", name="Cercle « Karité »", language="fr")
    make_als(web_session, "FR-01", country="FR", name="Amis du Web", language="fr")
    uids = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "Bo", "Chi")}
    uids["Didi"] = make_member(web_session, "Didi", als="KE-01", joined=False)
    uids["Secret"] = make_member(web_session, "Secret", als="KE-01", named=False)
    uids["Gus"] = make_member(web_session, "Gus", country="NG")
    uids["Eve"] = make_member(web_session, "Eve", als="FR-01", country="FR")
    make_standing(web_session, uids["Ama <i>"], "ip", days_ago=10, finished=True)
    make_standing(web_session, uids["Bo"], "ip", days_ago=2)
    make_standing(web_session, uids["Chi"], "start", days_ago=45)
    make_standing(web_session, uids["Gus"], "start", days_ago=1, finished=True)
    make_standing(web_session, uids["Eve"], "ip", days_ago=1, finished=True)
    return uids


def enter(app: Flask, session: Session, *grants: tuple[Role, str]) -> FlaskClient:
    """A browser in which somebody with these roles is signed in."""
    name = f"Viewer {grants}"
    uid = make_member(session, name, country="US", now=NOW)
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    for role, scope in grants:
        grant_role(session, by=None, account_id=account_id, grant=Grant(role, scope, SINCE), now=NOW)
    open_session(session, account_id=account_id, token=f"token of {name}", now=NOW)
    client = app.test_client()
    with app.app_context():
        client.set_cookie(session_cookie(), f"token of {name}")
    return client


@pytest.fixture
def coordinator(app: Flask, web_session: Session, community: dict[str, str]) -> FlaskClient:
    assert community
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))


def cells(page: str) -> dict[str, list[str]]:
    """Head of each row of the matrix -> the texts of its cells."""
    table = page.partition("<tbody>")[2].partition("</table>")[0]
    rows = {}
    for row in re.split(r"<tr[^>]*>", table)[1:]:
        head, *rest = re.split(r"<td[^>]*>", row)
        words = [html.unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in (head, *rest)]
        rows[words[0]] = words[1:]
    return rows


def test_page_csv_json_and_api_say_the_same(coordinator: FlaskClient, web_session: Session) -> None:
    page = coordinator.get("/en/regions/afralo").text
    file = coordinator.get("/en/regions/afralo.csv").data.decode("utf-8-sig")
    told = coordinator.get("/en/regions/afralo.json").get_json()
    assert told == coordinator.get("/api/v1/reports/progress?ralo=AFRALO").get_json()
    shown = cells(page)
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [line["course"] for line in lines[:6]] == told["courses"] == COURSES
    rows = [*told["rows"], {"als": "", "country": "", **told["individual_members"]}]
    assert [(line["als"], line["country"]) for line in lines[::6]] == [(row["als"], row["country"]) for row in rows]
    for number, (row, texts) in enumerate(zip(rows, list(shown.values())[:-1], strict=True)):
        assert int(texts[0]) == row["members"]
        for course, (key, text) in enumerate(zip(COURSES, texts[1:-1], strict=True)):
            cell, line = row["cells"][key], lines[number * 6 + course]
            with_account = sum(cell.values()) - cell["invited"]
            assert text == (f"{cell['finished']}/{with_account}" if with_account else "0")
            assert {state: int(line[state]) for state in cell} == cell
    report = progress_report(web_session, ralo="AFRALO", courses=COURSES, today=TODAY)
    assert told["totals"]["members"] == report.totals.members == 6
    assert list(shown.values())[-1][:2] == ["6", "1/5"]


def test_the_file_is_a_file_that_computes_nothing(coordinator: FlaskClient) -> None:
    answer = coordinator.get("/en/regions/afralo.csv?course=ip")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "private, no-store"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "ralo,als,name,country,course,members,invited,registered,started,stalled,finished,as_of"
    assert lines[1] == "AFRALO,KE-01,'=Baobab <b>Circle</b>,KE,ip,5,1,2,1,0,1,2026-11-22"
    assert lines[-1] == "AFRALO,,Individual members,,ip,1,0,1,0,0,0,2026-11-22"


def test_an_als_with_nobody_is_a_hatched_row_that_says_so(coordinator: FlaskClient) -> None:
    page = coordinator.get("/en/regions/afralo").text
    row = page.partition('<tr class="z">')[2].partition("<tr")[0]
    assert "SN-01" in row
    assert "nobody yet" in row
    assert "never" in row


@pytest.mark.parametrize("lang", ["en", "fr", "es", "pt", "ar", "ru", "zh"])
@pytest.mark.parametrize("path", ["", "?view=list", "/KE-01", "/SN-01", "/individual-members", "/KE-01/{uid}"])
def test_every_page_stands_in_every_language(
    coordinator: FlaskClient, community: dict[str, str], lang: str, path: str
) -> None:
    address = f"/{lang}/regions/afralo{path}".format(uid=community["Ama <i>"])
    assert coordinator.get(address).status_code == 200


def test_sorting_is_by_links_and_is_announced(coordinator: FlaskClient) -> None:
    page = coordinator.get("/en/regions/afralo?sort=-people&language=en").text
    assert page.count('aria-sort="descending"') == 1
    assert "sort=people" in page
    assert "language=en" in page.partition("<thead>")[2].partition("<tbody>")[0]
    assert next(iter(cells(page))).startswith("=Baobab")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["KE-01", "SN-01"]),
        ("?state=nobody", ["SN-01"]),
        ("?state=unstarted", []),
        ("?state=unstarted&course=pdp", ["KE-01"]),
        ("?country=KE", ["KE-01"]),
        ("?language=fr", ["SN-01"]),
        ("?silent_days=30", []),
        ("?state=finished&course=ip", ["KE-01"]),
        ("?course=ip", ["KE-01", "SN-01"]),
        ("?as_of=2026-11-22", ["KE-01", "SN-01"]),
    ],
)
def test_the_same_query_chooses_the_same_rows_everywhere(
    coordinator: FlaskClient, query: str, codes: list[str]
) -> None:
    told = coordinator.get(f"/en/regions/afralo.json{query}").get_json()
    page = coordinator.get(f"/en/regions/afralo{query}").text
    assert sorted(row["als"] for row in told["rows"]) == codes
    assert sorted(set(re.findall(r"/regions/afralo/([A-Z]+-\d+)", page))) == codes


def test_who_has_not_started_is_one_click_from_the_first_page(coordinator: FlaskClient) -> None:
    start = coordinator.get("/en/me").text
    assert 'href="/en/regions/afralo"' in start.partition("Who has not started?")[2].partition("</section>")[0]
    page = coordinator.get("/en/regions/afralo?course=pdp").text
    links = re.findall(r'<dt><a href="([^"]+)">([^<]+)</a></dt><dd>(\d+)</dd>', page)
    assert [(words, count) for _, words, count in links] == [
        ("with nobody yet", "1"),
        ("where nobody has started", "1"),
    ]
    for address, _, count in links:
        rows = coordinator.get(html.unescape(address)).text.partition("<tbody>")[2]
        assert len(re.findall(r"/regions/afralo/[A-Z]", rows)) == int(count)


def test_a_state_filter_makes_the_cells_count_that_state(coordinator: FlaskClient) -> None:
    page = coordinator.get("/en/regions/afralo?state=registered&course=ip").text
    assert "Registered: number of people" in page
    assert next(iter(cells(page).values()))[1] == "2"
    assert next(iter(cells(coordinator.get("/en/regions/afralo?state=unstarted&course=pdp").text).values()))[1] == "5"


def test_the_workbook_is_read_from_the_right_in_arabic(coordinator: FlaskClient) -> None:
    answer = coordinator.get("/ar/regions/afralo.xlsx?course=ip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="afralo-2026-11-22.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.data))["AFRALO"]
    lines = coordinator.get("/ar/regions/afralo.csv?course=ip").data.decode("utf-8-sig").splitlines()
    assert sheet.sheet_view.rightToLeft
    assert sheet["A1"].value == "المنطقة"
    assert [row[10].value for row in sheet.iter_rows(min_row=2)] == [int(line.split(",")[-2]) for line in lines[1:]]


def test_arabic_rows_name_country_and_language(coordinator: FlaskClient) -> None:
    page = coordinator.get("/ar/regions/afralo").text
    assert "كينيا · الإنجليزية" in page
    assert '<bdi dir="ltr">0/n</bdi>' in page


def test_paths_name_the_group(coordinator: FlaskClient, community: dict[str, str]) -> None:
    page = coordinator.get(f"/en/regions/afralo/KE-01/{community['Bo']}").text
    assert "=Baobab &lt;b&gt;Circle" in page.partition('class="crumb"')[2].partition("</nav>")[0]


def test_yesterday_is_told_as_it_was(coordinator: FlaskClient) -> None:
    told = coordinator.get("/en/regions/afralo.json?as_of=2026-11-21").get_json()
    assert (told["as_of"], told["totals"]["members"]) == ("2026-11-21", 0)


WHO = {
    "nobody": (),
    "learner": None,
    "own coordinator": ((Role.COORDINATOR, "AFRALO"),),
    "other coordinator": ((Role.COORDINATOR, "EURALO"),),
    "own representative": ((Role.REPRESENTATIVE, "KE-01"),),
    "other representative": ((Role.REPRESENTATIVE, "SN-01"),),
    "instructor": ((Role.INSTRUCTOR, "*"), (Role.TRANSLATOR, "*")),
    "administrator": ((Role.ADMINISTRATOR, ""),),
}
REGION = {"own coordinator": 200, "administrator": 200, "nobody": 303}
GROUP = REGION | {"own representative": 200}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/en/regions", {"own coordinator": 303, "other coordinator": 303, "administrator": 200, "nobody": 303}),
        ("/en/regions/afralo", REGION),
        ("/en/regions/afralo.csv", REGION),
        ("/en/regions/afralo.xlsx", REGION),
        ("/en/regions/afralo.json", REGION),
        ("/en/regions/afralo/over-time", REGION),
        ("/en/regions/afralo/over-time.csv", REGION),
        ("/en/regions/afralo/over-time.json", REGION),
        ("/en/regions/afralo/quarter", REGION),
        ("/en/regions/afralo/quarter.xlsx", REGION),
        ("/en/regions/afralo/individual-members.csv", REGION),
        ("/en/regions/afralo/individual-members.json", REGION),
        ("/en/regions/afralo/KE-01.csv", GROUP),
        ("/en/regions/afralo/KE-01.xlsx", GROUP),
        ("/en/regions/afralo/KE-01.json", GROUP),
        ("/en/regions/afralo/individual-members", REGION),
        ("/en/regions/afralo/individual-members/{Gus}", REGION),
        ("/en/regions/afralo/KE-01", GROUP),
        ("/en/regions/afralo/KE-01/{Bo}", GROUP),
        ("/api/v1/reports/progress?ralo=AFRALO", REGION | {"nobody": 401}),
        # what is not there, or not at this address, for whoever may see the region
        ("/en/regions/euralo/KE-01", {"nobody": 303}),
        ("/en/regions/afralo/FR-01", {"nobody": 303}),
        ("/en/regions/euralo/KE-01.csv", {"nobody": 303}),
        ("/en/regions/afralo/FR-01.json", {"nobody": 303}),
        ("/en/regions/afralo/FR-01.xlsx", {"nobody": 303}),
        ("/en/regions/afralo/KE-01/{Gus}", {"nobody": 303}),
        ("/en/regions/afralo/KE-01/{Secret}", {"nobody": 303}),
        ("/en/regions/afralo/SN-01/{Bo}", {"nobody": 303}),
        ("/en/regions/arin", {"nobody": 303}),
        ("/en/regions/AFRALO", {"nobody": 303}),
    ],
)
def test_who_sees_what(
    app: Flask, web_session: Session, community: dict[str, str], who: str, path: str, answers: dict[str, int]
) -> None:
    grants = WHO[who]
    client = app.test_client() if who == "nobody" else enter(app, web_session, *(grants or ()))
    assert client.get(path.format(**community)).status_code == answers.get(who, 404)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/regions/afralo/KE-01?page=0", 404),
        ("/en/regions/afralo/KE-01?page=2", 404),
        ("/en/regions/afralo/KE-01?page=-1", 404),
        ("/en/regions/afralo/KE-01?page=1e3", 404),
        ("/en/regions/afralo/KE-01?page=NaN", 404),
        ("/en/regions/afralo/KE-01?page=%EF%BC%91", 404),
        (f"/en/regions/afralo/KE-01?page={10**30}", 404),
        ("/en/regions/afralo/XX-99", 404),
        ("/en/regions/afralo/ke-01", 404),
        ("/en/regions/afralo/%00", 404),
        ("/en/regions/afralo/KE-01/" + "f" * 32, 404),
        ("/en/regions/afralo/KE-01/%00", 404),
        ("/en/regions/afralo/KE-01/' OR 1=1 --", 404),
        ("/en/regions/afralo.ods", 404),
        ("/en/regions/afralo.xlsx?state=asleep", 400),
        ("/en/regions/arin/over-time", 404),
        ("/en/regions/afralo/XX-99.csv", 404),
        ("/en/regions/afralo/ke-01.json", 404),
        ("/en/regions/afralo/%0d%0aX:1.csv", 404),
        ("/en/regions/afralo/KE-01.csv.csv", 404),
        ("/en/regions/afralo/quarter?quarter=2026-Q4", 400),
        ("/en/regions/afralo/quarter?quarter=2026-Q5", 400),
        ("/en/regions/afralo/quarter?quarter=0001-Q1", 400),
        ("/en/regions/afralo/quarter.xlsx?quarter=%D9%A2026-Q1", 400),
        ("/en/regions/afralo?country=XK", 400),
        ("/en/regions/afralo?sort=;drop", 400),
        ("/en/regions/afralo.csv?course=cooking", 400),
        (f"/en/regions/afralo.json?silent_days={10**30}", 400),
        ("/en/regions/afralo?as_of=2026-11-23", 400),
        ("/en/regions/afralo?as_of=0001-01-01", 400),
        ("/api/v1/reports/progress?ralo=AFRALO&as_of=2026-11-23", 400),
        ("/api/v1/reports/progress?ralo=AFRALO&course=cooking", 400),
        ("/api/v1/reports/progress?ralo=EURALO", 404),
        ("/api/v1/reports/progress", 404),
    ],
)
def test_hostile_addresses_are_refused_without_a_fault(coordinator: FlaskClient, path: str, status: int) -> None:
    answer = coordinator.get(path)
    assert answer.status_code == status
    if path.startswith("/api/"):
        assert set(answer.get_json()["error"]) == {"code", "message", "ref"}


def test_people_are_named_with_days_and_never_with_scores_or_addresses(
    coordinator: FlaskClient, community: dict[str, str]
) -> None:
    page = coordinator.get("/en/regions/afralo/KE-01").text
    assert "Ama &lt;i&gt;" in page
    assert "Secret" not in page
    assert "@" not in page
    member = coordinator.get(f"/en/regions/afralo/KE-01/{community['Ama <i>']}").text
    assert "Finished" in member
    assert "2026-11-12" in member
    assert "@" not in member


def test_every_look_is_written_down_once_a_day(
    coordinator: FlaskClient, web_session: Session, community: dict[str, str]
) -> None:
    for _ in range(2):
        coordinator.get("/en/regions/afralo/KE-01")
        coordinator.get(f"/en/regions/afralo/KE-01/{community['Bo']}")
    looks = web_session.execute(
        select(Account.name, Look.page).join(Account, Account.id == Look.subject_id).order_by(Look.page, Account.name)
    )
    assert [tuple(look) for look in looks] == [
        ("Ama <i>", "als"),
        ("Bo", "als"),
        ("Chi", "als"),
        ("Didi", "als"),
        ("Bo", "member"),
    ]


def test_a_representative_confirms_who_declared_herself(
    app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    client = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    address = f"/en/regions/afralo/KE-01/{community['Bo']}"
    assert "Confirm" in client.get(address).text
    for _ in range(2):
        answer = client.post(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert "Confirm" not in client.get(address).text
    statement = select(Membership.status).join(Account).where(Account.uid == community["Bo"])
    assert web_session.scalars(statement).one() == "confirmed"
    assert client.post(f"/en/regions/afralo/SN-01/{community['Bo']}").status_code == 404
    assert client.post(f"/en/regions/afralo/KE-01/{community['Gus']}").status_code == 404
    shy = make_member(web_session, "Shy", als="KE-01", named=False)
    address = f"/en/regions/afralo/KE-01/{shy}"
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_a_representative_is_not_led_to_pages_that_are_not_hers(
    app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    client = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    assert re.findall(r'href="(/en/regions[^"]*)"', client.get("/en/me").text) == ["/en/regions/afralo/KE-01"]
    for path in ("/en/regions/afralo/KE-01", f"/en/regions/afralo/KE-01/{community['Bo']}"):
        page = client.get(path).text
        for address in set(re.findall(r'href="(/en/regions[^"#?]*)"', page)):
            assert client.get(address).status_code == 200, address


def test_a_kept_page_costs_few_statements_and_is_never_stale(
    coordinator: FlaskClient, app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    first = coordinator.get("/en/regions/afralo").text
    with app.app_context(), counted_statements(db.session()) as sent:
        assert coordinator.get("/en/regions/afralo").text == first
    assert len([statement for statement in sent if statement not in ("BEGIN", "COMMIT")]) <= 4
    make_standing(web_session, community["Chi"], "ip")
    assert coordinator.get("/en/regions/afralo").text != first


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_kept_page_says_the_same_in_every_encoding(
    coordinator: FlaskClient,
    web_session: Session,
    community: dict[str, str],
    encoding: str,
    unpack: Callable[[bytes], bytes],
) -> None:
    for number in range(2):
        packed = [coordinator.get("/en/regions/afralo", headers={"Accept-Encoding": encoding}) for _ in range(2)]
        plain = coordinator.get("/en/regions/afralo")
        assert [unpack(answer.data) for answer in packed] == [plain.data, plain.data], number
        assert {answer.headers["Content-Encoding"] for answer in packed} == {encoding}
        assert {"accept-encoding", "cookie"} <= {name.lower() for answer in (plain, *packed) for name in answer.vary}
        assert "Content-Encoding" not in plain.headers
        make_standing(web_session, community["Chi"], "ip")


def test_a_region_of_sixty_and_one_of_all_stay_small(app: Flask, web_session: Session) -> None:
    for number in range(60):
        make_als(web_session, f"KE-{number:02d}", name=f"Circle of {number} people «Baobab»")
        uid = make_member(web_session, f"Person {number}", als=f"KE-{number:02d}")
        make_standing(web_session, uid, COURSES[number % 6], days_ago=number, finished=number % 3 == 0)
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    body = client.get("/en/regions/afralo").data
    assert body.count(b"<tr") == 63
    assert client.get("/en/regions/afralo?view=list").status_code == 200


def test_a_day_later_a_kept_page_is_another(app: Flask, web_session: Session, community: dict[str, str]) -> None:
    clock = app.config["CLOCK"]
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    assert community
    started = client.get("/en/regions/afralo.json").get_json()["totals"]["cells"]["ip"]["started"]
    clock.now += timedelta(days=28)
    client = enter_again(app, web_session)
    later = client.get("/en/regions/afralo.json").get_json()["totals"]["cells"]["ip"]
    assert (started, later["started"], later["stalled"]) == (1, 0, 1)


def enter_again(app: Flask, session: Session) -> FlaskClient:
    account_id = session.scalars(select(Account.id).where(Account.name.like("Viewer%"))).one()
    open_session(session, account_id=account_id, token="another token", now=app.config["CLOCK"]())
    client = app.test_client()
    with app.app_context():
        client.set_cookie(session_cookie(), "another token")
    return client
