"""A draft of the next issue passes the check as it is, and tells only what no issue has told."""

from __future__ import annotations

from datetime import UTC, date, datetime

from elearn.content.compiler import check_tree
from elearn.content.files import memory_tree
from elearn.content.new_issue import News, find_news, new_issue
from elearn.domain.newsletter import Announced
from tests.content.slips.newsletter import ISSUE_FILES, N
from tests.content.trees import BASE, LANGUAGES, TODAY, check, compiled

COMING = (
    Announced("b", "Later [and] more", datetime(2026, 12, 15, 13, tzinfo=UTC), "https://learn.example.org/en/x"),
    Announced("a", "Security", datetime(2026, 12, 1, 9, 30, tzinfo=UTC), "https://learn.example.org/en/y"),
)


def test_a_draft_passes_the_check_and_is_not_published() -> None:
    courses = (News("IPv4 <and> *IPv6*", "../ip/course.md"),)
    text = new_issue(slug="2026-12-news", day=date(2026, 12, 1), coming=COMING, recordings=(), courses=courses)
    files = {**BASE, "_newsletter/2026-12-news.md": text}
    assert [(d.line, d.code, d.message) for d in check(files).diagnostics] == []
    assert compiled(files).site.issues == ()
    (issue,) = compiled({**files, "_newsletter/2026-12-news.md": text.replace("draft: true\n", "")}).site.issues
    assert [section.key for section in issue.sections] == ["_intro", "interview", "webinar", "travel", "courses"]
    assert text.index("1 December 2026, 09:30 UTC") < text.index("15 December 2026, 13:00 UTC")
    assert "IPv4 &lt;and&gt; *IPv6*" in issue.sections[-1].texts["en"].html


def test_what_an_issue_has_told_is_no_news() -> None:
    def news(files: dict[str, str | bytes]) -> list[str]:
        tree = memory_tree(files)
        pages = check_tree(tree, languages=LANGUAGES, today=TODAY).library.pages.values()
        return [one.link for one in find_news(tree, pages, "course")]

    assert news(BASE) == ["../ip/course.md"]
    assert news({**ISSUE_FILES, N: str(ISSUE_FILES[N])}) == []
