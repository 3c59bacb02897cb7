"""The lines between `---`: a subset of YAML in which every scalar is text, each with its place in the file.

The event stream of the parser is read, not its nodes: depth is limited while reading, and an alias is refused where
it stands, so that nothing can expand. When a line is no YAML, it is told, read again as a quoted value, and the rest
of the file is still checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from elearn.content.diagnostics import Findings
from elearn.content.source import START, Place, Source

MAX_BYTES = 16 * 1024
MAX_DEPTH = 8
# Each broken line costs another reading of all of them, so a file made of broken lines is given up.
MAX_BROKEN = 20
FAST: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LINE = re.compile(r"( *(?:- )?[A-Za-z0-9_][\w-]*): +(.*\S)\s*")
SPECIAL_HELP = "write the value out, or put it in quotes when it is text"


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    values: list[Node]
    place: Place


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping. `keys` holds the place of every key."""

    values: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Items | Fields


@dataclass(slots=True)
class FrontMatter:
    """`body` is the first line behind it. `intact` is false when parts could not be read, so nothing counts as missing.

    `quoted` holds lines that became valid by quoting their value: what `elearn fmt` writes instead.
    """

    fields: Fields
    body: int
    intact: bool = True
    quoted: dict[int, str] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, place: Place, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.place, self.code, self.message, self.advice = place, code, message, advice


def read_front_matter(source: Source, findings: Findings) -> FrontMatter:
    """Everything between the two `---` lines. Reports F001 to F005, F012 and F013; never raises."""
    lines = source.lines
    if not lines or lines[0].rstrip() != "---":
        findings.at(source, START, "F001", "no front matter", "start the file with a line `---`, then `title: …`")
        return FrontMatter(Fields({}, {}, START), 1, intact=False)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        findings.at(source, START, "F002", "front matter is never closed", "add a line `---` behind the last key")
        end = next((n for n, line in enumerate(lines[1:], 1) if not line.strip() or line[0] in "#<"), len(lines))
        body = end + 1
    else:
        body = end + 2
    result = FrontMatter(Fields({}, {}, START), body)
    yaml_lines = lines[1:end]
    if len("\n".join(yaml_lines).encode()) > MAX_BYTES:
        findings.at(source, START, "F012", "front matter is larger than 16 KiB", "move text into the body of the file")
        result.intact = False
        return result
    _read(source, yaml_lines, result, findings)
    return result


def _read(source: Source, lines: list[str], result: FrontMatter, findings: Findings) -> None:
    lines = list(lines)
    for attempt in range(MAX_BROKEN):
        try:
            node = _build("\n".join(lines) + "\n", source, findings)
        except _Refused as refused:
            findings.at(source, refused.place, refused.code, refused.message, refused.advice)
            result.intact = False
            return
        except (yaml.YAMLError, RecursionError) as error:
            place, problem = _explain("\n".join(lines) + "\n", error)
            rescued = _rescue(lines, place)
            advice = f"put the whole value in quotes: {rescued.strip()}" if rescued else SPECIAL_HELP
            findings.at(source, place, "F003", f"front matter is not valid YAML: {problem}", advice)
            if not rescued or attempt == MAX_BROKEN - 1:
                result.intact = False
                result.fields = _loose(lines)
                return
            lines[place.line - 2] = rescued
            result.quoted[place.line] = rescued
        else:
            _accept(source, node, result, findings)
            return


def _accept(source: Source, node: Node | None, result: FrontMatter, findings: Findings) -> None:
    if isinstance(node, Fields):
        result.fields = node
    elif node is not None:
        findings.at(source, node.place, "F003", "front matter is not valid YAML: no `key: value` lines", SPECIAL_HELP)
        result.intact = False
    for key in ("title", "summary"):
        value = result.fields.values.get(key)
        if isinstance(value, Scalar) and not value.quoted:
            _refuse_lost_text(source, value, result, findings)


def _refuse_lost_text(source: Source, value: Scalar, result: FrontMatter, findings: Findings) -> None:
    """`title: C # and you` is valid and means `C`: the writer's words would be gone without a sound."""
    line = value.place.line
    text = source.lines[line - 1]
    hash_sign = text.find(" #", value.place.column - 1)
    if hash_sign < 0 or line in result.quoted:
        return
    rescued = _quote(text)
    place = Place(line, hash_sign + 2)
    message = "front matter is not valid YAML: text behind ` #` is lost"
    findings.at(source, place, "F003", message, f"put the whole value in quotes: {rescued.strip()}")
    result.quoted[line] = rescued


