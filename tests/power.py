"""The power of a workshop laptop is cut while people answer."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from http.client import HTTPException
from itertools import count
from random import Random

from tests.workshops import QUIZ, RIGHT, WRONG, Room, join_as_new, pull_the_plug


def submit_until_cut(room: Room, confirmed: list[str], stop: threading.Event) -> None:
    """New people join and answer, one after the other, until the line is gone. The uid of every attempt whose result
    page came back goes to `confirmed`."""
    wall = room.code("Code on the wall")
    for number in count():
        phone = room.phone()
        try:
            join_as_new(phone, wall, f"Person {number}")
            for answers in (RIGHT, WRONG):
                page = phone.post(QUIZ, {"rev": "", "seed": "0", **answers})
                if page.status == 200 and "/attempts/" in page.address:
                    confirmed.append(page.address.rpartition("/")[2])
        except (OSError, HTTPException, AssertionError):
            return
        if stop.is_set():
            return


def cut_power(room: Room, rounds: int, random: Random, phones: int = 3) -> tuple[int, int]:
    """(answers that were confirmed, those of them that are not there) after so many cuts at random moments."""
    confirmed: list[str] = []
    stop = threading.Event()
    for _ in range(rounds):
        with room.up() as process:
            arguments = (room, confirmed, stop)
            people = [threading.Thread(target=submit_until_cut, args=arguments) for _ in range(phones)]
            for person in people:
                person.start()
            wanted = len(confirmed) + random.randint(1, 6)
            while len(confirmed) < wanted and any(person.is_alive() for person in people):
                time.sleep(0.005)
            time.sleep(random.random() * 0.1)
            pull_the_plug(process)
            for person in people:
                person.join(40)
    with closing(sqlite3.connect(room.folder / "elearn.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {row[0] for row in database.execute("SELECT id FROM event")}
    return len(confirmed), len(set(confirmed) - kept)
