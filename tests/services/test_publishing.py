"""Publishing: the same files twice are one release, a broken module keeps its last good state."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT
from elearn.domain.course import Course, Lesson, Module, Site
from elearn.domain.errors import Gone, NotFound
from elearn.services.catalogue import Catalogue, Place, load_catalogue
from elearn.services.publishing import Published, publish
from elearn.storage.releases import QuizRevision, Release, Requirement
from tests.makers import NOW

HERE = Lesson("here", {"en": "Here"}, {}, 5, ())
IP = Course("ip", "en", {"en": "IP"}, {}, (Module("m", {"en": "M"}, {}, (HERE,)),))
SITE, PLACE = Site((IP,)), Place(IP, IP.modules[0], HERE, 1, None, None)


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A real course that a test may edit."""
    root = tmp_path / "courses"
    shutil.copytree(ROOT / "courses/ip", root / "ip")
    shutil.copytree(ROOT / "courses/_shared", root / "_shared")
    for glossary in (ROOT / "courses").glob("glossary*.md"):
        shutil.copy(glossary, root)
    return root


def publish_now(session: Session, courses: Path, days: int = 0) -> Published:
    return publish(
        session, roots=[courses], languages=LANGUAGES, author="Olivia", note="", now=NOW + timedelta(days=days)
    )


def edit(courses: Path, name: str, old: str, new: str) -> None:
    path = next(courses.rglob(name))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lesson_html(session: Session, lesson: str, section: str, language: str = "en") -> str:
    catalogue = load_catalogue(session)
    assert catalogue
    place = catalogue.get_place("ip", lesson)
    return next(part.texts[language].html for part in place.part.sections if part.key == section)  # type: ignore[union-attr] # a lesson


def test_the_same_files_twice_are_one_release(session: Session, courses: Path) -> None:
    first, second = publish_now(session, courses), publish_now(session, courses, days=1)
    assert (first.changed, second.changed) == (True, False)
    assert first.release == second.release
    assert len(session.scalars(select(Release)).all()) == 1


def test_a_changed_sentence_is_a_new_release_and_marks_the_translation(session: Session, courses: Path) -> None:
    publish_now(session, courses)
    heading = "<!-- #lengths"
    assert heading in next(courses.rglob("reading-ipv6.md")).read_text(encoding="utf-8")
    path = next(courses.rglob("reading-ipv6.md"))
    text = path.read_text(encoding="utf-8")
    start = text.index("\n", text.index(heading)) + 1
    path.write_text(text[:start] + "\nThis sentence is new.\n" + text[start:], encoding="utf-8")
    assert publish_now(session, courses, days=1).changed
    assert "This sentence is new." in lesson_html(session, "reading-ipv6", "lengths")
    catalogue = load_catalogue(session)
    assert catalogue
    lesson = catalogue.get_place("ip", "reading-ipv6").part
    section = next(part for part in lesson.sections if part.key == "lengths")  # type: ignore[union-attr] # a lesson
    assert section.texts["fr"].stale
    assert section.texts["es"].stale


def test_a_module_with_an_error_keeps_its_last_good_state_and_the_others_go_on(session: Session, courses: Path) -> None:
    publish_now(session, courses)
    edit(courses, "reading-ipv6.md", "type: lesson", "type: leson")
    edit(courses, "four-billion.md", "---\n\n<!-- #_intro -->\n", "---\n\n<!-- #_intro -->\nA new beginning.\n")
    done = publish_now(session, courses, days=1)
    assert done.changed
    assert done.kept_modules == ("ip/ip-addresses",)
    catalogue = load_catalogue(session)
    assert catalogue
    assert [module.id for module in catalogue.get_course("ip").modules] == [
        "ip-addresses",
        "ip-scarcity",
        "ip-coexistence",
        "ip-policy",
        "ip-action",
        "ip-final",
    ]
    assert catalogue.get_place("ip", "reading-ipv6")
    assert "A new beginning." in lesson_html(session, "four-billion", "_intro")


