"""`elearn roster enter` as an operator calls it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.cli import roster
from elearn.domain.community import Grant, Role
from elearn.services.roles import grant_role
from elearn.storage.accounts import Account
from elearn.storage.rosters import RosterEntry
from tests.cli.conftest import Run
from tests.makers import NOW, make_als, make_member
from tests.services.summit import address, make_topic

CLERK = "clerk@example.org"


@pytest.fixture
def ama(site: Session) -> str:
    """The address of a member of AFRALO; its coordinator is CLERK."""
    make_als(site, "KE-01")
    make_topic(site)
    uid = make_member(site, "Clerk", als="KE-01")
    account_id = site.scalars(select(Account.id).where(Account.uid == uid)).one()
    site.execute(update(Account).where(Account.id == account_id).values(email=CLERK, email_key=CLERK))
    site.commit()
    grant_role(site, by=None, account_id=account_id, grant=Grant(Role.COORDINATOR, "AFRALO", date(2020, 1, 1)), now=NOW)
    return address(make_member(site, "Ama", als="KE-01"))


def write(tmp_path: Path, body: bytes) -> str:
    path = tmp_path / "roster.csv"
    path.write_bytes(body)
    return str(path)


def entered(site: Session) -> int:
    site.rollback()
    return site.scalar(select(func.count()).select_from(RosterEntry)) or 0


def test_a_dry_run_then_the_roster_then_nothing_new(site: Session, run: Run, ama: str, tmp_path: Path) -> None:
    file = write(tmp_path, f"date;email;name\n2026-01-20;{ama};Amma\n2026-01-20;{ama.upper()};\n".encode())
    words = ("roster", "enter", file, "--region", "afralo", "--by", CLERK, "--topic", "dns")
    dry = run(*words, "--dry-run")
    assert (dry.exit_code, entered(site)) == (0, 0)
    assert dry.stdout == "lines: 2, would be new on a roster: 1, there already: 0\n"
    assert dry.stderr == f"{file}:2: please look: Amma / Ama: another name is known for this address\n"
    assert run(*words).stdout == "lines: 2, new on a roster: 1, there already: 0\n"
    assert run(*words).stdout == "lines: 2, new on a roster: 0, there already: 1\n"
    assert entered(site) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("email,name\nx@example.org,José\n".encode("latin-1"), "2: byte 0xe9 is no UTF-8"),
        (b"email;place\n{ama};=1+1\n", "2: place: `=1+1` begins like a formula"),
        (b"email;als\n{ama};XX-99\n", "2: als: there is no ALS with the code `XX-99` in this region"),
        (b"email\n{ama}\nnobody@example.org\n", "3: email: nobody of this region has the address `nobody@example.org`"),
        (b"email,topic\n{ama},modems\n", "2: topic: there is no topic with the key `modems`"),
        (b"email\n" + b"x@example.org\n" * 100_001, "100002: the file has 100001 lines and may have 100000"),
        (b"", "1: the file is empty"),
    ],
)
def test_a_slip_is_named_by_line_and_column_and_nothing_is_entered(
    site: Session, run: Run, ama: str, tmp_path: Path, body: bytes, told: str
) -> None:
    file = write(tmp_path, body.replace(b"{ama}", ama.encode()))
    common = ("--topic", "dns", "--date", "2026-01-20")
    result = run("roster", "enter", file, "--region", "AFRALO", "--by", CLERK, *common)
    assert (result.exit_code, entered(site)) == (1, 0)
    assert result.stderr.startswith(f"{file}:{told}")
    assert "1 problems; " in result.stderr


def test_only_who_may_enters(site: Session, run: Run, ama: str, tmp_path: Path) -> None:
    file = write(tmp_path, f"email\n{ama}\n".encode())
    for region, by in (("EURALO", CLERK), ("AFRALO", ama), ("AFRALO", "nobody@example.org")):
        result = run("roster", "enter", file, "--region", region, "--by", by, "--topic", "dns", "--date", "2026-01-20")
        assert result.exit_code == 2
        assert "is no coordinator of" in result.stderr
    assert entered(site) == 0


def test_every_code_of_a_problem_has_a_sentence() -> None:
    sources = Path(roster.__file__).parents[1]
    parts = ["exchange/csv_tables.py", "exchange/roster_csv.py", "services/roster_reading.py", "services/rosters.py"]
    text = "".join((sources / part).read_text(encoding="utf-8") for part in parts)
    words = "file|column|cells?|names?|person|people|als|place|day|topic|course|subject"
    codes = set(re.findall(rf'"((?:{words})-[a-z0-9]+)"', text))
    assert len(codes) > 18
    assert codes <= set(roster.WORDS)
