"""A workshop's Wi-Fi that breaks off: what the phone keeps belongs to who has joined, and is sent in the room."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import copy_two_courses
from tests.browser.line import Line, open_line
from tests.browser.phones import QUIZ, Phone, answer_quiz, look_in, send, sent, told, waiting
from tests.workshops import Room

pytestmark = pytest.mark.xdist_group("offline")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A laptop that began by itself, with two courses."""
    folder = tmp_path_factory.mktemp("room")
    room = Room(folder / "laptop", courses=copy_two_courses(folder))
    with room.up():
        yield room


@pytest.fixture
def line(room: Room) -> Iterator[Line]:
    with open_line(room.base) as line:
        yield line


@pytest.fixture
def phone(request: pytest.FixtureRequest, playwright: Playwright, line: Line, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(playwright, tmp_path / "profile", line, look_in(request.getfixturevalue("browser")))
    yield phone
    phone.context.close()


def join(page: Page, line: Line, room: Room, name: str) -> str:
    """The uid under which this name stands."""
    page.goto(f"{line.address}/en/workshop?code={room.code('Code on the wall')}")
    page.locator('input[name="name"]').fill(name)
    page.locator("form:has(input[name=nonce]) button").last.click()
    expect(page.get_by_role("main")).to_contain_text(name)
    return str(page.evaluate("reader()"))


def attempts(room: Room) -> list[str]:
    with closing(sqlite3.connect(room.folder / "elearn.sqlite3")) as database:
        return [uid for (uid,) in database.execute("SELECT u FROM attempt ORDER BY rowid")]


def test_what_was_answered_without_the_wifi_stays_with_its_person(room: Room, line: Line, phone: Phone) -> None:
    page = phone.open()
    gift = join(page, line, room, "Gift")
    answer_quiz(page, line)
    line.up = False
    send(page)
    told(page, "kept on this phone")
    assert [row["e"]["u"] for row in waiting(page)] == [gift]
    line.up = True
    page.goto(f"{line.address}/en/workshop")
    page.get_by_role("button", name=re.compile("Somebody else")).click()
    page.wait_for_url(re.compile("/en/"))
    hawa = join(page, line, room, "Hawa")
    assert hawa != gift
    sent(page)
    page.goto(f"{line.address}/en/off")
    expect(page.locator("#waiting li")).to_have_count(0)
    assert attempts(room) == [gift]
    page.goto(f"{line.address}/en/me")
    expect(page.get_by_role("main")).not_to_contain_text("1 of 1")


def test_the_line_comes_back_and_the_room_has_it(room: Room, line: Line, phone: Phone) -> None:
    page = phone.open()
    kofi = join(page, line, room, "Kofi")
    answer_quiz(page, line, "an answer")
    line.up = False
    send(page)
    told(page, "kept on this phone")
    line.up = True
    page.goto(line.address + QUIZ)
    sent(page)
    assert attempts(room)[-1] == kofi
