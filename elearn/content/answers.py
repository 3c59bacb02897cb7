"""The answers of a question as they are written: the sign in front says what kind each is, and whether it is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.alerts import unquoted
from elearn.content.diagnostics import Findings
from elearn.content.document import Document, blocks, lines_of, plain
from elearn.content.markers import Marker, is_key
from elearn.content.slugs import next_letter
from elearn.content.source import Place

# What stands at the start of an answer, with the sign as people slip: `()`, `(X)`, `[x]text`.
SIGN = re.compile(r"(\( \)|\([xX]\)|\[ \]|\[[xX]\]|=|!)(?:\s+(.*)|$)", re.DOTALL)
# A bracket before it is a link, and no answer.
SLIP = re.compile(r"(\(\s*[xX✓✔*]?\s*\)|\[\s*[xX✓✔*]?\s*\](?![(\[:])|=(?=\S)|!(?=[^\s\[]))")
IN_LINE = re.compile(r"^(?:\s|>)*[-*+]\s*(\(\s*[xX✓✔*]?\s*\)|\[\s*[xX✓✔*]?\s*\]|[=!])")
SLIP_HELP = "leave one space inside and one after the brackets: - ( ) text   or   - (x) text"
TYPED_HELP = "leave a space behind the sign: - = text   or   - ! text"
KEY_HELP = "use a-z, 0-9 and single hyphens, starting with a letter"


@dataclass(slots=True)
class Answer:
    """`sign` is one of `( ) (x) [ ] [x] = !`, or `|` for a row of pairs and `1.` for a line of an order.

    `place` is the sign; `tokens` the words without it, of a row its left side; `beside` is the right one.
    """

    sign: str
    place: Place
    text: str
    tokens: list[Token] = field(default_factory=list)
    feedback: list[Token] = field(default_factory=list)
    beside: list[Token] = field(default_factory=list)
    marker: Marker | None = None
    last_line: int = 0

    @property
    def key(self) -> str:
        return self.marker.key if self.marker else ""

    @property
    def right(self) -> bool:
        return self.sign in ("(x)", "[x]")

    @property
    def typed(self) -> bool:
        return self.sign in ("=", "!")

    @property
    def ticked(self) -> bool:
        return self.sign[0] in "(["

    @property
    def beside_text(self) -> str:
        return plain(self.beside[1]) if self.beside else ""


def is_answer_list(tokens: Sequence[Token]) -> bool:
    """True when any entry of this bullet list begins with the sign of an answer, or with a slip of one."""
    return any(_first_text(item) and _looks_like(_first_text(item)) for item in _entries(tokens))


def _looks_like(text: str) -> bool:
    return SIGN.match(text) is not None or SLIP.match(text) is not None


def _entries(tokens: Sequence[Token]) -> list[list[Token]]:
    return [item[1:-1] for item in blocks(tokens[1:-1]) if item[0].type == "list_item_open"]


def _first_text(item: Sequence[Token]) -> str:
    if len(item) > 1 and item[0].type == "paragraph_open":
        return item[1].content
    return ""


def read_answers(document: Document, tokens: Sequence[Token], findings: Findings) -> list[Answer]:
    """Every entry of the list as an answer; reports Q006 and Q007. An entry that is none counts as wrong."""
    items = [item for item in blocks(tokens[1:-1]) if item[0].type == "list_item_open"]
    return [_read_answer(document, item, findings) for item in items]


def _read_answer(document: Document, item: list[Token], findings: Findings) -> Answer:
    inner = item[1:-1]
    text = _first_text(inner)
    lines = lines_of(inner[1]) if text else lines_of(item[0])[:1]
    match = SIGN.match(text)
    place = _sign_place(document, lines[0] if lines else 1)
    sign = match[1].lower() if match else ""
    answer = Answer(sign or "( )", place, "", last_line=lines[-1] if lines else place.line)
    answer.marker = document.claim(lines)
    paragraphs = [block for block in blocks(inner) if block[0].type != "blockquote_open"]
    quotes = [block for block in blocks(inner) if block[0].type == "blockquote_open"]
    answer.tokens = _without_sign([token for block in paragraphs for token in block], match)
    answer.feedback = [token for block in quotes for token in unquoted(block)]
    answer.text = " ".join(plain(token) for token in answer.tokens if token.type == "inline").strip()
    if match is None:
        advice = TYPED_HELP if text[:1] in ("=", "!") else SLIP_HELP
        findings.at(document.source, place, "Q007", "this looks like an answer but is not written as one", advice)
        answer.sign = _meant(text)
    elif not answer.text and not any(token.type in ("fence", "code_block") for token in answer.tokens):
        findings.at(document.source, place, "Q006", "empty answer", "write the answer, or delete the line")
    return answer


def _meant(text: str) -> str:
    """What a slip probably stands for, so that the rest of the question is judged sensibly."""
    slip = SLIP.match(text)
    if slip is None:
        return "( )"
    if slip[1] in ("=", "!"):
        return slip[1]
    opening, closing = slip[1][0], slip[1][-1]
    return f"{opening}{'x' if slip[1][1:-1].strip() else ' '}{closing}"


def _sign_place(document: Document, line: int) -> Place:
    raw = document.source.lines[line - 1]
    found = IN_LINE.match(raw)
    if found:
        return Place(line, found.start(1) + 1, len(found[1]))
    words = re.match(r"\s*(?:[-*+]\s*)?", raw)
    return Place(line, (words.end() if words else 0) + 1)


def _without_sign(tokens: list[Token], match: re.Match[str] | None) -> list[Token]:
    if len(tokens) < 2 or tokens[1].type != "inline":
        return tokens
    children = list(tokens[1].children or [])
    if not children or children[0].type != "text":
        return tokens
    content = children[0].content
    sign = match[1] if match else (slip[1] if (slip := SLIP.match(content)) else "")
    if not content.startswith(sign):
        return tokens
    first = children[0].copy(content=content[len(sign) :].lstrip())
    return [tokens[0], tokens[1].copy(children=[first, *children[1:]]), *tokens[2:]]


def check_keys(document: Document, answers: Sequence[Answer], findings: Findings) -> None:
    """Every answer that can be ticked needs a key of its own in its question (K002, K003, K004)."""
    seen: dict[str, Place] = {}
    used = {answer.key for answer in answers}
    for answer in answers:
        if answer.typed:
            continue
        if answer.marker is None:
            letter = next_letter(used)
            used.add(letter)
            line = answer.place.line
            place = Place(line, len(document.source.lines[line - 1].rstrip()) + 1)
            findings.at(
                document.source, place, "K004", "answer has no key", f"run `elearn fmt`; it adds <!-- #{letter} -->"
            )
        elif not is_key(answer.key) or answer.key == "_intro":
            findings.at(document.source, answer.marker.place, "K002", f"`{answer.key}` is not a valid key", KEY_HELP)
        elif answer.key in seen:
            advice = "every answer of a question needs its own key; learners' answers are stored under it"
            notes = [f"first used at line {seen[answer.key].line}"]
            message = f"key `{answer.key}` is already used"
            findings.at(document.source, answer.marker.place, "K003", message, advice, notes=notes)
        else:
            seen[answer.key] = answer.marker.place
