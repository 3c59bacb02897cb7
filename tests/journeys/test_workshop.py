"""A workshop from preparing to bringing home, with real servers on loopback: two phones, six people, no line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from elearn.extensions import open_session
from elearn.storage.accounts import Account
from elearn.storage.attempts import AttemptRow
from elearn.storage.events import EventRow
from tests.http_browser import Browser
from tests.workshops import (
    LESSON,
    QUIZ,
    RIGHT,
    WRONG,
    Room,
    join_as_new,
    join_by_slip,
    leave,
    make_centre,
    prepare,
    pull_the_plug,
    slips_of,
)

REGION = "/en/regions/afralo"
# Amina and Zuri have finished, Brahim has not; Chipo came and did nothing, Dalia asked not to be named and stayed away.
# Yaw turned out to be a member of KE-02; Wanjiru is not one of us and is counted nowhere.
EXPECTED = {
    "KE-01": {"members": 5, "ip": {"invited": 0, "registered": 2, "started": 1, "stalled": 0, "finished": 2}},
    "KE-02": {"members": 1, "ip": {"invited": 0, "registered": 0, "started": 1, "stalled": 0, "finished": 0}},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[str]:
    """A database that migrations will make, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'centre.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    engine, name = create_engine(server, isolation_level="AUTOCOMMIT"), f"workshop_{worker_id}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_six_people_two_phones_a_cut_and_a_clone_come_home_by_file(url: str, tmp_path: Path) -> None:
    centre, room = make_centre(tmp_path, url), Room(tmp_path / "laptop")
    with centre.up() as coordinator:
        uid, code = prepare(coordinator)
        made = room.run("init", "--enrol", code, centre.base)
        assert made.returncode == 0, made.stderr
        assert "1 members asked not to be named" in made.stdout
    # From here on the site is not there for the laptop.
    with room.up() as process:
        phones = first_half(room)
        pull_the_plug(process)
    with room.up():
        second_half(room, *phones)
    refused = room.run("sync")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "cannot be reached" in refused.stderr
    home = tmp_path / "home.elp"
    assert room.run("export", str(home)).returncode == 0
    assert room.run("wipe").returncode == 2
    with centre.up() as coordinator:
        receipt = bring_home(coordinator, uid, home)
        decide(coordinator, url, uid)
        see_region(coordinator)
    (tmp_path / "receipt.json").write_bytes(receipt)
    proven = room.run("import", str(tmp_path / "receipt.json"))
    total = count_recorded(url, uid)
    assert f"The centre has {total} of {total} events from this workshop." in proven.stdout, proven
    wiped = room.run("wipe")
    assert wiped.returncode == 0, wiped.stderr
    assert not (tmp_path / "laptop/elearn.sqlite3").exists()


def first_half(room: Room) -> tuple[Browser, Browser, dict[str, str]]:
    facilitator = open_board(room)
    slips = slips_of(facilitator.get("/en/workshop/slips"))
    assert sorted(slips) == ["Amina", "Brahim", "Chipo", "Yaw at home"]
    wall = room.code("Code on the wall")
    first, second = room.phone(), room.phone()
    join_by_slip(first, wall, "Amina", slips["Amina"])
    clone = first.clone()
    assert first.post(LESSON, {}).status == 200
    # One form id, two answers: the phone and its copy both say that it was they.
    same = {"rev": "", "seed": "0", "event": "e" * 32}
    assert 'value="0.0"' not in first.post(QUIZ, {**same, **RIGHT}).text
    assert "/attempts/" in clone.post(QUIZ, {**same, **WRONG}).address
    leave(first)
    join_by_slip(second, wall, "Brahim", slips["Brahim"])
    second.post(LESSON, {})
    second.post(QUIZ, {"rev": "", "seed": "0", **WRONG})
    leave(second)
    here = join_as_new(second, wall, "Zuri")
    assert "Zuri" in here.text
    second.post(LESSON, {})
    assert second.post(QUIZ, {"rev": "", "seed": "0", **RIGHT}).status == 200
    return first, second, slips


