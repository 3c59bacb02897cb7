"""A course pack on a phone: opened from a stick, answered without a line, handed in on the site by its owner only."""

from __future__ import annotations

import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page, Request, Route
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import ROOT, Config
from elearn.app import create_app
from elearn.domain.community import Role
from elearn.domain.result_codes import read_results
from elearn.extensions import db, open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.storage.attempts import AttemptRow
from elearn.storage.events import Quarantined
from tests.browser.conftest import NewContext
from tests.browser.test_pages import axe
from tests.makers import NOW
from tests.web.entering import enter

pytestmark = pytest.mark.xdist_group("packs")
HOST = "http://localhost"
QUIZ = "ip-addresses-quiz"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused') } })"
OLD_BROWSER = "delete window.CompressionStream"


@dataclass(frozen=True)
class Packs:
    app: Flask
    folder: Path

    def single(self, language: str) -> str:
        """Where the file lies, as an address."""
        path = self.folder / f"ip-{language}.html"
        if not path.exists():
            path.write_bytes(self.app.test_client().get(f"/{language}/c/ip/pack.html").get_data())
        return path.as_uri()


@pytest.fixture(scope="module")
def packs(published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packs]:
    folder = tmp_path_factory.mktemp("packs")
    compile_catalogues(folder / "translations")
    with closing(sqlite3.connect(folder / "packs.sqlite3")) as copy:
        published_template.backup(copy)
    url = f"sqlite:///{folder / 'packs.sqlite3'}"
    app = create_app(Config(url, "k" * 40, (ROOT / "courses",), instance_path=folder, base_url=HOST))
    app.config.update(TESTING=False, CLOCK=lambda: NOW)
    yield Packs(app, folder)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(packs: Packs) -> Iterator[Session]:
    with open_session(packs.app.config["ELEARN"].database_url) as session:
        yield session


