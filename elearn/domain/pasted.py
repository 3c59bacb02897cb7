"""Addresses pasted by people, from letters, tables and other programs: sorted out before anything is sent.

One paste is lines; a line is pieces between commas and semicolons of any script. A piece with an `@` holds addresses,
a piece without one is a name that waits for the next address of its line (`Diop, Ama <ama@example.org>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from elearn.domain.addresses import clean_email, email_key, problem_of_email
from elearn.domain.names import NAME_LIMIT, clean_name, has_ink

PASTE_LIMIT = 50_000
PEOPLE_LIMIT = 200
SHOWN = 100  # characters of a piece that is no address

# Latin, Arabic, ideographic and full-width: what stands between two addresses.
_SEPARATORS = ",;\u060c\u061b\u3001\uff0c\uff1b"
_AT = re.compile("[@\uff20\ufe6b]")
# A quoted name keeps its commas (RFC 5322 §3.2.4); one that is never closed is no quotation.
_PIECES = re.compile(rf'(?:"[^"]*"|[^"{_SEPARATORS}]|"(?![^"]*"))+')
_WORDS = re.compile(r'"[^"]*"|<[^<>]*>|\S+')
_AROUND = '<>[](){}"\u201c\u201d\u00ab\u00bb'
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a paste. `name` is empty where none stood beside the address; `key` is the folded address."""

    name: str
    email: str
    key: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A piece of which no address can be made, and the code of what is wrong (`web/messages.py`)."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Every piece of a paste is in exactly one of the three; `twice` are addresses that stood there before."""

    entries: tuple[Entry, ...] = ()
    twice: tuple[str, ...] = ()
    wrong: tuple[Misread, ...] = ()


class Standing(StrEnum):
    """What an address is to the group that wants to invite it."""

    NEW = "new"
    INVITED = "invited"
    MEMBER = "member"
    ELSEWHERE = "elsewhere"


@dataclass(slots=True)
class _Line:
    """The words of one line while it is read."""

    waiting: list[str] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)

    def take(self, piece: str) -> None:
        """A piece between two separators: addresses with the words before each, or words that wait."""
        before: list[str] = []
        for word in _WORDS.findall(piece):
            if _AT.search(word) and not word.startswith('"'):
                self.people.append((_name_of(self.waiting, before), _MAILTO.sub("", word).strip(_AROUND)))
                self.waiting, before = [], []
            else:
                before.append(word.strip(_AROUND))
        if any(before):
            self.waiting.append(" ".join(before))

    def end(self) -> list[str]:
        """Words after the only address of a line are its name (two columns of a table); otherwise nobody's."""
        if self.waiting and len(self.people) == 1 and not self.people[0][0]:
            self.people = [(_name_of(self.waiting, []), self.people[0][1])]
            self.waiting = []
        return self.waiting


def problem_of_paste(text: str) -> str | None:
    """The code of what keeps a paste from being read at all, or None."""
    if len(text) > PASTE_LIMIT:
        return "paste-long"
    return None if has_ink(text) else "paste-missing"


def read_pasted(text: str) -> Pasted:
    """The people of a paste in the order in which they stand. Never raises, whatever is pasted.

    Reading again what was read (one `Name <address>` a line) gives the same people.
    """
    first: dict[str, Entry] = {}
    twice: list[str] = []
    wrong: list[Misread] = []
    for raw in text.splitlines():
        line = _Line()
        for piece in _PIECES.findall(raw):
            line.take(piece)
        wrong.extend(Misread(rest[:SHOWN], "email-missing") for rest in line.end())
        for name, address in line.people:
            problem = problem_of_email(address)
            if problem:
                wrong.append(Misread(address[:SHOWN], problem))
                continue
            entry = Entry(name, clean_email(address), email_key(address))
            if entry.key in first:
                twice.append(entry.email)
            else:
                first[entry.key] = entry
    return Pasted(tuple(first.values()), tuple(twice), tuple(wrong))


def write_pasted(entries: Iterable[Entry]) -> str:
    """One person a line, as `read_pasted` reads it again."""
    return "\n".join(f'"{entry.name}" <{entry.email}>' if entry.name else entry.email for entry in entries)


def sort_out(entries: Iterable[Entry], standings: Mapping[str, Standing]) -> dict[Standing, tuple[Entry, ...]]:
    """The entries by what they are to the group; an address that nobody knows is new. Every kind is there."""
    sorted_out: dict[Standing, list[Entry]] = {standing: [] for standing in Standing}
    for entry in entries:
        sorted_out[standings.get(entry.key, Standing.NEW)].append(entry)
    return {standing: tuple(found) for standing, found in sorted_out.items()}


def name_from_address(email: str) -> str:
    """What somebody is called until she says it herself: what stands before the @."""
    return email.rpartition("@")[0][:NAME_LIMIT]


def _name_of(waiting: list[str], before: list[str]) -> str:
    """`Diop` and `Ama` are `Diop, Ama`. A name has no quotation marks, so that it can be written between two."""
    parts = [*waiting, " ".join(word for word in before if word)]
    name = clean_name(", ".join(part for part in parts if part).replace('"', " "))
    readable = "".join(character for character in name if character.isprintable()).strip(" -:|")
    return readable[:NAME_LIMIT] if has_ink(readable) else ""