def _explain(text: str, error: Exception) -> tuple[Place, str]:
    """Place and problem in the words of the pure Python parser, whose places are exact."""
    try:
        list(yaml.parse(text, Loader=yaml.BaseLoader))
    except yaml.MarkedYAMLError as marked:
        error = marked
    except (yaml.YAMLError, RecursionError):
        return Place(2), "it holds a character or a depth that YAML refuses"
    problem = str(getattr(error, "problem", None) or "cannot be read")
    where = _where(error)
    if where is None:
        return Place(2), problem
    line = min(where[0], max(text.count("\n") - 1, 0))
    return Place(line + 2, where[1] + 1 if where[0] == line else 1), problem


def _where(error: Exception) -> tuple[int, int] | None:
    """Line and column from 0. Some errors of YAML have no place at all."""
    for name in ("problem_mark", "context_mark"):
        mark: Any = getattr(error, name, None)
        if mark is not None:
            return mark.line, mark.column
    return None


def _rescue(lines: list[str], place: Place) -> str:
    index = place.line - 2
    if index >= len(lines):
        return ""
    quoted = _quote(lines[index])
    return "" if quoted == lines[index] else quoted


def _quote(line: str) -> str:
    """The line with its whole value between double quotes; unchanged when it is no `key: value` line."""
    match = LINE.fullmatch(line)
    if match is None:
        return line
    value = match[2]
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    elif len(value) > 1 and value[0] == value[-1] == "'":
        value = value[1:-1].replace("''", "'")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1]}: "{escaped}"'


def _loose(lines: list[str]) -> Fields:
    """The plain top-level lines of front matter that cannot be read as a whole: enough to know type and id."""
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for number, line in enumerate(lines, 2):
        match = re.fullmatch(r"([a-z_]+): +([a-z0-9-]+)\s*", line)
        if match:
            values[match[1]] = Scalar(match[2], Place(number, match.start(2) + 1, len(match[2])))
            keys[match[1]] = Place(number, 1, len(match[1]))
    return Fields(values, keys, START)


def _place(event: yaml.Event) -> Place:
    mark, end = event.start_mark, event.end_mark
    if mark is None or end is None:
        return START
    width = end.column - mark.column if end.line == mark.line else 1
    return Place(mark.line + 2, mark.column + 1, max(width, 1))


def _build(text: str, source: Source, findings: Findings) -> Node | None:
    events = _checked(yaml.parse(text, Loader=FAST))
    node: Node | None = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            node = _node(event, events, source, findings, 1)
    return node


def _checked(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    documents = 0
    for event in events:
        documents += isinstance(event, yaml.DocumentStartEvent)
        special = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None)
        if special or documents > 1:
            message = "anchors, aliases, tags and a second document are not allowed here"
            raise _Refused(_place(event), "F005", message, SPECIAL_HELP)
        yield event


def _node(event: yaml.Event, events: Iterator[yaml.Event], source: Source, findings: Findings, depth: int) -> Node:
    if depth > MAX_DEPTH:
        message = f"front matter is nested deeper than {MAX_DEPTH} levels"
        raise _Refused(_place(event), "F013", message, "write it flatter")
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, _place(event), quoted=bool(event.style))
    if isinstance(event, yaml.SequenceStartEvent):
        place, values = _place(event), []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            values.append(_node(inner, events, source, findings, depth + 1))
        return Items(values, place)
    return _fields(event, events, source, findings, depth)


def _fields(event: yaml.Event, events: Iterator[yaml.Event], source: Source, findings: Findings, depth: int) -> Fields:
    result = Fields({}, {}, _place(event))
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        key = _node(inner, events, source, findings, depth + 1)
        value = _node(next(events), events, source, findings, depth + 1)
        if not isinstance(key, Scalar):
            raise _Refused(key.place, "F003", "front matter is not valid YAML: a key must be a word", SPECIAL_HELP)
        if key.value in result.values:
            findings.at(source, key.place, "F004", f"`{key.value}` appears twice", "keep one of the two")
            continue
        result.values[key.value] = value
        result.keys[key.value] = key.place
    return result
