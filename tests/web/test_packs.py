"""Course packs: whole without a connection, the same bytes for everybody and on every build, without any key."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import LANGUAGES, ROOT, Config
from elearn.domain.course import Course, Quiz
from elearn.services.catalogue import Catalogue
from elearn.web.pack_files import script, zipped
from tests.nu import nu_errors
from tests.web.pack_building import digests
from tests.web.pages import page_faults
from tests.web.scrambled import with_other_keys, with_quizzes

COURSES = ("start", "atlarge", "security", "ip", "pdp", "ig")
# Bytes with gzip (pages.md §2): all that a pack's text comes to, and the pack's own script.
TEXT_PACK, SCRIPT = 150_000, 4_000
# Of a page in a folder: what it loads or leads to.
ADDRESS = re.compile(r' (href|src|action)="([^"]*)"')
STYLE, PICTURE = re.compile(rb"<style>.*?</style>", re.DOTALL), re.compile(rb' src="data:[^"]*"')
FILE_FAULTS = ("inline style", "bytes compressed", "something from another site", "outside the landmarks")


@pytest.fixture
def packs(app: Flask) -> FlaskClient:
    """A browser that saves files."""
    return FlaskClient(app, app.response_class)


def get(packs: FlaskClient, path: str) -> bytes:
    answer = packs.get(path)
    assert answer.status_code == 200, path
    return answer.get_data()


def files_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("course", COURSES)
def test_every_pack_is_light_and_whole_in_every_language(packs: FlaskClient, course: str) -> None:
    for language in LANGUAGES:
        single = get(packs, f"/{language}/c/{course}/pack.html")
        assert len(gzip.compress(single, 9)) <= TEXT_PACK
        folder = files_of(get(packs, f"/{language}/c/{course}/pack.zip"))
        text = b"".join(body for name, body in sorted(folder.items()))
        assert len(gzip.compress(text, 9)) <= TEXT_PACK
        assert list(outside(single.decode())) == []
        assert b"{{" not in single
        books: Catalogue = packs.application.extensions["elearn.published"].catalogue()
        found = books.get_course(course)
        parts = [part.id for part in found.parts()]
        assert all(f'<section id="{part}" '.encode() in single for part in parts)
        assert {f"{part}.html" for part in parts} | {"index.html", "pack.css", "pack.js"} <= set(folder)


def outside(page: str) -> Iterator[str]:
    """Everything that a page would load from elsewhere."""
    without_pictures = re.sub(r' src="data:image/(svg\+xml,|(png|jpeg);base64,)[^"]*"', "", page)
    yield from re.findall(r'\ssrc="[^"]*"|<link[^>]*>|<iframe|<object|<embed|@import|url\([^)]*\)', without_pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_file_is_a_page_like_the_others(packs: FlaskClient, language: str) -> None:
    single = get(packs, f"/{language}/c/ip/pack.html")
    words = re.sub(rb"<style>.*?</style>|<script>.*?</script>", b"", single, flags=re.DOTALL)
    faults = page_faults(f"/{language}/c/ip/pack.html", words)
    assert [fault for fault in faults if not any(known in fault for known in FILE_FAULTS)] == []
    assert "img-src data:" in single.decode()
    links = re.findall(r'<a [^>]*href="([^"]*)"', single.decode())
    assert links
    assert [link for link in links if not link.startswith(("#", "http://localhost/", "https://", "data:"))] == []


def test_what_is_not_translated_is_labelled(packs: FlaskClient) -> None:
    """The last course is not translated yet."""
    single = get(packs, "/ar/c/ig/pack.html").decode()
    assert 'class="tag glow"' in single
    assert '<section id="ig-' in single
    assert re.search(r'<section id="[a-z0-9.-]+" lang="en" dir="ltr"', single)


def test_the_folder_works_under_any_address(packs: FlaskClient) -> None:
    files = files_of(get(packs, "/fr/c/ip/pack.zip"))
    pages = {name: body.decode() for name, body in files.items() if name.endswith(".html")}
    ids = {name: set(re.findall(r' id="([^"]+)"', page)) for name, page in pages.items()}
    for name, page in pages.items():
        for _, address in ADDRESS.findall(page):
            if address.startswith(("https://", "data:")) and name != "pack.css":
                continue
            path, _, anchor = address.partition("#")
            assert not path.startswith(("/", "http:", "..")), f"{name}: {address}"
            assert (path or name) in files, f"{name}: {address}"
            assert not anchor or anchor in ids[path or name], f"{name}: {address}"
        faults = page_faults("/fr/x", page.encode())
        assert [fault for fault in faults if not any(known in fault for known in FILE_FAULTS)] == [], name
    assert b"url(" not in files["pack.css"]


def test_packs_are_valid_html(packs: FlaskClient, tmp_path: Path) -> None:
    singles = {f"single.{code}": get(packs, f"/{code}/c/ip/pack.html") for code in ("ar",)}
    # The checker needs minutes for pictures and sheets inside a page; those are files of ours, looked at elsewhere.
    pages = {name: STYLE.sub(b"", PICTURE.sub(b' src="x.svg"', body)) for name, body in singles.items()}
    folder = files_of(get(packs, "/ar/c/ip/pack.zip"))
    pages |= {name: folder[f"{name}.html"] for name in ("index", "reading-ipv6", "ip-two-rulers", "ip-final-quiz")}
    (tmp_path / "pages").mkdir()  # beside it lies the database
    assert nu_errors(pages, tmp_path / "pages") == []


def test_two_builds_in_two_processes_make_the_same_bytes(config: Config) -> None:
    here = digests(config.database_url, config.instance_path, "start")
    there = [
        subprocess.run(
            [sys.executable, "-m", "tests.web.pack_building", config.database_url, str(config.instance_path), "start"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        ).stdout
        for seed in ("1", "2")
    ]
    assert [json.loads(told) for told in there] == [here, here]


def test_a_zip_follows_from_its_files_alone() -> None:
    first, second = zipped({"b": b"2", "a": b"1"}), zipped({"a": b"1", "b": b"2"})
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert [(entry.filename, entry.date_time[0]) for entry in archive.infolist()] == [("a", 1980), ("b", 1980)]


@pytest.mark.parametrize("course", COURSES)
def test_a_pack_is_the_same_whatever_the_keys_are(app: Flask, packs: FlaskClient, course: str) -> None:
    """So no right answer can be read, or worked out, from anything in it. The printed page has the answers."""
    books: Catalogue = app.extensions["elearn.published"].catalogue()
    before = {ending: get(packs, f"/ar/c/{course}/pack.{ending}") for ending in ("html", "zip")}
    paper = get(packs, f"/ar/c/{course}/print")
    publish_instead(app, with_quizzes(books, with_other_keys))
    assert {ending: get(packs, f"/ar/c/{course}/pack.{ending}") for ending in before} == before
    assert get(packs, f"/ar/c/{course}/print") != paper


def publish_instead(app: Flask, books: Catalogue) -> None:
    """Another release is in force for this worker from now on."""
    new, published = replace(books, release=books.release + 1), app.extensions["elearn.published"]
    published._current, published._load = lambda: new.release, lambda: new  # noqa: SLF001 - what a worker asks
    published.refresh()


def test_a_question_in_a_lesson_is_asked_without_its_answer(packs: FlaskClient) -> None:
    single = get(packs, "/en/c/ip/pack.html").decode()
    assert single.count("Check yourself") == 1
    assert "Show the answer" not in single
    assert "<b>Correct</b>" not in single


def test_a_practice_quiz_stands_there_with_its_answers(app: Flask, packs: FlaskClient) -> None:
    books: Catalogue = app.extensions["elearn.published"].catalogue()
    graded = get(packs, "/en/c/ip/pack.html").decode()
    assert 'data-quiz="ip-final-quiz"' in graded
    assert "<b>Correct</b>" not in graded

    def practice(quiz: Quiz) -> Quiz:
        return replace(quiz, graded=False)

    publish_instead(app, with_quizzes(books, practice))
    single = get(packs, "/en/c/ip/pack.html").decode()
    assert "data-quiz=" not in single
    assert "<b>Correct</b>" in single
    assert '<details><summary lang="' not in single


def test_a_new_release_makes_new_packs(app: Flask, packs: FlaskClient) -> None:
    books: Catalogue = app.extensions["elearn.published"].catalogue()
    old = packs.get("/en/c/ip/pack.html")
    size = len(old.get_data())
    assert size_on(get(packs, "/en/c/ip")) == round(size / 1000)

    def renamed(quiz: Quiz) -> Quiz:
        return replace(quiz, titles={**quiz.titles, "en": quiz.titles["en"] + " again" * 400})

    publish_instead(app, with_quizzes(books, renamed))
    new = packs.get("/en/c/ip/pack.html")
    assert b"again again" in new.get_data()
    assert new.headers["ETag"] != old.headers["ETag"]
    assert size_on(get(packs, "/en/c/ip")) == round(len(new.get_data()) / 1000) > round(size / 1000)


def size_on(page: bytes) -> int:
    found = re.search(r"one file, (\d+).kB", page.decode())
    assert found
    return int(found[1])


@pytest.mark.parametrize("ending", ["html", "zip", "json"])
def test_a_pack_is_public_the_same_for_everybody_and_asked_for_once(packs: FlaskClient, ending: str) -> None:
    path = f"/en/c/start/pack.{ending}"
    first = packs.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    named = first.headers.get("Content-Disposition", "")
    assert named == ("" if ending == "json" else f'attachment; filename="start-en.{ending}"')
    again = packs.get(path, headers={"If-None-Match": first.headers["ETag"], "Cookie": "session=x; language=ar"})
    assert (again.status_code, again.get_data()) == (304, b"")
    packed = packs.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers.get("Content-Encoding") == (None if ending == "zip" else "gzip")
    if ending != "zip":
        assert gzip.decompress(packed.get_data()) == first.get_data()
    assert packs.get(path, headers={"Accept-Language": "ar", "Cookie": "language=ar"}).get_data() == first.get_data()
    head = packs.head(path)
    assert (head.status_code, head.get_data()) == (200, b"")
    assert packs.get(path.replace("start", "no-such-course")).status_code == 404
    assert packs.post(path).status_code == 404


def test_a_bundle_holds_the_very_pages_of_the_site(packs: FlaskClient) -> None:
    bundle = json.loads(get(packs, "/fr/c/start/pack.json"))
    files: Mapping[str, str] = bundle["files"]
    assert (bundle["id"], bundle["lang"], bundle["count"]) == ("start", "fr", len(files))
    assert bundle["bytes"] == sum(len(page.encode()) for page in files.values())
    assert re.fullmatch(r"[0-9a-f]{12}", bundle["rev"])
    course = packs.application.extensions["elearn.published"].catalogue().get_course("start")
    pages = {"/fr/c/start", *(f"/fr/c/start/{part.id}" for part in course.parts())}
    assert pages <= set(files)
    assert all(path.startswith(("/static/", "/media/")) for path in set(files) - pages)
    assert {path: get(packs, path).decode() for path in files} == files
    needed = {path for page in files.values() for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert needed <= set(files)


def test_the_list_of_all_bundles_is_a_kilobyte_and_says_what_they_say(
    packs: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.web.packs.make_bundle", quick_bundle)
    answer = packs.get("/packs.json")
    listed = answer.get_json()
    assert set(listed) == set(COURSES)
    assert all(set(languages) == set(LANGUAGES) for languages in listed.values())
    assert len(gzip.compress(answer.get_data(), 9, mtime=0)) <= 1_000
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert packs.get("/packs.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def quick_bundle(course: Course, lang: str) -> dict[str, object]:
    """As long as a real one."""
    rev = hashlib.sha256(f"{course.id} {lang}".encode()).hexdigest()
    return {"rev": rev[:12], "bytes": 200_000 + int(rev[:5], 16) % 200_000, "count": 38}


def test_after_a_publish_the_list_grows_with_each_who_asks(
    app: Flask, packs: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for all of them; a part of the list is nobody's to keep."""
    monkeypatch.setattr("elearn.web.packs.PATIENCE", 0.001)
    lines = []
    for _ in range(2):
        answer = packs.get("/packs.json")
        assert answer.headers["Cache-Control"] == "no-cache"
        lines.append([(course, lang) for course, all_ in answer.get_json().items() for lang in all_])
    assert len(lines[0]) == 1
    assert len(lines[1]) == 2
    (course, lang), _ = lines[1]
    bundle = json.loads(get(packs, f"/{lang}/c/{course}/pack.json"))
    assert packs.get("/packs.json").get_json()[course][lang] == {k: bundle[k] for k in ("rev", "bytes", "count")}
    books: Catalogue = app.extensions["elearn.published"].catalogue()
    publish_instead(app, books)
    assert len(packs.get("/packs.json").get_json()[course]) == 1


def test_the_script_of_a_pack_is_small() -> None:
    assert len(gzip.compress(script().encode(), 9)) <= SCRIPT
    assert "</" not in script()
