"""Issues of the newsletter: what `_newsletter/` holds, compiled and published."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.content.release import decode_issues, encode_issues
from elearn.domain.newsletter import Issue
from elearn.services.catalogue import load_catalogue
from elearn.services.publishing import publish
from tests.content.slips.newsletter import ISSUE, ISSUE_FILES, N, issue
from tests.content.test_learning_paths import write
from tests.content.trees import LANGUAGES, Files, check, compiled, found
from tests.makers import NOW

FRENCH = """\
---
translation: 2014-05-before-london
source: "00000000"
title: "Avant Londres"
status: draft
---

## Le webinaire du 15 mai <!-- #webinar @00000000 -->

Il a lieu le 15 mai 2014, à 13 h UTC.
"""
WITH_FRENCH: Files = {**ISSUE_FILES, N.replace(".md", ".fr.md"): FRENCH}


def test_an_issue_is_compiled_with_its_translations_and_says_what_is_out_of_date() -> None:
    (one,) = compiled(WITH_FRENCH).site.issues
    assert (one.id, one.issued_on, one.interviewed) == ("2014-05-before-london", "2014-05-12", "Olivier Crépin-Leblond")
    assert [section.key for section in one.sections] == ["_intro", "interview", "webinar"]
    assert one.titles == {"en": "Before London", "fr": "Avant Londres"}
    assert one.draft_languages == {"fr"}
    french = one.sections[2].texts["fr"]
    assert (french.heading, french.stale) == ("Le webinaire du 15 mai", True)
    assert 'href="/{{lang}}/c/ip"' in one.sections[1].texts["en"].html
    assert decode_issues(encode_issues((one,))) == (one,)
    assert one.written_in("fr")
    assert not one.written_in("ar")


def test_staleness_and_gaps_are_told_as_for_lessons() -> None:
    told = {(d.code, d.line) for d in check(WITH_FRENCH).diagnostics if d.path.endswith(".fr.md")}
    assert {("T001", 3), ("T001", 8), ("T002", 11)} <= told


def test_a_sound_issue_has_nothing_to_report() -> None:
    assert [(d.path, d.line, d.code) for d in check(ISSUE_FILES).diagnostics] == []


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("On 15 May", "On 15 May and 16 May."),
        ("Part 2", "In 2014, 13:00 UTC, 3.5 GB."),
        ("5 webinars", "Nothing about them."),
        ("21 to 26 June", "From 21 to 26 June."),
    ],
)
def test_numbers_that_agree_are_not_reported(heading: str, text: str) -> None:
    files = issue("Webinar on 15 May", heading)
    files = {**files, N: str(files[N]).replace("It is on 15 May 2014, 13:00 UTC.", text)}
    assert found(files, "M006") == []


def test_an_issue_with_an_error_stays_as_it_was(session: Session, tmp_path: Path) -> None:
    def published(files: Files) -> list[str]:
        root = write(tmp_path / "courses", files)
        publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=NOW)
        catalogue = load_catalogue(session)
        assert catalogue
        return [title for one in catalogue.site.issues for title in one.titles.values()]

    assert published(ISSUE_FILES) == ["Before London"]
    assert published(issue("issued: 2014-05-12", "issued: May")) == ["Before London"]
    later = {N.replace("2014-05", "2014-06"): ISSUE.replace("2014-05", "2014-06").replace("Before", "In")}
    assert published({**issue("Before London", "To London"), **later}) == ["In London", "To London"]
    assert published(
        {**ISSUE_FILES, **{name: text.replace("lang: en", "draft: true") for name, text in later.items()}}
    ) == ["Before London"]


def test_a_release_from_before_has_no_issues() -> None:
    assert decode_issues(b"[]") == ()
    assert Issue("x", "en", "2026-11-22", {"en": "X"}, {}, ()).title("fr") == ("X", "en")
