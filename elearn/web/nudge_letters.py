"""What a nudge says: our own words for each reason, or the coordinator's, in the language of who gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from elearn.domain.course import Course, pick
from elearn.domain.isolates import isolated, led
from elearn.domain.nudges import Reason, fill_text
from elearn.extensions.words import gettext as _
from elearn.extensions.words import speaking
from elearn.services.mail import Words
from elearn.services.nudges import Candidate, Target
from elearn.web.catalogue import catalogue
from elearn.web.letters import link_to, spoken

# A title inside a sentence, as each language marks it (CLDR delimiters; in Chinese the marks of titles).
QUOTED = {
    "en": "“{}”",
    "pt": "“{}”",
    "fr": "«\u00a0{}\u00a0»",
    "es": "«{}»",
    "ar": "«{}»",
    "ru": "«{}»",
    "zh": "《{}》",
}


@dataclass(frozen=True, slots=True)
class NudgeWriter:
    """Writes the letters of one sending. `sender` is the coordinator's name, `own_texts` hers by language."""

    target: Target
    sender: str
    own_texts: Mapping[str, str]

    def compose(self, person: Candidate, invitation: str, unsubscribe: str) -> tuple[Words, str]:
        """(words, address to unsubscribe at)."""
        address = link_to("letters.unsubscribe", person.language, unsubscribe)
        return self.write(person.language, person.name, invitation, address), address

    def write(self, language: str, name: str, invitation: str, unsubscribe: str) -> Words:
        """The letter as somebody of this language and name gets it."""
        code = spoken(language)
        with speaking(code):
            course = isolated(*self._title(code))
            link = self._link(code, invitation)
            own = self.own_texts.get(language)
            if own:
                body = fill_text(own, {"name": isolated(name), "course": course, "link": link})
            else:
                quoted = QUOTED[code].format(course)
                body = "\n\n".join(_standard(self.target.reason, isolated(name), quoted, link))
            subject = led(_subject(self.target.reason, course), code)
            return Words(subject, "\n\n".join((body, *self._footer(unsubscribe))) + "\n")

    def _footer(self, unsubscribe: str) -> tuple[str, ...]:
        asked = _(
            "%(name)s of %(region)s asked us to send you this letter.",
            name=isolated(self.sender),
            region=self.target.ralo,
        )
        return "-- \n" + _("At-Large Learning"), asked, _("No more letters like this") + f"\n{unsubscribe}"

    def _course(self) -> Course | None:
        return next((course for course in catalogue().site.courses if course.id == self.target.course), None)

    def _title(self, code: str) -> tuple[str, str]:
        """The course's title with its language, its id where the release has not got it."""
        course = self._course()
        return pick(course.titles, code, course.language) if course else (self.target.course, "")

    def _link(self, code: str, invitation: str) -> str:
        if self.target.reason is Reason.INVITED:
            return link_to("accounts.invitation", code, invitation)
        base: str = current_app.config["ELEARN"].base_url
        return f"{base}/{code}/c/{self.target.course}"


def _subject(reason: Reason, course: str) -> str:
    if reason is Reason.INVITED:
        return _("Your invitation to At-Large Learning")
    if reason is Reason.STALLED:
        return _("%(course)s: go on where you stopped", course=course)
    return _("%(course)s: ready when you are", course=course)


def _standard(reason: Reason, name: str, course: str, link: str) -> tuple[str, ...]:
    greeting = _("Hello %(name)s,", name=name)
    if reason is Reason.INVITED:
        invited = _("You are invited to free courses about the Internet. One of them: %(course)s.", course=course)
        return greeting, invited, _("Open this link to join:") + f"\n{link}", _("The link works once, within 30 days.")
    if reason is Reason.STALLED:
        kept = _("You started the course %(course)s. What you did is kept: you go on where you stopped.", course=course)
        return greeting, kept, link
    ready = _("The course %(course)s is free and you have not started it yet. A first lesson is short.", course=course)
    return greeting, ready, link
