"""Markdown-it with the rules asked in another way: only those that can begin with the sign that stands there.

Every rule of the library begins by looking at one sign and refuses when it is not one of its own. Here the sign is
looked at once. The rules, their order and their tokens are the library's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

# The signs with which a block of this kind can begin; a kind that is not here can begin with any.
BLOCKS: Mapping[str, str] = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
# What the second line of a table can begin with; its rule comes before all others.
TABLE = frozenset("|-:")
INLINES: Mapping[str, str] = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "gap": "[",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
# `]` begins nothing, but the search for the end of a link's text must not pass it.
SPECIAL = re.compile("[" + re.escape("".join(dict.fromkeys("".join(INLINES.values()) + "]"))) + "]")
# Only where one of these stands are pairs to be balanced, and texts to be joined again afterwards.
PAIRED = re.compile("[*_~]")
CHAINS = ("", "paragraph", "reference", "blockquote", "list")
Rule = TypeVar("Rule")


def make_parser(*plugins: Callable[[MarkdownIt], None]) -> MarkdownIt:
    """CommonMark with tables and strikethrough. Every link becomes a token, whatever its address."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Links are judged in links.py, where the writer is told; here every link must become a token to be seen.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - the library's signature
    for plugin in plugins:
        markdown.use(plugin)
    markdown.block.ruler = _BlockRules(markdown.block.ruler)
    markdown.inline = _Inline(markdown.inline)
    return markdown


class _BlockRules(Ruler[RuleFuncBlockType]):
    """One rule for each chain: it asks those of the library that the first sign of a line allows."""

    def __init__(self, rules: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__dict__.update(rules.__dict__)
        named = {rule: name for name, rule in zip(rules.get_active_rules(), rules.getRules(), strict=True)}
        self._chains = {
            chain: [_ask_block([(named[rule], rule) for rule in rules.getRules(chain)])] for chain in CHAINS
        }

    def getRules(self, chainName: str = "") -> list[RuleFuncBlockType]:  # noqa: N802, N803 - the library's signature
        return self._chains[chainName]


def _ask_block(chain: Sequence[tuple[str, RuleFuncBlockType]]) -> RuleFuncBlockType:
    opening = any(name == "paragraph" for name, _ in chain)
    tables = [rule for name, rule in chain if name == "table"]
    named = [(name, rule) for name, rule in chain if name != "table"]
    allowed = _by_sign(named, BLOCKS)
    others = [rule for name, rule in named if name not in BLOCKS]

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        place = state.bMarks[start] + state.tShift[start]
        below = state.bMarks[start + 1] + state.tShift[start + 1] if tables else 0
        if tables and state.src[below : below + 1] in TABLE and tables[0](state, start, end, silent):
            return True
        sign = state.src[place : place + 1]
        if opening and sign not in allowed and _paragraph_of_one_line(state, start, end):
            return True
        for rule in allowed.get(sign, others):  # noqa: SIM110 - `any` costs a generator for each line
            if rule(state, start, end, silent):
                return True
        return False

    return ask


def _paragraph_of_one_line(state: StateBlock, line: int, end: int) -> bool:
    """A line that begins nothing else, with an empty line below: what the rules come to when they are all asked."""
    if state.is_code_block(line) or (line + 1 < end and not state.isEmpty(line + 1)) or end != state.lineMax:
        return False
    state.line, state.parentType = line + 1, "paragraph"
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    token = state.push("inline", "", 0)
    token.content = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip(MD_TRIM_CHARS)
    token.map = [line, line + 1]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _by_sign(chain: Sequence[tuple[str, Rule]], signs: Mapping[str, str]) -> dict[str, list[Rule]]:
    """For each sign the rules that can begin with it, in their order."""
    every = {sign for name, _ in chain for sign in signs.get(name, "")}
    return {sign: [rule for name, rule in chain if sign in signs.get(name, sign)] for sign in every}


class _Inline(ParserInline):
    """The same for the text of a block; a text without special signs is one token at once."""

    def __init__(self, parser: ParserInline) -> None:
        self.__dict__.update(parser.__dict__)
        rules = zip(parser.ruler.get_active_rules(), parser.ruler.getRules(), strict=True)
        self._allowed = _by_sign([(name, rule) for name, rule in rules if name in INLINES], INLINES)
        self.terminator_re = SPECIAL

    def tokenize(self, state: StateInline) -> None:
        """As the library's, at the first sign of which something can begin."""
        source, end, deepest = state.src, state.posMax, state.md.options.maxNesting
        find, allowed = SPECIAL.search, self._allowed
        place = state.pos
        while place < end:
            found = find(source, place, end)
            special = found.start() if found else end
            if special > place:
                state.append_pending(source[place:special])
                state.pos = place = special
                if special == end:
                    break
            if state.level >= deepest or not _any_matches(allowed.get(source[place], ()), state):
                state.append_pending(source[place])
                state.pos = place + 1
            place = state.pos
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Tokens of one text, appended to `tokens`."""
        if not SPECIAL.search(src):
            if src:
                tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = StateInline(src, md, env, tokens)
        self.tokenize(state)
        if PAIRED.search(src):
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens


def _any_matches(rules: Sequence[RuleFuncInlineType], state: StateInline) -> bool:
    for rule in rules:  # noqa: SIM110 - `any` costs a generator for each sign
        if rule(state, False):  # noqa: FBT003 - the library's signature
            return True
    return False
