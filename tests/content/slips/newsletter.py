"""Slips in issues of the newsletter."""

from __future__ import annotations

from tests.content.trees import BASE, Files

N = "_newsletter/2014-05-before-london.md"
ISSUE = """\
---
type: newsletter
id: 2014-05-before-london
lang: en
issued: 2014-05-12
title: "Before London"
summary: "What comes next."
interviewed: "Olivier Crépin-Leblond"
---

<!-- #_intro -->
Welcome.

## Why we meet <!-- #interview -->

To take part. See [the course](../ip/course.md).

## Webinar on 15 May <!-- #webinar -->

It is on 15 May 2014, 13:00 UTC.
"""
ISSUE_FILES: Files = {**BASE, N: ISSUE}


def issue(before: str, after: str) -> Files:
    assert before in ISSUE
    return {**BASE, N: ISSUE.replace(before, after)}


FRENCH = """\
---
translation: 2014-05-before-london
title: "Avant Londres"
---

## Webinaire du 5 mai <!-- #webinar -->

Il a lieu le 15 mai 2014.
"""
NEWSLETTER: list[tuple[str, Files, str, int, int]] = [
    ("M001", issue("issued: 2014-05-12\n", ""), N, 1, 1),
    ("M001", issue("2014-05-12", "2014-02-30"), N, 5, 1),
    ("M001", issue("2014-05-12", "2206-05-12"), N, 5, 1),
    ("M001", issue("2014-05-12", "12 May 2014"), N, 5, 1),
    ("M001", issue("2014-05-12", "2014-06-12"), N, 5, 1),
    ("M001", {**BASE, "_newsletter/london.md": ISSUE}, "_newsletter/london.md", 1, 1),
    ("M002", issue("#webinar", "#upcoming-event"), N, 18, 28),
    ("M003", issue('interviewed: "Olivier Crépin-Leblond"\n', ""), N, 13, 22),
    ("M004", issue("To take part.", "To take part. " * 900), N, 1, 1),
    ("M005", issue("To take part.", "![A bridge](../ip/addresses/media/rulers.svg)"), N, 16, 1),
    ("M005", issue("[the course](../ip/course.md)", '[it](../ip/course.md "include")'), N, 16, 1),
    ("M006", issue("Webinar on 15 May", "Upcoming event on May 5"), N, 18, 1),
    ("M006", issue("Webinar on 15 May", "Webinar on 5 May"), N, 18, 1),
    ("M006", {**ISSUE_FILES, N.replace(".md", ".fr.md"): FRENCH}, N.replace(".md", ".fr.md"), 6, 1),
]