def second_half(room: Room, first: Browser, second: Browser, slips: dict[str, str]) -> None:
    """After the power came back: Zuri is still signed in, everything that was confirmed is on the board."""
    wall = room.code("Code on the wall")
    assert "Zuri" in second.get("/en/workshop").text
    leave(second)
    join_as_new(second, wall, "Yaw")
    second.post(LESSON, {})
    join_as_new(first, wall, "Wanjiru", als="KE-02")
    first.post(QUIZ, {"rev": "", "seed": "0", **RIGHT})
    leave(first)
    join_by_slip(first, wall, "Chipo", slips["Chipo"])
    facilitator = open_board(room)
    board = facilitator.get("/en/workshop/board")
    people = board_uids(board.text)
    assert sorted(people) == ["Amina", "Brahim", "Chipo", "Wanjiru", "Yaw", "Yaw at home", "Zuri"]
    present = [people[name] for name in ("Amina", "Brahim", "Zuri", "Yaw", "Wanjiru")]
    for _ in range(2):  # the second click
        ticked = facilitator.post("/en/workshop/board", {"course": "ip", "present": present})
        assert ticked.text.count(" checked") == len(present)


def open_board(room: Room) -> Browser:
    facilitator = room.phone()
    assert "Facilitator" in facilitator.get("/en/workshop/slips").text  # without the code: asked for it
    facilitator.post("/en/workshop/board", {"code": room.code("Facilitator .*code")})
    return facilitator


def board_uids(board: str) -> dict[str, str]:
    rows = re.findall(r'<tr><th scope="row" id="n\d+"><bdi>([^<]+)</bdi>.*?value="([0-9a-f]{32})"', board)
    return dict(rows)


def bring_home(coordinator: Browser, uid: str, home: Path) -> bytes:
    page = coordinator.send_file(f"{REGION}/workshops", home.read_bytes(), form="file")
    assert page.status == 200
    assert f"/workshops/{uid}?done=file" in page.address
    again = coordinator.send_file(f"{REGION}/workshops", home.read_bytes(), form="file")
    assert "0 new events" in again.text
    return coordinator.get(f"{REGION}/workshops/{uid}/receipt").body


def decide(coordinator: Browser, url: str, uid: str) -> None:
    """Zuri is a member, Yaw had an account, Wanjiru is not one of us. Each said twice."""
    page = coordinator.get(f"{REGION}/workshops/{uid}")
    people = page_uids(page.text)
    address = mail_of(url, "Yaw at home")
    here = f"{REGION}/workshops/{uid}"
    for _ in range(2):
        coordinator.post(here, {"form": "accept", "person": people["Zuri"]})
        coordinator.post(here, {"form": "link", "person": people["Yaw"], "email": address})
        coordinator.post(here, {"form": "refuse", "person": people["Wanjiru"]})
    wrong = coordinator.post(here, {"form": "link", "person": people["Wanjiru"], "email": "nobody@example.org"})
    assert wrong.status == 422


def page_uids(page: str) -> dict[str, str]:
    rows = page.split('<li><b id="n')[1:]
    named = [
        (re.search(r"<bdi>([^<]+)</bdi>", row), re.search(r'name="person" value="([0-9a-f]{32})"', row)) for row in rows
    ]
    return {name.group(1): uid.group(1) for name, uid in named if name and uid}


def mail_of(url: str, name: str) -> str:
    with open_session(url) as session:
        return str(session.scalars(select(Account.email).where(Account.name == name)).one())


def see_region(coordinator: Browser) -> None:
    report = json.loads(coordinator.get(f"{REGION}.json").text)
    rows = {row["als"]: {"members": row["members"], **row["cells"]} for row in report["rows"]}
    assert rows == EXPECTED
    api = json.loads(coordinator.get("/api/v1/reports/progress?ralo=AFRALO").text)
    assert api["rows"] == report["rows"]
    page = coordinator.get(REGION)
    assert page.status == 200
    assert "KE-01" in page.text


def count_recorded(url: str, node: str) -> int:
    """Events of the workshop at the centre; two attempts of Amina's phone and its copy among them."""
    with open_session(url) as session:
        amina = make_uid("Amina")
        assert session.scalar(select(func.count()).select_from(AttemptRow).where(AttemptRow.u == amina)) == 2
        return session.scalar(select(func.count()).select_from(EventRow).where(EventRow.recv_from == node)) or 0


def make_uid(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
