"""A region over time, the regions side by side, and the public figures."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.rollup import Cell
from elearn.domain.weeks import RegionWeek, open_rows, week_ends
from elearn.extensions import db
from elearn.services.weeks import list_open_weeks
from elearn.storage.base import begin_writing
from elearn.storage.weeks import add_week
from tests.makers import NOW
from tests.statements import asked, counted_statements
from tests.web.entering import enter

ENDS = week_ends(NOW.date(), 3)


@pytest.fixture
def written(web_session: Session) -> Session:
    """Three weeks: AFRALO grows; EURALO has so few who finished that nothing is told of them."""
    begin_writing(web_session)
    for number, day in enumerate(reversed(ENDS)):
        cell = Cell(invited=2, registered=10, started=4 + number, stalled=3, finished=20 + number)
        add_week(web_session, RegionWeek("AFRALO", day, 9, 3, 1, 39 + 2 * number, 2, {"ip": cell}), NOW)
        few = Cell(registered=10, finished=2)
        add_week(web_session, RegionWeek("EURALO", day, 9, 3, 1, 12, 0, {"ip": few}), NOW)
    web_session.commit()
    return web_session


def test_each_figure_has_its_meaning_its_line_and_its_table(app: Flask, written: Session) -> None:
    page = enter(app, written, (Role.COORDINATOR, "AFRALO")).get("/en/regions/afralo/over-time").text
    assert "Courses finished: 22" in page
    assert 'aria-label="Courses finished: from 20 to 22"' in page
    assert "Every lesson is done and every graded quiz passed." in page
    assert page.count("<polyline") == page.count("<details><summary>As a table") == 12
    assert page.count('<th scope="row">') == 12 * 3 + 6  # and six languages
    assert "Finished of those begun: 71%" in page  # 22 of 31


def test_time_runs_the_way_the_page_is_read(app: Flask, written: Session) -> None:
    client = enter(app, written, (Role.COORDINATOR, "AFRALO"))
    lines = {lang: client.get(f"/{lang}/regions/afralo/over-time").text for lang in ("en", "ar")}
    across = {
        lang: [float(point.split(",")[0]) for point in re.findall(r'points="([^"]+)"', page)[0].split()]
        for lang, page in lines.items()
    }
    assert across["en"] == sorted(across["en"])
    assert across["ar"] == sorted(across["ar"], reverse=True)


def test_a_region_without_a_week_says_so(app: Flask, written: Session) -> None:
    page = enter(app, written, (Role.COORDINATOR, "NARALO")).get("/en/regions/naralo/over-time").text
    assert "No week is written down yet." in page


def test_the_page_costs_few_statements(app: Flask, written: Session) -> None:
    client = enter(app, written, (Role.COORDINATOR, "AFRALO"))
    client.get("/en/regions/afralo/over-time")  # the release is loaded
    with app.app_context(), counted_statements(db.session()) as sent:
        client.get("/en/regions/afralo/over-time")
    assert len(asked(sent)) <= 12


def test_everybody_gets_the_same_public_figures(app: Flask, client: FlaskClient, written: Session) -> None:
    answer = client.get("/open/progress.csv?ralo=EURALO&as_of=2026-11-10")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert enter(app, written, (Role.ADMINISTRATOR, "")).get("/open/progress.csv").data == answer.data
    again = client.get("/open/progress.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == ["week_ending", "ralo", "course", "members", "not_started", "started", "finished"]
    assert lines[-2:] == [
        [ENDS[0].isoformat(), "AFRALO", "ip", "40", "10", "5", "20"],
        [ENDS[0].isoformat(), "EURALO", "ip", "10", "", "", ""],
    ]
    assert len(lines) == 1 + 6


def test_side_by_side_is_the_public_figures_and_no_more(app: Flask, written: Session) -> None:
    page = enter(app, written, (Role.ADMINISTRATOR, "")).get("/en/regions").text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    shown = [re.findall(r"<td>(?:<bdi[^>]*>)?([^<]+)", row) for row in table.split("</tr>")[:-1]]
    newest = [row for row in open_rows(list_open_weeks(written)) if row.ends_on == ENDS[0]]
    assert shown == [[row.members, row.finished or "–"] for row in newest]


def test_before_the_first_week_the_file_has_its_head_only(client: FlaskClient) -> None:
    assert client.get("/open/progress.csv").data.decode("utf-8-sig").count("\n") == 1


def test_a_week_written_later_is_seen_at_once(client: FlaskClient, written: Session) -> None:
    first = client.get("/open/progress.csv").data
    begin_writing(written)
    later = RegionWeek("AFRALO", ENDS[0] + timedelta(days=7), 9, 3, 1, 40, 0, {"ip": Cell(registered=40)})
    assert add_week(written, later, NOW)
    written.commit()
    assert client.get("/open/progress.csv").data != first


def test_in_a_very_large_region_nobody_counts_newcomers(
    app: Flask, written: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.services.process.MOST_TO_ASK", -1)
    client = enter(app, written, (Role.COORDINATOR, "AFRALO"))
    assert "Newcomers mentored" not in client.get("/en/regions/afralo/over-time").text
    weeks = client.get("/en/regions/afralo/over-time.json").get_json()["weeks"]
    assert [week["figures"]["newcomers"] for week in weeks] == [None] * 3
    file = client.get("/en/regions/afralo/over-time.csv").data.decode("utf-8-sig")
    assert [line["newcomers"] for line in csv.DictReader(io.StringIO(file))] == [""] * 3
    assert "<td>–</td>" in client.get("/en/regions/afralo/quarter").text
