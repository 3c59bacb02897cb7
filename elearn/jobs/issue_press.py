"""Issues of the newsletter as letters: text and HTML in each subscriber's language, under 30 KB, no pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from jinja2 import Environment

from config import Config
from elearn.domain.isolates import isolated, led
from elearn.domain.languages import LANGUAGES
from elearn.domain.newsletter import LARGEST_LETTER, LETTER_FRAME, Issue
from elearn.exchange.html_text import html_text
from elearn.extensions.speakers import Speaker
from elearn.jobs.press import mail_templates, travelling
from elearn.services.catalogue import Catalogue, SectionView
from elearn.services.mail import Words
from elearn.services.mailings import Written
from elearn.services.newsletter import IssueView, outside_html, view_issue

# Stands for the token in what is made once for all subscribers of a language: 43 letters, as long as some tokens.
TOKEN = "t0ken" * 5


@dataclass(frozen=True, slots=True)
class _Copy:
    """A letter for everybody who reads this language, but for the token in its links."""

    subject: str
    text: str
    html: str
    stop: str
    code: str


@dataclass(frozen=True)
class IssuePress:
    """Writes for one site with the issues of the release in force. Each issue is made once per language."""

    config: Config
    books: Catalogue
    copies: dict[tuple[str, str], _Copy] = field(default_factory=dict)

    @cached_property
    def templates(self) -> Environment:
        return mail_templates()

    def write(self, issue: Issue, language: str, token: str) -> Written:
        """The letter of one subscriber."""
        copy = self.copies.get((issue.id, language))
        if copy is None:
            copy = self.copies[issue.id, language] = self.make(issue, language)
        words = Words(copy.subject, copy.text.replace(TOKEN, token))
        return Written(words, copy.html.replace(TOKEN, token), copy.stop.replace(TOKEN, token))

    def make(self, issue: Issue, language: str) -> _Copy:
        """Too long for a letter: without HTML; still too long: its title, its summary and where to read it."""
        speak = Speaker(self.config.catalogues_path, language, self.config.languages)
        code = speak.language.code
        view = view_issue(self.books, issue, code)
        base = f"{self.config.base_url}/{code}"
        links = {"web": f"{base}/newsletter/{issue.id}", "stop": f"{base}/newsletter/stop/{TOKEN}"}
        parts = [(section, self.html_of(section, speak)) for section in view.sections]
        text = issue_text(speak, view, parts, links)
        html = self.templates.get_template("mail/newsletter.html").render(
            _=speak.gettext, reader=speak.language, view=view, parts=parts, links=links, languages=LANGUAGES,
            day=speak.date(view.day), name_of=speak.language_name,
        )  # fmt: skip
        if _size(text, html) > LARGEST_LETTER:
            html = ""
        if _size(text, html) > LARGEST_LETTER:
            text = issue_text(speak, view, [], links)
        return _Copy(led(view.title, view.title_language), text, html, links["stop"], code)

    def html_of(self, section: SectionView, speak: Speaker) -> str:
        _ = speak.gettext
        labels = {
            "note": _("Note"),
            "tip": _("Tip"),
            "important": _("Important"),
            "warning": _("Warning"),
            "caution": _("Caution"),
        }
        words = {kind: escape(word) for kind, word in labels.items()}
        return outside_html(section, language=speak.language.code, labels=words, base=self.config.base_url)


def _size(text: str, html: str) -> int:
    return LETTER_FRAME + travelling(text.encode()) + travelling(html.encode())


def issue_text(speak: Speaker, view: IssueView, parts: list[tuple[SectionView, str]], links: dict[str, str]) -> str:
    """The text alternative: the same words as the HTML."""
    _ = speak.gettext
    blocks = [isolated(view.title, view.title_language), isolated(speak.date(view.day))]
    if view.shown_in and view.shown_in != speak.language.code:
        blocks.append(_("This issue is shown in %(language)s.", language=isolated(speak.language_name(view.shown_in))))
    if not parts:
        blocks.append(view.summary)
    for section, html in parts:
        blocks += _section_text(speak, view, section, html)
    blocks += [
        _("Read it on the web") + f"\n{links['web']}",
        _("You get this letter because this address subscribed to it."),
        _("No more newsletters") + f"\n{links['stop']}",
    ]
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


def _section_text(speak: Speaker, view: IssueView, section: SectionView, html: str) -> list[str]:
    _ = speak.gettext
    blocks = []
    if section.heading:
        blocks.append(f"== {isolated(section.heading, section.language)} ==")
    if section.fallback and not view.shown_in:
        name = isolated(speak.language_name(section.language))
        blocks.append(_("This part is shown in %(language)s.", language=name))
    blocks.append(html_text(html))
    if section.key.startswith("interview") and view.issue.interviewed:
        blocks.append(_("Retold in our own words. Source:") + f" {isolated(view.issue.interviewed)}")
    return blocks