def test_a_module_that_was_never_good_stays_out(session: Session, courses: Path) -> None:
    edit(courses, "reading-ipv6.md", "type: lesson", "type: leson")
    publish_now(session, courses)
    catalogue = load_catalogue(session)
    assert catalogue
    assert [module.id for module in catalogue.get_course("ip").modules] == [
        "ip-scarcity",
        "ip-coexistence",
        "ip-policy",
        "ip-action",
        "ip-final",
    ]
    with pytest.raises(NotFound):
        catalogue.get_place("ip", "reading-ipv6")


def test_a_lesson_taken_out_is_gone_and_finishing_means_less_from_then_on(session: Session, courses: Path) -> None:
    publish_now(session, courses)
    take_out_late_joiners(courses)
    publish_now(session, courses, days=1)
    catalogue = load_catalogue(session)
    assert catalogue
    with pytest.raises(Gone) as caught:
        catalogue.get_place("ip", "late-joiners")
    assert caught.value.successor == "ip"
    history = session.scalars(select(Requirement).order_by(Requirement.since_at)).all()
    assert [len(row.items) for row in history] == [21, 20]
    assert set(history[0].items) - set(history[1].items) == {"late-joiners"}


def take_out_late_joiners(courses: Path) -> None:
    edit(courses / "ip/scarcity", "module.md", "late-joiners, ", "")
    for path in courses.rglob("late-joiners*.md"):
        path.unlink()
    for path in courses.rglob("ip-scarcity-quiz*.md"):
        path.write_text(_without_reads(path.read_text(encoding="utf-8")), encoding="utf-8")


def gone(session: Session, lesson: str) -> str:
    """The successor that the page of a lesson that is gone leads to."""
    catalogue = load_catalogue(session)
    assert catalogue
    with pytest.raises(Gone) as caught:
        catalogue.get_place("ip", lesson)
    return caught.value.successor


def test_what_replaced_a_lesson_is_known_for_ever(session: Session, courses: Path) -> None:
    """Also when the line is deleted later; and while what came instead is hidden, the course stands in."""
    publish_now(session, courses)
    take_out_late_joiners(courses)
    edit(courses / "ip/scarcity", "module.md", "lessons:", "moved:\n  late-joiners: four-billion\nlessons:")
    publish_now(session, courses, days=1)
    assert gone(session, "late-joiners") == "ip/four-billion"
    edit(courses / "ip/scarcity", "module.md", "moved:\n  late-joiners: four-billion\n", "")
    assert publish_now(session, courses, days=2).changed
    assert gone(session, "late-joiners") == "ip/four-billion"
    edit(courses / "ip/scarcity", "module.md", "---\ntype", "---\ndraft: true\ntype")
    publish_now(session, courses, days=3)
    assert gone(session, "late-joiners") == "ip"


def test_successors_are_followed_and_never_round_in_a_circle() -> None:
    def successor(**published: str) -> str:
        ledger = {("ip", part): f"ip/{to}" if to else "" for part, to in published.items()}
        catalogue = Catalogue(1, NOW, SITE, {("ip", "here"): PLACE}, ledger)
        with pytest.raises(Gone) as caught:
            catalogue.get_place("ip", "a")
        return caught.value.successor

    assert successor(a="b", b="here") == "ip/here"
    assert successor(a="b", b="a") == "ip"
    assert successor(a="b", b="") == "ip"


def _without_reads(text: str) -> str:
    """The quiz without what the lesson taken out was good for."""
    return re.sub(r" (read=late-joiners#[a-z-]+|objective=(ways-in|fair)\b)", "", text)


def test_an_author_may_go_back_to_an_earlier_wording(session: Session, courses: Path) -> None:
    def current() -> str:
        rows = session.scalars(select(QuizRevision).where(QuizRevision.quiz == "ip-addresses-quiz")).all()
        return max(rows, key=lambda row: row.last_release).rev

    publish_now(session, courses)
    first = current()
    edit(courses, "ip-addresses-quiz.md", "How many bits", "How very many bits")
    publish_now(session, courses, days=1)
    second = current()
    edit(courses, "ip-addresses-quiz.md", "How very many bits", "How many bits")
    publish_now(session, courses, days=2)
    assert second != first
    assert current() == first
