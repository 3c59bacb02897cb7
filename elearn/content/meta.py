"""The front matter of one file as values: every key of the schema, converted, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.frontmatter import Fields, FrontMatter, Items, Node, Scalar
from elearn.content.markers import is_key
from elearn.content.schema import (
    ALL_KEYS,
    BY_LANGUAGE,
    FACT_KEYS,
    LANGUAGE_TAG,
    LISTS,
    MOMENT,
    REFUSED,
    RESERVED,
    STRUCTURED,
    TYPES,
    allowed_keys,
    example_of,
    moment_of,
    problem_with,
)
from elearn.content.slugs import suggested_id
from elearn.content.source import START, Place, Source, file_type
from elearn.domain.course import Fact


@dataclass(frozen=True, slots=True)
class Word:
    """A value with its place."""

    text: str
    place: Place


@dataclass(slots=True)
class Meta:
    """`words`, `lists`, `objectives` and `moved` hold what is there and right; what is absent has the schema's default.

    `moved` is by old id, and so is `moved_places`, where these stand. `files` are the recordings and captions by key
    and language.
    """

    type: str
    words: dict[str, Word] = field(default_factory=dict)
    lists: dict[str, list[Word]] = field(default_factory=dict)
    objectives: dict[str, Word] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    files: dict[str, dict[str, Word]] = field(default_factory=dict)
    moved: dict[str, Word] = field(default_factory=dict)
    moved_places: dict[str, Place] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    intact: bool = True

    def text(self, key: str, default: str = "") -> str:
        return self.words[key].text if key in self.words else default

    def place(self, key: str) -> Place:
        """The place of the key, or of the first line when it is absent."""
        return self.places.get(key, START)

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def draft(self) -> bool:
        return self.text("draft") == "true"


def read_meta(source: Source, front: FrontMatter, today: date, findings: Findings, *, kind: str = "") -> Meta:
    """`kind` is the type of the source file when this is a translation.

    Checks every key against the schema. Reports F004 to F011, F014 to F016, K002 and K013."""
    fields = front.fields
    named = fields.values.get("type")
    kind = kind or (named.value if isinstance(named, Scalar) else file_type(source))
    if kind not in TYPES:
        place = named.place if isinstance(named, Scalar) else START
        advice = did_you_mean(kind, TYPES, f"one of {', '.join(TYPES)}")
        findings.at(source, place, "F007", f"`type` must be one of {', '.join(TYPES)}, got `{kind}`", advice)
        kind = file_type(source)
    meta = Meta(kind, places=fields.keys, intact=front.intact)
    _Reader(source, meta, today, findings).read(fields)
    return meta


@dataclass(slots=True)
class _Reader:
    source: Source
    meta: Meta
    today: date
    findings: Findings

    def read(self, fields: Fields) -> None:
        translation = bool(self.source.language)
        allowed = allowed_keys(self.meta.type, translation=translation)
        for key, node in fields.values.items():
            place = fields.keys[key]
            if key in allowed:
                self._value(key, node)
            else:
                self._unknown(key, place, allowed)
        if self.meta.intact:
            self._missing("translation" if translation else "id")
        self._check_id()
        self._check_age()

    def _value(self, key: str, node: Node) -> None:
        if key in STRUCTURED:
            return
        if key in LISTS:
            self.meta.lists[key] = self._list(key, node)
        elif key == "objectives":
            self._objectives(node)
        elif key == "facts":
            self._facts(node)
        elif key == "moved":
            self._moved(node)
        elif key in BY_LANGUAGE:
            self._files(key, node)
        elif isinstance(node, Scalar):
            self._word(key, node)
        else:
            self._refuse(key, node.place, "text on one line", "a list or several keys")

    def _word(self, key: str, node: Scalar) -> None:
        value = node.value.strip()
        if key == "date" and value and not moment_of(value):
            self._date(value, node.place)
            return
        problem = problem_with(key, value)
        if problem:
            self._refuse(key, node.place, problem, f"`{value}`")
        elif value:
            self.meta.words[key] = Word(value, node.place)

    def _date(self, value: str, place: Place) -> None:
        found = MOMENT.fullmatch(value)
        if found is None or found[3]:
            self._refuse("date", place, "a day and a time", f"`{value}`")
        else:
            advice = f"write the time and its zone: {found[1]}T{found[2] or '21:00'}Z is UTC, +02:00 two hours ahead"
            self.findings.at(self.source, place, "F009", "`date` needs a time zone", advice)

    def _files(self, key: str, node: Node) -> None:
        fields = self._fields(key, node)
        files = self.meta.files.setdefault(key, {})
        for language, value in fields.values.items() if fields else ():
            place = fields.keys[language] if fields else START
            if not LANGUAGE_TAG.fullmatch(language):
                self._refuse(key, place, "lines of `language: file`", f"`{language}`")
            elif not isinstance(value, Scalar) or not value.value.strip():
                self._refuse(key, value.place, "lines of `language: file`", "something else behind the colon")
            else:
                files[language] = Word(value.value.strip(), value.place)

    def _refuse(self, key: str, place: Place, wanted: str, got: str) -> None:
        message = f"`{key}` must be {wanted}, got {got}"
        self.findings.at(self.source, place, "F007", message, example_of(key))

    def _list(self, key: str, node: Node) -> list[Word]:
        if isinstance(node, Scalar) and key in ("authors", "tags", "translators") and node.value:
            return [Word(node.value, node.place)]
        if not isinstance(node, Items):
            self._refuse(key, node.place, "a list", "one value")
            return []
        words: list[Word] = []
        for item in node.values:
            if not isinstance(item, Scalar):
                self._refuse(key, item.place, "a list of words", "a list in a list")
            elif any(word.text == item.value for word in words):
                self.findings.at(self.source, item.place, "N005", f"`{item.value}` is listed twice", "keep one")
            else:
                words.append(Word(item.value, item.place))
        return words

    def _fields(self, key: str, node: Node) -> Fields | None:
        if isinstance(node, Fields):
            return node
        if not (isinstance(node, Scalar) and not node.value):
            self._refuse(key, node.place, "lines of `key: text`", "something else")
        return None

    def _key(self, key: str, place: Place) -> bool:
        if is_key(key):
            return True
        advice = "use a-z, 0-9 and single hyphens, starting with a letter"
        self.findings.at(self.source, place, "K002", f"`{key}` is not a valid key", advice)
        return False

    def _objectives(self, node: Node) -> None:
        fields = self._fields("objectives", node)
        for key, value in fields.values.items() if fields else ():
            if not isinstance(value, Scalar) or not value.value.strip():
                self._refuse(key, value.place, "text on one line", "something else")
            elif self._key(key, fields.keys[key] if fields else START):
                self.meta.objectives[key] = Word(value.value.strip(), value.place)

    def _moved(self, node: Node) -> None:
        fields = self._fields("moved", node)
        for old, new in fields.values.items() if fields else ():
            place = fields.keys[old] if fields else START
            if problem_with("id", old):
                self._refuse("moved", place, "lines of `old-id: new-id`", f"`{old}`")
            elif not isinstance(new, Scalar) or problem_with("id", new.value.strip()):
                self._refuse("moved", new.place, "lines of `old-id: new-id`", "something else behind the colon")
            else:
                self.meta.moved[old] = Word(new.value.strip(), new.place)
                self.meta.moved_places[old] = place

    def _facts(self, node: Node) -> None:
        fields = self._fields("facts", node)
        for key, value in fields.values.items() if fields else ():
            place = fields.keys[key] if fields else START
            if not isinstance(value, Fields):
                self._refuse(key, value.place, f"the four keys {', '.join(FACT_KEYS)}", "one value")
            elif self._key(key, place):
                self._fact(key, place, value)

    def _fact(self, key: str, place: Place, fields: Fields) -> None:
        words: dict[str, str] = {}
        for name, value in fields.values.items():
            if name not in FACT_KEYS:
                self._unknown(name, fields.keys[name], FACT_KEYS)
            elif not isinstance(value, Scalar):
                self._refuse(name, value.place, "text on one line", "something else")
            elif name in ("as_of", "review_by") and problem_with(name, value.value):
                self._refuse(name, value.place, problem_with(name, value.value), f"`{value.value}`")
            elif value.value.strip():
                words[name] = value.value.strip()
        missing = [name for name in FACT_KEYS if name not in words and name not in fields.values]
        for name in missing:
            self.findings.at(self.source, place, "F008", f"`{name}` of `{key}` is missing", f"add `{name}:`")
        if len(words) == len(FACT_KEYS):
            fact = Fact(key, words["text"], words["as_of"], words["source"], words["review_by"])
            self.meta.facts.append(fact)
            self._check_fact(fact, fields.keys["review_by"])

    def _check_fact(self, fact: Fact, place: Place) -> None:
        if fact.review_by < self.today.isoformat()[: len(fact.review_by)]:
            message = f"`{fact.key}` was to be checked again by {fact.review_by}"
            self.findings.at(self.source, place, "F011", message, "check it against its source, then set new dates")

    def _unknown(self, key: str, place: Place, allowed: tuple[str, ...]) -> None:
        if key in REFUSED:
            self.findings.at(self.source, place, "F014", f"`{key}` is not used: {REFUSED[key]}", "delete the line")
        elif self.source.language and key in ALL_KEYS:
            message = f"`{key}` belongs in the source file"
            self.findings.at(self.source, place, "T009", message, f"delete `{key}` here")
        elif key in ALL_KEYS:
            message = f"`{key}` does not belong in a {self.meta.type} file"
            self.findings.at(self.source, place, "F006", message, f"possible here: {', '.join(allowed)}")
        else:
            advice = did_you_mean(key, allowed, f"possible here: {', '.join(allowed)}")
            self.findings.at(self.source, place, "F006", f"unknown key `{key}`", advice)

    def _missing(self, identity: str) -> None:
        wanted = [identity] if self.source.language else [identity, "title"]
        for key in wanted:
            if key not in self.meta.words and key not in self.meta.places:
                suggestion = suggested_id(self.source.inside, self.source.slug)
                advice = f"`elearn fmt` adds `id: {suggestion}`" if key == "id" else f'add {key}: "…"'
                self.findings.at(self.source, START, "F008", f"`{key}` is missing", advice)

    def _check_id(self) -> None:
        word = self.meta.words.get("id")
        if word and word.text in RESERVED:
            message = f"`{word.text}` is the address of another page"
            self.findings.at(self.source, word.place, "K013", message, "choose another id")

    def _check_age(self) -> None:
        word = self.meta.words.get("reviewed")
        if word is None:
            return
        year, month = int(word.text[:4]), int(word.text[5:7])
        if (self.today.year - year) * 12 + self.today.month - month > 24:
            advice = "read it again, correct it where needed, then set the month of today"
            self.findings.at(self.source, word.place, "F010", "`reviewed` is older than 24 months", advice)
