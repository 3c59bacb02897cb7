"""A quiz sent by form: graded at once, once, against the text that was seen, and only its owner sees the result."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT
from elearn.domain.corrections import Decision, Way
from elearn.services.publishing import publish
from elearn.storage.attempts import AttemptRow
from elearn.storage.events import EventRow
from tests.makers import NOW
from tests.web.conftest import Clock

QUIZ = "/en/c/ip/ip-addresses-quiz"
RIGHT = {
    "bits": "c",
    "forms": ["b", "d"],
    "colons": "5",
    "new-name": "false",
    "directory": "dns",
    "person": "a",
    "registry": "d",
    "chain.a": "1",
    "chain.b": "2",
    "chain.c": "3",
    "chain.d": "4",
}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found.group(1)


def form(client: FlaskClient, **answers: object) -> dict[str, object]:
    """The fields of the quiz as a browser sends them, right answers unless others are given."""
    page = client.get(QUIZ).text
    return {"rev": hidden(page, "rev"), "seed": hidden(page, "seed"), **RIGHT, **answers}


def score(page: str) -> str:
    found = re.search(r'<data id="score" value="([^"]+)">', page)
    assert found
    return found.group(1)


def count(session: Session, table: type[AttemptRow] | type[EventRow]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_guest_gets_her_result_and_is_offered_an_account(client: FlaskClient) -> None:
    sent = client.post(QUIZ, data=form(client))
    assert sent.status_code == 303
    assert re.fullmatch(r"/en/attempts/[0-9a-f]{32}", sent.headers["Location"])
    cookie = sent.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = client.get(sent.headers["Location"]).text
    assert score(page) == "1"
    assert '<data id="passed" value="yes">' in page
    assert "/en/sign-up" in page


def test_each_wrong_answer_teaches_and_leads_back_to_the_text(client: FlaskClient) -> None:
    sent = client.post(QUIZ, data=form(client, bits="a", forms=["b", "c"], directory="IP", colons="three"))
    page = client.get(sent.headers["Location"]).text
    assert score(page) == "0.5"
    assert '<data id="passed" value="no">' in page
    assert page.count("Not correct") == 4
    assert 'href="/en/c/ip/reading-ipv6#lengths"' in page
    assert "This could not be read as a number." in page
    assert "You answered <b><bdi>IP</bdi></b>." in page


def test_a_question_left_out_counts_as_not_answered(client: FlaskClient) -> None:
    fields = form(client)
    del fields["bits"]
    page = client.get(client.post(QUIZ, data=fields).headers["Location"]).text
    assert score(page) == "0.875"
    assert "Not answered" in page
    assert "You left this question out." in page


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"bits": ["a", "c"]}, "Choose only one answer here."),
        ({"bits": "zz"}, "Choose one of the answers that are shown."),
        ({"no-such-question": "a"}, "a question that this quiz does not ask"),
        ({"directory": "x" * 501}, "Write at most 500 characters."),
        ({"directory": "a\x00b"}, "Some characters cannot be read."),
        ({"colons": "1,234.5,6"}, "one decimal point"),
        ({"seed": "16"}, "This address shows no questions."),
        ({"seed": "١"}, "This address shows no questions."),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_everything(
    client: FlaskClient, web_session: Session, answers: dict[str, object], words: str
) -> None:
    sent = client.post(QUIZ, data=form(client, **answers))
    assert sent.status_code == 422
    assert words in sent.text
    assert "<title>Error:" in sent.text
    assert 'id="errors" tabindex="-1"' in sent.text
    assert re.search(r'name="registry" value="d" checked', sent.text)
    assert count(web_session, AttemptRow) == 0


def test_typed_text_comes_back_escaped(client: FlaskClient) -> None:
    sent = client.post(QUIZ, data=form(client, directory='"><script>alert(1)</script>', bits="zz"))
    assert sent.status_code == 422
    assert "<script>alert" not in sent.text
    result = client.get(client.post(QUIZ, data=form(client, directory="<b>{{7*7}}</b>%(x)s")).headers["Location"])
    assert "<bdi>&lt;b&gt;{{7*7}}&lt;/b&gt;%(x)s</bdi>" in result.text


@pytest.mark.parametrize("event", [None, "0123456789abcdef" * 2])
def test_the_same_form_twice_is_one_attempt(client: FlaskClient, web_session: Session, event: str | None) -> None:
    client.post(QUIZ, data=form(client, bits="a"))  # so that both below come from one guest
    fields = form(client, **({"event": event} if event else {}))
    first, second = client.post(QUIZ, data=fields), client.post(QUIZ, data=fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(web_session, AttemptRow) == 2
    assert count(web_session, EventRow) == 2


def test_fifty_at_once_are_one_attempt_and_one_answer(app: Flask, client: FlaskClient, web_session: Session) -> None:
    client.post(QUIZ, data=form(client, bits="a"))
    guest = client.get_cookie("guest")
    assert guest
    fields = form(client)

    def send(_number: int) -> str:
        own = app.test_client()
        own.set_cookie("guest", guest.value)
        return own.post(QUIZ, data=fields).headers["Location"]

    with ThreadPoolExecutor(10) as pool:
        places = set(pool.map(send, range(50)))
    assert len(places) == 1
    assert count(web_session, AttemptRow) == 2


def test_nobody_else_sees_a_result(app: Flask, client: FlaskClient) -> None:
    place = client.post(QUIZ, data=form(client)).headers["Location"]
    stranger = app.test_client()
    assert stranger.get(place).status_code == 404
    stranger.post(QUIZ, data=form(stranger, bits="a"))
    assert stranger.get(place).status_code == 404
    assert client.get("/en/attempts/" + "0" * 32).status_code == 404
    assert client.get("/en/attempts/..%2f").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_in_every_language(client: FlaskClient, language: str) -> None:
    place = client.post(QUIZ, data=form(client, bits="b", forms=["b"], colons="3")).headers["Location"]
    assert client.get(place.replace("/en/", f"/{language}/")).status_code == 200


def test_trying_again_leads_to_a_form_of_the_same_quiz(client: FlaskClient) -> None:
    page = client.get(client.post(QUIZ, data=form(client, bits="a")).headers["Location"]).text
    again = re.search(rf'class="b b2" href="({QUIZ}[^"]*)"', page)
    assert again
    assert client.get(again.group(1)).status_code == 200


@pytest.fixture
def own_courses(tmp_path: Path) -> Path:
    """A copy of the IPv4/IPv6 course that a test may edit."""
    root = tmp_path / "courses"
    shutil.copytree(ROOT / "courses/ip", root / "ip")
    shutil.copytree(ROOT / "courses/_shared", root / "_shared")
    for glossary in (ROOT / "courses").glob("glossary*.md"):
        shutil.copy(glossary, root)
    return root


def publish_again(app: Flask, session: Session, courses: Path, way: Way) -> None:
    """Publish with this decision on the answers given so far to the first question."""
    decisions = {"ip-addresses-quiz#bits": Decision(way)}
    publish(session, roots=[courses], languages=LANGUAGES, author="x", note="", now=NOW, decisions=decisions)
    app.extensions["elearn.published"].refresh()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_question_shows_its_new_grade_the_day_and_the_new_explanation(
    app: Flask, client: FlaskClient, web_session: Session, own_courses: Path, language: str
) -> None:
    place = client.post(QUIZ, data=form(client, bits="d")).headers["Location"]
    assert score(client.get(place).text) == "0.875"
    path = own_courses / "ip/addresses/ip-addresses-quiz.md"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("- (x) 128 <!-- #c -->", "- ( ) 128 <!-- #c -->").replace("- ( ) 340", "- (x) 340")
    explanation = next(line for line in text.splitlines() if line.startswith("> "))
    path.write_text(changed.replace(explanation, "> A better explanation.", 1), encoding="utf-8")
    publish_again(app, web_session, own_courses, Way.BOTH)
    page = client.get(place.replace("/en/", f"/{language}/")).text
    assert score(page) == "1"
    assert page.count('<time datetime="2026-11-22"><bdi>') == 1
    if language == "en":
        assert "A better explanation." in page
        assert explanation.removeprefix("> ") not in page
        assert re.search(r"This question was corrected on <time.*?</time>; your points are counted anew\.", page)


@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_the_language_may_change_between_the_page_and_the_answer(client: FlaskClient, language: str) -> None:
    """Keys are the same in every language, so answers ticked on one page can be sent from another."""
    fields = form(client, bits="a")
    sent = client.post(QUIZ.replace("/en/", f"/{language}/"), data=fields)
    assert sent.headers["Location"].startswith(f"/{language}/attempts/")
    page = client.get(sent.headers["Location"]).text
    assert score(page) == "0.875"
    assert f'lang="{ {"zh": "zh-Hans"}.get(language, language) }"' in page
    same = client.post(QUIZ, data=fields).headers["Location"]
    assert same.rpartition("/")[2] == sent.headers["Location"].rpartition("/")[2]


def test_an_attempt_is_graded_and_shown_against_the_text_that_was_seen(
    app: Flask, client: FlaskClient, web_session: Session, own_courses: Path, clock: Clock
) -> None:
    fields = form(client)
    place = client.post(QUIZ, data=fields).headers["Location"]
    path = own_courses / "ip/addresses/ip-addresses-quiz.md"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("How many bits does an IPv6 address have?", "How long is an IPv6 address, in bits?")
    path.write_text(changed.replace("- (x) 128 <!-- #c -->", "- ( ) 128 <!-- #c -->").replace("- ( ) 340", "- (x) 340"))
    publish_again(app, web_session, own_courses, Way.NONE)
    assert "How long is an IPv6 address" in client.get(QUIZ).text
    old = client.get(place).text
    assert "How many bits does an IPv6 address have?" in old
    assert score(old) == "1"
    assert "These questions have been changed since." in old
    clock.pass_by(days=1)
    late = client.get(client.post(QUIZ, data=fields).headers["Location"]).text
    assert score(late) == "1"
    assert score(client.get(client.post(QUIZ, data=form(client)).headers["Location"]).text) == "0.875"


def test_a_revision_never_published_is_not_found(client: FlaskClient) -> None:
    assert client.post(QUIZ, data=form(client, rev="0" * 12)).status_code == 404
    assert client.post(QUIZ, data=form(client, rev="'; DROP TABLE event")).status_code == 404


def test_ten_megabytes_are_refused(client: FlaskClient, web_session: Session) -> None:
    sent = client.post(QUIZ, data=form(client, directory="x" * 10_000_000))
    assert sent.status_code == 413
    assert count(web_session, EventRow) == 0


def test_a_lesson_done_leads_on_and_shows_on_my_page(client: FlaskClient) -> None:
    done = client.post("/en/c/ip/what-addresses-are-for/done")
    assert (done.status_code, done.headers["Location"]) == (303, "/en/c/ip/reading-ipv6")
    assert client.post("/en/c/ip/what-addresses-are-for/done").status_code == 303
    page = client.get("/en/me").text
    assert "1 of 15 lessons done, 0 of 6 quizzes passed." in page
    assert 'href="/en/c/ip/reading-ipv6"' in page


@pytest.mark.parametrize("part", ["nope", "ip-addresses-quiz"])
def test_only_lessons_can_be_done(client: FlaskClient, part: str) -> None:
    assert client.post(f"/en/c/ip/{part}/done").status_code == 404
