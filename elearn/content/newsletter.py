"""Issues of the newsletter: `_newsletter/YYYY-MM-slug.md` with translations beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from elearn.content.assembly import Rendered
from elearn.content.outline import SOURCE_LANGUAGE
from elearn.content.pages import Page
from elearn.content.units import Unit
from elearn.content.words import count_tokens
from elearn.domain.newsletter import Issue, newest_first
from elearn.domain.sections import Section, SectionText


def issue_pages(pages: Iterable[Page]) -> list[Page]:
    """Those that are to be published."""
    return [page for page in pages if page.type == "newsletter" and not page.meta.draft]


def make_issues(
    pages: Iterable[Page], faulty: set[str], render: Callable[[str, Page], Rendered]
) -> tuple[tuple[Issue, ...], frozenset[str]]:
    """The issues without errors, the newest first, and the ids of those with some."""
    found = issue_pages(pages)
    sound = [page for page in found if page.source.path not in faulty]
    issues = [make_issue(render(page.meta.text("lang", SOURCE_LANGUAGE), page)) for page in sound]
    return newest_first(issues), frozenset(page.name for page in found if page not in sound)


def make_issue(rendered: Rendered) -> Issue:
    """The issue of a page without errors."""
    meta = rendered.page.meta
    return Issue(
        id=meta.id,
        language=rendered.language,
        issued_on=meta.text("issued"),
        titles=rendered.words("title"),
        summaries=rendered.words("summary"),
        sections=tuple(_section(rendered, unit) for unit in rendered.page.units),
        interviewed=meta.text("interviewed"),
        draft_languages=rendered.drafts(),
    )


def _section(rendered: Rendered, unit: Unit) -> Section:
    """Terms are not linked by themselves: a letter has no list of terms below it."""
    texts = {}
    for language, written, stale in rendered.units(unit):
        html = rendered.rendering(language, terms=False).block(written.tokens)
        texts[language] = SectionText(written.title, html, count_tokens(written.tokens), stale)
    return Section(unit.key, texts)
