"""`elearn people import` and `elearn user` as an operator calls them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.cli import people, table_words
from elearn.domain.community import Role
from elearn.exchange.csv_tables import Problem
from elearn.services.community import list_grants
from elearn.services.invitations import find_invitation
from elearn.storage.accounts import Account
from tests.cli.conftest import Run
from tests.makers import make_als, make_member


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def accounts(site: Session) -> int:
    site.rollback()
    return site.scalar(select(func.count()).select_from(Account)) or 0


def test_a_dry_run_then_the_import_then_nothing_new(site: Session, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "name;email;country\nAma Diop;ama@example.org;SN\n")
    dry = run("people", "import", file, "--dry-run")
    assert (dry.exit_code, accounts(site)) == (0, 0)
    assert dry.stdout == "lines: 1, would be invited: 1, would be changed: 0, as they were: 0\n"
    assert run("people", "import", file).stdout == "lines: 1, invited: 1, changed: 0, as they were: 0\n"
    assert run("people", "import", file).stdout == "lines: 1, invited: 0, changed: 0, as they were: 1\n"
    assert accounts(site) == 1


def test_problems_are_told_by_line_and_column_and_nobody_comes_in(site: Session, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "name,email,country,als\nAma,ama@example.org,SN,\nBo,bo,XX,NO-1\n")
    result = run("people", "import", file)
    assert (result.exit_code, accounts(site)) == (1, 0)
    assert result.stderr.splitlines() == [
        f"{file}:3: email: `bo` needs one @ in the middle",
        f"{file}:3: country: `XX` is no country's two letters (ISO 3166, such as SN)",
        f"{file}:3: als: there is no ALS with the code `NO-1`",
        "3 problems; nobody was imported.",
    ]


def test_what_a_file_holds_does_not_steer_the_terminal(site: Session, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "name,email,country\nAma,\x1b]0;gone\x07\x1b[2Jbo,SN\n")
    result = run("people", "import", file)
    assert (result.exit_code, accounts(site)) == (1, 0)
    assert "\\x1b]0;gone\\x07\\x1b[2Jbo" in result.stderr
    assert result.stderr.replace("\n", "").isprintable()


def test_every_code_of_a_problem_has_a_sentence() -> None:
    sources = Path(people.__file__).parents[1]
    parts = [
        "exchange/csv_tables.py",
        "exchange/people_csv.py",
        "services/people_import.py",
        "domain/addresses.py",
        "domain/names.py",
    ]
    text = "".join((sources / part).read_text(encoding="utf-8") for part in parts)
    words = "file|column|cells|name|email|country|als|language|role|day|since|until"
    codes = set(re.findall(rf'"((?:{words})-[a-z0-9]+)"', text))
    assert len(codes) > 20
    for code in codes - {"text-long", "text-unreadable"}:
        assert table_words.sentence(Problem(1, "column", code, "what was there"), people.WORDS)


def test_somebody_is_invited_with_a_link_that_works_and_again_with_another(site: Session, run: Run) -> None:
    words = ("user", "add", "chi@example.org", "--name", "Chi Okafor", "--country", "NG")
    first, second = (run(*words).stdout.strip() for _ in range(2))
    assert first.startswith("https://learn.example.org/en/invitation/")
    now = datetime.now(UTC)
    invitation = find_invitation(site, token=second.rpartition("/")[2], now=now)
    assert invitation is not None
    assert invitation.email == "chi@example.org"
    assert find_invitation(site, token=first.rpartition("/")[2], now=now) is None
    assert accounts(site) == 1


def test_a_role_is_given_and_taken(site: Session, run: Run) -> None:
    make_als(site)
    make_member(site, "Ama", als="KE-01")
    email, account_id = site.execute(select(Account.email, Account.id)).one()
    assert run("user", "role", email, "representative:KE-01", "--until", "2099-12-31").exit_code == 0
    site.rollback()
    (grant,) = list_grants(site, account_id)
    assert (grant.role, grant.scope, str(grant.until)) == (Role.REPRESENTATIVE, "KE-01", "2099-12-31")
    assert run("user", "role", email, "administrator").exit_code == 0
    assert run("user", "role", email, "representative:KE-01", "--end").exit_code == 0
    site.rollback()
    assert [grant.role for grant in list_grants(site, account_id)] == [Role.ADMINISTRATOR]


def test_somebody_disabled_is_out_and_a_link_is_for_a_new_password(site: Session, run: Run) -> None:
    make_member(site, "Ama")
    email = site.scalars(select(Account.email)).one()
    assert run("user", "link", email).stdout.startswith("https://learn.example.org/en/password/reset/")
    assert run("user", "disable", email).exit_code == 0
    site.rollback()
    assert site.scalars(select(Account.disabled_at)).one() is not None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["role", "nobody@example.org", "administrator"], "nobody@example.org has no account"),
        (["disable", "not an address"], "not an address has no account"),
        (["link", "nobody@example.org"], "nobody@example.org has no account"),
        (["role", "{email}", "king"], "`king` is none of"),
        (["role", "{email}", "coordinator:ARIN"], "`coordinator:ARIN` is a role on something that is not there"),
        (["role", "{email}", "representative"], "`representative` is a role on something that is not there"),
        (["role", "{email}", "administrator", "--end"], "does not hold administrator"),
        (["role", "{email}", "administrator", "--until", "2001-01-01"], "--until is before today"),
        (["add", "bad", "--name", "Bo", "--country", "XX"], "email: `bad` needs one @ in the middle; country: `XX`"),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(site: Session, run: Run, words: list[str], told: str) -> None:
    make_member(site, "Ama")
    email, account_id = site.execute(select(Account.email, Account.id)).one()
    result = run("user", *(word.format(email=email) for word in words))
    assert result.exit_code == 2
    assert told in result.stderr.format(email=email)
    site.rollback()
    assert list_grants(site, account_id) == ()
    assert accounts(site) == 1
