"""What every page must be, whoever opens it: the client below checks each HTML answer that any test gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import brotli
import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn.domain.languages import LANGUAGES
from tests.web.markup import markup_faults

RTL = {"ar"}
TAGS = {"zh": "zh-Hans"}
# Bytes with brotli, by what the body says it is (pages.md §2). The sheet counts once per first view.
BUDGETS = {"default": 10_000, "desk": 15_000, "long": 60_000}
LONG_PATHS = ("/print", "/facilitator", "/glossary")
UNTRANSLATED = re.compile(r"\{\{|\}\}|%\(\w+\)")


class PageFault(AssertionError):
    """A page is not what every page must be."""


class CheckingClient(FlaskClient):
    """A Flask test client that refuses to hand over a page with something wrong in it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if (
            response.mimetype == "text/html"
            and response.data
            and response.status_code // 100 != 3
            and not response.headers.get("Content-Encoding")
            and "Content-Disposition" not in response.headers  # a file to be saved: tests/web/test_packs.py
        ):
            faults = list(page_faults(response.request.path, response.get_data()))
            if faults:
                raise PageFault(f"{response.request.path}: " + "; ".join(faults))
        return response


def page_faults(path: str, body: bytes) -> Iterator[str]:
    """Everything wrong with one page, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(body.decode("utf-8"))
    yield from (f"HTML: {code} at line {where[0]}" for where, code, _data in parser.errors)
    asked = path.split("/")[1][:2]
    language = asked if asked in LANGUAGES and path[3:4] == "/" else document.get("lang", "")[:2]
    yield from _frame_faults(document, language)
    yield from _field_faults(document)
    yield from markup_faults(document)
    text = body.decode("utf-8")
    # Code of lessons, and what people typed, may look like anything.
    own_words = re.sub(r"<(code|pre|bdi)\b.*?</\1>", "", text, flags=re.DOTALL)
    if re.search(r"&lt;(bdi|code|span class)\b", own_words):
        yield "marks shown as words"
    if UNTRANSLATED.search(own_words):
        yield f"an unfilled mark: {UNTRANSLATED.search(own_words)}"
    if re.search(r'\sstyle="|\son[a-z]+="|<style|<script(?! src="/static/)', text):
        yield "inline style or script"
    if re.search(r'(src|href|action)="(https?:)?//', re.sub(r'<a [^>]*href="https?://', "<a ", text)):
        yield "something from another site"
    size, budget = len(brotli.compress(body, quality=5)), _budget(path, text)
    if size > budget:
        yield f"{size} bytes compressed, {budget} allowed"


def _budget(path: str, text: str) -> int:
    if path.endswith(LONG_PATHS):
        return BUDGETS["long"]
    return BUDGETS["desk" if 'class="w desk"' in text else "default"]


def _frame_faults(document: Element, language: str) -> Iterator[str]:
    if document.get("lang") != TAGS.get(language, language):
        yield f"lang is {document.get('lang')}, the address says {language}"
    if document.get("dir") != ("rtl" if language in RTL else "ltr"):
        yield f"dir is {document.get('dir')}"
    if len(document.findall(".//h1")) != 1:
        yield f"{len(document.findall('.//h1'))} h1"
    title = document.find(".//title")
    if title is None or not (title.text or "").strip(" ·"):
        yield "no title"
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    yield from (f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1 and name}))
    for link in document.findall(".//a"):
        target = link.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"link to {target}, which is not there"
        if not "".join(link.itertext()).strip() and not link.findall(".//img"):
            yield f"link to {target} without words"
    yield from (
        f"img without alt: {image.get('src')}" for image in document.findall(".//img") if image.get("alt") is None
    )


def _field_faults(document: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in document.findall(".//label")}
    inside = {id(field) for label in document.findall(".//label") for field in label.iter()}
    for kind in ("input", "select", "textarea"):
        for field in document.findall(f".//{kind}"):
            named = field.get("id") in labelled or id(field) in inside or field.get("aria-label")
            if field.get("type") not in ("hidden", "submit") and not named:
                yield f"field {field.get('name')} without a label"
