"""A draft of the next issue: what is coming and what no issue has told of yet, for a person to edit."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from elearn.content.diagnostics import Findings
from elearn.content.event_times import Times, read_times
from elearn.content.files import Tree
from elearn.content.new_files import quoted
from elearn.content.pages import Page
from elearn.content.source import ISSUES
from elearn.domain.newsletter import Announced


@dataclass(frozen=True, slots=True)
class News:
    """A page that no issue leads to: its title, and its file as an issue links to it."""

    title: str
    link: str


def find_news(tree: Tree, pages: Iterable[Page], kind: str) -> tuple[News, ...]:
    """Pages of a kind (`course`, `media`) that no issue links to, by their place. Drafts are no news."""
    told = "\n".join(file.data.decode("utf-8", "replace") for file in tree.texts if file.inside.startswith(ISSUES))
    found = []
    for page in sorted(pages, key=lambda page: page.source.inside):
        link = posixpath.relpath(page.source.inside, ISSUES)
        if page.type == kind and not page.meta.draft and f"({link}" not in told:
            found.append(News(page.meta.text("title"), link))
    return tuple(found)


def find_coming(pages: Iterable[Page], day: date) -> tuple[Announced, ...]:
    """Webinars and other events at a time that is known, on this day or later and not cancelled. Drafts do not come."""
    found = []
    for page in pages:
        times = read_times(page, Findings()) if page.type == "webinar" and not page.meta.draft else Times()
        first = times.days()
        if times.timed and first and first[0] >= day and page.meta.text("state") != "cancelled":
            link = posixpath.relpath(page.source.inside, ISSUES)
            found.append(Announced(page.name, page.meta.text("title"), datetime.fromisoformat(times.starts), link))
    return tuple(found)


def new_issue(
    *, slug: str, day: date, coming: Sequence[Announced], recordings: Sequence[News], courses: Sequence[News]
) -> str:
    """The text of `_newsletter/<slug>.md`. It is a draft: nobody sees it before somebody has edited it and says so."""
    front = [
        "---",
        "type: newsletter",
        f"id: {slug}",
        "lang: en",
        "draft: true",
        f"issued: {day.isoformat()}",
        'title: "What this issue is about"',
        'summary: "One sentence: why should somebody open it?"',
        'interviewed: "Given Name Family Name"',
        "---",
    ]
    sections = [
        "<!-- #_intro -->\nSay in two sentences what is in this issue. Then take the line `draft: true` away.",
        "## An interview <!-- #interview -->\n\nRetell it in your own words. The name above stands below it as source.",
        *_coming(coming),
        *_listed("## Recordings <!-- #recordings -->", recordings),
        "## Travel and logistics <!-- #travel -->\n\n"
        "What travellers must do, and until when. Delete it when nobody travels.",
        *_listed("## New courses <!-- #courses -->", courses),
    ]
    return "\n".join(front) + "\n\n" + "\n\n".join(sections) + "\n"


def _coming(coming: Sequence[Announced]) -> list[str]:
    if not coming:
        return []
    lines = [
        f"- {_plain(one.title)}: {one.starts_at.day} {one.starts_at:%B %Y, %H:%M} UTC. [More about it]({one.url})"
        for one in sorted(coming, key=lambda one: (one.starts_at, one.id))
    ]
    return ["## Coming webinars <!-- #webinar -->\n\n" + "\n".join(lines)]


def _listed(heading: str, news: Sequence[News]) -> list[str]:
    if not news:
        return []
    return [heading + "\n\n" + "\n".join(f"- [{_plain(one.title)}]({one.link})" for one in news)]


def _plain(title: str) -> str:
    """A title as the words of a link, whatever signs are in it."""
    return "".join(f"\\{sign}" if sign in "\\[]<>*_`" else sign for sign in quoted(title)[1:-1].replace('\\"', '"'))
