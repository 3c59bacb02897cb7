"""Digests as letters: words in the reader's language, an HTML twin without pictures, a file where it fits."""

from __future__ import annotations

import quopri
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import Config
from elearn.domain.course import Course, pick
from elearn.domain.digests import LARGEST_MAIL, LINES, MAIL_FRAME, idle_rows, not_started
from elearn.domain.isolates import as_dialled, isolated, led
from elearn.domain.next_steps import Step, minutes_of
from elearn.extensions.speakers import Speaker
from elearn.jobs.digest_file import digest_file
from elearn.services.digests import Press, Reader, RegionDigest, Written
from elearn.services.mail import Words

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True)
class DigestPress:
    """Writes for one site with the courses of the release in force."""

    config: Config
    courses: Sequence[Course]

    @cached_property
    def templates(self) -> Environment:
        return mail_templates()

    def press(self) -> Press:
        secret = self.config.secret_key.encode()
        return Press(self.region, self.weekly, lambda: secrets.token_urlsafe(32), secret)

    def region(self, reader: Reader, digest: RegionDigest, token: str, stop: str) -> Written:
        """The report of one region; the file stays out when the whole would pass 50 KB."""
        speak = self.speaker(reader.language)
        _ = speak.gettext
        base = f"{self.config.base_url}/{speak.language.code}"
        links = {
            "open": f"{base}/digest/{token}",
            "region": f"{base}/regions/{reader.ralo.lower()}",
            "stop": f"{base}/unsubscribe/{stop}",
        }
        name, file = digest_file(digest.report, speak)
        subject = _(
            "%(region)s: who learns where, %(date)s",
            region=isolated(reader.ralo),
            date=isolated(speak.date(digest.report.as_of)),
        )
        titles = self.titles(speak.language.code)
        subject = led(subject, speak.language.code)
        words = Words(subject, region_text(speak, digest, titles, links))
        html = self.render("mail/digest.html", speak, digest=digest, titles=titles, links=links, subject=subject)
        whole = MAIL_FRAME + sum(travelling(part) for part in (words.body.encode(), html.encode())) + in_base64(file)
        fits = whole <= LARGEST_MAIL
        return Written(words, links["stop"], html, name if fits else "", file if fits else None)

    def weekly(self, reader: Reader, steps: Sequence[Step], stop: str) -> Written:
        """The next quarter of an hour for one learner."""
        speak = self.speaker(reader.language)
        _, code = speak.gettext, speak.language.code
        base = f"{self.config.base_url}/{code}"
        lines = [
            (
                isolated(*pick(part.titles, code, course.language)),
                speak.ngettext("%(num)d minute", "%(num)d minutes", minutes_of(part)),
                f"{base}/c/{course.id}/{part.id}",
            )
            for course, part in steps
        ]
        course = steps[0][0]
        links = {"stop": f"{base}/unsubscribe/{stop}", "account": f"{base}/account"}
        subject = _("The next fifteen minutes for you")
        title = isolated(*pick(course.titles, code, course.language))
        words = Words(subject, weekly_text(speak, reader.name, title, lines, links))
        html = self.render(
            "mail/weekly.html", speak, name=reader.name, title=title, lines=lines, links=links, subject=subject
        )
        return Written(words, links["stop"], html)

    def speaker(self, language: str) -> Speaker:
        return Speaker(self.config.catalogues_path, language, self.config.languages)

    def titles(self, code: str) -> dict[str, str]:
        """Titles of courses by id, as they stand in a sentence or a cell."""
        return {course.id: isolated(*pick(course.titles, code, course.language)) for course in self.courses}

    def render(self, template: str, speak: Speaker, **values: object) -> str:
        words = {"_": speak.gettext, "ngettext": speak.ngettext, "show_date": speak.date, "reader": speak.language}
        shared = {"idle_rows": idle_rows, "not_started": not_started, "most": LINES}
        return self.templates.get_template(template).render(**words, **shared, **values)


def mail_templates() -> Environment:
    """The templates of letters."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def travelling(text: bytes) -> int:
    """Bytes on the way of a text that may hold any letters: quoted-printable (RFC 2045 §6.7)."""
    return len(quopri.encodestring(text))


def in_base64(file: bytes) -> int:
    """Bytes on the way of a file that is no text, with its line breaks (RFC 2045 §6.8)."""
    return -(-len(file) // 3) * 4 * 78 // 76 + 2


def region_text(speak: Speaker, digest: RegionDigest, titles: Mapping[str, str], links: Mapping[str, str]) -> str:
    """The text alternative: the same figures as the tables."""
    _, report = speak.gettext, digest.report
    courses = [
        f"- {titles[course]}: {_('Not started')} {not_started(cell)} · {_('Started')} {cell.started} · "
        f"{_('Stalled')} {cell.stalled} · {_('Finished')} {cell.finished}"
        for course, cell in report.totals.cells.items()
    ]
    parts = [
        _("As of %(date)s.", date=isolated(speak.date(report.as_of))),
        "\n".join(courses),
        *_moved_text(speak, digest),
        _waiting_text(speak, digest.waiting),
        _("Not started, by group and course") + "\n" + "\n".join(_idle_text(speak, digest, titles)),
        _("Today's figures, without a password for 60 days") + f"\n{links['open']}",
        _("The region's page, where you write to people") + f"\n{links['region']}",
        _("No more letters like this") + f"\n{links['stop']}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _moved_text(speak: Speaker, digest: RegionDigest) -> list[str]:
    _ = speak.gettext
    if digest.since is None:
        return []
    lines = [
        f"- {isolated(line.name or _('Individual members'))}: {_('Started')} {as_dialled(f'+{line.started}')} · "
        f"{_('Finished')} {as_dialled(f'+{line.finished}')}"
        for line in digest.moved[:LINES]
    ]
    heading = _("What moved since %(date)s", date=isolated(speak.date(digest.since)))
    return [heading + "\n" + "\n".join(lines or [_("Nothing yet.")])]


def _waiting_text(speak: Speaker, waiting: int) -> str:
    if not waiting:
        return ""
    return speak.ngettext(
        "%(num)d membership waits to be confirmed.", "%(num)d memberships wait to be confirmed.", waiting
    )


def _idle_text(speak: Speaker, digest: RegionDigest, titles: Mapping[str, str]) -> list[str]:
    """The titles once, then a line of numbers per group in their order."""
    lines = [" · ".join(titles[course] for course in digest.report.courses)]
    lines += [
        f"- {isolated(row.name)}: " + " · ".join(str(not_started(cell)) for cell in row.cells.values())
        for row in idle_rows(digest.report)[:LINES]
        if row.members
    ]
    return [led(line, speak.language.code) for line in lines]


def weekly_text(
    speak: Speaker, name: str, title: str, lines: Sequence[tuple[str, str, str]], links: Mapping[str, str]
) -> str:
    _ = speak.gettext
    steps = "\n\n".join(f"{step} ({minutes})\n{link}" for step, minutes, link in lines)
    parts = (
        _("Hello %(name)s,", name=isolated(name)),
        _("This comes next in %(course)s:", course=title),
        steps,
        _("You asked for this letter, once a week at most.") + f"\n{links['account']}",
        _("No more letters like this") + f"\n{links['stop']}",
    )
    return "\n\n".join(parts) + "\n"
