"""A region's page and its files: one list, sorted, filtered, in every language."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from elearn.services.reports import progress_report
from tests.makers import NOW
from tests.web.entering import COURSES

TODAY = NOW.date()


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
