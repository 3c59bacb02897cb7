"""Webinars and other events: `_webinars/2014-05-15-name.md`, judged against the courses and made into values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from elearn.content.assembly import Rendered
from elearn.content.channels import read_channels, standing_lines
from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.event_files import check_links, check_sizes
from elearn.content.event_times import check_agenda, check_name, check_title, read_times
from elearn.content.frontmatter import Fields, Scalar
from elearn.content.meta import Word
from elearn.content.outline import CourseDraft
from elearn.content.pages import Page
from elearn.content.recordings import RecordingDraft, make_recording
from elearn.domain.community import RALOS
from elearn.domain.course import Texts
from elearn.domain.webinars import TOPICS, Presenter, Webinar

# Sections with a place of their own on the page.
REASON = "reason"


def check_webinars(pages: Mapping[str, Page], courses: Sequence[CourseDraft], findings: Findings) -> None:
    """What is wrong with events as events. Reports F008, F009, S002 and W001 to W013."""
    lines = standing_lines(pages.values(), findings)
    for page in pages.values():
        if page.type != "webinar" or page.meta.draft:
            continue
        times = read_times(page, findings)
        check_name(page, times, findings)
        check_title(page, times, findings)
        check_agenda(page, times, findings)
        read_channels(page, lines, findings)
        check_links(page, findings)
        check_sizes(page, findings)
        _check_choice(page, page.meta.words.get("topic"), "topic", TOPICS, findings)
        _check_course(page, [course.id for course in courses], findings)
        for word in page.meta.lists.get("regions", []):
            _check_choice(page, word, "regions", RALOS, findings)
        _presenters(page, findings)
        _check_reason(page, findings)


def _check_choice(
    page: Page, word: Word | None, key: str, possible: Mapping[str, object] | Sequence[str], findings: Findings
) -> None:
    if word is None or word.text in possible:
        return
    advice = did_you_mean(word.text, possible, f"there is {', '.join(sorted(possible)) or 'nothing yet'}")
    findings.at(page.source, word.place, "W008", f"`{key}` names `{word.text}`, which does not exist", advice)


def _check_course(page: Page, courses: Sequence[str], findings: Findings) -> None:
    """A course may go, or not be finished yet: that takes no event away."""
    word = page.meta.words.get("course")
    if word and word.text not in courses:
        advice = did_you_mean(word.text, courses, f"there is {', '.join(sorted(courses)) or 'none yet'}")
        findings.at(page.source, word.place, "W013", f"there is no course `{word.text}`", advice)


def _check_reason(page: Page, findings: Findings) -> None:
    word, unit = page.meta.words.get("state"), page.unit(REASON)
    if word is None or word.text == "planned" or (unit and not unit.is_empty()):
        return
    message = f"this event is {word.text}, and nobody reads why"
    advice = f"add a section: ## Why <!-- #{REASON} -->, with the day that was planned before and what holds now"
    findings.at(page.source, word.place, "W009", message, advice)


def _presenters(page: Page, findings: Findings) -> dict[str, str]:
    """Role by name; a role may be empty."""
    node = page.front.fields.values.get("presenters") if page.front.fields else None
    if node is None:
        return {}
    roles: dict[str, str] = {}
    for name, value in node.values.items() if isinstance(node, Fields) else ():
        if isinstance(value, Scalar) and name.strip():
            roles[name.strip()] = value.value.strip()
    if not isinstance(node, Fields) or len(roles) != len(node.values):
        advice = 'presenters: {"Julie Hammer": "liaison of the ALAC to the SSAC"}'
        findings.at(page.source, node.place, "F007", "`presenters` must be lines of `name: role`", advice)
    return roles


def make_webinar(rendered: Rendered, draft: RecordingDraft, shelf: str, pages: Mapping[str, Page]) -> Webinar:
    """The event of a page without errors."""
    page, meta, silent = rendered.page, rendered.page.meta, Findings()
    times = read_times(page, silent)
    state = meta.text("state", "planned")
    record = make_recording(rendered, draft, shelf)
    return Webinar(
        id=meta.id,
        language=rendered.language,
        starts=times.starts,
        ends=times.ends,
        record=replace(record, presenter="", recorded_at=""),
        summaries=rendered.words("summary"),
        kind=meta.text("kind", "webinar"),
        topic=meta.text("topic"),
        course=meta.text("course"),
        audience=meta.text("open_to"),
        regions=tuple(word.text for word in meta.lists.get("regions", [])),
        series=_words(rendered, "series"),
        places=_words(rendered, "place"),
        presenters=_make_presenters(rendered),
        channels=read_channels(page, standing_lines(pages.values(), silent), silent),
        join=meta.text("join"),
        register=meta.text("register"),
        dial_out=meta.text("dial_out"),
        why="" if state == "planned" else state,
    )


def _words(rendered: Rendered, key: str) -> Texts:
    """Words that an event may do without, in every language that has them."""
    return rendered.words(key) if rendered.page.meta.text(key) else {}


def _make_presenters(rendered: Rendered) -> tuple[Presenter, ...]:
    silent = Findings()
    translated = {code: _presenters(one.page, silent) for code, one in rendered.joined.items() if one.front}
    presenters = []
    for name, role in _presenters(rendered.page, silent).items():
        roles = {rendered.language: role} if role else {}
        roles |= {code: theirs[name] for code, theirs in translated.items() if role and theirs.get(name)}
        presenters.append(Presenter(name, roles))
    return tuple(presenters)
