"""Gaps in a sentence: `[[key: =right|=also right|wrong]]`, as a kind of text of their own in quiz files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.markers import is_key, mask_code
from elearn.content.slugs import next_letter
from elearn.content.source import Place, Source

# A gap has a key or a right answer in it; anything else in double brackets is text, and before `(` it is a link.
GAP = re.compile(r"\[\[(?:([^\[\]\n|=:`]*):)?((?:[^\[\]\n\\]|\\.)*)\]\](?!\()")
SLIP = re.compile(r"(?<!\\)\[\[[^\[\]\n]*=")
BAR = re.compile(r"(?<!\\)\|")
EMPHASIS = re.compile(r"\\([!-/:-@\[-`{-~])|[*`]|(?<!\w)_|_(?!\w)")
KEY_HELP = "use a-z, 0-9 and single hyphens, starting with a letter"
HERE_HELP = "write it into a sentence of its own below the heading, outside of tables, lists of answers and quotes"


@dataclass(frozen=True, slots=True)
class Option:
    """What stands between two bars, in plain words; `right` when it began with `=`."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """`place` is the whole gap. Only right options: the answer is typed, else it is chosen."""

    key: str
    place: Place
    options: tuple[Option, ...]

    @property
    def typed(self) -> bool:
        return all(option.right for option in self.options)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(option.text for option in self.options)


def gap_plugin(markdown: MarkdownIt) -> None:
    """Makes a token `gap` of each gap. `content` is what a translator puts into words, without what is right."""
    markdown.inline.ruler.before("link", "gap", _gap_rule)


def _gap_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    found = GAP.match(state.src, state.pos, state.posMax) if state.src.startswith("[[", state.pos) else None
    if found is None or (found[1] is None and "=" not in found[2]):
        return False
    if not silent:
        token = state.push("gap", "", 0)
        key, options = (found[1] or "").strip(), _options(found[2])
        words = "" if all(option.right for option in options) else ": " + "|".join(option.text for option in options)
        token.content = f"[[{key}{words}]]"
        token.meta = {"key": key, "options": options, "raw": found[0], "line": state.src.count("\n", 0, state.pos)}
    state.pos = found.end()
    return True


def _options(written: str) -> tuple[Option, ...]:
    parts = (part.strip() for part in BAR.split(written))
    return tuple(Option(_words(part.removeprefix("=")), part.startswith("=")) for part in parts)


def _words(text: str) -> str:
    """What a list of choices can show: no emphasis, no code, no escapes."""
    return " ".join(EMPHASIS.sub(lambda found: found[1] or "", text).split())


def find_gaps(source: Source, tokens: Sequence[Token]) -> list[Gap]:
    """Every gap among these blocks, wherever it stands."""
    gaps: list[Gap] = []
    for token in tokens:
        after = 0, 0
        for child in _gap_tokens(token.children or []):
            line = (token.map[0] + 1 if token.map else 1) + child.meta["line"]
            start = after[1] if after[0] == line else 0
            column = source.lines[line - 1].find(child.meta["raw"], start) if line <= len(source.lines) else -1
            after = line, max(column, 0) + 1
            place = Place(line, max(column, 0) + 1, len(child.meta["raw"]))
            gaps.append(Gap(child.meta["key"], place, child.meta["options"]))
    return gaps


def _gap_tokens(children: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for child in children:
        found += [child] if child.type == "gap" else _gap_tokens(child.children or [])
    return found


def refuse_gaps(source: Source, tokens: Sequence[Token], findings: Findings) -> None:
    """Q013 for every gap in a place where nothing can be filled in."""
    for gap in find_gaps(source, tokens):
        findings.at(source, gap.place, "Q013", "a gap cannot stand here", HERE_HELP)


def read_gaps(source: Source, tokens: Sequence[Token], findings: Findings) -> list[Gap]:
    """The gaps of a stem. Reports Q005, Q006, Q007, Q012, Q013 and the keys (K002 to K004)."""
    gaps: list[Gap] = []
    table = 0
    for token in tokens:
        table += token.nesting if token.type in ("table_open", "table_close") else 0
        if table:
            _refuse_in_table(source, token, findings)
            continue
        if token.type != "inline":
            continue
        if any(map(_holds_gap_in_link, token.children or [])):
            refuse_gaps(source, [token], findings)
        gaps += find_gaps(source, [token])
        _report_slips(source, token, findings)
    _check(source, gaps, findings)
    return gaps


def _holds_gap_in_link(child: Token) -> bool:
    """A picture's description with a gap; or the rest of a link, which Markdown does not make round a gap."""
    return bool(_gap_tokens([child])) if child.type == "image" else child.type == "text" and "](" in child.content


def _refuse_in_table(source: Source, token: Token, findings: Findings) -> None:
    """In the lines as they are written: `|` has cut the gap in two before Markdown could see it."""
    if token.type != "tr_open" or not token.map:
        return
    line = token.map[0] + 1
    for found in GAP.finditer(source.lines[line - 1]):
        if found[1] is not None or "=" in found[2]:
            place = Place(line, found.start() + 1, len(found[0]))
            findings.at(source, place, "Q013", "a gap cannot be inside a table: `|` ends the cell", HERE_HELP)


def _report_slips(source: Source, token: Token, findings: Findings) -> None:
    for line in range(*token.map) if token.map else ():
        raw = source.lines[line]
        for found in SLIP.finditer(mask_code(raw)):
            if not GAP.match(raw, found.start()):
                place = Place(line + 1, found.start() + 1, 2)
                advice = "write it on one line and close it: [[key: =right|wrong]]"
                findings.at(source, place, "Q007", "this looks like a gap but is not written as one", advice)


def _check(source: Source, gaps: Sequence[Gap], findings: Findings) -> None:
    seen: dict[str, Place] = {}
    used = {gap.key for gap in gaps}
    for gap in gaps:
        if not gap.key:
            letter = next_letter(used)
            used.add(letter)
            advice = f"run `elearn fmt`, or add it yourself: [[{letter}: …]]"
            findings.at(source, gap.place, "K004", "gap has no key", advice)
        elif not is_key(gap.key) or gap.key == "_intro":
            findings.at(source, gap.place, "K002", f"`{gap.key}` is not a valid key", KEY_HELP)
        elif gap.key in seen:
            advice = "every gap of a question needs its own key; learners' answers are stored under it"
            notes = [f"first used at line {seen[gap.key].line}"]
            findings.at(source, gap.place, "K003", f"key `{gap.key}` is already used", advice, notes=notes)
        seen.setdefault(gap.key, gap.place)
        _check_options(source, gap, findings)


def _check_options(source: Source, gap: Gap, findings: Findings) -> None:
    if not all(gap.texts):
        findings.at(source, gap.place, "Q006", "empty answer in a gap", "write the answer, or delete the bar")
    folded = [text.casefold() for text in gap.texts]
    twice = next((text for text in folded if text and folded.count(text) > 1), None)
    if twice:
        message = f"`{twice}` stands twice in one gap"
        findings.at(source, gap.place, "Q005", message, "write every answer once")
    if not any(option.right for option in gap.options):
        message = "gap has no right answer"
        findings.at(source, gap.place, "Q012", message, f"start it with `=`: [[{gap.key or 'key'}: =right|wrong]]")
