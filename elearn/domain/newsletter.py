"""The newsletter: its issues as values, what an issue is made of, and when somebody is a subscriber."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from elearn.domain.sections import Section, Texts, pick

# What a section is about, by the first word of its key, in the order in which a new issue has them.
KINDS = ("interview", "webinar", "recordings", "travel", "courses")
INTRO = "_intro"
# Bytes of one letter with its headers: what the slowest line loads in a few seconds.
LARGEST_LETTER = 30_000
# Of those, what stands around the words: headers, boundaries, the links at the end.
LETTER_FRAME = 2_500


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue in all its languages. `issued_on` is a day (`2014-05-12`), `interviewed` whose interview it retells."""

    id: str
    language: str
    issued_on: str
    titles: Texts
    summaries: Texts
    sections: tuple[Section, ...]
    interviewed: str = ""
    draft_languages: frozenset[str] = frozenset()

    def written_in(self, language: str) -> bool:
        """Whether a reader of this language finds anything in it: a section, or the title."""
        return language in self.titles or any(language in section.texts for section in self.sections)

    def title(self, language: str) -> tuple[str, str]:
        """The title and the language that it is in."""
        return pick(self.titles, language, self.language)


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that a new issue tells of: a coming webinar. `starts_at` is UTC, `url` leads there from an issue."""

    id: str
    title: str
    starts_at: datetime
    url: str


def kind_of(key: str) -> str:
    """What a section is about: `courses-security` is about courses; empty for no kind of ours."""
    kind = key.partition("-")[0]
    return kind if kind in KINDS else ""


def newest_first(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(issues, key=lambda issue: (issue.issued_on, issue.id), reverse=True))


def find_issue(issues: Iterable[Issue], issue_id: str) -> Issue | None:
    return next((issue for issue in issues if issue.id == issue_id), None)


def keep_old(new: Iterable[Issue], old: Iterable[Issue], broken: frozenset[str]) -> tuple[Issue, ...]:
    """The issues of a release: one with an error now stays as it was."""
    kept: Mapping[str, Issue] = {issue.id: issue for issue in old if issue.id in broken}
    return newest_first([*new, *kept.values()])
