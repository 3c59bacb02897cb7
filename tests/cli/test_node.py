"""`elearn node` as it is run on a laptop: every refusal is one line that says what to do, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from elearn.domain.workshops import NodeReceipt, TakenFile, digest_of
from elearn.exchange.bundles import read_bundle
from elearn.exchange.node_receipts import write_receipt
from elearn.extensions import open_session
from elearn.services.workshop_files import take_file
from tests.power import cut_power
from tests.workshops import Centre, Room, join_as_new, make_bundle_file, make_centre, prepare


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return make_centre(tmp_path, f"sqlite:///{tmp_path / 'centre.sqlite3'}")


@pytest.fixture
def room(centre: Centre, tmp_path: Path) -> Room:
    """A laptop from a bundle, with the two events of somebody new in its log."""
    (tmp_path / "workshop.bundle").write_bytes(make_bundle_file(centre))
    room = Room(tmp_path / "laptop")
    made = room.run("init", "--from", str(tmp_path / "workshop.bundle"))
    assert made.returncode == 0, made.stderr
    with room.up():
        join_as_new(room.phone(), room.code("Code on the wall"), "Zuri")
    return room


def refused(room: Room, *words: str) -> str:
    done = room.run(*words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    return done.stderr


def test_a_bundle_holds_no_secret_of_anybody(centre: Centre) -> None:
    data = make_bundle_file(centre)
    text = gzip.decompress(data).decode()
    assert "@" not in re.sub(r'"courses":.*?\}', "", text)
    stated = json.loads(text)
    assert {tuple(one)[1] for one in stated["people"]} == {"Amina", "Brahim", "Chipo", "Yaw at home"}
    assert all(len(one) == 5 for one in stated["people"])
    assert not {"password", "hash", "email"} & set(stated)
    assert read_bundle(data).left_out == 1


def test_a_laptop_that_is_no_workshop_says_what_to_do(tmp_path: Path) -> None:
    room = Room(tmp_path / "laptop")
    for words in (["sync"], ["export", "x.elp"], ["wipe"], ["wipe", "--force"]):
        assert "elearn node init" in refused(room, *words)
    assert "--enrol CODE URL" in refused(room, "init")
    assert "there is no file" in refused(room, "init", "--from", "nothing.bundle")
    (tmp_path / "letter").write_text("to my sister")
    assert "no bundle" in refused(room, "init", "--from", str(tmp_path / "letter"))
    assert "https://" in refused(room, "init", "--enrol", "ABCD-EFGH-JKMN", "http://learn.example.org")
    assert not (tmp_path / "laptop/elearn.sqlite3").exists()


def test_wipe_waits_for_a_receipt_of_everything(room: Room, centre: Centre, tmp_path: Path) -> None:
    assert "2 events are not at the site" in refused(room, "wipe")
    home = tmp_path / "home.elp"
    assert "2 events" in room.run("export", str(home)).stdout
    assert "is there already" in refused(room, "export", str(home))
    with open_session(centre.url) as session:
        taken = take_file(session, data=home.read_bytes(), by="", now=datetime.now(UTC))
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(taken.receipt.replace(b'"dup":0', b'"dup":1'))
    assert "was changed or is not for this laptop" in refused(room, "import", str(receipt))
    receipt.write_bytes(taken.receipt)
    assert "2 of 2 events" in room.run("import", str(receipt)).stdout
    with room.up():
        assert "is in use" in refused(room, "wipe")
        join_as_new(room.phone(), room.code("Code on the wall"), "Late")
    assert "2 of 4" in room.run("wipe").stdout
    assert "this laptop’s own".replace("’", "'") in refused(room, "import", str(home))
    wiped = room.run("wipe", "--force")
    assert (wiped.returncode, "no workshop any more" in wiped.stdout) == (0, True), wiped
    copies = list(tmp_path.glob("workshop-*.elp"))
    assert len(copies) == 1
    with open_session(centre.url) as session:
        assert take_file(session, data=copies[0].read_bytes(), by="", now=datetime.now(UTC)).new == 2
    assert not list(room.folder.glob("elearn.sqlite3*"))


def test_a_receipt_that_does_not_match_the_log_covers_nothing(room: Room, centre: Centre, tmp_path: Path) -> None:
    key = read_bundle((tmp_path / "workshop.bundle").read_bytes()).key
    wrong = TakenFile("0" * 64, 1, 2, 2, 0, (), digest_of([("d" * 32, 1, "a" * 32), ("d" * 32, 2, "b" * 32)]))
    (tmp_path / "wrong.json").write_bytes(write_receipt(NodeReceipt("n" * 32, "e", "2026", (wrong,)), key))
    own = read_bundle((tmp_path / "workshop.bundle").read_bytes()).node
    (tmp_path / "wrong.json").write_bytes(write_receipt(NodeReceipt(own, "e", "2026", (wrong,)), key))
    assert "0 of 2 events" in room.run("import", str(tmp_path / "wrong.json")).stdout
    assert "2 events are not at the site" in refused(room, "wipe")
    assert centre


def test_another_workshops_file_is_carried_untouched(room: Room, centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "other.bundle").write_bytes(make_bundle_file(centre))
    other = Room(tmp_path / "other")
    assert other.run("init", "--from", str(tmp_path / "other.bundle")).returncode == 0
    with other.up():
        join_as_new(other.phone(), other.code("Code on the wall"), "Yaa")
    home = tmp_path / "other.elp"
    assert other.run("export", str(home)).returncode == 0
    assert "carried on" in room.run("import", str(home)).stdout
    (carried,) = (room.folder / "relay").glob("*.elp")
    assert carried.read_bytes() == home.read_bytes()
    (tmp_path / "half.elp").write_bytes(home.read_bytes()[:-20])
    assert "was cut off" in refused(room, "import", str(tmp_path / "half.elp"))
    with centre.up():
        sent = room.run("sync", centre.base)
        assert "Sent 2 events" in sent.stdout, sent
        assert "1 files of other workshops" in sent.stdout
        assert "2 of 2 events" in sent.stdout
        assert "Sent 0 events" in room.run("sync", centre.base).stdout
    (receipt,) = (room.folder / "relay").glob("receipt-*.json")
    assert "2 of 2 events" in other.run("import", str(receipt)).stdout
    assert room.run("wipe").returncode == 0


def test_a_code_opens_once_and_a_wrong_one_says_so(centre: Centre, tmp_path: Path) -> None:
    with centre.up() as coordinator:
        _, code = prepare(coordinator)
        first, second = Room(tmp_path / "first"), Room(tmp_path / "second")
        assert first.run("init", "--enrol", code.lower(), centre.base).returncode == 0
        assert "the code opens nothing" in refused(second, "init", "--enrol", code, centre.base)
        assert "this laptop is the workshop" in refused(first, "init", "--enrol", code, centre.base)


def test_a_laptop_alone_needs_nobody_and_tells_its_card(tmp_path: Path, centre: Centre) -> None:
    room = Room(tmp_path / "alone", courses=centre.folder / "courses")
    with room.up():
        assert re.search(r"^  [0-9A-F]{100}$", room.started, re.MULTILINE)
        join_as_new(room.phone(), room.code("Code on the wall"), "Ife", als="")
    modes = {path.name: path.stat().st_mode & 0o777 for path in room.folder.glob("*")}
    assert modes["elearn.sqlite3"] == modes["secret_key"] == 0o600
    assert room.folder.stat().st_mode & 0o077 == 0
    exported = room.run("export", str(tmp_path / "alone.elp"))
    assert re.search(r"^  [0-9A-F]{100}$", exported.stdout, re.MULTILINE)


def test_power_cuts_lose_no_answer_that_was_confirmed(room: Room) -> None:
    confirmed, lost = cut_power(room, 4, Random(7))  # noqa: S311 - moments, not secrets
    assert confirmed > 4
    assert lost == 0
    with closing(sqlite3.connect(room.folder / "elearn.sqlite3")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
