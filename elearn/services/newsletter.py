"""Issues of the newsletter as one reader gets them: on the web, in the feed, by letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from elearn.content.placeholders import fill
from elearn.content.release import decode_issues
from elearn.domain.course import Site
from elearn.domain.errors import NotFound
from elearn.domain.newsletter import Issue, find_issue
from elearn.domain.sections import pick
from elearn.services.catalogue import Catalogue, SectionView
from elearn.storage.releases import find_head, list_blobs

ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class IssueView:
    """An issue in the reader's language, the issue's own where a part is missing. `draft` as for lessons.

    `shown_in` is the language of all of it when nothing is in the reader's, else empty.
    """

    issue: Issue
    title: str
    title_language: str
    summary: str
    summary_language: str
    sections: tuple[SectionView, ...]
    draft: bool
    shown_in: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.issue.issued_on)

    @property
    def language(self) -> str:
        """The language of most of it."""
        return self.shown_in or next(part.language for part in self.sections if not part.fallback)


@dataclass(frozen=True, slots=True)
class Archive:
    """A page of the archive, the newest issue first. Pages count from 1."""

    issues: tuple[IssueView, ...]
    page: int
    pages: int


def list_issues(books: Catalogue, language: str, *, page: int = 1) -> Archive:
    """A page that is not there is the last."""
    issues = books.site.issues
    pages = max(1, -(-len(issues) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    chosen = issues[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Archive(tuple(view_issue(books, issue, language) for issue in chosen), page, pages)


def open_issue(books: Catalogue, issue_id: str, language: str) -> IssueView:
    """Raises NotFound for one that this release has not."""
    issue = find_issue(books.site.issues, issue_id)
    if issue is None:
        raise NotFound("issue", issue_id)
    return view_issue(books, issue, language)


def view_issue(books: Catalogue, issue: Issue, language: str) -> IssueView:
    title, title_language = issue.title(language)
    summary, summary_language = pick({issue.language: "", **issue.summaries}, language, issue.language)
    sections, _ = books.join_sections(list(issue.sections), issue.language, language)
    return IssueView(
        issue=issue,
        title=title,
        title_language=title_language,
        summary=summary,
        summary_language=summary_language,
        sections=sections,
        draft=language in issue.draft_languages,
        shown_in="" if any(not section.fallback for section in sections) else issue.language,
    )


def outside_html(section: SectionView, *, language: str, labels: Mapping[str, str], base: str) -> str:
    """A section as it leaves the site: links are whole addresses, `labels` the escaped words of call-outs."""
    return fill(section.html, language=language, labels=labels).replace('href="/', f'href="{base}/')


def load_issues(session: Session) -> Catalogue | None:
    """The release in force with its issues and without its courses: for letters. None before the first publish."""
    head = find_head(session)
    if head is None:
        return None
    blob = json.loads(list_blobs(session, [head.manifest])[head.manifest]).get("issues")
    issues = decode_issues(list_blobs(session, [blob])[blob]) if blob else ()
    return Catalogue(head.id, head.published_at, Site(courses=(), issues=issues))
