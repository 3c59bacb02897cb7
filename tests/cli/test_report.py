"""`elearn report progress` and `elearn demo` as an operator calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from tests.cli.conftest import Run
from tests.makers import make_als, make_member, make_standing


def test_table_csv_and_json_say_the_same(site: Session, run: Run) -> None:
    make_als(site, "KE-01")
    make_als(site, "SN-01", country="SN", name="=Cercle")
    make_standing(site, make_member(site, "Ama", als="KE-01"), "ip", finished=True)
    make_member(site, "Bo")
    table = run("report", "progress", "--ralo", "afralo").stdout.splitlines()
    assert [line.split() for line in table[1:]] == [
        ["SN-01", "0", "0"],
        ["KE-01", "1", "1/1"],
        ["Individual", "members", "1", "0/1"],
        ["all", "2", "1/2"],
    ]
    told = json.loads(run("report", "progress", "--ralo", "AFRALO", "--course", "ip", "--format", "json").stdout)
    body = run("report", "progress", "--ralo", "AFRALO", "--format", "csv").stdout_bytes.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(body)))
    assert [(line["als"], int(line["finished"])) for line in lines] == [
        *((row["als"], row["cells"]["ip"]["finished"]) for row in told["rows"]),
        ("", told["individual_members"]["cells"]["ip"]["finished"]),
    ]
    assert lines[0]["name"] == "'=Cercle"
    book = run("report", "progress", "--ralo", "AFRALO", "--format", "xlsx").stdout_bytes
    rows = list(load_workbook(io.BytesIO(book))["AFRALO"].iter_rows(min_row=2, values_only=True))
    assert [(row[1] or "", row[10]) for row in rows] == [(line["als"], int(line["finished"])) for line in lines]


def test_without_a_region_all_five_are_told(site: Session, run: Run) -> None:
    make_als(site, "KE-01")
    assert len(json.loads(run("report", "progress", "--format", "json").stdout)) == 5
    assert run("report", "progress", "--format", "csv").stdout.count("AFRALO") == 2
    assert run("report", "progress", "--as-of", "2026-01-01").stdout.count("2026-01-01") == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--course", "cooking"], "--course is none of ip"),
        (["--as-of", "2999-01-01"], "--as-of needs a day that has been"),
        (["--as-of", "yesterday"], "--as-of needs a day that has been"),
        (["--ralo", "ARIN"], "'ARIN' is not one of"),
    ],
)
@pytest.mark.usefixtures("site_url")
def test_wrong_use_is_told(run: Run, words: list[str], told: str) -> None:
    result = run("report", "progress", *words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_demonstration_prints_its_accounts_and_marks_the_site(site: Session, run: Run, tmp_path: Path) -> None:
    result = run("demo", "--als", "5", "--learners", "5", "--demo-password", "three plain words")
    assert result.exit_code == 0
    assert result.stdout.count("three plain words") == 18
    assert "coordinator.afralo@example.org" in result.stdout
    assert (tmp_path / "instance" / "demonstration").exists()
    again = run("demo", "--als", "5", "--learners", "5")
    assert again.stdout.count("keeps its password") == 18
    other = run("demo", "--als", "5", "--learners", "6")
    assert (other.exit_code, "another demonstration is here" in other.stderr) == (2, True)
    assert site.scalar(select(func.count()).select_from(Account)) == 23


@pytest.mark.usefixtures("site_url")
def test_a_bad_demonstration_password_is_refused(run: Run) -> None:
    assert run("demo", "--demo-password", "password1").exit_code == 2
