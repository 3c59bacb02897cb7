"""Links to a section lead to it under its former key too."""

from __future__ import annotations

from flask import Flask, render_template

from elearn.content.compiler import compile_tree
from elearn.content.files import memory_tree
from elearn.domain.course import Lesson
from elearn.services.catalogue import Catalogue, Place
from elearn.web.result_view import _read_again
from tests.content.trees import LANGUAGES, TODAY, L, changed
from tests.makers import NOW

RENAMED = changed(L, "#short -->", '#brief was="short,shorter" -->')


def shelf() -> tuple[Catalogue, Place]:
    site = compile_tree(memory_tree(RENAMED), languages=LANGUAGES, today=TODAY).site
    course = site.courses[0]
    lesson = course.lessons()[0]
    place = Place(course, course.modules[0], lesson, 1, None, None)
    return Catalogue(1, NOW, site, {(course.id, lesson.id): place}), place


def test_a_section_has_the_anchors_of_its_former_keys(app: Flask) -> None:
    books, place = shelf()
    assert isinstance(place.part, Lesson)
    section = books.open_lesson(place, place.part, "en").sections[2]
    with app.test_request_context("/en/"):
        html = render_template("catalogue/section.html", section=section, place=place)
    assert '<section id="brief"' in html
    assert '<a id="short"></a>' in html
    assert '<a id="shorter"></a>' in html


def test_a_result_of_an_older_quiz_leads_to_the_section_by_its_new_key(app: Flask) -> None:
    books, place = shelf()
    with app.test_request_context("/en/"):
        address, title, language = _read_again("ip-reading#short", place, books, "en")
    assert (address, title, language) == ("/en/c/ip/ip-reading#brief", "Making it shorter", "en")