def listen(page: Page) -> tuple[list[str], list[str]]:
    """What the page asks for and what goes wrong in it, from now on."""
    asked: list[str] = []
    told: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith("data:"):
            asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda said: told.append(said.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    return asked, told


def answer_quiz(page: Page, nth: int = 0) -> None:
    form = page.locator(f"form[data-quiz={QUIZ}]")
    form.locator("fieldset").first.locator("input").nth(nth).check()
    form.locator("fieldset").nth(1).locator("input").nth(0).check()
    form.locator("fieldset").nth(1).locator("input").nth(2).check()
    form.locator("button").click()


def code_of(page: Page, things: int) -> str:
    """The result code, as soon as it holds so many things."""
    code = page.locator("#code")
    for _ in range(100):
        text = code.input_value()
        if text and len(read_results(text.encode())) == things:
            return text
        page.wait_for_timeout(50)
    raise AssertionError(f"no code of {things} things")


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1280, False), ("ar", 360, True)])
def test_the_file_opens_alone_and_is_accessible(
    packs: Packs, new_context: NewContext, language: str, width: int, dark: bool
) -> None:
    page = new_context(width=width, dark=dark).new_page()
    asked, told = listen(page)
    page.goto(packs.single(language))
    answer_quiz(page)
    page.locator("[data-read] button").first.click()
    code_of(page, 2)
    assert asked == [packs.single(language)]
    assert told == []
    pictures = "Array.from(document.images, picture => picture.naturalWidth)"
    page.evaluate("Array.from(document.images, picture => { picture.loading = 'eager' })")
    page.wait_for_function(f"{pictures}.every(width => width > 0)")
    page.set_viewport_size({"width": min(width, 320), "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= min(width, 320)
    assert axe_without_policy(page, packs.single(language)) == []


def axe_without_policy(page: Page, address: str) -> object:
    """The page lets no script in but its own: a context that looks past its policy runs the checker."""
    browser = page.context.browser
    assert browser
    looking = browser.new_context(bypass_csp=True, viewport=page.viewport_size, color_scheme="dark")
    try:
        shown = looking.new_page()
        shown.goto(address)
        answer_quiz(shown)
        code_of(shown, 1)
        return axe(shown)
    finally:
        looking.close()


def test_answers_outlive_a_closed_tab_and_the_same_ones_are_one_attempt(packs: Packs, new_context: NewContext) -> None:
    context = new_context()
    typing = context.new_page()
    typing.goto(packs.single("fr"))
    typing.locator(f"form[data-quiz={QUIZ}] input").nth(1).check()
    typing.close()
    page = context.new_page()
    page.goto(packs.single("fr"))
    assert page.locator(f"form[data-quiz={QUIZ}] input").nth(1).is_checked()
    answer_quiz(page)
    page.locator(f"form[data-quiz={QUIZ}] button").click()
    code_of(page, 1)
    page.close()
    again = context.new_page()
    again.goto(packs.single("fr"))
    code_of(again, 1)
    answer_quiz(again, 1)
    events = read_results(code_of(again, 2).encode())
    assert [event.seq for event in events] == [1, 2]
    assert len({event.dev for event in events}) == 1
    assert len({event.id for event in events}) == 2
    again.locator("summary", has_text="autre personne").click()
    again.locator("[data-anew]").click()
    again.wait_for_function("!document.querySelector('[data-code]:not([hidden])')")
    assert again.locator("input:checked").count() == 0
    answer_quiz(again)
    other = read_results(code_of(again, 1).encode())
    assert other[0].dev != events[0].dev


@pytest.mark.parametrize("missing", [NO_STORAGE, OLD_BROWSER, NO_STORAGE + ";" + OLD_BROWSER])
def test_storage_and_compression_are_optional(packs: Packs, new_context: NewContext, missing: str) -> None:
    page = new_context().new_page()
    page.add_init_script(missing)
    _asked, told = listen(page)
    page.goto(packs.single("en"))
    answer_quiz(page)
    events = read_results(code_of(page, 1).encode())
    assert events[0].b["answers"]["bits"]
    assert page.locator("[data-lost]").is_visible() is (NO_STORAGE in missing)
    assert told == []


def test_without_script_it_is_read_and_says_how_to_answer(packs: Packs, new_context: NewContext) -> None:
    page = new_context(javascript=False).new_page()
    page.goto(packs.single("en"))
    assert page.locator("#reading-ipv6").is_visible()
    assert page.locator("main button:visible").count() == 0
    assert page.locator(f"#{QUIZ} [data-plain]").is_visible()
    assert f"{HOST}/en/c/ip/{QUIZ}" in page.locator(f"#{QUIZ} [data-plain]").inner_text()
    page.locator("#contents ~ ol a").first.click()
    assert page.url.endswith("#what-addresses-are-for")


def on_the_site(context: BrowserContext, client: FlaskClient) -> Page:
    """A tab in which the site is this browser of ours."""

    def answer(route: Route) -> None:
        asked, where = route.request, urlsplit(route.request.url)
        got = client.open(
            where.path,
            query_string=where.query,
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
        )
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.get_data())

    page = context.new_page()
    page.route(f"{HOST}/**", answer)
    return page


def hand_in(context: BrowserContext, client: FlaskClient) -> str:
    """Pastes what was copied, looks and takes in; what the page says then."""
    page = on_the_site(context, client)
    page.goto(f"{HOST}/en/import")
    page.locator("#code").focus()
    page.keyboard.press("Control+V")
    page.get_by_role("button", name="Look at what it holds").click()
    page.wait_for_selector("#look")
    take = page.get_by_role("button", name="take it in")
    if take.count():
        take.click()
        page.wait_for_selector("#done")
    return page.locator("main").inner_text()


def test_a_copied_code_is_one_attempt_of_one_person(packs: Packs, new_context: NewContext, session: Session) -> None:
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    pack = context.new_page()
    pack.goto(packs.single("en"))
    answer_quiz(pack)
    code_of(pack, 1)
    pack.locator("[data-copy]").click()
    assert pack.locator("[data-told]").inner_text() == "The code is copied."
    amina, ben = enter(packs.app, session), enter(packs.app, session, (Role.INSTRUCTOR, "ip"))
    assert "1 thing is taken in." in hand_in(context, amina)
    assert "already yours" in hand_in(context, amina)
    assert attempts(session) == 1
    assert "handed in for somebody else before" in hand_in(context, ben)
    page = on_the_site(context, ben)
    page.goto(f"{HOST}/en/import")
    code = pack.locator("#code").input_value()
    done = ben.post("/en/import", data={"form": "take", "code": code}).headers["Location"]
    assert "new=0&hers=0&claimed=1" in done
    assert attempts(session) == 1
    assert session.scalars(select(Quarantined.why)).all() == ["claimed"]


def attempts(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(AttemptRow)) or 0


@pytest.fixture
def school(packs: Packs, tmp_path: Path) -> Iterator[str]:
    """The folder on a web server, below an address of the school's own."""
    body = packs.app.test_client().get("/en/c/ip/pack.zip").get_data()
    with zipfile.ZipFile(BytesIO(body)) as archive:
        archive.extractall(tmp_path / "courses" / "ip")
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/courses/ip/"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Nobody reads it."""


def test_a_folder_on_a_schools_server(school: str, new_context: NewContext) -> None:
    page = new_context().new_page()
    asked, told = listen(page)
    page.goto(school)
    page.locator("a", has_text="Reading an IPv6 address").first.click()
    page.locator("[data-read] button").click()
    page.locator("a[rel=next]").click()
    page.locator("a[rel=next]").click()
    answer_quiz(page)
    code_of(page, 2)
    page.locator("a.brand").click()
    page.wait_for_url("**/index.html")
    assert {event.t for event in read_results(code_of(page, 2).encode())} == {"lesson.done", "quiz.submit"}
    assert [address for address in asked if not address.startswith(school)] == []
    assert told == []
