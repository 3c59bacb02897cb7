"""Course packs as files: one HTML file that asks for nothing, and a folder of pages for a school's server.

The same release, language and version of elearn make the same bytes, whoever asks and on whichever machine.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from flask import current_app, render_template
from markupsafe import Markup

from elearn.domain.course import Course
from elearn.services.catalogue import Catalogue, TermView
from elearn.web.assets import family
from elearn.web.catalogue import course_words
from elearn.web.pack_links import Links
from elearn.web.pack_parts import PackModule, PackPart, pack_modules

# The time of every file in a folder: what a zip can say first (APPNOTE 4.4.6), so that no build differs by its hour.
EPOCH = (1980, 1, 1, 0, 0, 0)
LARGEST_RASTER = 30_000
Pictures = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The finished files; `rev` is 12 hex over all that stands in them."""

    rev: str
    single: bytes
    folder: bytes


def make_files(books: Catalogue, course: Course, lang: str, read: Callable[[list[str]], Pictures]) -> PackFiles:
    """Both files of a course for readers of this language. `read` gives the bytes of the release's media by path."""
    modules = pack_modules(books, course, lang)
    pictures = read(_pictures_of(modules))
    content = repr((lang, modules, sorted(pictures.items()), sheet(), script())).encode()
    rev = hashlib.sha256(content).hexdigest()[:12]
    base: str = current_app.config["ELEARN"].base_url
    words = {
        **course_words(course, lang),
        "course": course,
        "modules": modules,
        "rev": rev,
        "base": base,
        "published": books.published_at,
    }
    return PackFiles(
        rev, _single(course, modules, pictures, lang, words), _folder(course, modules, pictures, words, lang)
    )


@cache
def sheet() -> str:
    return family("css/learner", "*.css").decode()


@cache
def script() -> str:
    return family("js/pack", "*.js").decode()


def _pictures_of(modules: tuple[PackModule, ...]) -> list[str]:
    """Paths of all pictures, each once, in order."""
    found: dict[str, str] = {}

    def note(path: str) -> str:
        return found.setdefault(path, path)

    links = Links("", "", (), lambda _part, _anchor: "", note)
    for part in _all(modules):
        links.rewrite(part.html, part.id)
    return sorted(found)


def _all(modules: tuple[PackModule, ...]) -> list[PackPart]:
    return [part for module in modules for part in module.parts]


def _single(
    course: Course, modules: tuple[PackModule, ...], pictures: Pictures, lang: str, words: dict[str, Any]
) -> bytes:
    parts = _all(modules)

    def lead(part: str, anchor: str) -> str:
        return f"#{part}.{anchor}" if part and anchor else f"#{part or anchor or 'm'}"

    links = Links(
        course.id,
        lang,
        {part.id for part in parts},
        lead,
        lambda path: data_address(path, pictures.get(path, b"")),
        site=words["base"],
        one_file=True,
    )
    bodies = {part.id: Markup(links.rewrite(part.html, part.id)) for part in parts}  # noqa: S704 - rendered by us
    return render_template(
        "packs/single.html",
        **words,
        lead=lead,
        bodies=bodies,
        terms=_terms(parts),
        policy=_policy(),
        style=Markup(sheet()),  # noqa: S704 - a file of ours
        script=Markup(script()),  # noqa: S704 - a file of ours
    ).encode()


def _policy() -> str:
    """What the one file may do: run this script and show these pictures. It can ask nobody for anything."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script(), sheet()))
    return (
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ).format(*hashes)


def _terms(parts: list[PackPart]) -> list[TermView]:
    terms = {term.key: term for part in parts for term in part.terms}
    return sorted(terms.values(), key=lambda term: (term.text.term.casefold(), term.key))


def data_address(path: str, body: bytes) -> str:
    """A picture inside the page; empty for one that would make the file too heavy, and for what is no picture."""
    if path.endswith(".svg") and body:
        return "data:image/svg+xml," + quote(body.decode(), safe=" =:/,;()!*'@$+?~")
    kinds = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
    kind = kinds.get(path.rpartition(".")[2])
    if kind is None or not 0 < len(body) <= LARGEST_RASTER:
        return ""
    return f"data:{kind};base64,{base64.b64encode(body).decode()}"


def _folder(
    course: Course, modules: tuple[PackModule, ...], pictures: Pictures, words: dict[str, Any], lang: str
) -> bytes:
    files = dict(_pages(course, modules, pictures, words, lang))
    files |= {f"media/{path}": body for path, body in pictures.items()}
    files |= {"pack.css": sheet().encode(), "pack.js": script().encode()}
    return zipped(files)


def _pages(
    course: Course, modules: tuple[PackModule, ...], pictures: Pictures, words: dict[str, Any], lang: str
) -> Iterator[tuple[str, bytes]]:
    parts = _all(modules)

    def lead(part: str, anchor: str) -> str:
        return f"{part or 'index'}.html" + (f"#{anchor}" if anchor else "")

    links = Links(
        course.id,
        lang,
        {part.id for part in parts},
        lead,
        lambda path: f"media/{path}" if path in pictures else "",
    )
    yield "index.html", render_template("packs/index.html", **words, lead=lead).encode()
    in_order = [(module, part) for module in modules for part in module.parts]
    neighbours = zip([None, *parts[:-1]], [*parts[1:], None], strict=True)
    for (module, part), (before, after) in zip(in_order, neighbours, strict=True):
        body = Markup(links.rewrite(part.html, part.id))  # noqa: S704 - rendered by us
        around = {"module": module, "part": part, "before": before, "after": after}
        page = render_template("packs/page.html", **words, **around, lead=lead, body=body)
        yield f"{part.id}.html", page.encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes follow from these files alone: sorted, one time for all, no trace of the machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, body, zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()
