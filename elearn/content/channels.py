"""Channels of an event: a line per language, its own or one of the standing lines in `_webinars/channels.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from babel import Locale

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.frontmatter import Fields, Items, Node, Scalar
from elearn.content.links import WEB
from elearn.content.pages import Page
from elearn.content.schema import LANGUAGE_TAG
from elearn.content.source import START, Place
from elearn.domain.webinars import Channel

KEYS = ("id", "phone", "captions")
SPOKEN = "spoken: [en, fr], the languages in which people really speak, as codes"
EXAMPLE = 'channels: {en: "1638", es: {id: "1738", phone: "+34 910 000 000"}} or, with standing lines, [en, es]'


@cache
def _names() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def is_language(code: str) -> bool:
    """A language that CLDR has a name for: nobody can choose another on a page."""
    return bool(LANGUAGE_TAG.fullmatch(code)) and code.partition("-")[0] in _names()


def standing_lines(pages: Iterable[Page], findings: Findings) -> dict[str, Channel]:
    """The lines that serve every event of the site, by language; none without such a file."""
    page = next((page for page in pages if page.type == "channels" and not page.meta.draft), None)
    if page is None:
        return {}
    return {channel.language: channel for channel in read_channels(page, {}, findings)}


def read_channels(page: Page, standing: Mapping[str, Channel], findings: Findings) -> tuple[Channel, ...]:
    """In the order of the file. Reports N005 by the list itself, S002, W006, W007 and W012."""
    reader = _Reader(page, standing, findings)
    return reader.read()


@dataclass(slots=True)
class _Reader:
    page: Page
    standing: Mapping[str, Channel]
    findings: Findings
    spoken: frozenset[str] = field(init=False)
    channels: list[Channel] = field(default_factory=list)

    def __post_init__(self) -> None:
        words = self.page.meta.lists.get("spoken", [])
        self.spoken = frozenset(word.text for word in words) or frozenset({self.page.meta.text("lang", "en")})

    def tell(self, place: Place, code: str, message: str, advice: str) -> None:
        self.findings.at(self.page.source, place, code, message, advice)

    def read(self) -> tuple[Channel, ...]:
        fields = self.page.front.fields
        node = fields.values.get("channels") if fields else None
        for word in self.page.meta.lists.get("spoken", []):
            self._language(word.text, word.place, SPOKEN)
        if isinstance(node, Items):
            for one in node.values:
                if isinstance(one, Scalar):
                    self._standing(one)
                else:
                    self.tell(one.place, "W006", "a channel is a language", EXAMPLE)
        elif isinstance(node, Fields):
            for language, value in node.values.items():
                self._own(language, node.keys[language], value)
        elif node is not None:
            self.tell(node.place, "W006", "`channels` are lines of `language: id`", EXAMPLE)
        return tuple(self.channels)

    def _language(self, code: str, place: Place, example: str = EXAMPLE) -> bool:
        if is_language(code):
            return True
        self.tell(place, "W006", f"`{code}` is no language", did_you_mean(code, ["en", "es", "fr"], example))
        return False

    def _standing(self, word: Scalar) -> None:
        if not self._language(word.value, word.place):
            return
        if any(channel.language == word.value for channel in self.channels):
            self.tell(word.place, "W007", f"the channel `{word.value}` stands here twice", "keep one of the two")
        elif word.value not in self.standing:
            advice = f'add it to _webinars/channels.md, or write {{{word.value}: "1638"}} here'
            self.tell(word.place, "W012", f"there is no standing line in `{word.value}`", advice)
        else:
            line = self.standing[word.value]
            self._add(replace(line, spoken=line.language in self.spoken), word.place)

    def _own(self, language: str, place: Place, value: Node) -> None:
        if not self._language(language, place):
            return
        channel = replace(self.standing.get(language, Channel(language, spoken=False)), spoken=language in self.spoken)
        if isinstance(value, Scalar):
            self._add(replace(channel, conference=value.value.strip() or channel.conference), value.place)
        elif isinstance(value, Fields) and set(value.values) <= set(KEYS):
            words = {key: one.value.strip() for key, one in value.values.items() if isinstance(one, Scalar)}
            if words.get("captions") and not WEB.fullmatch(words["captions"]):
                self.tell(value.place, "S002", "this address is not allowed", "write https://host/path")
                return
            conference, phone = words.get("id") or channel.conference, words.get("phone") or channel.phone
            captions = words.get("captions") or channel.captions
            self._add(replace(channel, conference=conference, phone=phone, captions=captions), value.place)
        else:
            self.tell(value.place, "W006", f"a channel has {', '.join(KEYS)} and nothing else", EXAMPLE)

    def _add(self, channel: Channel, place: Place) -> None:
        """Two languages under one id: whoever dials it hears one of them."""
        twin = next((one for one in self.channels if channel.conference and one.conference == channel.conference), None)
        if twin and not channel.phone and not twin.phone:
            message = f"`{channel.language}` has the same id as `{twin.language}`"
            self.tell(place or START, "W007", message, "each language has a line of its own: correct one of the two")
        self.channels.append(channel)
