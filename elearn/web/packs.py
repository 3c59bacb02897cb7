"""Course packs: a course to take along in one file, as a folder for a school's server, or for this site's own pages.

Public pages like the lessons: the same bytes for everybody, made when first asked for in a release, then kept.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app
from werkzeug.test import create_environ, run_wsgi_app

from elearn.domain.course import Course
from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.services.catalogue import list_media
from elearn.web.catalogue import catalogue
from elearn.web.languages import offered, reader_language
from elearn.web.pack_files import PackFiles, Pictures, make_files

bp = Blueprint("packs", __name__)
KEPT = 8
# Seconds that one request spends on bundles that nobody has asked for yet.
PATIENCE = 1.0
# What a page loads: sheets, scripts and drawings, which are text.
_LOADED = re.compile(r'(?:href|src)="(/(?:static|media)/[^"]+\.(?:css|js|svg))"')
_HERE = "http://localhost"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the files on the way from hand to hand."""

    single: int
    folder: int


class PackShelf:
    """What this worker made for the release in force: the last few packs, and of every pack what lists say about it."""

    def __init__(self) -> None:
        self._release = 0
        self._files: OrderedDict[tuple[str, str], PackFiles] = OrderedDict()
        self._sizes: dict[tuple[str, str], Sizes] = {}
        self._entries: dict[tuple[int, str, str], Mapping[str, object]] = {}
        self._lock = threading.Lock()

    def files(self, release: int, key: tuple[str, str], make: Callable[[], PackFiles]) -> PackFiles:
        """The files of one course and language. Whoever comes while they are made waits for them."""
        with self._lock:
            self._turn_over(release)
            if key not in self._files:
                made = make()
                self._files[key], self._sizes[key] = made, Sizes(len(made.single), len(made.folder))
            self._files.move_to_end(key)
            while len(self._files) > KEPT:
                self._files.popitem(last=False)
            return self._files[key]

    def sizes(self, release: int, key: tuple[str, str], make: Callable[[], PackFiles]) -> Sizes:
        known = self._sizes.get(key) if release == self._release else None
        if known is None:
            files = self.files(release, key, make)
            known = Sizes(len(files.single), len(files.folder))
        return known

    def find_entry(self, release: int, key: tuple[str, str]) -> Mapping[str, object] | None:
        """What the list says of one bundle; None when nobody has made it in this release."""
        return self._entries.get((release, *key))

    def keep_entry(self, release: int, key: tuple[str, str], made: Mapping[str, object]) -> Mapping[str, object]:
        """Its line from now on; those of other releases go."""
        line = {name: made[name] for name in ("rev", "bytes", "count")}
        self._entries = {known: kept for known, kept in self._entries.items() if known[0] == release}
        self._entries[(release, *key)] = line
        return line

    def _turn_over(self, release: int) -> None:
        if release != self._release:
            self._files, self._sizes, self._release = OrderedDict(), {}, release


def register_packs(app: Flask) -> None:
    """The shelf, and the word with which the page of a course asks for sizes."""
    app.extensions["elearn.packs"] = PackShelf()
    app.jinja_env.globals["pack_sizes"] = pack_sizes


def pack_sizes(course: Course) -> Sizes:
    """The sizes of both files in the reader's language: of this release, like everything on a public page."""
    lang, books = reader_language().code, catalogue()
    return _shelf().sizes(books.release, (course.id, lang), lambda: _make(course, lang))


@bp.get("/<lang:lang>/c/<course>/pack.html")
def single(lang: str, course: str) -> Response:
    """One file that opens without a connection; saved, not shown: its script and pictures stand inside it."""
    return _file(_files(course, lang).single, "text/html; charset=utf-8", f"{course}-{lang}.html")


@bp.get("/<lang:lang>/c/<course>/pack.zip")
def folder(lang: str, course: str) -> Response:
    """Pages with relative links for any web server, under any address."""
    return _file(_files(course, lang).folder, "application/zip", f"{course}-{lang}.zip")


@bp.get("/<lang:lang>/c/<course>/pack.json")
def bundle(lang: str, course: str) -> Response:
    """The site's own pages of this course with all that they load, in one answer: what a browser keeps."""
    books = catalogue()
    pack = make_bundle(books.get_course(course), lang)
    _shelf().keep_entry(books.release, (course, lang), pack)
    return Response(json.dumps(pack, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


@bp.get("/packs.json")
def index() -> Response:
    """Every course and language: which revision of its bundle is the newest, and how much it is.

    Making all of them takes longer than anybody waits, so after a publish the first who ask get a part of the list,
    each more than the one before; what is not in it yet is no news. The whole list is kept like any public page.
    """
    shelf, books, until = _shelf(), catalogue(), time.monotonic() + PATIENCE
    packs: dict[str, dict[str, Mapping[str, object]]] = {}
    whole = True
    for course, lang in itertools.product(books.site.courses, offered()):
        entry = shelf.find_entry(books.release, (course.id, lang))
        if entry is None and time.monotonic() < until:
            entry = shelf.keep_entry(books.release, (course.id, lang), make_bundle(course, lang))
        if entry is None:
            whole = False
        else:
            packs.setdefault(course.id, {})[lang] = entry
    response = Response(json.dumps(packs, separators=(",", ":")), content_type="application/json")
    if not whole:
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
    return response


def make_bundle(course: Course, lang: str) -> dict[str, object]:
    """`files` are the very bytes that readers of the site get; `bytes` is what they come to as UTF-8."""
    start = f"/{lang}/c/{course.id}"
    parts = [*(part.id for part in course.parts()), *(recording.id for recording in course.recordings())]
    files = {path: page_of(path) for path in (start, *(f"{start}/{part}" for part in parts))}
    loaded = sorted({path for page in files.values() for path in _LOADED.findall(page)})
    files |= {path: page_of(path) for path in loaded}
    content = json.dumps(files, ensure_ascii=False, sort_keys=True).encode()
    return {
        "id": course.id,
        "lang": lang,
        "rev": hashlib.sha256(content).hexdigest()[:12],
        "count": len(files),
        "bytes": sum(len(page.encode()) for page in files.values()),
        "files": files,
    }


def page_of(path: str) -> str:
    """A public page of this site, as it would be sent."""
    chunks, status, _headers = run_wsgi_app(current_app.wsgi_app, create_environ(path, _HERE), buffered=True)
    if not status.startswith("200"):
        raise NotFound("page", path)
    return b"".join(chunks).decode()


def _files(course: str, lang: str) -> PackFiles:
    books = catalogue()
    found = books.get_course(course)
    return _shelf().files(books.release, (course, lang), lambda: _make(found, lang))


def _make(course: Course, lang: str) -> PackFiles:
    return make_files(catalogue(), course, lang, _media)


def _media(paths: list[str]) -> Pictures:
    return list_media(current.session(), catalogue(), paths) if paths else {}


def _shelf() -> PackShelf:
    shelf: PackShelf = current_app.extensions["elearn.packs"]
    return shelf


def _file(body: bytes, kind: str, name: str) -> Response:
    """To be saved under the name of a course that is there: nothing else comes into the header."""
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
